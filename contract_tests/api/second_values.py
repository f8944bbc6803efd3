"""A second good value for a parameter that was set once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, time, timedelta

from campaign_contract.contract_tests.settings import Settings
from campaign_contract.spec import Kind, Parameter

_TEXTS = {"GoogleAnalyticsDomains": "second.example.test"}


def second_value(settings: Settings, parameter: Parameter, first: str) -> str | None:
    """A value beside `first`, in the form that the operator gave; None where none is known to be good.

    A status and a schedule type stay as they are: others could send.
    """
    if parameter.name in ("CampaignName", "CampaignStatus", "ScheduleType", "SendTimeZone"):
        return None
    if parameter.kind is Kind.EMAIL:
        return next((id for id in settings.emails if id != first), None)
    if parameter.kind is Kind.CHOICE:
        return next((value for value in parameter.values if value != first), None)
    made = _MAKERS.get(parameter.kind)
    return made(parameter, first) if made else None


def _day_later(_: Parameter, first: str) -> str | None:
    try:
        return str(date.fromisoformat(first) + timedelta(days=1))
    except ValueError:
        return None


def _other_minute(_: Parameter, first: str) -> str | None:
    try:
        found = time.fromisoformat(first)
    except ValueError:
        return None
    moved = found.replace(minute=(found.minute + 15) % 60)
    return moved.isoformat("minutes" if len(first) == len("09:30") else "seconds")


_MAKERS: Mapping[Kind, Callable[[Parameter, str], str | None]] = {
    Kind.TEXT: lambda parameter, _: _TEXTS.get(parameter.name, "another text"),
    Kind.NUMBERS: lambda _, first: "2" if first != "2" else "3",
    Kind.INTEGER: lambda _, first: "3" if first != "3" else "4",
    Kind.BOOLEAN: lambda _, first: "false" if first == "true" else "true",
    Kind.DATE: _day_later,
    Kind.TIME: _other_minute,
}
