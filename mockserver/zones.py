"""Time zones as clients name them: names of the IANA database, and labels like `(GMT+04:00) Moscow`."""

from __future__ import annotations

import re
from datetime import UTC, timedelta, timezone, tzinfo
from functools import cache
from zoneinfo import ZoneInfo

_LABEL = re.compile(r"\(?(?:GMT|UTC)\s*(?:([+-])\s*([0-9]{1,2})(?::?([0-9]{2}))?)?\)?(?:[\s,].*)?", re.IGNORECASE)
_FURTHEST = timedelta(hours=14)


@cache
def zone(text: str) -> tzinfo | None:
    """The time zone that `text` names; None where there is none of that name.

    A label has the offset that it says all year round, whatever the place behind it does with its clocks.
    """
    label = _LABEL.fullmatch(text.strip())
    if label:
        return _offset(*label.groups(default=""))
    try:
        return ZoneInfo(text.strip())
    except (OSError, ValueError, KeyError):  # a folder of the database, no path inside it, no file
        return None


def _offset(sign: str, hours: str, minutes: str) -> tzinfo | None:
    if not sign:
        return UTC
    offset = timedelta(hours=int(hours), minutes=int(minutes or 0))
    if offset > _FURTHEST:
        return None
    return timezone(-offset if sign == "-" else offset)
