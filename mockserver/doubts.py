"""What in a request the server would ignore, or keep though it cannot be: told, or refused by a strict server."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, time
from difflib import get_close_matches

from campaign_contract.mockserver.causes import earned_errors
from campaign_contract.mockserver.exchange import Check, Exchange
from campaign_contract.mockserver.faulty import Faulty
from campaign_contract.mockserver.formats import NAMES as FORMAT_NAMES
from campaign_contract.mockserver.redaction import redacted, secrets
from campaign_contract.mockserver.situation import Situation
from campaign_contract.mockserver.values import quoted, well_formed
from campaign_contract.mockserver.zones import zone
from campaign_contract.spec import Kind, Parameter

Known = Mapping[str, Parameter]
"""What a command takes, by its name in lower case."""
_ZONE = "SendTimeZone"
_CACHE_BUSTER = "_"
"""What some clients add to a GET so that nobody answers it from a cache."""
_TAKEN = {*FORMAT_NAMES, _CACHE_BUSTER}


def doubting(strict: bool) -> Check:
    """A check that puts what is doubtful into the warnings of the exchange; a `strict` one refuses it, too.

    An error that the command documents comes first.
    """
    names: dict[str, Known] = {}

    def check(exchange: Exchange, situation: Situation) -> None:
        command = situation.command.name
        if command not in names:
            names[command] = _known(situation)
        found = [*_unknown_names(exchange, names[command]), *_odd_values(situation, names[command])]
        if found:
            known = secrets([*exchange.pairs, *situation.store.secrets()])
            found = [redacted(line, known) for line in found]
        exchange.warnings.extend(found)
        if strict and found and not earned_errors(situation):
            raise Faulty("doubtful", " ".join(found))

    return check


def _known(situation: Situation) -> Known:
    return {item.name.lower(): item for item in (*situation.command.parameters, *situation.spec.parameters)}


def _unknown_names(exchange: Exchange, known: Known) -> Iterator[str]:
    for name, _ in exchange.pairs:
        lower = name.lower()
        if lower not in known and lower not in _TAKEN:
            near = get_close_matches(lower, known, n=1)
            hint = f"; did you mean {known[near[0]].name}?" if near else " and ignored."
            yield f"{name if name.isidentifier() else quoted(name)}: unknown{hint}"


def _odd_values(situation: Situation, known: Known) -> Iterator[str]:
    for name, text in situation.parameters.items():
        demand = _demand(known[name.lower()], text)
        if demand:
            yield f"{name}: {quoted(text)} {demand}."


def _demand(parameter: Parameter, text: str) -> str | None:
    """What is wrong with a value that no error of the page names; None when nothing is."""
    if parameter.name == _ZONE:
        return None if zone(text) else "is no time zone; send a name like America/New_York or a label like (GMT+04:00)"
    if parameter.kind is Kind.CHOICE:
        values = [value.lower() for value in parameter.accepted]
        return None if text.lower() in values else f"is none of {', '.join(parameter.accepted)}"
    if not well_formed(parameter.kind, text):
        return _FORMS.get(parameter.kind)
    exists, demand = _REAL.get(parameter.kind, (None, ""))
    return None if exists is None or text in parameter.blank or _succeeds(exists, text) else demand


_FORMS: Mapping[Kind, str] = {
    Kind.TAG: "is no id of a tag; Tags.Get lists them",
    Kind.TAGS: "is no list of ids of tags; Tags.Get lists them",
    Kind.RECIPIENT_LIST: "is no id of a list; Lists.Get lists them",
    Kind.INTEGER: "is no whole number",
    Kind.BOOLEAN: "is neither true nor false",
    Kind.NUMBERS: "is no list of numbers",
    Kind.RECIPIENTS: "is no list of ListID:SegmentID",
    Kind.DATE: "is no date; send YYYY-MM-DD",
    Kind.TIME: "is no time; send HH:MM:SS",
}
_REAL: Mapping[Kind, tuple[Callable[[str], object], str]] = {
    Kind.DATE: (date.fromisoformat, "is no day of the calendar"),
    Kind.TIME: (time.fromisoformat, "is no time of the day"),
}


def _succeeds(read: Callable[[str], object], text: str) -> bool:
    try:
        read(text)
    except ValueError:
        return False
    return True
