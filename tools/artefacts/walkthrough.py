"""All commands in an order in which each can succeed, for collections of requests that are run from top to bottom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from campaign_contract.mockserver import seed
from campaign_contract.spec import Command, Kind, Level, Spec, load
from campaign_contract.tools.artefacts import samples
from campaign_contract.tools.artefacts.artefact_format import camel_case
from campaign_contract.tools.artefacts.openapi import SERVER

_STATUS, _ID = "CampaignStatus", "CampaignID"
BASE_URL = "baseUrl"
"""The variable that holds where the API is."""


class Variable(NamedTuple):
    """What a variable of a collection holds at first, and what it is there for."""

    value: str
    description: str


@dataclass(frozen=True)
class Step:
    """One request: `sent` stands in it, `optional` could. Values may hold variables such as `{{campaignId}}`.

    `saves` maps a variable to the key of the answer that it is taken from. `arranges` says what the step is there
    for when it only makes the next one possible.
    """

    command: Command
    sent: dict[str, Any]
    optional: dict[str, Any]
    saves: dict[str, str]
    arranges: str = ""

    @property
    def title(self) -> str:
        """A heading: the command, and what it is there for when it only prepares."""
        return f"{self.command.name} ({self.arranges})" if self.arranges else self.command.name


def steps(spec: Spec) -> list[Step]:
    """Every command once, and before one that needs a certain status a request which sets that status.

    What issues an id comes first, what takes a list of ids (and deletes them) last.
    """
    found: list[Step] = []
    for command in sorted(spec.commands, key=_place):
        issued = [name for step in found for name in step.saves]
        found.extend(_arranged(spec, command, found[-1:], issued))
        found.append(_step(spec, command, issued))
    return found


def placeholder(name: str) -> str:
    """A placeholder in the notation that the clients share: "APIKey" → "{{apiKey}}"."""
    return f"{{{{{camel_case(name)}}}}}"


def variables(spec: Spec) -> dict[str, Variable]:
    """Name → variable: the base URL, the credentials, and the ids that the answers yield.

    They begin with what the reference server starts with, so that each request works there before anything is set.
    """
    owner = _owner()
    base = {BASE_URL: Variable(SERVER, "Where the API is; the path of its page is appended.")}
    credentials = {
        camel_case(item.name): Variable(owner.credentials[item.name], item.description)
        for item in spec.parameters
        if item.name in spec.credentials
    }
    issued = [(name, step.title) for step in steps(spec) for name in step.saves]
    ids = {
        name: Variable(str(campaign[_ID]), f"A campaign; {title} puts in the one that it makes.")
        for (name, title), campaign in zip(issued, owner.campaigns, strict=False)
    }
    return base | credentials | ids


@cache
def _owner() -> seed.Account:
    """The first account that the reference server starts with, unless it is told otherwise."""
    return seed.load(load()).accounts[0]


def _place(command: Command) -> int:
    if any(parameter.required and parameter.kind is Kind.CAMPAIGNS for parameter in command.parameters):
        return 2
    return 1 if command.subject or not command.new_campaign else 0


def _step(spec: Spec, command: Command, issued: list[str]) -> Step:
    head, shown = _head(spec, command), command.examples.request
    values = {
        parameter.name: _value(parameter.kind, shown.get(parameter.name, parameter.example), issued)
        for parameter in command.parameters
    }
    sent = {name: value for name, value in values.items() if name in shown}
    others = {name: placeholder(name) for name in spec.credentials if name not in head}
    optional = others | {name: value for name, value in values.items() if name not in shown}
    saves = {camel_case(command.new_campaign): command.new_campaign} if command.new_campaign else {}
    return Step(command, head | sent, optional, saves)


def _head(spec: Spec, command: Command) -> dict[str, Any]:
    key = samples.credential(spec).name
    return {key: placeholder(key), samples.COMMAND: command.name}


def _value(kind: Kind, example: Any, issued: list[str]) -> Any:
    if kind is Kind.CAMPAIGNS:
        return ",".join(map(placeholder, issued)) or example
    return placeholder(issued[0]) if kind is Kind.CAMPAIGN and issued else example


def _arranged(spec: Spec, command: Command, before: list[Step], issued: list[str]) -> Iterator[Step]:
    """The step that brings the campaign into a status from which `command` works, unless the one before does."""
    needed = command.served_from
    if not needed or any(_leaves(step.command) in needed for step in before):
        return
    for setter in spec.commands:
        values = [status for status in needed if status in _settable(setter)]
        if values and setter.subject:
            subject = {setter.subject.name: _value(setter.subject.kind, setter.subject.example, issued)}
            sent = {**_head(spec, setter), **subject, _STATUS: values[0]}
            yield Step(setter, sent, {}, {}, f"status {values[0]}, which {command.name} needs")
            return


def _leaves(command: Command) -> str | None:
    """The status that the command is sure to leave its own campaign in, if there is one."""
    effect = command.success.sets
    sure = effect and effect.level is Level.MUST and command.subject and not command.new_campaign
    return effect.status if effect and sure else None


def _settable(command: Command) -> tuple[str, ...]:
    return next((parameter.accepted for parameter in command.parameters if parameter.name == _STATUS), ())
