"""A stored campaign as the answers show it: stored fields, and what is derived from them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from operator import itemgetter
from typing import Any

from campaign_contract.mockserver.shared import Shared
from campaign_contract.mockserver.store import Row
from campaign_contract.spec import Field, Group, Kind

MOMENT = "%Y-%m-%d %H:%M:%S"
"""How moments are written; always UTC."""
_LENGTH = len("2024-01-01 00:00:00")

_SIDES = {"RecipientLists": 1, "RecipientSegments": 2}
"""Which side of a pair of ids a list holds."""
_PAIR = re.compile(r"\s*([0-9]+)\s*(?:::?\s*([0-9]+))?\s*")

_MOST_KEPT = 500
"""How many campaigns are kept as they were shown."""
_LONGEST_KEPT = 1 << 12
"""How many letters one of them may have: it may hold rules of a megabyte."""

View = Callable[[Row, Sequence[str]], Shared]
"""Shows a campaign, given the names of its tags."""
Derivation = Callable[[Row], Any]


def view(fields: Iterable[Field], statistics: bool, tagged: bool) -> View:
    """Shows campaigns under the names of `fields`, statistics and tags only where asked for. Made once for many.

    What is as it was when it was last shown is not made anew.
    """
    asked = {Group.STATISTICS: statistics, Group.TAGS: tagged}
    known = {field.name: field for field in fields}
    wanted = [field for field in known.values() if field.stored or asked.get(field.group, True)]
    order: dict[str, Any] = dict.fromkeys(field.name for field in wanted)
    derived = [(field.name, _derived(field, known)) for field in wanted if field.made_of]
    tags = [field.name for field in wanted if field.group is Group.TAGS]
    kept: dict[tuple[Any, ...], Shared] = {}

    def shown(row: Row, names: Sequence[str]) -> Shared:
        content = (*row.values(), *names)
        answer = kept.get(content)
        if answer is None:
            answer = Shared({**order, **row})
            answer.update((name, derive(row)) for name, derive in derived)
            answer.update((name, list(names)) for name in tags)
            _keep(kept, content, answer)
        return answer

    return shown


def _keep(kept: dict[tuple[Any, ...], Shared], content: tuple[Any, ...], answer: Shared) -> None:
    if sum(len(value) for value in content if isinstance(value, str)) > _LONGEST_KEPT:
        return
    if len(kept) >= _MOST_KEPT:
        kept.clear()
    kept[content] = answer


def emails_per_second(row: Row) -> int | float:
    """E-mails sent by the seconds that sending took; 0 before it ended."""
    if not (row["SendProcessStartedOn"] and row["SendProcessFinishedOn"]):
        return 0
    seconds = _seconds(row["SendProcessFinishedOn"]) - _seconds(row["SendProcessStartedOn"])
    if seconds <= 0:
        return 0
    rate = round(row["TotalSent"] / seconds, 2)
    return int(rate) if rate.is_integer() else rate


def moment_of(time: datetime) -> str:
    """A time in UTC as `MOMENT` writes it, without the time that `strftime` takes."""
    return str(time)[:_LENGTH]


def is_moment(text: str) -> bool:
    """Whether `text` is written as `MOMENT`."""
    try:
        return f"{datetime.fromisoformat(text):{MOMENT}}" == text
    except ValueError:
        return False


@lru_cache(maxsize=256)
def _seconds(moment: str) -> float:
    return datetime.fromisoformat(f"{moment}Z").timestamp()


def _derived(field: Field, known: Mapping[str, Field]) -> Derivation:
    """How the value of a field comes about; a stored one is as it is stored."""
    if field.kind is Kind.RATIO:
        return _ratio(*field.made_of)
    if field.kind is Kind.OBJECT:
        parts = {name: _derived(known[name], known) for name in field.made_of}
        return lambda row: {name: part(row) for name, part in parts.items()}
    if field.name in _SIDES:
        return _recipients(field.made_of[0], _SIDES[field.name])
    return itemgetter(*(field.made_of or (field.name,)))


def _ratio(part: str, whole: str) -> Derivation:
    return lambda row: f"{100 * row[part] / row[whole] if row[whole] else 0:.2f}"


def _recipients(pairs: str, side: int) -> Derivation:
    """The ids on one side of the `ListID:SegmentID` pairs, each once; 0 and nothing name no segment."""

    def ids(row: Row) -> list[str]:
        if not row[pairs]:
            return []
        found = map(_PAIR.fullmatch, row[pairs].split(","))
        return list(dict.fromkeys(pair[side] for pair in found if pair and pair[side] not in (None, "0")))

    return ids
