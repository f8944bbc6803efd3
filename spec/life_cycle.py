"""The life cycle of a campaign, read off the commands: what leads from one status to another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from campaign_contract.spec.command import Command
from campaign_contract.spec.model import Spec

NEW = "new campaign"
ANY = "any status"
DELIVERY = "delivery"
"""What moves a campaign by itself, without a command."""


@dataclass(frozen=True)
class Transition:
    """What the commands `by` do, or DELIVERY. `start` is a status, NEW or ANY.

    Those that are not `certain` the reference server does not show, others may.
    """

    start: str
    end: str
    by: tuple[str, ...]
    certain: bool = True


@dataclass(frozen=True)
class Before:
    """The statuses a campaign may be in. `further` are those that other implementations may take as well."""

    statuses: tuple[str, ...]
    further: tuple[str, ...]
    any: bool


def transitions(spec: Spec) -> list[Transition]:
    """Every change of status that the spec tells, commands with the same one together, delivery's own last."""
    arrows: dict[tuple[str, str, bool], list[str]] = {}
    for command in spec.commands:
        for arrow in _arrows(spec, command):
            arrows.setdefault(arrow, []).append(command.name)
    by_commands = [Transition(start, end, tuple(names), certain) for (start, end, certain), names in arrows.items()]
    return by_commands + [Transition(one.name, to, (DELIVERY,)) for one in spec.statuses for to in one.goes_on]


def before(spec: Spec, command: Command) -> Before:
    """From which statuses a command works, in the order of the spec."""
    every = tuple(status.name for status in spec.statuses)
    served, allowed = (
        tuple(name for name in every if not statuses or name in statuses)
        for statuses in (command.served_from, command.allowed_from)
    )
    return Before(served, tuple(name for name in allowed if name not in served), served == every)


def _arrows(spec: Spec, command: Command) -> Iterable[tuple[str, str, bool]]:
    effect = command.success.sets
    if effect is None:
        return
    found = before(spec, command)
    starts = (NEW,) if command.new_campaign else (ANY,) if found.any else found.statuses
    further = () if found.any else found.further
    yield from ((start, effect.status, True) for start in starts)
    yield from ((start, effect.status, False) for start in further)
    yield from ((start, other, False) for other in effect.one_of if other != effect.status for start in starts)
