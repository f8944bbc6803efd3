"""Cases and checks: which statement of the spec a test function holds, and under which address it is reported."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar, cast

import pytest

from campaign_contract.contract_tests.api import life
from campaign_contract.contract_tests.api.undisturbed import undisturbed
from campaign_contract.spec import Level, NotInSpec, Spec, Statement
from campaign_contract.spec.wording import FAMILIES, GENERAL, address, statements

Test = TypeVar("Test", bound=Callable[..., None])
CASES = "contract_cases"
"""The marker that says which cases a test function runs, as a function Spec → cases."""


@dataclass(frozen=True)
class Case:
    """One run of a test function: the statement it holds, a name that tells it from its siblings, and its data.

    `level` is that of the statement unless this case has a lower one.
    """

    command: str
    statement: str
    variant: str | None = None
    level: Level | None = None
    data: Any = None

    @property
    def address(self) -> str:
        """`Command/statement` or `Command/statement/variant`; never changes once published."""
        base = address(self.command, self.statement)
        return f"{base}/{self.variant}" if self.variant else base


@dataclass(frozen=True)
class Check:
    """A check as it is listed and reported."""

    id: str
    command: str
    level: Level
    rule: str
    section: str
    statement: str
    note: str | None = None
    later: str | None = None


def cases(generate: Callable[[Spec], Iterable[Case]]) -> Callable[[Test], Test]:
    """Run the test function once for each case that `generate` finds in the spec; it may take the case as `case`."""

    def mark(test: Test) -> Test:
        marked: Test = getattr(pytest.mark, CASES).with_args(generate)(pytest.mark.usefixtures("case")(_judged(test)))
        return marked

    return mark


def _judged(test: Test) -> Test:
    """The test, begun anew where a campaign moved by itself or a request was lost: neither is the target's fault."""

    @functools.wraps(test)
    def run(**fixtures: Any) -> None:
        world = next(filter(None, map(_world_of, fixtures.items())), None)
        if world is None:
            test(**fixtures)
        else:
            undisturbed(lambda: life.judged(world.life, lambda: test(**fixtures)), world.client.transcript.start_check)

    return cast("Test", run)


def shared(make: Callable[..., Any]) -> Any:
    """What several checks of a module need, as a fixture; `make` takes the world alone, and is begun anew as they."""
    return pytest.fixture(scope="module")(made_anew(make))


def made_anew(make: Callable[..., Any]) -> Callable[..., Any]:
    """The function, begun anew where a request was lost: else every check that needs what it makes would be."""

    @functools.wraps(make)
    def made(world: Any) -> Any:
        return undisturbed(lambda: make(world), world.client.transcript.start_check)

    return made


def _world_of(fixture: tuple[str, Any]) -> Any:
    """The world in which a check works, which it may know by what it shares with others alone."""
    name, value = fixture
    return value if name == "world" else getattr(value, "world", None)


def story(where: str, variants: Mapping[str, Any] | None = None, level: Level | None = None) -> Callable[[Test], Test]:
    """Run a hand-written test for the statement `Command/id`, once or once for each variant (value: `case.data`)."""
    command, _, statement = where.partition("/")
    if variants is None:
        return cases(lambda _: [Case(command, statement, level=level)])
    return cases(lambda _: [Case(command, statement, name, level, value) for name, value in variants.items()])


class Contract:
    """The statements of a spec as the suite holds a target to them: by address, each with the checks it has."""

    def __init__(self, spec: Spec) -> None:
        self.spec = spec
        self._statements = {statement.address: statement for statement in statements(spec)}

    def cases(self, generate: Callable[[Spec], Iterable[Case]]) -> list[Case]:
        """The generated cases whose statement the spec has; none where it lacks the command that they are about."""
        try:
            return [case for case in generate(self.spec) if self._claims(case)]
        except NotInSpec:
            return []

    def _claims(self, case: Case) -> bool:
        if address(case.command, case.statement) in self._statements:
            return True
        named = any(command.name == case.command for command in self.spec.commands)
        return named and address(GENERAL, case.statement) in self._statements

    def check(self, case: Case) -> Check:
        """The check that a case stands for. Raises KeyError when the spec has no such statement."""
        statement = self._statement(case)
        command = None if case.command in FAMILIES else self.spec.command(case.command)
        return Check(
            id=case.address,
            command=case.command,
            level=case.level or statement.level,
            rule=statement.rule,
            section=command.section if command else statement.section,
            statement=statement.address,
            note=statement.note,
            later=statement.later or (command.later if command else None),
        )

    def _statement(self, case: Case) -> Statement:
        own = address(case.command, case.statement)
        return self._statements.get(own) or self._statements[address(GENERAL, case.statement)]
