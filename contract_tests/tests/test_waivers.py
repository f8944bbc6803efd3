"""Waivers: what a file may hold, what they cover, and when one has to go."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date

import pytest

from campaign_contract.contract_tests.api.outcomes import Outcome
from campaign_contract.contract_tests.report import waivers
from campaign_contract.contract_tests.tests.results import result
from campaign_contract.spec import DocumentError

TODAY = date(2026, 11, 23)
KNOWN = ("Campaign.Pause/a", "Campaign.Pause/b")
WAIVER = "- {id: Campaign.Pause/a, reason: known, expires: 2026-11-23}\n"


@pytest.fixture
def written(tmp_path):
    def write(text):
        path = tmp_path / "waivers.yaml"
        path.write_text(text)
        return path

    return write


def applied(path, *results):
    return waivers.apply(waivers.load(path), results, KNOWN, TODAY)


def test_a_failure_is_waived_with_its_reason(written):
    path = written("- {id: Campaign.Pause/a, reason: known, expires: 2026-11-23, issue: '#7'}\n")
    (waived,), problems = applied(path, result(Outcome.FAIL, id="Campaign.Pause/a", message="what was found"))
    assert (waived.outcome, waived.waiver, problems) == (Outcome.WAIVED, "known (until 2026-11-23, #7)", ())


def test_other_failures_stay(written):
    (other,), _ = applied(written(WAIVER), result(Outcome.FAIL, id="Campaign.Pause/b", message="what was found"))
    assert other.outcome is Outcome.FAIL


@pytest.mark.parametrize("outcome", [Outcome.ERROR, Outcome.NOT_ARRANGED, Outcome.NOT_OBSERVABLE])
def test_only_failures_are_waived(written, outcome):
    (same,), problems = applied(written(WAIVER), result(outcome, id="Campaign.Pause/a", message="what was found"))
    assert (same.outcome, problems) == (outcome, ())


def test_a_waiver_of_a_check_that_did_not_run_stays(written):
    assert applied(written(WAIVER)) == ((), ())


@pytest.mark.parametrize(
    ("text", "outcome", "problem"),
    [
        (WAIVER.replace("11-23", "11-22"), Outcome.FAIL, ":1: the waiver of Campaign.Pause/a expired on 2026-11-22; "),
        (WAIVER, Outcome.PASS, ":1: Campaign.Pause/a passes now; delete this waiver"),
        (WAIVER.replace("/a", "/z"), Outcome.FAIL, ":1: there is no check Campaign.Pause/z; delete this waiver or "),
        (f"# first\n{WAIVER}{WAIVER}", Outcome.FAIL, ":3: Campaign.Pause/a is waived twice; delete this waiver"),
    ],
    ids=["expired", "stale", "unknown", "duplicate"],
)
def test_a_waiver_that_has_to_go_is_named_with_its_line(written, text, outcome, problem):
    path = written(text)
    _, problems = applied(path, result(outcome, id="Campaign.Pause/a", message="what was found"))
    assert len(problems) == 1
    assert problems[0].startswith(f"{path}{problem}")


def test_an_expired_waiver_covers_nothing(written):
    (same,), _ = applied(
        written(WAIVER.replace("11-23", "11-22")),
        result(Outcome.FAIL, id="Campaign.Pause/a", message="what was found"),
    )
    assert same.outcome is Outcome.FAIL


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("- {id: x, reason: y}\n", ":1: [0]: 'expires' is a required property"),
        ("- {id: x, reason: y, expires: soon}\n", ":1: [0].expires: 'soon' does not match"),
        ("- {id: x, reason: y, expires: 2026-02-30}\n", ":1: [0].expires: 2026-02-30 is no date; allowed: YYYY-MM-DD"),
        (
            "- id: x\n  reason: y\n  expires: 2026-12-01\n  until: z\n",
            ":4: [0].until: unknown key; allowed: expires, ",
        ),
        ("id: x\n", ":1: {'id': 'x'} has the wrong type; allowed: array"),
    ],
    ids=["no-date", "no-such-date", "not-in-the-calendar", "unknown-key", "no-list"],
)
def test_a_bad_file_is_refused_with_line_and_key(written, text, problem):
    path = written(text)
    with pytest.raises(DocumentError) as refused:
        waivers.load(path)
    assert str(refused.value).startswith(f"{path}{problem}")


def test_an_empty_file_waives_nothing(written):
    assert waivers.load(written("# none\n")) == ()


def test_a_draft_holds_every_failure_and_is_taken_once_its_reasons_are_filled_in(written):
    found = [
        result(Outcome.FAIL, id="Campaign.Pause/a", message="what was found"),
        result(Outcome.PASS, id="Campaign.Pause/b", message="what was found"),
    ]
    drafted = waivers.draft(found, TODAY)
    with pytest.raises(DocumentError, match=r"\[0\]\.reason: the reason is still that of the draft; say why "):
        waivers.load(written(drafted))
    (taken,) = waivers.load(written(drafted.replace("draft: ", "")))
    assert (taken.id, taken.expires) == ("Campaign.Pause/a", date(2026, 12, 23))


DAY_OF_A_RUN = """
from datetime import UTC, datetime
from types import SimpleNamespace
from campaign_contract.contract_tests.session import Session
print(Session.today.fget(SimpleNamespace(started=datetime(2026, 11, 22, 23, 30, tzinfo=UTC))).day)
"""


@pytest.mark.parametrize(("zone", "day"), [("America/Los_Angeles", 22), ("UTC", 22), ("Asia/Tokyo", 23)])
def test_a_day_ends_where_the_operator_is(zone, day):
    command = [sys.executable, "-c", DAY_OF_A_RUN]
    ended = subprocess.run(command, env={**os.environ, "TZ": zone}, capture_output=True, text=True, check=True)
    assert ended.stdout == f"{day}\n"
