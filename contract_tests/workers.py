"""A run on several processes of pytest-xdist: what a worker counted reaches the process that reports it."""

from __future__ import annotations

from typing import Any

import pytest

from campaign_contract.contract_tests.session import Session

_TOLD = "campaign-contract-run"
"""Under which name a worker's output carries what it tells."""
_WORKERS_END = 20
"""Seconds; pytest-xdist's own 10 are short for a slow target."""


def is_worker(config: pytest.Config) -> bool:
    """Whether this process runs checks for another one."""
    return hasattr(config, "workerinput")


def tell_controller(config: pytest.Config, session: Session) -> None:
    """In a worker, hand on what it counted and found."""
    config.workeroutput[_TOLD] = (  # type: ignore[attr-defined] # pytest-xdist's
        session.transcript.by_command.total(),
        session.left_behind,
        session.unreachable,
        session.remarks,
    )


class Workers:
    """The hooks of the process that the workers run for."""

    def __init__(self, session: Session) -> None:
        self.session = session

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """Leave a worker that is interrupted the time to delete what it made, before it is killed.

        Seen to work with pytest-xdist 3.6.1 to 3.8.0; where there is no such attribute, xdist's own time holds.
        """
        if hasattr(node.nodemanager, "EXIT_TIMEOUT"):
            node.nodemanager.EXIT_TIMEOUT = _WORKERS_END

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Add what a pytest-xdist worker counted and found."""
        nothing: tuple[int, int, str | None, list[str]] = (0, 0, None, [])
        requests, left_behind, unreachable, remarks = getattr(node, "workeroutput", {}).get(_TOLD, nothing)
        self.session.requests_elsewhere += requests
        self.session.left_behind += left_behind
        self.session.unreachable = self.session.unreachable or unreachable
        for remark in remarks:
            self.session.remark(remark)
