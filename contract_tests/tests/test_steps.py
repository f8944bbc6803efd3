import base64
import json
from dataclasses import replace

import pytest

from campaign_contract.contract_tests.api.client import Exchange, Identity
from campaign_contract.contract_tests.report.redaction import Redactor
from campaign_contract.contract_tests.report.steps import ANSWER_LIMIT, Scribe, step
from campaign_contract.contract_tests.report.verdict import Result
from campaign_contract.contract_tests.tests.results import result

SECRET = "owner key/0123456789"
REDACTOR = Redactor([Identity("owner", {"APIKey": SECRET}, {"APIKey": "API_KEY"})])
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def exchanged(sent=b"", answer="{}", headers=FORM):
    text = (sent or b"").decode("utf-8", "backslashreplace")
    url = "http://api.example.test/api.php"
    return Exchange("Campaign.Get", "POST", url, headers, text, 200, answer, 3, "application/json", sent)


def test_a_step_can_be_sent_again():
    kept = step(exchanged(b"Command=Campaign.Get&campaignid=5"), REDACTOR)

    assert (kept.command, kept.method, kept.headers, kept.body, kept.base64) == (
        "Campaign.Get",
        "POST",
        FORM,
        "Command=Campaign.Get&campaignid=5",
        False,
    )
    assert kept.content_type == "application/json"


@pytest.mark.parametrize("sent", [b"APIKey=owner+key%2F0123456789&a=1", b'{"APIKey": "owner key/0123456789"}'])
def test_credentials_in_a_body_become_variables(sent):
    body = step(exchanged(sent), REDACTOR).body

    assert "$API_KEY" in body
    assert "0123456789" not in body


def test_bytes_that_are_no_text_are_kept_without_credentials():
    kept = step(exchanged(b"\xff\xfe=owner+key%2F0123456789"), REDACTOR)

    assert kept.base64
    assert base64.b64decode(kept.body) == b"\xff\xfe=$API_KEY"


def test_credentials_in_headers_and_answers_become_variables():
    kept = step(exchanged(b"", f'{{"echo": "{SECRET}"}}', {"Cookie": f"key={SECRET}"}), REDACTOR)

    assert kept.headers == {"Cookie": "key=$API_KEY"}
    assert kept.answer == '{"echo": "$API_KEY"}'


def test_a_body_that_was_too_long_to_be_kept_cannot_be_sent_again():
    assert step(exchanged(None), REDACTOR).body is None


def test_an_answer_of_usual_length_is_kept_whole():
    answer = json.dumps({"Campaigns": list(range(100))})

    assert (step(exchanged(answer=answer), REDACTOR).answer, step(exchanged(answer=answer), REDACTOR).shortened) == (
        answer,
        "",
    )


def test_a_long_list_is_cut_and_the_answer_stays_json():
    rows = [{"CampaignID": number, "CampaignName": "x" * 500, "Tags": [1, 2]} for number in range(100)]
    answer = json.dumps({"Success": True, "Campaigns": rows, "TotalCampaigns": 100})

    kept = step(exchanged(answer=answer), REDACTOR)

    assert json.loads(kept.answer) == {"Success": True, "Campaigns": rows[:10], "TotalCampaigns": 100}
    assert kept.shortened == f"lists cut after 10 items; the whole answer had {len(answer)} characters"


@pytest.mark.parametrize("answer", ["<p>" * 20_000, '"' + "x" * 30_000 + '"', '{"a": "' + "x" * 30_000 + '"}'])
def test_any_other_long_answer_keeps_its_start_and_its_end(answer):
    kept = step(exchanged(answer=answer), REDACTOR)

    assert kept.answer == f"{answer[: ANSWER_LIMIT - 101]}…{answer[-100:]}"
    assert kept.shortened == f"the first {ANSWER_LIMIT - 101} and the last 100 of {len(answer)} characters"


def test_a_credential_at_the_cut_is_hidden_whole():
    answer = "x" * (ANSWER_LIMIT - 8) + SECRET

    assert SECRET[:6] not in step(exchanged(answer=answer), REDACTOR).answer


def test_a_run_keeps_little_of_each_answer_once_it_has_kept_much():
    scribe = Scribe(room=30_000)
    lengths = [len(made.answer) for made in scribe.steps([exchanged(answer="x" * 25_000)] * 4, REDACTOR)]
    assert lengths == [20_000, 20_000, 500, 500]


def test_a_step_survives_the_report():
    again = replace(exchanged(None), retries=("HTTP 429",))
    steps = (step(exchanged(b"\xff"), REDACTOR), step(again, REDACTOR))
    told = result(exchanges=steps)

    assert Result.from_json(json.loads(json.dumps(told.to_json()))) == told
