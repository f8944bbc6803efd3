"""A stored campaign as the answers show it: stored fields, and what is derived from them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from campaign_contract.mockserver.store import Row
from campaign_contract.spec import Field, Group

MOMENT = "%Y-%m-%d %H:%M:%S"
"""How moments are written; always UTC."""

_RECIPIENTS = "RecipientListsAndSegments"
_PAIR = re.compile(r"\s*([0-9]+)\s*(?:::?\s*([0-9]+))?\s*")
_STATISTICS = {
    "OpenStatistics": ("TotalOpens", "UniqueOpens"),
    "ClickStatistics": ("TotalClicks", "UniqueClicks"),
    "UnsubscriptionStatistics": ("TotalUnsubscriptions",),
    "ForwardStatistics": ("TotalForwards", "UniqueForwards"),
    "BrowserViewStatistics": ("TotalViewsOnBrowser", "UniqueViewsOnBrowser"),
    "BounceStatistics": ("TotalHardBounces", "TotalSoftBounces"),
}


def shown(row: Row, fields: Iterable[Field], statistics: bool, tags: Sequence[str] | None) -> dict[str, Any]:
    """The campaign under the names of `fields`. Statistics and tags only where asked for (`tags` None: not)."""
    answer: dict[str, Any] = {}
    for field in fields:
        if field.stored:
            answer[field.name] = row[field.name]
        elif field.group is Group.TAGS:
            answer |= {field.name: list(tags)} if tags is not None else {}
        elif field.name in DERIVED and (statistics or field.group is not Group.STATISTICS):
            answer[field.name] = DERIVED[field.name](row)
    return answer


def emails_per_second(row: Row) -> int | float:
    """E-mails sent by the seconds that sending took; 0 before it ended."""
    if not (row["SendProcessStartedOn"] and row["SendProcessFinishedOn"]):
        return 0
    seconds = (_moment(row["SendProcessFinishedOn"]) - _moment(row["SendProcessStartedOn"])).total_seconds()
    if seconds <= 0:
        return 0
    rate = round(row["TotalSent"] / seconds, 2)
    return int(rate) if rate.is_integer() else rate


def is_moment(text: str) -> bool:
    """Whether `text` is written as `MOMENT`."""
    try:
        _moment(text)
    except ValueError:
        return False
    return True


def _moment(text: str) -> datetime:
    return datetime.strptime(text, MOMENT)  # noqa: DTZ007 - both ends are UTC, only their distance counts


def _ratio(bounces: str) -> Callable[[Row], str]:
    return lambda row: f"{100 * row[bounces] / row['TotalSent'] if row['TotalSent'] else 0:.2f}"


def _counts(names: Iterable[str]) -> Callable[[Row], dict[str, Any]]:
    return lambda row: {name: row[name] for name in names}


def _recipients(group: int) -> Callable[[Row], list[str]]:
    """The ids on one side of the `ListID:SegmentID` pairs, each once; 0 and nothing name no segment."""

    def ids(row: Row) -> list[str]:
        pairs = map(_PAIR.fullmatch, row[_RECIPIENTS].split(","))
        return list(dict.fromkeys(pair[group] for pair in pairs if pair and pair[group] not in (None, "0")))

    return ids


DERIVED: Mapping[str, Callable[[Row], Any]] = {
    "Name": lambda row: row["CampaignName"],
    "Status": lambda row: row["CampaignStatus"],
    "RecipientLists": _recipients(1),
    "RecipientSegments": _recipients(2),
    "HardBounceRatio": _ratio("TotalHardBounces"),
    "SoftBounceRatio": _ratio("TotalSoftBounces"),
    "Statistics": lambda row: {kind: _counts(names)(row) for kind, names in _STATISTICS.items()},
    **{kind: _counts(names) for kind, names in _STATISTICS.items()},
}
"""How each field that is not stored comes about; complete by test, but for the tags."""
