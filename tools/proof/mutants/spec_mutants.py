"""Servers that behave by an altered spec: each entry of a table that the server reads, changed in every way.

The server does not read `required`: what a request lacks is an error's cause. So a required parameter that is no
longer demanded is a dropped cause, and each optional one that is demanded is a mutant of its own (`demanded`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from campaign_contract.spec import Cause, Command, Effect, Error, FailureShape, Guard, Level, Parameter, Spec, Word
from campaign_contract.spec.wording import STATUS_AFTER, SUCCESS, address
from campaign_contract.tools.proof.mutants.mutant import Mutant
from campaign_contract.tools.proof.trial.blueprint import command_altered

LISTS = {"CampaignStatus": "lists-status-values", "ScheduleType": "lists-schedule-types"}
"""The rule of Campaign.Update that says which values of a parameter are taken."""

_OPTIONAL = {"Campaign.Update": ("applies",), "Campaigns.Get": ("no-errors",)}
"""Further rules that are broken where an optional parameter is demanded."""


def command_mutants(spec: Spec) -> Iterator[Mutant]:
    """The mutants of every command's file."""
    for command in spec.commands:
        for error in command.errors:
            yield from _error_mutants(spec, command, error)
        yield from _shape_mutants(command)
        yield from _effect_mutants(spec, command)
        yield from _parameter_mutants(command)


def _error_mutants(spec: Spec, command: Command, error: Error) -> Iterator[Mutant]:
    def mutant(name: str, what: str, altered: Error, *also: str) -> Mutant:
        broken = (error.id, *also)
        return _mutant(command, f"{error.id}/{name}", what, broken, _with_error(command, altered))

    what = f"Error {error.code} of {command.name}"
    near_misses = [rule.id for rule in command.rules if rule.id == "near-misses"]
    yield mutant("renumbered", f"{what} has another number.", replace(error, code=error.code + 1))
    if len(error.when) > 1:
        yield mutant("dropped", f"{what} never happens.", replace(error, when=()))
    for index, cause in enumerate(error.when):
        others = (*error.when[:index], *error.when[index + 1 :])
        yield mutant(f"cause-{index}-dropped", f"{what} has one cause less.", replace(error, when=others))
        for name, guard in _other_guards(command, cause):
            when = (*error.when[:index], replace(cause, given=guard), *error.when[index + 1 :])
            altered = replace(error, when=when)
            yield mutant(f"cause-{index}-{name}", f"{what} looks at another condition.", altered, *near_misses)
    for status in _refused(spec, error):
        altered = replace(error, when=tuple(_with_status(cause, status) for cause in error.when))
        yield mutant(f"not-from-{status}", f"{what} does not happen from {status}.", altered)
    for status in _taken(error):
        altered = replace(error, when=tuple(_without_status(cause, status) for cause in error.when))
        yield mutant(f"also-from-{status}", f"{what} happens from {status} too.", altered, SUCCESS)


def _other_guards(command: Command, cause: Cause) -> Iterator[tuple[str, Guard | None]]:
    if cause.given:
        yield "guard-dropped", None
        for value in command.parameter(cause.given.parameter).values:
            if value != cause.given.value:
                yield f"guard-swapped-to-{value}", replace(cause.given, value=value)


def _refused(spec: Spec, error: Error) -> list[str]:
    """The statuses that the error has to be reported from (those that only a MAY refuses are left to the server)."""
    firm = [cause for cause in error.when if cause.word is Word.STATUS_NOT and cause.level is not Level.MAY]
    return [item.name for item in spec.statuses if firm and all(item.name not in cause.statuses for cause in firm)]


def _taken(error: Error) -> list[str]:
    """The statuses that no cause refuses."""
    causes = [cause for cause in error.when if cause.word is Word.STATUS_NOT]
    return [name for name in (causes[0].statuses if causes else ()) if all(name in cause.statuses for cause in causes)]


def _with_status(cause: Cause, status: str) -> Cause:
    return replace(cause, statuses=(*cause.statuses, status)) if cause.word is Word.STATUS_NOT else cause


def _without_status(cause: Cause, status: str) -> Cause:
    return replace(cause, statuses=tuple(name for name in cause.statuses if name != status))


def _shape_mutants(command: Command) -> Iterator[Mutant]:
    for shape in FailureShape:
        if command.examples.failure and shape is not command.failure:
            what = f"The failures of {command.name} are {shape}."
            altered = replace(command, failure=shape)
            yield _mutant(command, f"failure-{shape}", what, ("shown-failure",), altered)


def _effect_mutants(spec: Spec, command: Command) -> Iterator[Mutant]:
    """Every status after a success that the page does not allow, and none set at all."""
    effect = command.success.sets
    if effect is None:
        return
    for status in (item.name for item in spec.statuses):
        if not _allows(effect, status):
            what = f"{command.name} leaves the campaign {status}."
            altered = _with_effect(command, replace(effect, status=status))
            yield _mutant(command, f"sets-{status}", what, (STATUS_AFTER,), altered)
    what = f"{command.name} sets no status."
    yield _mutant(command, "sets-nothing", what, (STATUS_AFTER,), _with_effect(command, None))


def _allows(effect: Effect, status: str) -> bool:
    if effect.none_of:
        return status not in effect.none_of
    return status in (effect.one_of or (effect.status,))


def _parameter_mutants(command: Command) -> Iterator[Mutant]:
    causes = [cause for _, cause in command.causes]
    taken = {name for cause in causes if cause.word is Word.UNLISTED for name in cause.parameters}
    for parameter in command.parameters:
        if not parameter.required:
            broken = (SUCCESS, *_OPTIONAL.get(command.name, ()))
            what = f"{command.name} demands {parameter.name}."
            altered = _demanding(command, parameter.name)
            yield _mutant(command, f"{parameter.name}/demanded", what, broken, altered)
        for value in parameter.values if parameter.name in taken else ():
            rest = replace(parameter, values=tuple(item for item in parameter.values if item != value))
            what = f"{command.name} does not take {parameter.name} {value}."
            altered = with_parameter(command, rest)
            yield _mutant(command, f"{parameter.name}/{value}-refused", what, (LISTS[parameter.name],), altered)


def _demanding(command: Command, name: str) -> Command:
    cause = Cause(Word.MISSING, (name,))
    first, *rest = command.errors or (Error("demanded", 1, f"{name} is missing", ()),)
    return replace(command, errors=(replace(first, when=(*first.when, cause)), *rest))


def with_parameter(command: Command, altered: Parameter) -> Command:
    """The command with another description of one of its parameters."""
    return replace(command, parameters=tuple(altered if p.name == altered.name else p for p in command.parameters))


def _with_error(command: Command, altered: Error) -> Command:
    return replace(command, errors=tuple(altered if item.id == altered.id else item for item in command.errors))


def _with_effect(command: Command, effect: Effect | None) -> Command:
    return replace(command, success=replace(command.success, sets=effect))


def _mutant(command: Command, name: str, what: str, broken: tuple[str, ...], altered: Command) -> Mutant:
    addresses = tuple(address(command.name, id) for id in broken)
    alteration = command_altered(command.name, lambda _: altered)
    return Mutant(f"spec/{command.name}/{name.replace(' ', '-')}", what, addresses, alteration)
