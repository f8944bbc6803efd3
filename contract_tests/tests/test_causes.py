"""Failures with one cause are one cause, failures with two are two, and what to fix first comes first."""

from __future__ import annotations

from dataclasses import replace

import pytest

from campaign_contract.contract_tests.api.outcomes import Outcome
from campaign_contract.contract_tests.report.causes import causes
from campaign_contract.contract_tests.tests.results import FINE, STEP, failure, result, run
from campaign_contract.spec import Level

COMMANDS = ("Campaign.Create", "Campaign.Get", "Campaign.Pause", "Campaign.Copy", "Campaigns.Get")
NO_OBJECT = "body: expected one JSON object, got "
NO_CODE = '{"Success": false}'
WARNING = "<br />\n<b>Warning</b>: Undefined array key in <b>/var/www/api.php</b> on line <b>12</b><br />\n"


def everywhere(message, answer, status=200, commands=COMMANDS):
    return run(*(failure(f"{name}/success/{n}", message, answer, status) for name in commands for n in (1, 2)))


@pytest.mark.parametrize(
    ("message", "answer", "status", "text"),
    [
        (f"{NO_OBJECT}…", WARNING + FINE, 200, "text before the JSON: "),
        (f"{NO_OBJECT}…", "<html><title>Not  Found</title></html>", 404,
         "an HTML page instead of JSON, HTTP 404: Not Found"),
        (f"{NO_OBJECT}…", "<!DOCTYPE html><p>x", 200, "an HTML page instead of JSON, HTTP 200"),
        (f"{NO_OBJECT}…", " ", 200, "an empty answer, HTTP 200"),
        (f"{NO_OBJECT}…", "[]", 200, "a JSON list instead of one object"),
        (f"{NO_OBJECT}…", f"[{FINE}]", 200, "a list around the JSON object"),
        (f"{NO_OBJECT}…", "null", 200, "no JSON object: nothing"),
        (f"{NO_OBJECT}…", f"callback({FINE});", 200, 'text around the JSON: "callback(" and ");"'),
        (f"{NO_OBJECT}…", f"{FINE}<!-- 12 queries, 0.3 s -->", 200, 'text behind the JSON: "<!-- … queries, … s -->"'),
        (f"{NO_OBJECT}…", "<?xml version='1.0'?><a/>", 200, "XML instead of JSON, HTTP 200"),
        (f"{NO_OBJECT}…", "<answer><Success>true</Success></answer>", 200, "XML instead of JSON, HTTP 200"),
        (f"{NO_OBJECT}…", '{"Success": true, "Campaigns": [{"Camp', 200, "JSON that breaks off"),
        (f"{NO_OBJECT}…", "{'Success': true}", 200, "broken JSON: expecting property name"),
        (f"{NO_OBJECT}…", "Success=1 at 12:30", 200, 'no JSON, HTTP 200: "Success=… at …:…"'),
        ("body: expected UTF-8, byte 1 is none", "\ufffd{", 200, "body: expected UTF-8, byte 1 is none"),
        ("CampaignID: stands twice in one object", FINE, 200, "a key stands twice in one object"),
        ("Success: missing\nErrorCode: missing", "{}", 200, "Success and ErrorCode missing"),
        ("Success: missing", '{"success": 1, "error_code": 0}', 200,
         "Success and ErrorCode missing; the answer has success and error_code"),
        ("Success: missing\nErrorCode: missing", f'{{"data": {FINE}}}', 200,
         "Success and ErrorCode missing; the answer has them inside data"),
        ("Campaign.Copy: Success: missing", "{}", 400, "Success and ErrorCode missing"),
        (f"Campaign.Copy: {NO_OBJECT}x", "", 200, "an empty answer, HTTP 200"),
        ('ErrorCode: expected anything but 0 or "0", got it\nSuccess: expected true or false, got "true"', FINE,
         200, "Success: expected true or false, got text"),
        ("Success: expected true or false, got 0", FINE, 200, "Success: expected true or false, got a number"),
        ('ErrorCode: expected anything but 0 or "0", got it', FINE, 200, "ErrorCode: expected anything but 0 beside"),
        ('ErrorCode: expected 0 or "0", got 3', FINE, 200, "ErrorCode: expected 0 beside Success true"),
        ("ErrorCode: missing", NO_CODE, 200, "ErrorCode missing from failures"),
        ("HTTP status: expected below 500, got 503", "x", 503, "HTTP 503"),
        ("no answer: nothing within 10 s", "", 0, "no answer: nothing within 10 s"),
    ],
)  # fmt: skip
def test_what_breaks_every_command_is_one_cause_whatever_the_checks(message, answer, status, text):
    (cause,) = causes(everywhere(message, answer, status))
    assert cause.text.startswith(text)
    assert cause.where == "all 5 commands"
    assert len(cause.results) == 10


