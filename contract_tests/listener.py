"""What pytest tells of a run, kept in one place: results, how many checks there are, what kept the suite from them."""

from __future__ import annotations

import os
from typing import Any

import pytest

from campaign_contract.contract_tests.report.verdict import Result
from campaign_contract.contract_tests.session import Session, Trouble

RESULT, WORKER = "contract-result", "contract-worker"
"""Under which names a report carries a check's result and the process that ran it."""


class Listener:
    """Keeps in the session what pytest tells; under pytest-xdist the workers send it."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Keep what went wrong while the checks were collected."""
        if report.failed:
            self.session.trouble.append(Trouble(str(report.longrepr)))

    def pytest_internalerror(self, excrepr: object) -> None:
        """Keep what went wrong inside the suite."""
        text = str(excrepr)
        short = f"the suite itself failed: {text.splitlines()[-1]} (verify -v shows where)"
        self.session.trouble.append(Trouble(short, text))

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Count the checks."""
        self.session.collected = len(session.items)

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, ids: list[str]) -> None:
        """Under pytest-xdist each worker collects the same."""
        self.session.collected = len(ids)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Collect the results."""
        properties: list[tuple[str, Any]] = list(report.user_properties)
        self.session.results += [Result.from_json(value) for name, value in properties if name == RESULT]
        self.session.termination.workers |= {value for name, value in properties if name == WORKER} - {os.getpid()}

    def pytest_keyboard_interrupt(self) -> None:
        """Remember that the run did not come to its end."""
        self.session.interrupted = True
