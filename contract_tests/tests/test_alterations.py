"""A target that alters every text it takes has one cause, also for checks that only stumble over it."""

from __future__ import annotations

import json
from urllib.parse import urlencode

import pytest

from campaign_contract.contract_tests.report.causes import causes
from campaign_contract.contract_tests.tests.results import failure, run

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def named(id, sent, shown):
    body = f"Command=Campaign.Create&CampaignName={sent.replace(' ', '+')}"
    answer = json.dumps({"Success": True, "ErrorCode": 0, "Campaign": {"CampaignName": shown}})
    return failure(id, f"name: expected {sent}, got {shown}", answer, body=body)


def test_blanks_that_come_back_as_plus_signs_are_one_cause_whatever_the_text():
    told = run(
        named("Campaign.Create/name-kept/a", "a b", "a+b"), named("Campaign.Update/applies/c", "c d e", "c+d+e")
    )
    (cause,) = causes(told)
    assert "plus sign" in cause.text


@pytest.mark.parametrize("cut", ["", "… (65536 characters)"])
def test_blanks_that_come_back_as_plus_signs_are_told_by_the_difference_alone(cut):
    (cause,) = causes(run(failure("Api/survives/x", f'name: expected "a b c{cut}, got "a+b+c{cut}')))
    assert "plus sign" in cause.text


def test_a_plus_sign_that_was_sent_is_no_undecoded_blank():
    (cause,) = causes(run(named("Campaign.Create/name-kept/a", "a b", "A B")))
    assert "plus sign" not in cause.text


WAYS = [
    ("a b", "a+b", "plus sign"),
    ("a & b", "a &amp; b", "escaped for HTML"),
    ("it's", "it&#039;s", "escaped for HTML"),
    ("<b>bold</b>", "bold", "HTML tags are taken out"),
    ('so "it" is', 'so \\"it\\" is', "backslashes before its quotes"),
    ("Übergröße", "Ã\x9cbergrÃ¶Ã\x9fe", "UTF-8 is read as Latin-1"),
    ("夏 sale", "? sale", "beyond Latin-1 come back as question marks"),
    ("Größe", "Gr??e", "beyond ASCII come back as question marks"),
    ("x" * 26, "x" * 20, "cut after 20 characters"),
    ("Summer Sale", "SUMMER SALE", "in another case"),
]


@pytest.mark.parametrize(("sent", "shown", "text"), WAYS, ids=[text for *_, text in WAYS])
def test_what_a_text_has_become_is_the_cause(sent, shown, text):
    (cause,) = causes(run(named("Campaign.Create/name-kept/a", sent, shown)))
    assert text in cause.text


def searched(id, keyword, message="ids: expected 1, got 0", command="Campaigns.Get"):
    body = urlencode({"Command": command, "SearchKeyword": keyword})
    return failure(id, message, body=body, headers=FORM, command=command)


@pytest.mark.parametrize(("sent", "shown", "text"), WAYS[:-1], ids=[text for *_, text in WAYS[:-1]])
@pytest.mark.parametrize("many", [4, 5])
def test_what_fails_by_a_request_with_such_a_text_has_that_cause_once_enough_checks_tell_it(many, sent, shown, text):
    told = [named(f"Campaign.Create/name-kept/{n}", sent, shown) for n in range(many)]
    found = causes(run(*told, searched("Campaigns.Get/keyword/x", sent), searched("Campaign.Pause/x/y", "short")))
    assert [len(cause.results) for cause in found] == ([4, 1, 1] if many == 4 else [6, 1])
    assert text in found[0].text


def test_a_wrong_number_of_an_error_is_never_a_matter_of_text():
    told = [named(f"Campaign.Create/name-kept/{n}", "a b", "a+b") for n in range(9)]
    found = causes(run(*told, searched("Campaign.Pause/x/y", "a b", "ErrorCode: expected 3 (not sending), got 2")))
    assert [len(cause.results) for cause in found] == [9, 1]


def test_a_value_in_another_case_is_looked_for_in_every_answer_of_a_check():
    told = [failure(f"Campaign.Approve/x/{n}", "status: expected Ready, got ready") for n in range(5)]
    answer = json.dumps({"Campaigns": [{"CampaignStatus": "sent"}]})
    filtered = failure("Campaigns.Get/status-filter/Sent", "expected none of 7", answer, body="CampaignStatus=Sent")
    (cause,) = causes(run(*told, filtered))
    assert (cause.text, len(cause.results)) == ("a value comes back in another case", 6)
