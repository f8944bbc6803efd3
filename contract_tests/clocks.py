"""The target's clock beside this machine's: by the former go schedules, sessions and what expires."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime

from campaign_contract.contract_tests.api.client import Reply
from campaign_contract.contract_tests.settings import Settings, SettingsError

_TOLERATED = timedelta(minutes=5)


def clock_remarks(reply: Reply, settings: Settings) -> Iterator[str]:
    """Says where the target's clock is minutes away from ours. Raises SettingsError where the send date is past there.

    It is the clock of whatever server wrote the header Date; without one nothing is said.
    """
    clock = _clock(reply)
    if clock is None:
        return
    send_date = _date(settings.send_date)
    if send_date and send_date <= clock.date():
        past = f"the target's clock says {clock:%Y-%m-%d}, so that {settings.send_date} is no day ahead"
        raise SettingsError(f"{past}; give a later --send-date")
    apart = clock - datetime.now(UTC)
    if abs(apart) > _TOLERATED:
        where = "ahead of" if apart > timedelta() else "behind"
        minutes = round(abs(apart) / timedelta(minutes=1))
        yield f"the target's clock is {minutes} minutes {where} this machine's; set the one that is wrong"


def _clock(reply: Reply) -> datetime | None:
    try:
        said = parsedate_to_datetime(reply.headers.get("Date", ""))
    except ValueError:
        return None
    return said if said.tzinfo else said.replace(tzinfo=UTC)


def _date(text: str) -> date | None:
    """A date as the page writes it; None for any other form, which the operator may give."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