@pytest.mark.parametrize(("before", "behind"), [(WARNING, ""), ("", "<!-- 3 ms -->"), ("f(", ");"), ("[", "]")])
def test_text_around_a_long_answer_that_was_cut_is_the_same_cause(before, behind):
    whole = failure("Campaign.Create/success", NO_OBJECT, f"{before}{FINE}{behind}")
    short = failure(
        "Campaigns.Get/success",
        NO_OBJECT,
        f'{before}{{"Success": true, "Ca…": 1}}]}}{behind}',
        shortened="the first 20",
    )
    assert len(causes(run(whole, short))) == 1


def test_an_answer_of_which_little_is_kept_joins_those_with_the_same_message():
    wrapped = f'{{"data": {FINE}}}'
    cut = failure(
        "Campaigns.Get/x", "Success: missing\nErrorCode: missing", '{"data": {"Suc…', shortened="the first 15"
    )
    told = everywhere("Success: missing\nErrorCode: missing", wrapped)
    assert len(causes(replace(told, results=(*told.results, cut)))) == 1


@pytest.mark.parametrize("around", ["{} /* {n} ms */", "[2030-01-02 03:04:{n}] notice\n{}"])
def test_numbers_that_vary_around_the_json_do_not_tell_causes_apart(around):
    told = [failure("Campaign.Get/a", NO_OBJECT, around.replace("{n}", n).replace("{}", FINE)) for n in ("12", "3")]
    assert len(causes(run(*told))) == 1


JSON, FORM = ({"Content-Type": media_type} for media_type in ("application/json; charset=utf-8", "form"))


@pytest.mark.parametrize(("many", "text"), [(5, "no request as application/json succeeds"), (4, "x: differs")])
def test_a_target_that_takes_one_encoding_only_has_one_cause(many, text):
    heard = result(exchanges=(replace(STEP, command="Campaign.Get", answer=FINE, headers=FORM),))
    told = [failure(f"Campaign.Get/{n}", "x: differs", NO_CODE, headers=JSON) for n in range(many)]
    before_any = result(Outcome.FAIL, id="Campaign.Get/before", message="x: differs")
    (cause,) = causes(run(heard, *told, before_any))
    assert (cause.text, len(cause.results)) == (text, many + 1)
    (cause,) = causes(run(*told))
    assert cause.text == "x: differs"


@pytest.mark.parametrize(
    ("messages", "text"),
    [
        (['X.ID: expected a whole number, got "5"\nA.0: expected 0, got "0"', 'E: expected 0, got "0"'],
         "a number stands as text"),
        (["NewCampaignID: expected text, got 5", "A.CampaignID: expected text, got 7"], "text stands as a number"),
        (["ErrorCode: expected 2 (no, never), got NOT_FOUND", 'ErrorCode: expected 1 (x), got "E 17"'],
         "ErrorCode: expected a number, got a word"),
        (['Campaigns: expected a list of objects, got {"0": 1}', "Campaigns: expected a list of objects, got {}"],
         "Campaigns: expected a list of objects, got an object"),
        (["Campaigns.0.Name: expected text, got null", "Campaigns.7.Name: expected text, got null\nx: y"],
         "Campaigns.….Name: expected text, got null"),
        (["CampaignID: expected a number or numeric text, got nothing"] * 2,
         "CampaignID: expected a number or numeric text, got nothing"),
        (["status afterwards: expected Sending, Ready or Sent, got ready", "status: expected Draft, got draft"],
         "a value comes back in another case"),
        (["Campaign.Get shows the copy: expected yes, got no",
          "expected the campaign to be readable, Campaign.Get shows nothing\nCampaignID: expected 3, got nothing"],
         "Campaign.Get does not show a campaign that is there"),
    ],
)  # fmt: skip
def test_what_is_alike_is_one_cause_wherever_it_is_found(messages, text):
    ids = ("Campaign.Copy/x", "Campaigns.Get/y")
    told = [failure(id, message) for id, message in zip(ids, messages, strict=True)]
    (cause,) = causes(run(*told))
    assert cause.text == text


@pytest.mark.parametrize(
    "messages",
    [
        ('Status: expected Paused, got "5"', 'Name: expected Paused, got "6"'),
        ("ErrorCode: expected 2 (no), got 3", "ErrorCode: expected 2 (no), got nothing"),
        ("a: expected a list, got nothing", "b: expected a list, got nothing"),
        ("status: expected Draft, got Drafts", "state: expected Draft, got nothing"),
    ],
)
def test_what_is_not_alike_is_two(messages):
    ids = ("Campaign.Copy/x", "Campaigns.Get/y")
    assert len(causes(run(*[failure(id, text) for id, text in zip(ids, messages, strict=True)]))) == 2


