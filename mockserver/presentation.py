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


View = Callable[[Row, Sequence[str]], dict[str, Any]]
"""Shows a campaign, given the names of its tags."""


def view(fields: Iterable[Field], statistics: bool, tagged: bool) -> View:
    """Shows campaigns under the names of `fields`, statistics and tags only where asked for. Made once for many."""
    asked = {Group.STATISTICS: statistics, Group.TAGS: tagged}
    wanted = [field for field in fields if field.stored or asked.get(field.group, True)]
    order: dict[str, Any] = dict.fromkeys(field.name for field in wanted)
    derived = [(field.name, DERIVED[field.name]) for field in wanted if not field.stored and field.name in DERIVED]
    tags = [field.name for field in wanted if field.group is Group.TAGS]

    def shown(row: Row, names: Sequence[str]) -> dict[str, Any]:
        answer: dict[str, Any] = {**order, **row}
        for name, derive in derived:
            answer[name] = derive(row)
        for name in tags:
            answer[name] = list(names)
        return answer

    return shown


def emails_per_second(row: Row) -> int | float:
    """E-mails sent by the seconds that sending took; 0 before it ended."""
    if not (row["SendProcessStartedOn"] and row["SendProcessFinishedOn"]):
        return 0
    seconds = _seconds(row["SendProcessFinishedOn"]) - _seconds(row["SendProcessStartedOn"])
    if seconds <= 0:
        return 0
    rate = round(row["TotalSent"] / seconds, 2)
    return int(rate) if rate.is_integer() else rate


def is_moment(text: str) -> bool:
    """Whether `text` is written as `MOMENT`."""
    try:
        return f"{datetime.fromisoformat(text):{MOMENT}}" == text
    except ValueError:
        return False


def _seconds(moment: str) -> float:
    return datetime.fromisoformat(f"{moment}Z").timestamp()


def _ratio(bounces: str) -> Callable[[Row], str]:
    return lambda row: f"{100 * row[bounces] / row['TotalSent'] if row['TotalSent'] else 0:.2f}"


def _counts(names: Sequence[str]) -> Callable[[Row], dict[str, Any]]:
    return lambda row: {name: row[name] for name in names}


_COUNTS = {kind: _counts(names) for kind, names in _STATISTICS.items()}


def _recipients(group: int) -> Callable[[Row], list[str]]:
    """The ids on one side of the `ListID:SegmentID` pairs, each once; 0 and nothing name no segment."""

    def ids(row: Row) -> list[str]:
        if not row[_RECIPIENTS]:
            return []
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
    "Statistics": lambda row: {kind: count(row) for kind, count in _COUNTS.items()},
    **_COUNTS,
}
"""How each field that is not stored comes about; complete by test, but for the tags."""
