"""What to do after a run: where its report lies, how to repeat it, how CI systems mark its causes."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path

from campaign_contract.contract_tests.report.again import Again
from campaign_contract.contract_tests.report.causes import causes
from campaign_contract.contract_tests.report.conditions import suite_version
from campaign_contract.contract_tests.report.endings import counted
from campaign_contract.contract_tests.report.printable import printable
from campaign_contract.contract_tests.report.verdict import Run

_ANNOTATIONS = 10
"""GitHub shows no more errors of a step than this."""


def hints(run: Run, report: str | None) -> Iterator[str]:
    """Where the report lies and the commands that try the first failure again; `report` is the report folder."""
    if report:
        yield f"report  {Path(report) / 'report.html'}"
    found = causes(run)
    if any(cause.is_of_the_suite for cause in found):
        yield own_fault(Path(report) / "conformance.json" if report else None)
    if found:
        yield from reproductions(run, found[0].told_by.check.id, report)


def own_fault(evidence: Path | None = None) -> str:
    """How to report an error of the suite's own; `evidence` is a file to send along."""
    what = f"send {evidence}" if evidence else "send the lines above"
    whose = f"a fault of campaign-contract {suite_version()}, not of the target"
    return f"This is {whose}: please report it where you have it from, and {what}."


def reproductions(run: Run, address: str, report: str | None) -> Iterator[str]:
    """The commands that run and replay the check at this address again."""
    again = run.again or Again(shlex.quote(run.target))
    yield f"rerun   {again.rerun(address)}"
    if report:
        yield f"replay  {again.replay(report, address)}"


def github_annotations(run: Run) -> Iterator[str]:
    """The causes that decide as GitHub's workflow commands, which mark a run with them."""
    deciding = [cause for cause in causes(run) if cause.decides]
    for cause in deciding[:_ANNOTATIONS]:
        text = _escaped(f"{cause.title} ({counted(len(cause.results), 'check')}, such as {cause.told_by.check.id})")
        yield f"::error title=campaign-contract::{text}"


def _escaped(text: str) -> str:
    """Text as the value of a workflow command: it cannot begin another one."""
    return printable(text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A"))
