"""Lengths of time on the command line."""

from __future__ import annotations

from datetime import timedelta

import click
import pytest

from campaign_contract.tools.durations import DURATION


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("90s", timedelta(seconds=90)),
        ("15m", timedelta(minutes=15)),
        ("2h", timedelta(hours=2)),
        ("1d", timedelta(days=1)),
    ],
)
def test_a_number_and_its_unit_is_a_length_of_time(written, meant):
    assert DURATION.convert(written, None, None) == meant


@pytest.mark.parametrize("written", ["", "0s", "15", "m", "-1h", "1w", "1.5h"])
def test_anything_else_is_refused_with_what_to_write(written):
    with pytest.raises(click.BadParameter, match="write a number and s, m, h or d"):
        DURATION.convert(written, None, None)
