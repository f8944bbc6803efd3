"""Failures of many commands that follow one pattern are one cause; where they follow none, they stay apart."""

from __future__ import annotations

import itertools

import pytest

from campaign_contract.contract_tests.report.causes import causes
from campaign_contract.contract_tests.report.patterns import LET_THROUGH, STALE, UNFOUND
from campaign_contract.contract_tests.tests.results import FINE, STEP, failure, result, run

COMMANDS = ("Campaign.Approve", "Campaign.Cancel", "Campaign.Pause", "Campaign.Resume", "Campaign.Update")


def told(*messages, statements=("x",), **step):
    """A failure for each message, of one command after the other."""
    return run(
        *(
            failure(f"{COMMANDS[n % 5]}/{statements[n % len(statements)]}/{n}", message, **step)
            for n, message in enumerate(messages)
        )
    )


def shown(found):
    return [(cause.text, len(cause.results)) for cause in found]


@pytest.mark.parametrize(
    ("numbers", "text"),
    [
        ([(2, 1), (3, 1), (4, 1), (5, 1), (6, 1)], "ErrorCode is 1, whatever is wrong"),
        ([(1, 2), (2, 3), (3, 4), (4, 5), (5, 6)], "each ErrorCode is 1 too high"),
        ([(2, 1), (3, 2), (4, 3), (5, 4), (6, 5)], "each ErrorCode is 1 too low"),
    ],
)
def test_numbers_that_are_wrong_in_one_way_are_one_cause(numbers, text):
    differences = [f"ErrorCode: expected {wanted} (why), got {got}" for wanted, got in numbers[:-1]]
    wanted, got = numbers[-1]
    differences.append(f"Campaign.Pause of one: outcome: expected error {wanted}, got ErrorCode {got}")
    assert shown(causes(told(*differences))) == [(text, 5)]


@pytest.mark.parametrize(
    "numbers",
    [
        [(2, 1), (3, 1), (4, 1), (5, 1)],
        [(2, 1), (2, 1), (3, 1), (3, 1), (3, 1)],
        [(2, 1), (3, 9), (4, 1), (5, 8), (6, 1)],
    ],
    ids=["few", "of two kinds", "of several ways"],
)
def test_numbers_that_are_wrong_otherwise_stay_apart(numbers):
    found = causes(told(*(f"ErrorCode: expected {wanted} (why {wanted}), got {got}" for wanted, got in numbers)))
    assert "whatever" not in str(shown(found))


LET = "outcome: expected a failure, got a success"


def test_a_target_that_refuses_nothing_has_one_cause():
    kinds = ("missing-id", "not-found", "not-paused", "isolation")
    assert shown(causes(told(*[LET] * 5, statements=kinds))) == [(LET_THROUGH, 5)]


def test_requests_of_one_kind_that_are_let_through_are_a_cause_of_their_own():
    anybody = causes(told(*[LET] * 5, statements=("credentials-required",)))
    assert shown(anybody) == [("a request without a valid credential is carried out", 5)]
    between = causes(told(*[LET] * 5, statements=("isolation",)))
    assert shown(between) == [("one user can see or change what is another user's", 5)]


@pytest.mark.parametrize(("got", "is_one"), [("nothing", True), ("sent", False)])
def test_values_that_were_sent_and_are_not_there_are_one_cause(got, is_one):
    fields = ("CampaignName", "SendDate", "RelEmailID", "SendTime", "PublishOnRSS")
    messages = [f"{field} afterwards: expected {field}x, got {got}" for field in fields]
    body = "&".join(["a=sent", *(f"{field}={field}x" for field in fields)])
    found = causes(told(*messages, body=body))
    assert (shown(found) == [(STALE, 5)]) is is_one


