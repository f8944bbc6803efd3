"""Writes the files that a run was asked for; what cannot be written is a remark, and the verdict stands."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from campaign_contract.contract_tests.report import files
from campaign_contract.contract_tests.report.verdict import Run
from campaign_contract.contract_tests.report.waivers import draft
from campaign_contract.contract_tests.session import Session


def write_files(session: Session, run: Run) -> None:
    """Write the report folder, the draft of waivers and the summary, each where the run was asked for it."""
    settings, summary = session.settings, os.environ.get("GITHUB_STEP_SUMMARY")
    if settings.report_dir:
        lost = files.write(run, Path(settings.report_dir))
        session.report = None if lost else settings.report_dir
        for line in lost:
            session.remark(line)
    if settings.write_waivers:
        drafted = draft(run.results, session.today)
        _save(session, settings.write_waivers, lambda file: files.save(file, drafted))
    if summary:
        _save(session, summary, lambda file: files.add_summary(run, file))


def _save(session: Session, file: str, write: Callable[[Path], None]) -> None:
    try:
        write(Path(file))
    except OSError as error:
        session.remark(files.lost(file, error))
