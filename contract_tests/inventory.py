"""All checks that the suite has for a spec, without running any."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from functools import lru_cache
from types import FunctionType

from campaign_contract.contract_tests import stories
from campaign_contract.contract_tests.checks import CASES, Case, Check, Contract
from campaign_contract.spec import Level, Spec, Statement
from campaign_contract.spec.wording import statements

EXPLORING = ("test_machine", "test_properties", "test_fuzz", "test_http")
"""Modules that look for what nobody listed: what they send depends on what they find."""

_LAST = "test_http"
"""Some servers do not live through what is hardly HTTP any more."""


def suite_modules() -> list[str]:
    """The dotted names of the modules with checks, in the order in which they run."""
    names = (info.name for info in pkgutil.iter_modules(stories.__path__) if info.name.startswith("test_"))
    return sorted((f"{stories.__name__}.{name}" for name in names), key=lambda name: (name.endswith(_LAST), name))


def fixed_modules() -> list[str]:
    """Those whose checks send the same requests to every target."""
    return [name for name in suite_modules() if name.rpartition(".")[2] not in EXPLORING]


def checks(spec: Spec) -> list[Check]:
    """Every check, in the order in which they run."""
    return [*checks_of(Contract(spec))]


@lru_cache(maxsize=1)
def checks_of(contract: Contract) -> tuple[Check, ...]:
    """Likewise, of one contract, which a run asks for more than once."""
    return tuple(contract.check(case) for _, generate in _generators() for case in contract.cases(generate))


def test_functions(spec: Spec) -> dict[str, str]:
    """Address of a check → the function that runs it, as `stories/test_get.py::test_flag`."""
    contract = Contract(spec)
    return {
        case.address: f"{stories.__name__.rpartition('.')[2]}/{test.__module__.rpartition('.')[2]}.py::{test.__name__}"
        for test, generate in _generators()
        for case in contract.cases(generate)
    }


def by_statement(spec: Spec) -> dict[str, list[str]]:
    """Statement address → the addresses of the checks that hold it."""
    held: dict[str, list[str]] = {}
    for check in checks(spec):
        held.setdefault(check.statement, []).append(check.id)
    return held


def unchecked(spec: Spec, held: Container[str]) -> list[Statement]:
    """The statements at MUST or SHOULD whose address is none of those that checks hold, in the order of the spec."""
    return [item for item in statements(spec) if item.level is not Level.MAY and item.address not in held]


def told(statements: Sequence[Statement]) -> str:
    """That statements have no check, in a line."""
    addresses = ", ".join(statement.address for statement in statements)
    return f"no check of this suite holds {addresses}: nothing is said of a target in that"


def _generators() -> Iterator[tuple[FunctionType, Callable[[Spec], Iterable[Case]]]]:
    for module in suite_modules():
        for _, test in inspect.getmembers(importlib.import_module(module), inspect.isfunction):
            for mark in getattr(test, "pytestmark", ()):
                if mark.name == CASES:
                    yield test, mark.args[0]
