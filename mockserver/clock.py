"""The server's only clock: the real time or a frozen one, moved as tests need it, for everybody or for one account."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

_DURATION = re.compile(r"(-)?P(?:(\d+)W)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?", re.ASCII)
_LONGEST_DURATION = 60
"""Characters; with more of them it has a number that leads out of the calendar."""
_EARLIEST, _LATEST = datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC)


def stopwatch() -> Callable[[], float]:
    """Answers the seconds since it was made, whatever the clock is told."""
    begun = time.perf_counter()
    return lambda: time.perf_counter() - begun


def duration(text: str) -> timedelta:
    """An ISO 8601 duration of weeks, days, hours, minutes and seconds, such as `PT2H`. Raises ValueError."""
    found = _DURATION.fullmatch(text)
    if found is None or not any(found.groups()[1:]):
        raise ValueError(f"{text!r} is no duration; write it as PT2H, P1DT30M or -PT45S")
    sign, *parts = found.groups()
    if len(text) > _LONGEST_DURATION:
        raise ValueError(f"'{text[:_LONGEST_DURATION]}…' is longer than any calendar; advance by less")
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in parts)
    try:
        length = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    except OverflowError:
        raise ValueError(f"{text!r} is longer than any calendar; advance by less") from None
    return -length if sign else length


def moment(text: str) -> datetime:
    """An ISO 8601 moment with its offset from UTC, such as `2030-01-01T00:00:00Z`. Raises ValueError."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is no moment; write it as 2030-01-01T00:00:00Z") from None
    if found.tzinfo is None:
        raise ValueError(f"{text!r} does not say in which zone; end it with Z or +02:00")
    return _within_calendar(found)


@dataclass(frozen=True)
class _Hands:
    """Either `stopped` at a moment, or `ahead` of the real time."""

    ahead: timedelta = timedelta()
    stopped: datetime | None = None

    def now(self) -> datetime:
        if not self.ahead:
            return self.stopped or datetime.now(UTC)
        return _within_calendar(datetime.now(UTC) + self.ahead)


class Clock:
    """The time in UTC. Every method takes an account's id, whose time then goes its own way; None is everybody else's.

    Frozen from the start where `frozen` is given.
    """

    def __init__(self, frozen: datetime | None = None) -> None:
        self._common = _Hands(stopped=frozen)
        self._own: dict[int, _Hands] = {}
        self._lock = threading.Lock()

    def now(self, account: int | None = None) -> datetime:
        """The time of an account."""
        return self._hands(account).now()

    def is_frozen(self, account: int | None = None) -> bool:
        """Whether the time of an account stands still."""
        return self._hands(account).stopped is not None

    def set(self, moment: datetime, account: int | None = None) -> None:
        """Freeze the time at `moment`. Raises ValueError where the calendar has no room beside it."""
        with self._lock:
            self._put(account, _Hands(stopped=_within_calendar(moment)))

    def advance(self, by: timedelta, account: int | None = None) -> None:
        """Move the time; one that runs goes on running. Raises ValueError where it would leave the calendar."""
        with self._lock:
            hands = self._hands(account)
            try:
                moved = _within_calendar(hands.now() + by)
            except OverflowError:
                raise ValueError("the time would leave the calendar; advance by less") from None
            self._put(account, replace(hands, stopped=moved) if hands.stopped else _Hands(hands.ahead + by))

    def freeze(self, account: int | None = None) -> None:
        """Let the time stand still."""
        with self._lock:
            self._put(account, _Hands(stopped=self._hands(account).now()))

    def run(self, account: int | None = None) -> None:
        """Let the time go on from where it stands."""
        with self._lock:
            self._put(account, _Hands(ahead=self._hands(account).now() - datetime.now(UTC)))

    def reset(self, account: int | None = None) -> None:
        """The real time again; an account's is again that of everybody."""
        with self._lock:
            if account is None:
                self._common = _Hands()
            self._own.pop(account or 0, None)

    def reset_all(self) -> None:
        """The real time for everybody."""
        with self._lock:
            self._common = _Hands()
            self._own.clear()

    def _hands(self, account: int | None) -> _Hands:
        return self._own.get(account, self._common) if account and self._own else self._common

    def _put(self, account: int | None, hands: _Hands) -> None:
        if account is None:
            self._common = hands
        else:
            self._own[account] = hands


def _within_calendar(found: datetime) -> datetime:
    """Leaves a day at both ends, so that no time zone leads out of the calendar."""
    if not _EARLIEST <= found <= _LATEST:
        raise ValueError(f"{found.isoformat()} is outside the calendar, which goes from 0001-01-02 to 9999-12-30")
    return found.astimezone(UTC)
