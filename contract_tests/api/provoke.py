"""For each word of the spec's vocabulary, the request that breaks exactly that, made from a good request."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, assert_never

from campaign_contract.contract_tests.api.actor import Actor
from campaign_contract.contract_tests.api.expect import success
from campaign_contract.contract_tests.api.outcomes import NotArranged, require
from campaign_contract.contract_tests.api.safety import UNLISTED
from campaign_contract.contract_tests.api.world import NEVER_ISSUED, Campaign, World
from campaign_contract.spec import Cause, Command, Error, Guard, Kind, Level, Parameter, Spec, Thing, Word

Parameters = dict[str, Any]
_SUBJECTS = (Kind.CAMPAIGN, Kind.CAMPAIGNS)
_OPERATOR_VALUES = {Kind.DATE: "send_date", Kind.TIME: "send_time", Kind.EMAIL: "email_id"}
_MALFORMED = {"not-a-number": "not-a-number", "number-and-letters": f"{NEVER_ISSUED}abc"}


@dataclass(frozen=True)
class Provocation:
    """One way to earn an error. `variant` tells it from the error's other ways, `spoil` breaks a good request."""

    command: Command
    error: Error
    cause: Cause
    variant: str
    level: Level
    spoil: Callable[[World, Parameters], Parameters]
    status: str | None = None

    @property
    def guard(self) -> Guard | None:
        """The condition that the request has to meet."""
        return self.cause.given

    def request(self, world: World) -> tuple[Parameters, Campaign | None]:
        """The request that earns the error, and the campaign it names. Raises NotArranged, NotObservable or Broken."""
        campaign = None if self.spoils_subject else own_campaign(world, self.command, self.status)
        return self.naming(world, campaign), campaign

    def naming(self, world: World, campaign: Campaign | None) -> Parameters:
        """The request that earns the error with a campaign that is there already."""
        good = good_parameters(world, self.command, campaign, self.guard, self.cause.parameters)
        return self.spoil(world, good)

    @property
    def spoils_subject(self) -> bool:
        """Whether it is the campaign's id itself that is wrong, so that no campaign is needed."""
        return any(self.command.parameter(name).kind in _SUBJECTS for name in self.cause.parameters)


def good_request(
    world: World, command: Command, guard: Guard | None = None, status: str | None = None
) -> tuple[Parameters, Campaign | None]:
    """Parameters that the command takes, and the own campaign they name (None where it names none).

    `guard` adds what a request with that value needs; the campaign is in `status`, else in one that the command takes.
    """
    campaign = own_campaign(world, command, status)
    return good_parameters(world, command, campaign, guard), campaign


def own_campaign(world: World, command: Command, status: str | None = None) -> Campaign | None:
    """A campaign in the given status, else in one that the command works on; None where it names no campaign."""
    if not names_campaigns(command):
        return None
    return world.campaign(status or command.starts_from)


def names_campaigns(command: Command) -> bool:
    """Whether a request of the command names a campaign, or several."""
    return any(parameter.kind in _SUBJECTS for parameter in command.parameters)


def good_parameters(
    world: World,
    command: Command,
    campaign: Campaign | None,
    guard: Guard | None = None,
    spoiled: Collection[str] = (),
) -> Parameters:
    """The required parameters of a command and the texts that its example sends; the id is None without a campaign.

    Nothing is made for the command to change or destroy where its parameter is one of the `spoiled`.
    """
    parameters: Parameters = {}
    for parameter in command.parameters:
        if parameter.kind in _SUBJECTS:
            parameters[parameter.name] = campaign and _written(campaign, parameter)
        elif parameter.required or _is_told_by_example(command, parameter):
            is_needless = parameter.name in spoiled and parameter in command.touches
            parameters[parameter.name] = None if is_needless else value_for(world, command, parameter)
    if guard:
        parameters |= {guard.parameter: guard.value, **needed(world, command, guard)}
    return parameters


def _written(campaign: Campaign, parameter: Parameter) -> Any:
    return campaign.id if parameter.kind is Kind.CAMPAIGN else str(campaign.id)


def needed(world: World, command: Command, guard: Guard) -> Parameters:
    """What a request has to send along once it sends the guard's value."""
    names = [cause.parameters[0] for _, cause in command.causes if cause.given == guard and cause.word is Word.MISSING]
    return {name: good_value(world, command.parameter(name)) for name in names}


def value_for(world: World, command: Command, parameter: Parameter) -> Any:
    """A good value; where the command could change or destroy what it names, a new thing of the owner's."""
    thing = command.thing_of(parameter)
    return new_thing(world, thing) if thing and parameter in command.touches else good_value(world, parameter)


