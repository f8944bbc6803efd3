"""The one clock: real or frozen, moved, an account's own; and that nothing else reads the time."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from campaign_contract.mockserver.clock import Clock, duration, moment
from campaign_contract.spec.tests.sources import python_files

START = datetime(2030, 1, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_a_frozen_clock_stands_and_moves_as_told():
    clock = Clock(START)
    assert clock.now() == clock.now() == START
    clock.advance(HOUR)
    assert clock.now() == START + HOUR
    clock.set(START)
    assert (clock.now(), clock.is_frozen()) == (START, True)


def test_a_real_clock_moves_on_after_an_advance_and_stops_when_frozen():
    clock = Clock()
    before = datetime.now(UTC)
    clock.advance(HOUR)
    assert before + HOUR <= clock.now() <= datetime.now(UTC) + HOUR
    assert not clock.is_frozen()
    clock.freeze()
    assert clock.now() == clock.now()


def test_a_frozen_clock_goes_on_from_where_it_stands():
    clock = Clock(START)
    before = datetime.now(UTC)
    clock.run()
    assert START <= clock.now() <= START + (datetime.now(UTC) - before)
    assert not clock.is_frozen()


def test_an_account_may_have_a_time_of_its_own_until_it_is_reset():
    clock = Clock(START)
    clock.advance(HOUR, account=7)
    clock.advance(2 * HOUR)
    assert (clock.now(7), clock.now(8), clock.now()) == (START + HOUR, START + 2 * HOUR, START + 2 * HOUR)
    clock.reset(7)
    assert clock.now(7) == clock.now()
    clock.set(START, account=7)
    clock.reset_all()
    assert not clock.is_frozen(7)


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("PT2H", timedelta(hours=2)),
        ("P1DT30M", timedelta(days=1, minutes=30)),
        ("P2W", timedelta(weeks=2)),
        ("-PT45S", timedelta(seconds=-45)),
    ],
)
def test_durations_are_read(text, length):
    assert duration(text) == length


@pytest.mark.parametrize("text", ["", "P", "PT", "2H", "P1DT", "P1Y", "PT1.5H", f"P{'9' * 30}D"])
def test_no_duration_is_refused_by_name(text):
    with pytest.raises(ValueError, match=re.escape(repr(text))):
        duration(text)


@pytest.mark.parametrize("text", ["", "today", "2030-01-01", "2030-01-01T00:00:00", "0001-01-01T00:00:00Z"])
def test_no_moment_is_refused(text):
    with pytest.raises(ValueError, match=r"no moment|which zone|calendar"):
        moment(text)


def test_no_move_leads_out_of_the_calendar():
    clock = Clock(START)
    for days in (timedelta.max, timedelta(days=3_000_000)):
        with pytest.raises(ValueError, match="calendar"):
            clock.advance(days)
    assert clock.now() == START


def test_nothing_else_in_the_server_reads_a_clock():
    reads = re.compile(
        r"datetime\.(now|utcnow|today)|date\.today|time\.(time|localtime|gmtime|strftime)\(|from time import"
    )
    found = {
        file.name
        for file in python_files("mockserver")
        if "tests" not in file.parts and reads.search(file.read_text("utf-8"))
    }
    assert found == {"clock.py"}