@pytest.mark.parametrize(
    ("message", "is_one"),
    [
        ("status of 7 in Campaign.Get: expected Paused, got Sending", True),
        ("CampaignStatus after Approve: expected Ready, got Sending", True),
        ("Immediate: ScheduleType afterwards: expected Immediate, got nothing", True),
        ("status afterwards: expected Paused, got Cancelled", False),
    ],
)
def test_where_changes_are_not_shown_whatever_is_as_before_has_that_cause(message, is_one):
    fields = ("CampaignName", "SendDate", "RelEmailID", "SendTime", "PublishOnRSS")
    body = "&".join(f"{field}={field}x" for field in fields)
    stale = told(*(f"{field} afterwards: expected {field}x, got nothing" for field in fields), body=body).results
    before, last = (failure("x/y/z", message, answer=answer).exchanges[0] for answer in ('["Sending"]', FINE))
    other = result(stale[0].outcome, id="Campaign.Pause/x/y", message=message, exchanges=(before, last))
    assert ((STALE, 6) in shown(causes(run(*stale, other)))) is is_one
    assert STALE not in str(shown(causes(run(*stale[1:], other))))


def of_a_new_one(n, message, id=7):
    """A failure of a check that has created campaign 7 and sends something about a campaign to another command."""
    made = STEP.__class__(**{**vars(STEP), "command": "Campaign.Create", "answer": FINE[:-1] + ', "CampaignID": 7}'})
    last = failure(f"Campaign.Update/x/{n}", message, body=f"CampaignID={id}").exchanges[0]
    return result(failure("Campaign.Update/x/0", "").outcome, id=f"Campaign.Update/x/{n}", message=message,
                  exchanges=(made, last))  # fmt: skip


def test_where_new_campaigns_are_not_found_that_is_the_cause_of_whatever_fails_on_them():
    unseen = [failure(f"Campaign.Get/x/{n}", "Campaign.Get shows it: expected yes, got no") for n in range(5)]
    arranging = "while arranging (Campaign.Update CampaignStatus=Ready): outcome: expected a success, got ErrorCode 2"
    stumbled = [of_a_new_one(n, arranging) for n in range(5)]
    of_a_fixture = result(stumbled[0].outcome, id="Campaign.Pause/x/y", message=arranging)
    other = of_a_new_one("other", "outcome: expected a success, got ErrorCode 3", id=8)
    found = causes(run(*unseen, *stumbled, of_a_fixture, other))
    assert shown(found)[0] == (UNFOUND, 11)
    assert found[0].told_by is unseen[0]
    assert len(found) == 2
    assert UNFOUND not in str(shown(causes(run(*unseen[1:], *stumbled))))


def refused(credentials, answers=('{"Success": false, "ErrorCode": 99998}',), commands=COMMANDS):
    """A failure for each command, whose request has these credentials and one of these answers in turn."""
    pairs = zip(commands, itertools.cycle(answers), strict=False)
    body = f"Command=X&{credentials}"
    return run(
        *(failure(f"{name}/x", f"it is no {name}", answer=answer, body=body) for name, answer in pairs),
        failure("Campaigns.Get/y", "something else", body="Command=Campaigns.Get&SessionID=$SESSION_ID"),
    )


@pytest.mark.parametrize("credential", ["APIKey=$API_KEY", "SessionID=$STRANGER_SESSION_ID"])
def test_a_credential_that_no_command_takes_is_one_cause(credential):
    variable = credential.partition("=")[2]
    text = f"each request with {variable} is refused, by ErrorCode 99998"
    assert (text, 5) in shown(causes(refused(credential)))


@pytest.mark.parametrize(
    "told",
    [
        refused("APIKey=$API_KEY", ('{"ErrorCode": 99998}', '{"ErrorCode": 3}')),
        refused("APIKey=$API_KEY", ('{"ErrorCode": 99998}', "<html>")),
        refused("APIKey=$API_KEY", (FINE,)),
        refused("APIKey=${API_KEY%?}"),
        refused("APIKey=$API_KEY&SessionID=$SESSION_ID"),
        refused("APIKey=$API_KEY", commands=COMMANDS[:4]),
    ],
    ids=["two numbers", "no number", "success", "a changed one", "two of them", "few"],
)
def test_what_is_not_always_refused_has_no_credential_for_a_cause(told):
    assert not [cause for cause in causes(told) if "is refused" in cause.text]