def new_thing(world: World, thing: Thing, by: Actor | None = None) -> int | str:
    """The id of something new of the owner's, or of the user `by`. Raises NotArranged where no command creates it."""
    actor = by or world.owner
    if thing is Thing.CAMPAIGN:
        return world.create(by=actor).id
    for command in world.spec.commands:
        if command.creates and command.creates.thing is thing:
            reply = actor.call(command.name, good_parameters(world, command, None))
            require(f"while arranging ({command.name}): {line}" for line in success(reply))
            made: int | str = reply.get(command.creates.name)
            return made
    raise NotArranged(f"the suite can make no {thing} of its own: no command of the spec `creates` one")


def good_value(world: World, parameter: Parameter) -> Any:
    """A value that the parameter takes on this target."""
    if parameter.name == "CampaignName":
        return world.name()
    if parameter.name == "SendTimeZone":
        return world.settings.time_zone
    if parameter.kind is Kind.RECIPIENTS:
        return world.recipients()
    if parameter.kind is Kind.RULES:
        return bundle(world.first_of("list_id"))
    if parameter.kind in _OPERATOR_VALUES:
        value = world.operator_value(_OPERATOR_VALUES[parameter.kind])
        return value.partition(",")[0].strip() if parameter.kind is Kind.EMAIL else value
    return parameter.example


def bundle(list_id: str) -> str:
    """A RulesJsonBundle for one recipient list, as JSON text."""
    rules = [
        {"type": "fields", "field_id": "EmailAddress", "operator": "contains", "value": value}
        for value in ("@example", ".test")
    ]
    criterion = {"list_id": int(list_id) if list_id.isdecimal() else list_id, "operator": "and", "rules": rules}
    return json.dumps({"operator": "or", "criteria": [criterion]})


def foreign_error(command: Command) -> Error | None:
    """The error that a command has for another user's campaign; None where it has none."""
    subject = command.subject and command.subject.name
    for error in command.errors:
        if any(cause.word is Word.FOREIGN and subject in cause.parameters for cause in error.when):
            return error
    return None


def provocations(spec: Spec, command: Command) -> Iterator[Provocation]:
    """Every way to earn every error of a command that some page's statement holds (MAY causes are left out)."""
    for error, cause in command.causes:
        if cause.level is not Level.MAY:
            for variant, level, status, spoil in _recipes(spec, command, cause):
                name = f"{variant}-given-{cause.given.value}" if cause.given else variant
                yield Provocation(command, error, cause, name, level, spoil, status)


def _recipes(spec: Spec, command: Command, cause: Cause) -> Iterator[tuple[str, Level, str | None, Any]]:
    names = cause.parameters
    lower = max(cause.level, cause.empty, key=list(Level).index)
    prefix = _prefix(command, names[0]) if cause.word in (Word.UNKNOWN, Word.FOREIGN) else ""
    match cause.word:
        case Word.MISSING:
            yield "left-out", cause.level, None, lambda _, good: _without(good, *names)
            yield "empty", lower, None, lambda _, good: good | dict.fromkeys(names, "")
        case Word.MALFORMED | Word.UNLISTED:
            for variant, value in (UNLISTED if cause.word is Word.UNLISTED else _MALFORMED).items():
                yield variant, cause.level, None, lambda _, good, value=value: good | {names[0]: value}
        case Word.UNKNOWN:
            yield f"{prefix}unknown", cause.level, None, lambda _, good: good | {names[0]: NEVER_ISSUED}
            if not prefix:
                yield "deleted", cause.level, None, lambda world, good: good | {names[0]: _deleted(world)}
        case Word.FOREIGN:
            foreign = partial(_foreign, command=command, parameter=command.parameter(names[0]))
            yield f"{prefix}foreign", cause.level, None, lambda world, good: good | {names[0]: foreign(world)}
        case Word.STATUS_NOT:
            for status in (status.name for status in spec.statuses if status.name not in cause.statuses):
                yield from_status(status), cause.level, status, lambda _, good: good
        case _:
            assert_never(cause.word)


def _prefix(command: Command, name: str) -> str:
    """What the variants of a parameter begin with; those of the campaign's id with nothing."""
    return "" if command.parameter(name).kind is Kind.CAMPAIGN else f"{name}-"


def from_status(status: str) -> str:
    """What tells a case with a campaign in that status from its siblings: "from-Pending-Approval"."""
    return f"from-{status.replace(' ', '-')}"


def _without(parameters: Parameters, *names: str) -> Parameters:
    return {name: value for name, value in parameters.items() if name not in names}


def _deleted(world: World) -> Any:
    campaign = world.create()
    world.delete(campaign)
    return campaign.id


def _foreign(world: World, command: Command, parameter: Parameter) -> Any:
    thing = command.thing_of(parameter)
    if thing and (thing is Thing.CAMPAIGN or parameter in command.touches):
        return new_thing(world, thing, world.stranger)
    if parameter.kind is Kind.EMAIL:
        return world.operator_value("foreign_email_id")
    raise NotArranged(f"the suite has no foreign value for a parameter of type {parameter.kind}")


def _is_told_by_example(command: Command, parameter: Parameter) -> bool:
    return parameter.kind is Kind.TEXT and parameter.name in command.examples.request
