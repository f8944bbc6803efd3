"""A correct server that differs from the reference server, and the small steps that it is made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from campaign_contract.contract_tests.checks import Check
from campaign_contract.mockserver.actions import Action
from campaign_contract.mockserver.situation import Situation
from campaign_contract.spec import Command, Error, Level, Parameter
from campaign_contract.tools.proof.mutants.mutant import holds
from campaign_contract.tools.proof.trial.blueprint import (
    Alteration,
    Blueprint,
    action_altered,
    command_altered,
    layer_added,
)
from campaign_contract.tools.proof.trial.wire import Answer, Incoming, Layer, editing, on

Body = dict[str, Any]
Wanted = Callable[[Check], bool]


@dataclass(frozen=True)
class Variant:
    """A server that the suite has to accept.

    `what` says in a sentence what is different. A MAY variant violates nothing; a SHOULD variant earns advice at
    exactly the addresses in `violates`. `wanted` says which checks are worth running (all by default).
    """

    id: str
    what: str
    alteration: Alteration = field(repr=False)
    violates: tuple[str, ...] = ()
    wanted: Wanted = field(default=lambda _: True, repr=False)

    @property
    def level(self) -> Level:
        """SHOULD for one that earns advice, else MAY."""
        return Level.SHOULD if self.violates else Level.MAY

    def expects(self, check: Check) -> bool:
        """Whether the check is advice that this variant has to earn."""
        return any(holds(check, address) for address in self.violates)


def answers(edit: Callable[[Body], Any], command: str | None = None) -> Alteration:
    """Every answer's object goes through `edit`, of one command or all."""
    layer = editing(edit)
    return layer_added(on(command, layer) if command else layer)


def successes(edit: Callable[[Body], Any], command: str | None = None) -> Alteration:
    """As `answers`, for successes."""
    return answers(lambda body: edit(body) if body["Success"] else body, command)


def failures(edit: Callable[[Body], Any], command: str | None = None) -> Alteration:
    """As `answers`, for failures."""
    return answers(lambda body: body if body["Success"] else edit(body), command)


def campaigns(edit: Callable[[Body], Body]) -> Alteration:
    """Every campaign that is shown goes through `edit`, one by one."""

    def edited(body: Body) -> Body:
        one, rows = body.get("Campaign"), body.get("Campaigns")
        shown = {"Campaign": edit(one)} if isinstance(one, dict) else {}
        listed = {"Campaigns": [edit(row) for row in rows]} if isinstance(rows, list) else {}
        return {**body, **shown, **listed}

    return successes(edited)


def carried_out(command: str, action: Callable[[Situation, Action], Mapping[str, Any]]) -> Alteration:
    """The command is carried out by `action`, whose second argument is the usual way."""
    return action_altered(command, lambda usual: lambda situation: action(situation, usual))


def stateful(make: Callable[[], Layer]) -> Alteration:
    """Requests go through the layer that `make` makes, a new one for each server."""

    def altered(blueprint: Blueprint) -> Blueprint:
        return layer_added(make())(blueprint)

    return altered


def parameter_altered(command: str, name: str, **changes: Any) -> Alteration:
    """One parameter of a command is described in another way."""

    def alter(item: Parameter) -> Parameter:
        return replace(item, **changes) if item.name == name else item

    return command_altered(command, lambda found: replace(found, parameters=tuple(map(alter, found.parameters))))


def effect_altered(command: str, status: str) -> Alteration:
    """A success leaves the campaign in another status."""

    def alter(found: Command) -> Command:
        sets = replace(found.success.sets, status=status) if found.success.sets else None
        return replace(found, success=replace(found.success, sets=sets))

    return command_altered(command, alter)


def open_causes_dropped(command: str, error: str) -> Alteration:
    """An error happens only where the page says so, not where this server chooses to report it."""

    def alter(item: Error) -> Error:
        firm = tuple(cause for cause in item.when if cause.level is not Level.MAY)
        return replace(item, when=firm) if item.id == error else item

    return command_altered(command, lambda found: replace(found, errors=tuple(map(alter, found.errors))))


def refused(command: str, refuses: Callable[[Incoming], bool], code: int) -> Alteration:
    """Some requests of a command get a failure with this number."""
    return layer_added(on(command, lambda request, pass_on: failed(code) if refuses(request) else pass_on(request)))


def failed(code: Any, status: int = 200) -> Answer:
    """A failure with nothing but a number."""
    return Answer(status, {"Success": False, "ErrorCode": code})
