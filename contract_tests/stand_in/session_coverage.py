"""The coverage of a test session: of its own servers, one for each xdist worker, or of what it did on a shared one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from campaign_contract.contract_tests.plugin import COVERAGE_PLUGIN
from campaign_contract.contract_tests.stand_in import coverage
from campaign_contract.contract_tests.stand_in.control import ControlError
from campaign_contract.spec.coverage import Report, merged, since


class SessionCoverage:
    """Gathers the reports of a session's servers and tells, keeps and judges them at its end.

    `shared` is the URL of a server that is there before and after the session: only what happens in between counts.
    """

    def __init__(self, file: Path | None, least: float | None, shared: str | None) -> None:
        self._file = file
        self._least = least
        self._shared = shared
        self._reports: list[Report] = []
        self._problem: str | None = None
        self._before: Report | None = None

    @contextmanager
    def of(self, url: str) -> Iterator[None]:
        """Take the coverage of a server of the session's own when its time is over."""
        yield
        if self._shared is None:
            self._reports.append(coverage.of_server(url))

    def pytest_sessionstart(self, session: pytest.Session) -> None:
        """See what a shared server knew before."""
        if self._shared and not _is_worker(session.config):
            try:
                self._before = coverage.of_server(self._shared)
            except ControlError as problem:
                raise pytest.UsageError(str(problem)) from problem

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """A worker of xdist is at its end: take what it tells."""
        self._reports.extend(getattr(node, "workeroutput", {}).get(COVERAGE_PLUGIN, []))

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Tell the controller, or keep and judge."""
        if _is_worker(session.config):
            session.config.workeroutput[COVERAGE_PLUGIN] = self._reports  # type: ignore[attr-defined]
            return
        try:
            self._conclude()
        except (ControlError, coverage.CoverageError) as problem:
            self._problem = str(problem)
        if self._problem and session.exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say what was met, and what is wrong with it."""
        terminalreporter.section("coverage of the campaign contract")
        if self._reports:
            terminalreporter.write_line("\n".join(coverage.told(self._reports[0])))
        else:
            terminalreporter.write_line("no test used campaign_api")
        if self._problem:
            terminalreporter.write_line(self._problem, red=True)

    def _conclude(self) -> None:
        if self._shared and self._before:
            self._reports = [since(self._before, coverage.of_server(self._shared))]
        if not self._reports:
            self._problem = None if self._least is None else "nothing of the contract was met"
            return
        report = merged(self._reports)
        self._reports = [report]
        if self._least is not None:
            self._problem = coverage.shortfall(report, self._least)
        if self._file:
            coverage.write(self._file, report)


def _is_worker(config: pytest.Config) -> bool:
    return hasattr(config, "workerinput")
