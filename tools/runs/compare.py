"""`campaign-contract compare`: the same checks on two targets, and where they answer differently."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from rich.table import Table
from rich.text import Text

from campaign_contract import spec
from campaign_contract.contract_tests.inventory import fixed_modules
from campaign_contract.contract_tests.report import files
from campaign_contract.contract_tests.report.hints import own_fault
from campaign_contract.contract_tests.report.printable import printable
from campaign_contract.contract_tests.report.verdict import Run, Verdict
from campaign_contract.contract_tests.screen import notice
from campaign_contract.contract_tests.session import Session, session_of
from campaign_contract.contract_tests.settings import Settings, SettingsError
from campaign_contract.contract_tests.stand_in.process import NotStarted
from campaign_contract.contract_tests.termination import ENDED, INTERRUPTED
from campaign_contract.tools.markdown_cell import cell
from campaign_contract.tools.runs.comparison import OBSERVED, OUTCOME, Comparison, Difference, compare
from campaign_contract.tools.runs.targets import REFERENCE, opened
from campaign_contract.tools.runs.verify import USAGE, run_suite

SAME, DIFFERENT = 0, 1
"""Exit statuses of a comparison that was carried out."""
_SHARED = ("level", "profile", "minutes", "timeout", "rate", "spec")
_UNWANTED: Mapping[str, Any] = {"waivers": None, "write_waivers": None, "report_dir": None, "strict": False}


class NotRun(Exception):
    """The suite could not run on a target. `status` is the exit status that this means."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True)
class Side:
    """One of two targets: its URL, or the word "reference" for a reference server of its own, and its target file."""

    url: str = REFERENCE
    target_file: Path | None = None


def compare_targets(
    a: Side,
    b: Side = Side(),
    flags: Mapping[str, Any] | None = None,
    selection: Sequence[str] = (),
    report_dir: Path | None = None,
) -> int:
    """Run the same checks on both targets, one after the other, and print where the answers differ.

    `flags` are settings by field name that hold for both, None where not given; `selection` is pytest's own -k. The
    environment is read for A only, so that nobody's credentials reach the other target; nothing is sent that could
    send e-mail unless both may. With a `report_dir`, comparison.json and comparison.md are written. Answers 0 without
    a difference, 1 with one, 2 for wrong usage, 4 for a target that cannot be reached.
    """
    if report_dir and not _is_made(report_dir):
        return _said(f"--report-dir {report_dir} cannot be written to; choose another folder", USAGE)
    shared = {name: value for name, value in (flags or {}).items() if name in (*_SHARED, "allow_sending")}
    try:
        with _both(a, b, shared) as settings:
            runs = [_run(one, selection) for one in settings]
    except NotRun as problem:
        return _said(str(problem), problem.status)
    except (SettingsError, NotStarted, spec.DocumentError) as problem:
        return _said(str(problem), USAGE)
    return _report(compare(*runs), report_dir)


@contextmanager
def _both(a: Side, b: Side, flags: Mapping[str, Any]) -> Iterator[tuple[Settings, Settings]]:
    """The settings of both sides, alike but for whom they name. Raises SettingsError, NotStarted or DocumentError."""
    with opened({**flags, "base_url": a.url}, os.environ, a.target_file) as (of_a, _):
        known = Settings(**{name: getattr(of_a, name) for name in _SHARED})
        with opened({**flags, "base_url": b.url}, {}, b.target_file, known) as (of_b, _):
            alike: dict[str, Any] = {
                **_UNWANTED,
                "allow_sending": of_a.may_send and of_b.may_send,
                "level": of_a.level,
                "profile": of_a.profile,
            }
            yield replace(of_a, **alike), replace(of_b, **alike)


