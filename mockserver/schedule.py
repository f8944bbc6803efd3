"""When a campaign is due: at once, at a local time, or at each of its recurring local times."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from dateutil.rrule import DAILY, rrule

from campaign_contract.mockserver.presentation import MOMENT
from campaign_contract.mockserver.store import Row
from campaign_contract.mockserver.values import numbers
from campaign_contract.mockserver.zones import zone

PICKED_UP_AFTER = timedelta(seconds=1)
"""How long what is due stays Ready, so that Ready can be seen."""
_FAR = timedelta(days=366 * 5)
"""Within which a recurring time is looked for; a leap day is found, the 30th of February never."""
_SUNDAY = 7


def due(row: Row) -> datetime | None:
    """The moment in UTC from which a Ready campaign is being sent; None when it never is.

    A local time that a clock change skips is as long after the last change as written; of a doubled one it is the
    first. An unknown zone, and none, is UTC.
    """
    ready = moment(row["LastActivityDateTime"] or row["CreateDateTime"])
    if ready is None:
        return None
    if in_progress(row):
        return ready + PICKED_UP_AFTER
    match row["ScheduleType"]:
        case "Immediate":
            return ready + PICKED_UP_AFTER
        case "Future":
            at = _local(row["SendDate"], row["SendTime"])
            return max(_utc(at, row), ready + PICKED_UP_AFTER) if at else None
        case "Recursive":
            return _next(row, ready)
        case _:
            return None


def in_progress(row: Row) -> bool:
    """Whether sending has begun and neither finished nor been cancelled."""
    return bool(row["SendProcessStartedOn"] and not row["SendProcessFinishedOn"])


def moment(text: str) -> datetime | None:
    """A moment as campaigns carry it; None when there is none."""
    return datetime.strptime(text, MOMENT).replace(tzinfo=UTC) if text else None


def is_exhausted(row: Row) -> bool:
    """Whether a recurring campaign has been sent as often as it may; 0 is no limit."""
    return bool(0 < row["ScheduleRecSendMaxInstance"] <= row["ScheduleRecSentInstances"])


def _local(date: str, time: str) -> datetime | None:
    try:
        return datetime.fromisoformat(f"{date}T{time}")
    except ValueError:
        return None


def _utc(local: datetime, row: Row) -> datetime:
    try:
        return local.replace(tzinfo=zone(row["SendTimeZone"]) or UTC).astimezone(UTC)
    except OverflowError:
        return local.replace(tzinfo=UTC)


def _next(row: Row, after: datetime) -> datetime | None:
    """The next recurring time after `after`, of those that are left."""
    if is_exhausted(row):
        return None
    local = after.astimezone(zone(row["SendTimeZone"]) or UTC).replace(tzinfo=None)
    try:
        # A day earlier and whole days: what a clock change makes of a local time is known in UTC only.
        times = _times(row, (local - timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0))
    except ValueError:
        return None
    return next((found for found in (_utc(time, row) for time in times) if found > after), None)


def _times(row: Row, start: datetime) -> Any:
    weekdays = _picked(row["ScheduleRecDaysOfWeek"], range(1, _SUNDAY + 1))
    return rrule(
        DAILY,
        dtstart=start,
        until=start + _FAR,
        byweekday=weekdays and [day - 1 for day in weekdays],
        bymonthday=_picked(row["ScheduleRecDaysOfMonth"], range(1, 32)),
        bymonth=_picked(row["ScheduleRecMonths"], range(1, 13)),
        byhour=_picked(row["ScheduleRecHours"], range(24)) or range(24),
        byminute=_picked(row["ScheduleRecMinutes"], range(60)) or range(60),
        bysecond=0,
    )


def _picked(text: str, possible: Sequence[int]) -> list[int] | None:
    """The numbers of a list; None, which is "every", for "0" alone and for nothing. Raises ValueError for none."""
    found = numbers(text)
    if not text or found == {0}:
        return None
    picked = sorted(found & set(possible))
    if not picked:
        raise ValueError(text)
    return picked
