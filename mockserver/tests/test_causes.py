"""Every cause of every error of the spec, provoked by the word alone."""

from __future__ import annotations

import pytest

from campaign_contract.mockserver.causes import PREDICATES
from campaign_contract.spec import Kind, Word, load

SPEC = load()
FOREIGN = {Kind.CAMPAIGN: "9", Kind.EMAIL: "3"}
BROKEN = {Kind.CAMPAIGN: "12abc", Kind.CAMPAIGNS: "1,x"}
OWN_EMAIL = "1"
BROKEN_HERE = {Word.MISSING, Word.MALFORMED, Word.UNLISTED, Word.UNKNOWN, Word.FOREIGN, Word.STATUS_NOT}
"""The words that this file breaks in a way of its own; the suite breaks each."""
CASES = [
    pytest.param(command, error, cause, id=f"{command.name}/{error.id}/{index}")
    for command in SPEC.commands
    for error in command.errors
    for index, cause in enumerate(error.when)
    if cause.word in BROKEN_HERE
]


def good_request(api, command):
    """Every parameter of the command, each with a value that is accepted."""
    own = str(api.create())
    values = {Kind.CAMPAIGN: own, Kind.CAMPAIGNS: own, Kind.EMAIL: OWN_EMAIL}
    return {item.name: values.get(item.kind, str(item.example)) for item in command.parameters}


def broken_request(api, command, cause):
    request = good_request(api, command)
    if cause.given:
        request[cause.given.parameter] = cause.given.value
    kinds = {name: command.parameter(name).kind for name in cause.parameters}
    match cause.word:
        case Word.MISSING:
            return {name: value for name, value in request.items() if name not in kinds}
        case Word.MALFORMED:
            return request | {name: BROKEN[kind] for name, kind in kinds.items()}
        case Word.UNLISTED:
            return request | dict.fromkeys(kinds, "No Such Value")
        case Word.UNKNOWN:
            return request | dict.fromkeys(kinds, "777")
        case Word.FOREIGN:
            return request | {name: FOREIGN[kind] for name, kind in kinds.items()}
        case Word.STATUS_NOT:
            other = next(status.name for status in SPEC.statuses if status.name not in cause.statuses)
            return request | {command.subject.name: str(api.in_status(other))}


def code(answer):
    found = answer["ErrorCode"]
    return (
        next(iter(found.values() if isinstance(found, dict) else found)) if isinstance(found, dict | list) else found
    )


@pytest.mark.parametrize(("command", "error", "cause"), CASES)
def test_a_cause_earns_its_error(owner, command, error, cause):
    answer = owner(command.name, **broken_request(owner, command, cause))
    assert answer["Success"] is False
    assert code(answer) == error.code


@pytest.mark.parametrize(
    ("command", "error", "cause"), [case for case in CASES if case.values[2].word is Word.MISSING]
)
def test_empty_and_blank_count_as_missing(owner, command, error, cause):
    request = broken_request(owner, command, cause)
    blanks = [blank for name in cause.parameters for blank in ("", *command.parameter(name).blank)]
    for blank in blanks:
        assert code(owner(command.name, **request, **dict.fromkeys(cause.parameters, blank))) == error.code


@pytest.mark.parametrize(("command", "error", "cause"), [case for case in CASES if case.values[2].given])
def test_a_guarded_cause_does_not_hold_without_its_guard(owner, command, error, cause):
    request = broken_request(owner, command, cause)
    request.pop(cause.given.parameter)
    assert code(owner(command.name, **request)) != error.code


@pytest.mark.parametrize("command", SPEC.commands, ids=lambda command: command.name)
def test_a_good_request_earns_no_error(owner, command):
    request = good_request(owner, command)
    for cause in (cause for error in command.errors for cause in error.when if cause.word is Word.STATUS_NOT):
        request[command.subject.name] = str(owner.in_status(cause.statuses[0]))
    assert owner(command.name, **request)["Success"] is True


@pytest.mark.parametrize(
    "command", [c for c in SPEC.commands if c.subject and c.errors], ids=lambda command: command.name
)
def test_an_id_that_is_no_number_is_refused(owner, command):
    request = good_request(owner, command)
    assert owner(command.name, **request | {command.subject.name: "abc"})["Success"] is False


def test_of_several_errors_the_lowest_code_is_answered(owner):
    both = {"CampaignStatus": "Nonsense", "ScheduleType": "Nonsense", "RelEmailID": "777"}
    assert owner("Campaign.Update", CampaignID="2", **both)["ErrorCode"] == 3
    assert owner("Campaign.Update", **both)["ErrorCode"] == 1


def test_a_zero_is_a_value(owner):
    recurring = {
        "ScheduleRecDaysOfMonth": "0",
        "ScheduleRecMonths": "0",
        "ScheduleRecHours": "0",
        "ScheduleRecMinutes": "0",
    }
    sent = recurring | {"ScheduleType": "Recursive", "ScheduleRecSendMaxInstance": "0", "SendTimeZone": "UTC"}
    assert owner("Campaign.Update", CampaignID="2", **sent)["Success"] is True


def test_every_word_has_a_predicate():
    assert set(PREDICATES) == set(Word)
