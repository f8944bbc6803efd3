"""Every cause of every documented error, its twin without the guard, two faults at once, how failures are wrapped."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from campaign_contract.contract_tests.api.expect import equal, failure, other_than, refusal, schema
from campaign_contract.contract_tests.api.outcomes import require
from campaign_contract.contract_tests.api.provoke import Provocation, good_parameters, provocations
from campaign_contract.contract_tests.api.untouched import Untouched
from campaign_contract.contract_tests.api.world import Campaign, World
from campaign_contract.contract_tests.checks import Case, cases, shared
from campaign_contract.spec import Cause, Command, Error, Guard, Level, Spec, Word


def documented_errors(spec: Spec) -> Iterator[Case]:
    """A case for each way to earn each error."""
    for command in spec.commands:
        for provocation in provocations(spec, command):
            yield Case(command.name, provocation.error.id, provocation.variant, provocation.level, provocation)


@cases(documented_errors)
def test_error(world: World, case: Case, untouched: Untouched) -> None:
    """The request that breaks exactly one thing gets exactly that error, and the campaign keeps its status."""
    provocation: Provocation = case.data
    if provocation.spoils_subject:
        parameters, _ = provocation.request(world)
        require(refusal(world.owner.call(case.command, parameters), provocation.error))
        return
    with untouched.lent(provocation.command, provocation.status) as loan:
        parameters = provocation.naming(world, loan.campaign)
        require(refusal(world.owner.call(case.command, parameters), provocation.error))
        if provocation.status and loan.campaign:
            require(equal("status afterwards", provocation.status, world.get(loan.campaign).status))


@dataclass(frozen=True)
class Twin:
    """A request that lacks what a guarded cause asks for without meeting the guard; `guard` is another value."""

    command: Command
    error: Error
    cause: Cause
    guard: Guard | None


def unguarded_twins(spec: Spec) -> Iterator[Case]:
    """For each guarded cause, the same omission without the guard and with each other listed value of it."""
    for command in spec.commands:
        for error, cause in command.causes:
            if cause.given and cause.level is not Level.MAY:
                yield Case(command.name, error.id, "unguarded", data=Twin(command, error, cause, None))
                for guard in _other_guards(command, error, cause.given):
                    twin = Twin(command, error, cause, guard)
                    yield Case(command.name, error.id, f"not-given-{guard.value}", data=twin)


def _other_guards(command: Command, error: Error, guard: Guard) -> Iterator[Guard]:
    """The same parameter with each other value, as far as the error does not ask for that one, too."""
    asked_for = {cause.given for cause in error.when}
    for value in command.parameter(guard.parameter).values:
        other = Guard(guard.parameter, value)
        if other not in asked_for:
            yield other


@shared
def draft(world: World) -> Campaign:
    """A campaign whose schedule is changed again and again."""
    return world.create()


@cases(unguarded_twins)
def test_unguarded_twin(world: World, case: Case, draft: Campaign) -> None:
    """What a guarded error asks for may be left out where the guard is not met."""
    twin: Twin = case.data
    parameters = good_parameters(world, twin.command, draft, twin.guard)
    sent = {name: value for name, value in parameters.items() if name not in twin.cause.parameters}
    require(other_than(world.owner.call(case.command, sent), twin.error))


def pairs_of_faults(spec: Spec) -> Iterator[Case]:
    """Two neighbouring errors of a command that one request can earn."""
    for command in spec.commands:
        by_error = {way.error.id: way for way in reversed([*provocations(spec, command)])}
        first_ways = [by_error[error.id] for error in command.errors if error.id in by_error]
        for first, second in itertools.pairwise(first_ways):
            if _go_together(first, second):
                yield Case(command.name, "two-faults", f"{first.error.id}+{second.error.id}", data=(first, second))


@cases(pairs_of_faults)
def test_two_faults(world: World, case: Case, untouched: Untouched, observe: Callable[[str], None]) -> None:
    """Either of two errors may be reported; which one is only observed."""
    first, second = case.data
    with untouched.lent(first.command) as loan:
        parameters = good_parameters(world, first.command, loan.campaign, first.guard or second.guard)
        reply = world.owner.call(case.command, second.spoil(world, first.spoil(world, parameters)))
        require(refusal(reply, (first.error, second.error)))
    observe(f"of the errors {first.error.code} and {second.error.code} it reports {reply.codes[0]}")


def shown_failures(spec: Spec) -> Iterator[Case]:
    """The failure example of each command that has one."""
    for command in spec.commands:
        if command.examples.failure and any(provocations(spec, command)):
            yield Case(command.name, "shown-failure", data=command)


@cases(shown_failures)
def test_failure_is_wrapped_as_shown(world: World, case: Case) -> None:
    """The error of the page's failure example is wrapped as the example shows."""
    command: Command = case.data
    provocation = next(provocations(world.spec, command))
    parameters, _ = provocation.request(world)
    reply = world.owner.call(command.name, parameters)
    require(refusal(reply, provocation.error))
    require(schema(reply, world.spec.shape(command.failure).schema))
    require(equal("ErrorCode", (command.examples.failure or {})["ErrorCode"], reply.get("ErrorCode")))


def malformed_ids(spec: Spec) -> Iterator[Case]:
    """Commands that name a campaign and document no error of their own for an id that is no number."""
    for command in spec.commands:
        words = {cause.word for _, cause in command.causes}
        if command.subject and Word.MALFORMED not in words:
            yield Case(command.name, "refuses-malformed-id", data=command.subject.name)


@cases(malformed_ids)
def test_malformed_id(world: World, case: Case) -> None:
    """An id that is no number is refused; with which number is left to the target."""
    reply = world.owner.call(case.command, {case.data: "not-a-number"})
    require(failure(reply))


def _go_together(first: Provocation, second: Provocation) -> bool:
    if first.status or second.status or _overlap(first, second) or _overlap(second, first):
        return False
    return first.guard is None or second.guard is None or first.guard == second.guard


def _overlap(one: Provocation, other: Provocation) -> bool:
    kept = {*other.cause.parameters} | ({other.guard.parameter} if other.guard else set())
    return bool(kept.intersection(one.cause.parameters))
