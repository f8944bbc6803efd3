"""When a documented error holds: one predicate for each word of the spec's vocabulary."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from typing import assert_never

from campaign_contract.mockserver.situation import Situation
from campaign_contract.mockserver.store import Store
from campaign_contract.mockserver.values import is_odd_number, number, numbers, quoted, truth, well_formed
from campaign_contract.spec import LONGEST_ID, Cause, Error, Guard, Kind, Parameter, Thing, Word

Predicate = Callable[[Cause, Situation], bool]
BY_THE_REQUEST = frozenset({Word.MISSING, Word.MALFORMED, Word.UNLISTED})
"""The words that look at the request alone, and not at what is stored."""


def earned_errors(situation: Situation) -> list[Error]:
    """The errors that a call is refused with, by code; one at most unless the command collects them.

    Of several the one with the lowest code is told (open question order-of-errors).
    """
    errors = situation.command.ranked_errors
    earned = (error for error in errors if any(holds(cause, situation) for cause in error.when))
    return list(earned if situation.command.collects else islice(earned, 1))


def holds(cause: Cause, situation: Situation) -> bool:
    """Whether `cause` applies, its guard included. Causes at every level hold on this server, MAY included."""
    if cause.given and not _is_met(cause.given, situation):
        return False
    return PREDICATES[cause.word](cause, situation)


def _is_met(guard: Guard, situation: Situation) -> bool:
    sent = situation.parameters.get(guard.parameter)
    if sent is not None and situation.command.parameter(guard.parameter).kind is Kind.BOOLEAN:
        return truth(sent) == truth(guard.value)
    return sent == guard.value


def _missing(cause: Cause, situation: Situation) -> bool:
    return not any(text not in parameter.blank for parameter, text in _sent(cause, situation))


def _malformed(cause: Cause, situation: Situation) -> bool:
    return any(not well_formed(parameter.kind, text) for parameter, text in _sent(cause, situation))


def _unlisted(cause: Cause, situation: Situation) -> bool:
    return any(text not in parameter.accepted for parameter, text in _sent(cause, situation))


def _unknown(cause: Cause, situation: Situation) -> bool:
    return any(owner is None for owner in _owners(cause, situation))


def _foreign(cause: Cause, situation: Situation) -> bool:
    return any(owner not in (None, situation.owner) for owner in _owners(cause, situation))


def _status_not(cause: Cause, situation: Situation) -> bool:
    campaign = situation.campaign
    return campaign is not None and campaign["CampaignStatus"] not in cause.statuses


def odd_ids(error: Error, situation: Situation) -> str:
    """Which numbers the error is about that cannot be ids, in words; empty when there is none."""
    named = (pair for cause in error.when for pair in _sent(cause, situation))
    sent = {item.name: text for item, text in named if item.kind.is_id or item.kind is Kind.CAMPAIGNS}
    parts = ((name, part.strip()) for name, text in sent.items() for part in text.split(","))
    odd = ((name, part) for name, part in parts if is_odd_number(part))
    return " ".join(f"{name}: {quoted(part)} is no id; an id has 1 to {LONGEST_ID} digits." for name, part in odd)


PREDICATES: Mapping[Word, Predicate] = {
    Word.MISSING: _missing,
    Word.MALFORMED: _malformed,
    Word.UNLISTED: _unlisted,
    Word.UNKNOWN: _unknown,
    Word.FOREIGN: _foreign,
    Word.STATUS_NOT: _status_not,
}
"""How each word is read; complete by test."""


def _sent(cause: Cause, situation: Situation) -> list[tuple[Parameter, str]]:
    sent = situation.parameters
    return [(situation.parameter(name), sent[name]) for name in cause.parameters if name in sent]


def _owners(cause: Cause, situation: Situation) -> list[int | None]:
    """Whose the named things are; None for what does not exist, an id that is no number included."""
    found: list[int | None] = []
    for parameter, text in _sent(cause, situation):
        look_up = _look_up(parameter.kind.thing, situation.store)
        ids: Iterable[int | None] = [number(text)] if parameter.kind.is_id else numbers(text) or [None]
        found.extend(None if item is None else look_up(item) for item in ids)
    return found


def _look_up(thing: Thing | None, store: Store) -> Callable[[int], int | None]:
    match thing:
        case Thing.EMAIL:
            return store.email_owner
        case Thing.TAG:
            return store.tag_owner
        case Thing.LIST:
            return store.list_owner
        case Thing.CAMPAIGN | None:
            return store.campaign_owner
        case _:
            assert_never(thing)
