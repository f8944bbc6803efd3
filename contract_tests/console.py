"""What a run of the suite looks like on the command line: progress, then failures and a verdict."""

from __future__ import annotations

import os
import shlex
import time
from collections.abc import Callable, Iterator
from itertools import islice

import pytest
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from campaign_contract.contract_tests.api.outcomes import Outcome
from campaign_contract.contract_tests.durations import Durations
from campaign_contract.contract_tests.report.briefing import brief
from campaign_contract.contract_tests.report.endings import account, by_ending, counted, title
from campaign_contract.contract_tests.report.failure_text import headline, tell
from campaign_contract.contract_tests.report.hints import github_annotations, hints
from campaign_contract.contract_tests.report.printable import printable
from campaign_contract.contract_tests.report.verdict import Result, Run, Verdict, is_decisive
from campaign_contract.contract_tests.screen import notice, progress
from campaign_contract.contract_tests.session import Session
from campaign_contract.spec import Level

_SECONDS_BETWEEN_SIGNS = 15
"""How often a run that no terminal shows says how far it is."""
_WORD_COLOURS = {"FAIL": "bold red", "ERROR": "bold magenta", "ADVICE": "yellow", "NOTE": "yellow"}
_FEW = 6
"""Lines of one kind that the end of the output has at most."""
_COLOURS = {
    Verdict.CONFORMS: "green",
    Verdict.FAILS: "red",
    Verdict.PARTIAL: "yellow",
    Verdict.UNREACHABLE: "magenta",
    Verdict.ERROR: "magenta",
}


class ConsoleReporter:
    """Takes the place of pytest's own terminal reporter.

    `verbosity` is -1 for the verdict only, 0 for the causes of what went wrong, 1 for a line for each check as well;
    where `slowest` is not 0, the end tells how long so many checks took, and the checks of each module.
    """

    def __init__(
        self,
        session: Session,
        console: Console,
        verbosity: int,
        slowest: int = 0,
        clock: Callable[[], float] = time.monotonic,
        began: float | None = None,
    ) -> None:
        self.session = session
        self.console = console
        self.verbosity = verbosity
        self._progress = progress(console, is_shown=console.is_terminal and verbosity >= 0)
        self._task = self._progress.add_task("checks", total=None, failed="")
        self._done = 0
        self._failed: set[str] = set()
        self._slowest = slowest
        self._durations = Durations(clock() if began is None else began)
        self._printed = 0
        self._clock = clock
        self._last_sign = clock()

    def pytest_internalerror(self) -> bool:
        """Keep pytest from printing a traceback; the session tells the trouble."""
        return True

    def pytest_collection_finish(self) -> None:
        """Start the progress bar."""
        self._progress.start()

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self) -> None:
        """Likewise under pytest-xdist, where the workers collect."""
        self._progress.start()

    def pytest_runtest_logfinish(self) -> None:
        """Count a check, and where no terminal shows it say now and then how far the run is."""
        self._done += 1
        told = f"{len(self._failed)} failed" if self._failed else ""
        total = self.session.collected
        self._progress.update(self._task, advance=1, failed=told, total=total)
        is_due = self._clock() - self._last_sign >= _SECONDS_BETWEEN_SIGNS
        if not self.console.is_terminal and self.verbosity == 0 and is_due:
            self._last_sign = self._clock()
            notice(f"{self._done} of {total} checks{told and ', ' + told}")

    def _is_alarming(self, result: Result) -> bool:
        return result.outcome is Outcome.ERROR or is_decisive(result, strict=self.session.settings.strict)

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count what has failed and what it took; with -v, print a line for each check that has just ended."""
        self._durations.add(report, self._clock())
        new = self.session.results[self._printed :]
        self._printed = len(self.session.results)
        self._failed |= {result.check.id for result in new if self._is_alarming(result)}
        for result in new if self.verbosity > 0 else ():
            self._print_line(result)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self) -> None:
        """Print what went wrong and the verdict."""
        self._progress.stop()
        if self.session.results:
            self.print_end(self.session.run())

    def print_end(self, run: Run) -> None:
        """The end of the output: what went wrong, what was not checked, the counts, the verdict."""
        if self.verbosity >= 0:
            self._print_failures(run)
            self.console.print(_table(run))
        for line in run.waiver_problems:
            self._plain(line)
        for line in run.remarks:
            self._print_coloured(f"NOTE {' '.join(line.splitlines())}")
        if run.left_behind:
            again = f"campaign-contract cleanup {shlex.quote(run.target)}"
            self._plain(f"{counted(run.left_behind, 'test item')} could not be deleted; later: {again}")
        for line in self._after(run):
            self._plain(line)
        word = f"[bold {_COLOURS[run.verdict]}]{title(run)}[/]"
        told = printable(" ".join(account(run).splitlines()))
        self.console.print(f"{word}  {escape(told)}", highlight=False, soft_wrap=True)

    def _print_failures(self, run: Run) -> None:
        """What went wrong; of a target that is gone only that, as the report tells what was found before."""
        if run.unreachable and self.verbosity < 1:
            self._plain(f"{run.target}: {run.unreachable}")
            return
        for line in self._failures(run):
            self._print_coloured(line)
        for line in (*_first(_waived(run)), *_first(_reasons(run))):
            self._plain(line)

    def _after(self, run: Run) -> Iterator[str]:
        """Where the time went, where to look and what to do next, and marks for GitHub's page of the run."""
        if self._slowest:
            waited = sum(step.milliseconds for result in run.results for step in result.exchanges) / 1000
            yield from self._durations.told(self._slowest, self._clock(), waited)
        if self.verbosity >= 0:
            yield from hints(run, self.session.report)
        if os.environ.get("GITHUB_ACTIONS") == "true":
            yield from github_annotations(run)

    def _failures(self, run: Run) -> list[str]:
        """The causes of what went wrong; with -v every failure, too."""
        causes = brief(run, self.console.width)
        if self.verbosity < 1:
            return causes
        failed = [result for result in run.results if result.outcome in (Outcome.FAIL, Outcome.ERROR)]
        return [*(f"{tell(result, strict=run.strict)}\n" for result in failed), *causes]

    def _print_coloured(self, text: str) -> None:
        """Print text whose first word says what it weighs in that word's colour."""
        line = Text(printable(text))
        word = text.partition(" ")[0]
        line.stylize(_WORD_COLOURS.get(word, ""), 0, len(word))
        self.console.print(line, soft_wrap=True)

    def _print_line(self, result: Result) -> None:
        self._plain(headline(result, strict=self.session.settings.strict))
        for line in result.observed:
            self._plain(f"     observed: {line}")

    def _plain(self, text: str) -> None:
        """Print one line, whatever is in it."""
        self.console.print(printable(text.replace("\n", " ")), markup=False, highlight=False, soft_wrap=True)