def test_another_text_before_the_json_is_another_cause():
    first = failure("Campaign.Create/success", NO_OBJECT, WARNING + FINE)
    second = failure("Campaign.Get/success", NO_OBJECT, WARNING.replace("12", "99") + FINE)
    assert len(causes(run(first, second))) == 2


@pytest.mark.parametrize(("commands", "found"), [(COMMANDS[:3], 3), (COMMANDS[:4], 1)])
def test_a_status_of_a_few_commands_is_a_cause_for_each(commands, found):
    assert len(causes(everywhere("HTTP status: expected below 500, got 500", "x", 500, commands))) == found


def test_ids_names_and_texts_do_not_tell_causes_apart():
    told = [
        failure("Campaign.Get/success/a", 'id of "cct-ab12 0001 x": expected 12345, got 23456'),
        failure("Campaign.Get/success/b", 'id of "cct-ab12 0002 y": expected 54321, got 65432'),
    ]
    assert len(causes(run(*told))) == 1


def test_codes_do_tell_causes_apart():
    told = [failure(f"Campaign.Get/missing-id/{code}", f"ErrorCode: expected 1, got {code}") for code in (2, 3)]
    assert len(causes(run(*told))) == 2


def test_the_same_difference_is_one_cause_where_command_or_rule_is_the_same():
    same = "outcome: expected a failure, got a success"
    related = [failure(id, same) for id in ("Campaign.Get/a/1", "Campaign.Get/b/1", "Campaign.Pause/b/1")]
    (first, second) = causes(run(*related, failure("Campaign.Copy/c/1", same)))
    assert [item.check.id for item in second.results] == ["Campaign.Copy/c/1"]
    assert len(first.results) == 3


def test_what_failed_while_arranging_is_laid_at_the_arranging_command():
    message = "while arranging (Campaign.Update CampaignStatus=Sending): outcome: expected a success, got ErrorCode 4"
    told = [failure(f"{name}/success/x", message) for name in COMMANDS]
    (cause,) = causes(run(*told))
    assert cause.title == "Campaign.Update: CampaignStatus: outcome: expected a success, got ErrorCode 4"


def test_a_check_that_failed_before_its_first_request_joins_those_with_the_same_message():
    told = everywhere(NO_OBJECT, WARNING + FINE)
    silent = result(Outcome.FAIL, id="Campaigns.Get/order/ASC", message=NO_OBJECT)
    (cause,) = causes(replace(told, results=(silent, *told.results)))
    assert len(cause.results) == 11
    assert cause.told_by.exchanges


def test_what_decides_comes_before_advice_and_the_widest_first():
    advice = [failure(f"Campaign.Get/a/{n}", "key: missing", level=Level.SHOULD) for n in range(5)]
    narrow, wide = (
        failure("Campaign.Get/b", "x: differs"),
        [failure(f"Campaign.Get/c/{n}", "y: differs") for n in "12"],
    )
    assert [len(cause.results) for cause in causes(run(*advice, narrow, *wide))] == [2, 1, 5]


def test_a_cause_is_told_by_the_check_with_the_fewest_requests():
    long = result(Outcome.FAIL, id="Campaign.Get/a/1", message="x: differs", exchanges=(STEP, STEP))
    (cause,) = causes(run(long, replace(long, exchanges=(STEP,))))
    assert cause.told_by.exchanges == (STEP,)


def test_passes_have_no_cause():
    assert causes(run(result(), result(Outcome.WAIVED), result(Outcome.NOT_ARRANGED))) == []


def test_a_target_without_isolation_has_one_cause():
    told = {
        "Campaign.Resume/isolation": "outcome: expected error 2 (no), got a success",
        "Campaign.Approve/not-found/foreign": "outcome: expected error 2 (Campaign not found), got a success",
        "Campaign.Get/isolation": 'Campaign: expected no data, got {"CampaignID": 18}',
        "Campaign.Get/unknown-campaign/foreign": "Campaign is empty: expected yes, got no",
        "Campaigns.Delete/isolation": 'CampaignID afterwards: expected "21", got nothing',
        "Campaigns.Get/own-only": "CampaignIDs: expected none of 5, got it",
    }
    wrong_number = result(Outcome.FAIL, id="Campaign.Pause/isolation", message="ErrorCode: expected 2 (no), got 3")
    found = causes(run(*(result(Outcome.FAIL, id=id, message=message) for id, message in told.items()), wrong_number))
    assert [len(cause.results) for cause in found] == [len(told), 1]
    assert found[0].text == "one user can see or change what is another user's"
