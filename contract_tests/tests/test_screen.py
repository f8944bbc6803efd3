"""Output survives a reader that goes away, a stream that is closed and an encoding of few characters."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

import pytest

from campaign_contract.contract_tests.screen import Screen, steady_streams


@pytest.mark.parametrize(
    ("encoding", "written"), [("ascii", r"a\u2026\U0001f600\ud800"), ("cp1252", "a…\\U0001f600\\ud800")]
)
def test_what_the_encoding_has_not_is_escaped(encoding, written):
    raw = io.BytesIO()
    screen = Screen(io.TextIOWrapper(raw, encoding=encoding))
    screen.write("a…😀\ud800")
    screen.flush()
    assert raw.getvalue().decode(encoding) == written


def test_a_reader_that_went_away_ends_nothing():
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w", encoding="utf-8") as stream:
        screen = Screen(stream)
        for _ in range(3):
            screen.write("nobody reads this\n" * 10_000)
            screen.flush()


def test_streams_that_were_closed_before_the_start_lead_nowhere(monkeypatch):
    monkeypatch.setattr("sys.stdout", None)
    with steady_streams():
        assert sys.stdout.write("nobody reads this") == len("nobody reads this")
    sys.stdout.close()


def test_a_closed_stream_ends_nothing():
    stream = io.StringIO()
    stream.close()
    screen = Screen(stream)
    screen.write("nobody reads this")
    screen.flush()


def test_a_file_that_takes_no_more_is_trouble():
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        screen = Screen(full)
        screen.write("lost")
        screen.flush()
    assert screen.trouble == "No space left on device"
