"""What the proxy says about both sides of an exchange."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime

import pytest
import requests
from werkzeug import Request
from werkzeug.test import EnvironBuilder

from campaign_contract import spec
from campaign_contract.contract_tests.api.wording import told
from campaign_contract.contract_tests.tests.scripted import FINE, scripted
from campaign_contract.mockserver.exchange import Exchange
from campaign_contract.mockserver.log import LogFormat
from campaign_contract.tools.proxy.judge import Answered, Judge
from campaign_contract.tools.proxy.observer import Accounts
from campaign_contract.tools.tests.proxied import proxy

JUDGE = Judge(spec.load(), "/api.php")
PAUSE = {"Command": "Campaign.Pause", "CampaignID": "1", "APIKey": "k"}
GOOD = {"Success": True, "ErrorCode": 0}


def judged(request, answer, status=200, path="/api.php", **headers):
    environ = EnvironBuilder(path=path, method="POST", data=request).get_environ()
    exchange = Exchange(Request(environ), datetime(2030, 1, 1, tzinfo=UTC))
    exchange.body = environ["wsgi.input"].read()
    JUDGE.request(exchange)
    content = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
    JUDGE.answer(exchange, Answered(status, headers, content))
    return exchange


@pytest.mark.parametrize(
    ("request_", "warnings"),
    [
        (PAUSE, []),
        ({**PAUSE, "Reason": "x"}, ["Reason: unknown and ignored."]),
        ({"Command": "Campaign.Pause", "CampainID": "1"},
         ["CampainID: unknown; did you mean CampaignID?", "earns Campaign.Pause/missing-id"]),
        ({"Command": "Campaign.Update", "CampaignID": "1", "ScheduleType": "Future", "SendDate": "2030-02-30",
          "SendTime": "09:00:00"},
         ["SendDate: '2030-02-30' is no day of the calendar.", "earns Campaign.Update/missing-time-zone"]),
        ({"CampaignID": "1"}, ["Command is missing; send the name of a command."]),
    ],
    ids=["fine", "further", "misspelt", "date", "no command"],
)  # fmt: skip
def test_a_request_is_held_against_what_a_strict_server_refuses(request_, warnings):
    found = judged(request_, {"Success": False, "ErrorCode": 99998}).warnings
    assert found == [f"request: {line}" for line in warnings]


@pytest.mark.parametrize(
    ("answer", "decided", "warnings"),
    [
        (GOOD, "", []),
        ({"Success": False, "ErrorCode": 3}, "Campaign.Pause/not-sending", []),
        ({"Success": False, "ErrorCode": [2]}, "Campaign.Pause/not-found",
         ["ErrorCode: expected a whole number, got [2] (advice)"]),
        ({"Success": False, "ErrorCode": 99998}, "Fault/bad-credentials", []),
        ({"Success": False, "ErrorCode": 4711}, "Fault/undocumented", []),
        (b"<html>", "Fault/no-envelope", ['body: expected one JSON object, got "<html>"']),
        ({"Success": True}, "Fault/no-envelope", ["ErrorCode: missing"]),
        ({"Success": True, "ErrorCode": 7}, "Fault/no-envelope", None),
    ],
    ids=["success", "error", "wrapped", "fault", "undocumented", "html", "no code", "contradiction"],
)  # fmt: skip
def test_an_answer_is_held_against_the_contract(answer, decided, warnings):
    exchange = judged(PAUSE, answer)
    assert exchange.decided == decided
    if warnings is None:
        assert exchange.warnings
    else:
        assert exchange.warnings == [f"answer: {line}" for line in warnings]


def test_a_success_has_to_have_its_keys():
    create = {"Command": "Campaign.Create", "CampaignName": "x"}
    assert judged(create, {**GOOD, "CampaignID": 5}).warnings == []
    assert judged(create, GOOD).warnings == ["answer: CampaignID: missing"]
    assert judged(create, {**GOOD, "CampaignID": "5"}).warnings == [
        f"answer: CampaignID: expected a whole number, got {told('5')} (advice)"
    ]


def test_a_success_where_the_request_alone_earns_an_error_is_told():
    (warning,) = [line for line in judged({"Command": "Campaign.Pause"}, GOOD).warnings if line.startswith("answer")]
    assert warning.startswith("answer: expected error 1 (")
    sent_empty = judged({"Command": "Campaign.Pause", "CampaignID": ""}, GOOD)
    assert sent_empty.warnings == ["request: earns Campaign.Pause/missing-id"], "the page says it of no empty one"


def test_an_answer_is_decompressed_and_a_server_failure_is_told():
    packed = gzip.compress(b'{"Success":false,"ErrorCode":503}')
    exchange = judged(PAUSE, packed, 503, **{"Content-Encoding": "gzip", "Content-Length": "9999"})
    assert exchange.decided == "Fault/unavailable"
    assert exchange.warnings == ["answer: HTTP status: expected below 500, got 503"]
    assert judged(PAUSE, b"no gzip", **{"content-encoding": "gzip"}).decided == "Fault/no-envelope"


@pytest.mark.parametrize(
    ("request_", "path"),
    [({"Command": "Subscriber.Get"}, "/api.php"), (PAUSE, "/other"), ({**PAUSE, "ResponseFormat": "XML"}, "/api.php")],
    ids=["another command", "another path", "XML"],
)
def test_what_the_contract_does_not_tell_is_not_judged(request_, path):
    exchange = judged(request_, b"<xml/>", path=path)
    assert (exchange.decided, exchange.warnings) == ("Fault/not-judged", [])


def test_of_commands_that_are_not_on_the_page_only_the_envelope_is_demanded():
    assert judged({"Command": "Email.Create"}, GOOD).warnings == []
    assert judged({"Command": "Email.Create"}, b"[]").decided == "Fault/no-envelope"


def test_users_are_numbered_and_credentials_are_not_kept():
    accounts = Accounts(("SessionID", "APIKey"))
    assert accounts.number([("APIKey", "secret"), ("X", "1")]) == 1
    assert accounts.number([("apikey", "other")]) == 2
    assert accounts.number([("X", "1")]) is None
    assert accounts.number([("APIKey", "other"), ("SessionID", "s")]) == 2
    assert accounts.number([("SessionID", "s")]) == 2
    assert "secret" not in repr(vars(accounts))


def test_journal_coverage_and_log_tell_it_without_credentials(capsys):
    answer = FINE.replace(b'{"Success":true,"ErrorCode":0}  ', b'{"Success":false,"ErrorCode": 3}')
    echo = b"HTTP/1.1 200 OK\r\nContent-Length: 18\r\n\r\nno key also-secret"
    with scripted([answer, echo]) as target, proxy(target.url, log=LogFormat.TEXT) as through:
        through.send(**{**PAUSE, "APIKey": "very-secret"})
        through.send(Command="Campaign.Resume", SessionID="also-secret", Nonsense="1")
        first, second = through.entries
        texts = [through.control(path) for path in ("journal", "journal/export?format=har", "coverage")]
        coverage = texts[-1]["kinds"]
        assert [entry["id"] for entry in through.control("journal?text=answer:")["entries"]] == [second["id"]]
        own = through.control("coverage?account=2")["kinds"]["commands"]["counts"]
    assert (first["account"], first["decided"], second["account"]) == (1, "Campaign.Pause/not-sending", 2)
    assert second["warnings"][:2] == [
        "request: Nonsense: unknown and ignored.",
        "request: earns Campaign.Resume/missing-id",
    ]
    assert coverage["errors"]["counts"]["Campaign.Pause/not-sending"] == 1
    assert coverage["commands"]["met"] == 2
    assert (own["Campaign.Resume"], own["Campaign.Pause"]) == (1, 0)
    printed = capsys.readouterr().out
    assert "account 1  Campaign.Pause  failure  Campaign.Pause/not-sending" in printed
    assert "secret" not in json.dumps(texts) + printed, "neither credential"


def test_the_control_api_offers_what_can_be_looked_at_and_is_guarded():
    with scripted([]) as target, proxy(target.url, admin_token="t") as through:
        url = through.url.replace("/api.php", "/__admin/")
        assert requests.get(f"{url}journal", timeout=10).status_code == 401
        headers = {"Authorization": "Bearer t"}
        names = [one["path"] for one in requests.get(url, headers=headers, timeout=10).json()["operations"]]
        assert requests.post(f"{url}reset", headers=headers, timeout=10).status_code == 404
    assert "/__admin/journal/stream" in names
    assert not any("clock" in name or "accounts" in name for name in names)