def _is_made(folder: Path) -> bool:
    """Make the folder of the report before a target is asked anything; whether files can be written there."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(folder, os.W_OK)


def _report(comparison: Comparison, report_dir: Path | None) -> int:
    _print(comparison, Console())
    if report_dir:
        for name, text in (("comparison.json", as_json(comparison)), ("comparison.md", as_markdown(comparison))):
            try:
                files.save(report_dir / name, text)
            except OSError as error:
                notice(files.lost(str(report_dir / name), error))
    return DIFFERENT if comparison.differences else SAME


class _Listener:
    """Silences pytest and keeps what the suite found."""

    def __init__(self) -> None:
        self.session: Session | None = None

    @pytest.hookimpl(trylast=True)
    def pytest_configure(self, config: pytest.Config) -> None:
        config.pluginmanager.unregister(name="terminalreporter")
        self.session = session_of(config)


def _run(settings: Settings, selection: Sequence[str]) -> Run:
    with Console(stderr=True).status(f"checking {settings.target}"):
        listener = _Listener()
        status = run_suite(settings, [*fixed_modules(), *selection], [listener])
    session = listener.session
    if session and session.unreachable:
        raise NotRun(session.unreachable, session.unreachable_status)
    if session and session.trouble:
        raise NotRun("\n".join([*session.told_trouble(), own_fault()]), Verdict.ERROR.value)
    if session is None or status == pytest.ExitCode.USAGE_ERROR:
        raise NotRun(f"the suite did not run on {settings.target}", USAGE)
    if status in (pytest.ExitCode.INTERRUPTED, *ENDED):
        raise NotRun("interrupted", status if status in ENDED else INTERRUPTED)
    if not session.results:
        raise NotRun("no check matches; `campaign-contract list` shows the addresses", USAGE)
    return session.run()


def _print(comparison: Comparison, console: Console) -> None:
    for name, run in _runs(comparison):
        console.print(f"{name.upper()}  {run.target}: {run.verdict.name}", markup=False, highlight=False)
    for title, differences in _sections(comparison):
        table = Table("", "", "A", "B", title=f"\n{title}", title_justify="left", box=None, pad_edge=False)
        for difference in differences:
            table.add_row(*(Text(printable(text), overflow="fold") for text in _row(difference)))
        console.print(table)
    if comparison.not_compared:
        console.print(f"\n{len(comparison.not_compared)} checks could be seen on one target only", highlight=False)
    found = len(comparison.differences)
    verdict = f"DIFFERENT  {found} differences" if found else "SAME  no difference"
    console.print(f"\n[bold]{verdict}[/]", highlight=False)


def _sections(comparison: Comparison) -> Iterator[tuple[str, list[Difference]]]:
    """What differs, by kind; kinds without a difference are left out."""
    for title, differences in (
        ("Checks that end differently", comparison.outcomes),
        ("What the page leaves open", comparison.observed),
        ("Answers", comparison.answers),
    ):
        if differences:
            yield title, differences


def _row(difference: Difference) -> tuple[str, str, str, str]:
    seen = f"{difference.what} ({len(difference.checks)} times)" if difference.what not in (OUTCOME, OBSERVED) else ""
    return difference.subject, seen, difference.a, difference.b


def as_json(comparison: Comparison) -> str:
    """The comparison for programs: both targets, each difference with the addresses of the checks that saw it."""
    content = {
        **{
            name: {"target": run.target, "verdict": run.verdict.name, "requests": run.requests}
            for name, run in _runs(comparison)
        },
        "differences": [
            {**asdict(difference), "checks": list(dict.fromkeys(difference.checks))}
            for difference in comparison.differences
        ],
        "not_compared": list(comparison.not_compared),
    }
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def as_markdown(comparison: Comparison) -> str:
    """The comparison for people."""
    return "\n".join(_lines(comparison)) + "\n"


def _lines(comparison: Comparison) -> Iterator[str]:
    yield "# Two targets compared\n"
    for name, run in _runs(comparison):
        yield f"- {name.upper()}: {cell(run.target)}, {run.verdict.name}, {run.requests} requests"
    yield f"\n{len(comparison.differences)} differences\n"
    for title, differences in _sections(comparison):
        yield f"## {title}\n\n| | | A | B | first seen in |\n| --- | --- | --- | --- | --- |"
        for difference in differences:
            yield f"| {' | '.join(map(cell, (*_row(difference), difference.checks[0])))} |"
        yield ""
    if comparison.not_compared:
        yield "## Seen on one target only\n"
        yield from (f"- {cell(id)}" for id in comparison.not_compared)


def _runs(comparison: Comparison) -> tuple[tuple[str, Run], ...]:
    return ("a", comparison.a), ("b", comparison.b)


def _said(text: str, status: int) -> int:
    notice(text)
    return status
