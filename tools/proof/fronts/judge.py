"""A front → a run of `verify` → what it said that is not the front's own doing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from campaign_contract.contract_tests.api.outcomes import Outcome
from campaign_contract.contract_tests.settings import ENVIRONMENT_PREFIX, Settings, as_environment
from campaign_contract.spec import Level
from campaign_contract.tools.proof.fronts.front import Front, FrontBroken
from campaign_contract.tools.proof.fronts.needs import NotThere
from campaign_contract.tools.proof.fronts.running import running

_LAST_WORDS = 500


@dataclass(frozen=True)
class Opinion:
    """What the suite said of one front; `skipped` says why it could not be tried.

    `wrong` says, a line each, what it should not have said; `own_doing` is advice that the table explains.
    """

    name: str
    version: str = ""
    verdict: str = ""
    wrong: tuple[str, ...] = ()
    must_failed: int = 0
    own_doing: tuple[str, ...] = ()
    requests: int = 0
    seconds: float = 0.0
    skipped: str = ""


def judge(front: Front, selection: Sequence[str], reports: Path | None = None) -> Opinion:
    """Run the suite on a front. `selection` are flags of `verify`; its report stays in a folder of `reports`."""
    try:
        with running(front) as settings, tempfile.TemporaryDirectory() as temporary:
            folder = reports / front.name if reports else Path(temporary)
            return assess(front, *_verified(settings, selection, folder))
    except NotThere as reason:
        return Opinion(front.name, skipped=str(reason))
    except FrontBroken as reason:
        return Opinion(front.name, front.version(), wrong=(str(reason),))


def assess(front: Front, status: int, report: Mapping[str, Any]) -> Opinion:
    """An opinion from the exit status and conformance.json of a run."""
    loud = [check for check in report["checks"] if check["outcome"] in (Outcome.FAIL, Outcome.ERROR)]
    explained = [check["id"] for check in loud if check["id"] in front.own_doing and not _firm(check)]
    wrong = [f"{check['level']} {check['id']}: {check['message']}" for check in loud if check["id"] not in explained]
    ended = [f"the run ended with {status}, {report['verdict']}"] if status and not wrong else []
    return Opinion(
        name=front.name,
        version=front.version(),
        verdict=report["verdict"],
        wrong=(*wrong, *ended),
        must_failed=sum(map(_firm, loud)),
        own_doing=tuple(explained),
        requests=report["requests"],
        seconds=report["seconds"],
    )


def _firm(check: Mapping[str, Any]) -> bool:
    return bool(check["level"] == Level.MUST)


def _verified(settings: Settings, selection: Sequence[str], folder: Path) -> tuple[int, Mapping[str, Any]]:
    command = [sys.executable, "-P", "-m", "campaign_contract.tools.cli", "verify", "--report-dir", str(folder)]
    others = {name: value for name, value in os.environ.items() if not name.startswith(ENVIRONMENT_PREFIX)}
    run = subprocess.run(  # noqa: S603 - our own program
        [*command, "-q", *selection],
        env={**others, **as_environment(settings)},
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        return run.returncode, json.loads((folder / "conformance.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise FrontBroken(f"the suite could not begin: {(run.stdout + run.stderr).strip()[-_LAST_WORDS:]}") from None
