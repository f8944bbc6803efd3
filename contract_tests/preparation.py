"""What has to be there before the first check of a run: a URL, credentials, somebody who answers."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from campaign_contract.contract_tests import wiring
from campaign_contract.contract_tests.preflight import NotReady, examine
from campaign_contract.contract_tests.screen import notice
from campaign_contract.contract_tests.session import Session
from campaign_contract.contract_tests.settings import SettingsError, api_url


def prepare(session: Session) -> None:
    """See that a run can begin, and make its report folder; raises pytest.UsageError. Sends nothing."""
    settings = session.settings
    if not settings.base_url:
        raise pytest.UsageError("no URL of a target; give one with --base-url, or run `campaign-contract verify URL`")
    try:
        session.use(replace(settings, base_url=api_url(settings.base_url, session.contract.spec.transport.path)))
    except SettingsError as error:
        raise pytest.UsageError(str(error)) from error
    if not wiring.owner(session.settings).known:
        raise pytest.UsageError("no credentials of the owner; give --api-key or --session-id")
    if session.settings.report_dir:
        _make_folder(Path(session.settings.report_dir))
    if session.settings.write_waivers and Path(session.settings.write_waivers).exists():
        raise pytest.UsageError(f"{session.settings.write_waivers} exists already; move it away first")
    session.check_waivers_file()


def see_the_target(session: Session) -> None:
    """See that the target is there and takes the credentials; ends the run where it does not."""
    if not session.settings.preflight:
        return
    try:
        for remark in examine(session.settings, session.contract.spec, session.transcript):
            session.remark(remark)
    except NotReady as problem:
        session.unreachable, session.unreachable_status = str(problem), problem.status
        pytest.exit(session.unreachable, returncode=problem.status)


def _make_folder(path: Path) -> None:
    """Make the report folder. One that cannot be made costs the report, not the verdict."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        notice(f"--report-dir {path} cannot be made: {error.strerror}; the run goes on without a report")
