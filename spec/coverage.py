"""What of the contract a client can meet, and how much of it was met: the parts, the number, the sum of reports.

A report is plain data: `percent`, `met`, `of`, and `kinds`, where each kind of parts has `met`, `of`, `counted` and
`counts`: how often each part was met, by its name. The number is that of the parts of `counted` kinds.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Any

from campaign_contract.spec.life_cycle import ANY, DELIVERY, NEW, Transition, transitions
from campaign_contract.spec.model import Spec
from campaign_contract.spec.wording import FAULT, SUCCESS, address

Report = Mapping[str, Any]
Part = tuple[str, ...]
"""What traffic meets; its first word is one of those below."""
COMMAND, PARAMETER, RULE, CHANGE = "command", "parameter", "rule", "change"
"""(COMMAND, name), (PARAMETER, command, name), (RULE, address), (CHANGE, by, status before, status after)."""


class Kind(StrEnum):
    """The kinds of parts. What delivery does and the faults are shown and do not count: the page has neither."""

    COMMANDS = "commands"
    PARAMETERS = "parameters"
    ERRORS = "errors"
    TRANSITIONS = "transitions"
    RULES = "rules"
    DELIVERY = "delivery"
    FAULTS = "faults"


_BEYOND = (Kind.DELIVERY, Kind.FAULTS)


def parts(spec: Spec) -> Mapping[Kind, Mapping[str, Part]]:
    """By kind and name, what has to happen for each part to be met."""
    return {
        Kind.COMMANDS: {command.name: (COMMAND, command.name) for command in spec.commands},
        Kind.PARAMETERS: {
            f"{command.name} {parameter.name}": (PARAMETER, command.name, parameter.name)
            for command in spec.commands
            for parameter in command.parameters
        },
        Kind.ERRORS: _rules(address(command.name, error.id) for command in spec.commands for error in command.errors),
        Kind.TRANSITIONS: dict(_by_commands(spec)),
        Kind.RULES: _rules(address(command.name, SUCCESS) for command in spec.commands),
        Kind.DELIVERY: {
            f"{arrow.start} → {arrow.end}": (CHANGE, DELIVERY, arrow.start, arrow.end)
            for arrow in transitions(spec)
            if arrow.by == (DELIVERY,)
        },
        Kind.FAULTS: _rules(address(FAULT, fault.id) for fault in spec.faults),
    }


def report(spec: Spec, count: Callable[[Part], int]) -> Report:
    """The report on what happened so often."""
    return _summed({kind: {name: count(part) for name, part in named.items()} for kind, named in parts(spec).items()})


def merged(reports: Iterable[Report]) -> Report:
    """Several reports as one. Raises KeyError, TypeError or ValueError where one of them is none."""
    kinds: dict[Kind, Counter[str]] = {}
    for one in reports:
        for kind, found in one["kinds"].items():
            kinds.setdefault(Kind(kind), Counter()).update({name: int(n) for name, n in found["counts"].items()})
    return _summed(kinds)


def since(earlier: Report, later: Report) -> Report:
    """What was met between two reports of one server."""
    before = {kind: Counter(found["counts"]) for kind, found in earlier["kinds"].items()}
    return _summed(
        {
            Kind(kind): {name: max(n - before.get(kind, Counter())[name], 0) for name, n in found["counts"].items()}
            for kind, found in later["kinds"].items()
        }
    )


def is_below(found: Report, percent: float) -> bool:
    """Whether less than so many of a hundred parts were met."""
    return bool(found["met"] * 100 < percent * found["of"])


def never_met(found: Report) -> Mapping[str, list[str]]:
    """By kind, the parts that were never met."""
    return {kind: [name for name, count in one["counts"].items() if not count] for kind, one in found["kinds"].items()}


def _rules(addresses: Iterable[str]) -> dict[str, Part]:
    return {address: (RULE, address) for address in addresses}


def _by_commands(spec: Spec) -> Iterator[tuple[str, Part]]:
    """A command that leads from one place only needs no look at the status before: its success is enough."""
    certain = [arrow for arrow in transitions(spec) if arrow.certain and arrow.by != (DELIVERY,)]
    for arrow in certain:
        for command in arrow.by:
            starts = [other.start for other in certain if command in other.by]
            yield f"{command}: {arrow.start} → {arrow.end}", _part(arrow, command, starts)


def _part(arrow: Transition, command: str, starts: list[str]) -> Part:
    if arrow.start in (NEW, ANY) or len(starts) == 1:
        return RULE, address(command, SUCCESS)
    return CHANGE, command, arrow.start, arrow.end


def _summed(kinds: Mapping[Kind, Mapping[str, int]]) -> Report:
    counted = [count > 0 for kind, counts in kinds.items() if kind not in _BEYOND for count in counts.values()]
    met, of = sum(counted), len(counted)
    return {
        "percent": math.floor(1000 * met / of) / 10 if of else 100.0,
        "met": met,
        "of": of,
        "kinds": {kind.value: _told(kind, counts) for kind, counts in kinds.items()},
    }


def _told(kind: Kind, counts: Mapping[str, int]) -> Report:
    met = sum(count > 0 for count in counts.values())
    return {"met": met, "of": len(counts), "counted": kind not in _BEYOND, "counts": dict(counts)}