def _first(lines: Iterator[str]) -> Iterator[str]:
    """The first few lines, and how many more there are."""
    yield from islice(lines, _FEW)
    more = sum(1 for _ in lines)
    if more:
        yield f"and {counted(more, 'more line')} of this kind: -v and the report tell all"


def _waived(run: Run) -> Iterator[str]:
    for result in run.with_outcome(Outcome.WAIVED):
        yield f"{headline(result)}: {result.waiver}"


def _reasons(run: Run) -> Iterator[str]:
    # What nobody can mend is only counted beside what has to be fixed.
    told = (Outcome.NOT_ARRANGED,) if run.verdict is Verdict.FAILS else (Outcome.NOT_ARRANGED, Outcome.NOT_OBSERVABLE)
    for outcome in told:
        by_reason: dict[str, list[str]] = {}
        for result in run.with_outcome(outcome):
            by_reason.setdefault(result.message, []).append(result.check.id)
        for reason, ids in by_reason.items():
            first = ids[0] if len(ids) == 1 else f"{len(ids)} checks, the first {ids[0]}"
            yield f"{outcome.upper()}: {reason} ({first})"


def _table(run: Run) -> Table:
    table = Table("level", box=None, pad_edge=False)
    endings = list(by_ending(run, run.results))
    for word in endings:
        table.add_column(word, justify="right")
    for level in (Level.MUST, Level.SHOULD):
        ended = by_ending(run, (result for result in run.results if result.check.level is level))
        table.add_row(level, *(str(len(ended.get(word, ()))) for word in endings))
    return table
