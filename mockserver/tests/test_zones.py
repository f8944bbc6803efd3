"""Time zones by name and by label."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from campaign_contract.mockserver.zones import zone

SUMMER = datetime(2030, 7, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("America/New_York", -4),
        ("Europe/Istanbul", 3),
        ("UTC", 0),
        ("(GMT+04:00) Moscow", 4),
        ("(GMT-03:00) Brasilia", -3),
        ("(GMT) London", 0),
        ("GMT+5:30", 5.5),
        ("(utc-9) Alaska", -9),
    ],
)
def test_names_and_labels_are_zones(text, hours):
    assert SUMMER.astimezone(zone(text)).utcoffset() == timedelta(hours=hours)


@pytest.mark.parametrize(
    "text", ["Mars/Olympus", "", "America", "../etc/passwd", "(GMT+15:00) Nowhere", "Moscow", "\0"]
)
def test_anything_else_is_none(text):
    assert zone(text) is None


def test_greenwich_is_utc():
    assert zone("(GMT) Greenwich Mean Time, London") is UTC
