"""Retry-After in the forms that servers give it: seconds, a fraction of them, or a date (RFC 9110, 10.2.3)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


def seconds_to_wait(headers: Mapping[str, str], now: datetime) -> float | None:
    """How long the target asks to wait; None where it does not, or says nothing that can be read.

    `headers` finds names in any case. A date is held against the server's own clock where the answer tells it, else
    against `now`, which has a time zone.
    """
    said = headers.get("Retry-After", "").strip()
    try:
        seconds = float(said)
    except ValueError:
        until = _date(said)
        if until is None:
            return None
        seconds = (until - (_date(headers.get("Date", "")) or now)).total_seconds()
        return max(seconds, 0.0)
    return seconds if 0 <= seconds < math.inf else None


def _date(text: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(text)
    except ValueError:
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)
