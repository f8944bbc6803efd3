"""The checks that look for what nobody listed, run in this process against a server that is built for one test."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from campaign_contract.contract_tests.report.verdict import Result
from campaign_contract.contract_tests.session import Session, session_of
from campaign_contract.tools.proof.trial.blueprint import Alteration, reference, together
from campaign_contract.tools.runs.local_target import reference_settings
from campaign_contract.tools.runs.verify import run_suite


class Silent:
    """A pytest plugin that picks the checks whose address starts with `start`, and prints nothing."""

    def __init__(self, start: str) -> None:
        self.start = start
        self.session: Session | None = None

    @pytest.hookimpl(trylast=True)
    def pytest_configure(self, config: pytest.Config) -> None:
        config.pluginmanager.unregister(name="terminalreporter")
        self.session = session_of(config)

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = [item for item in items if f"[{self.start}" in item.nodeid]


def explored(
    module: str, start: str = "", alteration: Alteration | None = None, **settings: Any
) -> tuple[Result, ...]:
    """The results of a module's checks on an altered reference server."""
    with (alteration or together())(reference()).running() as url:
        return explored_at(url, module, start, **settings)


def explored_at(url: str, module: str, start: str = "", **settings: Any) -> tuple[Result, ...]:
    """The results of a module's checks on a server that is running."""
    plugin = Silent(start)
    known = replace(reference_settings(url), **{"timeout": 5.0, **settings})
    run_suite(known, [f"campaign_contract.contract_tests.stories.{module}"], [plugin])
    assert plugin.session, "pytest did not start"
    return plugin.session.run().results
