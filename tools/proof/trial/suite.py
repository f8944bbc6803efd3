"""The suite, run in this process against a server that is built for one trial."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cache

import pytest

from campaign_contract.contract_tests.api.outcomes import Outcome
from campaign_contract.contract_tests.checks import Case, Check, Contract
from campaign_contract.contract_tests.inventory import fixed_modules, suite_modules
from campaign_contract.contract_tests.report.verdict import Result
from campaign_contract.contract_tests.session import Session, session_of
from campaign_contract.contract_tests.settings import Settings
from campaign_contract.tools.proof.trial.blueprint import Alteration, reference
from campaign_contract.tools.runs.local_target import reference_settings
from campaign_contract.tools.runs.verify import run_suite

_PATIENCE = 5.0
"""Seconds to wait for an answer."""


class SuiteBroken(Exception):
    """The suite could not be run to its end; the message says why."""


@dataclass(frozen=True)
class Trial:
    """What the suite said of one server."""

    results: tuple[Result, ...]
    requests: int
    seconds: float

    def ids(self, outcome: Outcome) -> tuple[str, ...]:
        """The addresses of the checks that ended so, in the order of the run."""
        return tuple(result.check.id for result in self.results if result.outcome is outcome)


def attempt(alteration: Alteration, chosen: Collection[str], *, stops: bool = False) -> Trial:
    """Run the checks at the addresses `chosen` against the altered server, to the first failure where it `stops`.

    The suite reads the true spec, whatever the server behaves by. Raises SuiteBroken.
    """
    modules = sorted({module for address, (_, module) in _collected().items() if address in chosen})
    observer = _Observer(chosen)
    if not modules:
        raise SuiteBroken("there is no check to run")
    flags = ["-x"] if stops else []
    with alteration(reference()).running() as url:
        settings = replace(_settings(), base_url=url, preflight=False, strict=stops)
        run_suite(settings, [*modules, *flags], [observer])
    session = observer.session()
    run = session.run()
    return Trial(run.results, run.requests, run.seconds)


def checks() -> list[Check]:
    """Every check, in the order of a whole run."""
    return [check for check, _ in _collected().values()]


def fixed_checks() -> list[Check]:
    """The checks that send the same requests to every target."""
    modules = fixed_modules()
    return [check for check, module in _collected().values() if module in modules]


def exploring_checks() -> list[Check]:
    """The checks that look for what nobody listed."""
    modules = fixed_modules()
    return [check for check, module in _collected().values() if module not in modules]


class _Observer:
    """A pytest plugin that picks the checks (None: all), silences pytest and keeps what there is to know."""

    def __init__(self, chosen: Collection[str] | None = None) -> None:
        self._chosen = chosen
        self._session: Session | None = None
        self.modules: dict[str, tuple[Check, str]] = {}

    @pytest.hookimpl(trylast=True)
    def pytest_configure(self, config: pytest.Config) -> None:
        config.pluginmanager.unregister(name="terminalreporter")
        self._session = session_of(config)
        self._session.hold_to(_contract())

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        cases = [(item, case) for item in items if isinstance(item, pytest.Function) and (case := _case(item))]
        self.modules = {case.address: (_contract().check(case), item.module.__name__) for item, case in cases}
        items[:] = [item for item, case in cases if self._chosen is None or case.address in self._chosen]

    def session(self) -> Session:
        """What the run kept. Raises SuiteBroken."""
        if self._session is None:
            raise SuiteBroken("pytest did not start")
        if self._session.unreachable:
            raise SuiteBroken(self._session.unreachable)
        if self._session.trouble:
            raise SuiteBroken("\n".join(self._session.told_trouble(in_full=True)))
        return self._session


@cache
def _collected() -> Mapping[str, tuple[Check, str]]:
    """The checks by address, each with its module."""
    observer = _Observer()
    run_suite(_settings(), [*suite_modules(), "--collect-only"], [observer])
    observer.session()
    return observer.modules


@cache
def _contract() -> Contract:
    return Contract(reference().spec)


@cache
def _settings() -> Settings:
    return replace(reference_settings("http://127.0.0.1"), timeout=_PATIENCE)


def _case(item: pytest.Function) -> Case | None:
    callspec = getattr(item, "callspec", None)
    case = callspec.params.get("case") if callspec else None
    return case if isinstance(case, Case) else None
