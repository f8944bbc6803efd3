"""The model by itself: which outcomes it admits."""

from __future__ import annotations

import pytest

from campaign_contract.contract_tests.explore import campaign_model as model
from campaign_contract.contract_tests.explore.campaign_model import (
    NO_CLAIM,
    SUCCESS,
    Known,
    Statuses,
    failing,
    updated,
)
from campaign_contract.contract_tests.tests.conftest import reply

FUTURE = {"ScheduleType": "Future", "SendDate": "2037-06-01", "SendTime": "09:30:00", "SendTimeZone": "UTC"}
RECURSIVE = {
    "ScheduleType": "Recursive",
    "ScheduleRecDaysOfWeek": "1",
    "ScheduleRecMonths": "1",
    "ScheduleRecHours": "1",
    "ScheduleRecMinutes": "1",
    "ScheduleRecSendMaxInstance": "1",
}
DONE = reply({"Success": True, "ErrorCode": 0})


def failed(code):
    return reply({"Success": False, "ErrorCode": code})


@pytest.mark.parametrize(
    ("outcomes", "answer", "difference"),
    [
        (SUCCESS, DONE, None),
        (SUCCESS, failed(3), "outcome: expected a success, got ErrorCode 3"),
        (failing(2, 3), failed([3]), None),
        (failing(2, 3), failed(4), "outcome: expected error 2 or 3, got ErrorCode 4"),
        (failing(2), DONE, "outcome: expected error 2, got a success"),
        (NO_CLAIM, failed(77), None),
        (NO_CLAIM, DONE, None),
        (model.paused("Ready"), failed({"a": 3}), None),
        (model.paused("Ready"), failed(2), "outcome: expected a success or error 3, got ErrorCode 2"),
    ],
)  # fmt: skip
def test_an_answer_is_one_of_the_outcomes_or_the_difference_is_told(outcomes, answer, difference):
    assert outcomes.differences(answer) == ([difference] if difference else [])


def test_where_a_sender_may_have_been_either_status_counts():
    either = model.either([model.paused("Sending"), model.paused("Sent")])
    assert (either.success, either.codes, either.ends) == (True, {3}, Statuses(frozenset({"Paused"})))
    assert model.either([model.cancelled("Sending"), model.cancelled("Sent")]).any_failure
    assert model.either([model.resumed("Paused")]) == model.resumed("Paused")
    assert model.either([NO_CLAIM, failing(3)]).ends is None


def test_statuses_go_on_where_the_target_moves_campaigns():
    sending = Statuses(frozenset({"Sending"}))
    assert sending.going_on(()) == sending
    assert sending.going_on({"Sending"}).among == {"Sending", "Sent", "Failed"}
    assert Statuses(frozenset({"Paused"})).going_on({"Sending", "Ready"}).among == {"Paused"}


@pytest.mark.parametrize(
    ("statuses", "admitted", "refused", "words"),
    [
        (Statuses(frozenset({"Paused"})), "Paused", "Ready", "Paused"),
        (Statuses(frozenset({"Ready", "Sending"})), "Sending", "Draft", "Ready or Sending"),
        (Statuses(without=frozenset({"Sending"})), "Whatever", "Sending", "any status but Sending"),
    ],
)
def test_statuses_admit_some_and_say_which(statuses, admitted, refused, words):
    assert statuses.admit(admitted)
    assert not statuses.admit(refused)
    assert str(statuses) == words


def test_any_status_is_admitted_where_nothing_is_known():
    assert Statuses().admit("Whatever")


@pytest.mark.parametrize(
    ("step", "status", "success", "codes", "ends"),
    [
        (model.approved, "Sent", True, set(), {"Ready"}),
        (model.paused, "Sending", True, set(), {"Paused"}),
        (model.paused, "Ready", True, {3}, {"Paused"}),
        (model.paused, "Draft", False, {3}, None),
        (model.paused, "Paused", False, {3}, None),
        (model.resumed, "Paused", True, set(), {"Sending", "Ready"}),
        (model.resumed, "Sending", False, {3}, None),
    ],
)
def test_a_status_decides_what_a_command_may_do(step, status, success, codes, ends):
    outcomes = step(status)
    assert (outcomes.success, outcomes.codes) == (success, codes)
    assert (outcomes.ends and outcomes.ends.among) == ends


def test_a_cancelled_campaign_is_anything_but_sending():
    assert model.cancelled("Sending").ends == Statuses(without=frozenset({"Sending"}))


@pytest.mark.parametrize(("status", "refused"), [("Sending", False), ("Draft", True), ("Sent", True)])
def test_what_is_not_being_sent_need_not_be_cancelled(status, refused):
    assert model.cancelled(status).any_failure is refused


@pytest.mark.parametrize(("status", "refused"), [("Draft", False), ("Sending", True), ("Sent", True)])
def test_what_is_being_sent_need_not_be_changed(status, refused):
    assert model.updated_in(status, {"CampaignName": "n"}).any_failure is refused


@pytest.mark.parametrize(
    ("sent", "success", "codes"),
    [
        ({}, True, set()),
        ({"CampaignName": "n", "CampaignStatus": "Ready"}, True, set()),
        ({"CampaignStatus": "No Such Value"}, False, {3}),
        ({"CampaignStatus": "Paused"}, True, {3}),
        ({"RelEmailID": "7"}, True, set()),
        ({"RelEmailID": "8"}, False, {4}),
        ({"ScheduleType": "No Such Value"}, False, {5}),
        ({"ScheduleType": "Not Scheduled"}, True, {5}),
        ({"ScheduleType": "Immediate"}, True, set()),
        (FUTURE, True, set()),
        ({"ScheduleType": "Future"}, False, {6, 7, 13}),
        (FUTURE | {"SendTime": ""}, True, {7}),
        (RECURSIVE, True, {13}),
        (RECURSIVE | {"SendTimeZone": "UTC"}, True, set()),
        ({"ScheduleType": "Recursive"}, False, {8, 9, 10, 11, 12, 13}),
        (RECURSIVE | {"ScheduleRecDaysOfWeek": ""}, True, {8, 13}),
        (RECURSIVE | {"ScheduleRecDaysOfWeek": "", "ScheduleRecDaysOfMonth": "1"}, True, {13}),
        ({"SendDate": "", "SendTime": "09:30:00"}, True, set()),
        ({"CampaignStatus": "No Such Value", "ScheduleType": "No Such Value"}, False, {3, 5}),
    ],
)
def test_an_update_gets_a_number_that_applies_or_succeeds(sent, success, codes):
    outcomes = updated(sent, Known(own_emails=frozenset({"7"})))
    assert (outcomes.success, outcomes.codes) == (success, codes)


def test_an_update_of_a_campaign_that_is_not_own_fails_with_2_or_the_number_of_another_fault():
    outcomes = updated({"CampaignStatus": "No Such Value"}, Known(own_campaign=False))
    assert (outcomes.success, outcomes.codes) == (False, {2, 3})
