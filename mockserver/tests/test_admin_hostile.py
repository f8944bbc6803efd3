"""The control API under odd requests: each is refused in a line that says what to do, and nothing fails."""

from __future__ import annotations

import json
import logging
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Thread

import pytest

from campaign_contract.mockserver.admin.world import World
from campaign_contract.mockserver.clock import Clock
from campaign_contract.mockserver.database import MustWait, no_waiting
from campaign_contract.mockserver.journal import Journal
from campaign_contract.mockserver.tests.admin_client import Admin
from campaign_contract.mockserver.tests.conftest import NOW

HUGE = "9" * 5_000
ROW = {"id": 77, "name": "x"}
LATENCY = "send exactly one of fixed, uniform, log_normal"


@pytest.fixture
def admin(spec, seeded, store):
    return Admin(World(spec, seeded, store, Clock(NOW), Journal()))


def with_account(**tables):
    return {"accounts": {"77": {"account": [ROW], **tables}}}


BODIES = [
    ("POST", "/accounts", {"x": 1}, "'x' is unknown; allowed: name, emails, tags, lists, campaigns"),
    ("POST", "/accounts", {"emails": 10**30}, "emails: "),
    ("POST", "/accounts", {"tags": ["a", "a"]}, "non-unique"),
    ("POST", "/accounts", {"name": "a\0b"}, "NUL"),
    ("POST", "/accounts", {"campaigns": [{"TotalSent": 2**63}]}, "TotalSent: "),
    ("POST", "/accounts", {"campaigns": [{"CampaignID": 1}]}, "'CampaignID' is unknown; allowed: CampaignName"),
    ("POST", "/accounts/1/campaigns", {"CampaignName": "a\0b"}, "NUL"),
    ("PATCH", "/accounts/1/campaigns/1", {"CampaignStatus": "Flying"}, "allowed: Draft, Ready"),
    ("POST", "/clock", {}, "send exactly one of set, advance, freeze, run, reset"),
    ("POST", "/clock", {"set": "2030-01-01T00:00:00Z", "run": True}, "send exactly one of set"),
    ("POST", "/clock", {"set": "0001-01-01T00:00:00Z"}, "outside the calendar"),
    ("POST", "/clock", {"set": "9999-12-31T23:59:59Z"}, "outside the calendar"),
    ("POST", "/clock", {"set": "10000-01-01T00:00:00Z"}, "write it as 2030-01-01T00:00:00Z"),
    ("POST", "/clock", {"advance": "-P999999W"}, "advance by less"),
    ("POST", "/clock", {"advance": f"PT{HUGE}S"}, "advance by less"),
    ("POST", "/faults", {"status": 500, "probability": 2}, "probability: 2 is greater than the maximum of 1"),
    ("POST", "/faults", {"status": 404}, "status: 404 is not allowed; allowed: 429, 500, 502, 503"),
    ("POST", "/faults", {}, "send exactly one of error, status, garbling, latency"),
    ("POST", "/faults", {"latency": 5}, LATENCY),
    ("POST", "/faults", {"latency": {"fixed": 1, "uniform": [1, 2]}}, LATENCY),
    ("POST", "/faults", {"latency": {"fixed": 61}}, "61 is greater than the maximum of 60"),
    ("POST", "/faults", {"latency": {"log_normal": {"median": 1, "sigma": 1e9}}}, "greater than the maximum of 10"),
    ("POST", "/faults", {"status": 429, "retry_after": 10**30}, "retry_after: "),
    ("POST", "/faults", {"error": "/"}, "send an address like Campaign.Pause/not-sending"),
    ("POST", "/faults", {"status": 500, "command": ""}, "there are Campaign.Approve"),
    ("POST", "/faults", {"error": "Campaign.Pause/not-sending", "command": "Campaign.Get"}, "leave out the command"),
    ("PUT", "/delivery", {"mode": "simulated", "rate": -1}, "rate: "),
    ("PUT", "/state", {"accounts": {"x": {}}}, "does not match"),
    ("PUT", "/state", with_account(nothing=[]), "there is no table nothing"),
    ("PUT", "/state", with_account(email=[{"id": 1, "account": 77, "content": ""}]), "cannot be put back"),
    ("PUT", "/state", with_account(session=[{"value": "a\0", "account": 77, "began": ""}]), "NUL"),
]
TEXTS = ["{", "[" * 100_000, '{"a":' * 5_000 + "1" + "}" * 5_000, "NaN", '{"name": "\\ud800"}', "\0", " "]
PATHS = [
    ("GET", "/accounts/999/clock", "there is no account 999"),
    ("GET", "/accounts/999/campaigns", "there is no account 999"),
    ("POST", "/accounts/999/campaigns", "there is no account 999"),
    ("POST", "/accounts/999/clock", "send exactly one of"),
    ("GET", f"/accounts/1/campaigns/{10**20}", "openapi.json"),
    ("GET", f"/accounts/{HUGE}", "openapi.json"),
    ("GET", f"/journal?limit={HUGE}", "of at most 18 digits"),
    ("GET", "/journal?limit=-1", "is no whole number"),
    ("PUT", "/snapshots/../x", "openapi.json"),
    ("POST", "/snapshots/nothing/restore", "there is no snapshot"),
    ("FOO", "/clock", "use GET, HEAD, POST"),
]


@pytest.fixture
def silent(caplog):
    """Nothing may be logged: every traceback is."""
    yield
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


@pytest.mark.usefixtures("silent")
@pytest.mark.parametrize(("method", "path", "body", "said"), BODIES)
def test_a_body_that_cannot_be_is_told_what_can(admin, method, path, body, said):
    status, text = admin.error(method, path, body)
    assert status in (400, 404, 409)
    assert said in text
    assert len(text) < 1_100
    assert admin("GET", "/faults")["faults"] == []


@pytest.mark.usefixtures("silent")
@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize(("method", "path"), [("POST", "/accounts"), ("POST", "/clock"), ("PUT", "/state")])
def test_what_is_no_json_is_refused(admin, method, path, text):
    answer = admin.send(method, path, data=text.encode(), content_type="application/json")
    assert answer.status_code == 400
    assert answer.get_json()["error"]


@pytest.mark.usefixtures("silent")
@pytest.mark.parametrize(("method", "path", "said"), PATHS)
def test_an_address_that_is_not_there_is_told(admin, method, path, said):
    answer = admin.send(method, path, data=b"{}", content_type="application/json")
    assert 400 <= answer.status_code < 500
    assert said.lower() in json.dumps(answer.get_json()).lower()


def test_what_is_of_an_account_ends_before_another_one_can_have_its_id(admin, monkeypatch):
    account = admin("POST", "/accounts", {})["id"]
    admin("PUT", f"/snapshots/mine?account={account}")
    forget, is_free = admin.world.coverage.forget, []

    def begin():
        with suppress(MustWait), no_waiting(), admin.world.store.transaction():
            is_free.append(True)

    def forgotten(of):
        thread = Thread(target=begin)
        thread.start()
        thread.join()
        forget(of)

    monkeypatch.setattr(admin.world.coverage, "forget", forgotten)
    admin("DELETE", f"/accounts/{account}")
    assert is_free == []
    assert admin("GET", "/snapshots")["snapshots"] == []


@pytest.mark.usefixtures("silent")
def test_resets_while_requests_run_leave_a_whole_world(admin, seeded):
    def ask(number):
        if number % 5 == 0:
            return admin.send("POST", "/reset").status_code
        if number % 5 == 1:
            return admin.send("POST", "/accounts", {"campaigns": [{"CampaignStatus": "Sending"}]}).status_code
        data = {"Command": "Campaign.Create", "CampaignName": "x", "APIKey": seeded.accounts[0].api_key}
        return admin.client.post("/api.php", data=data).status_code

    with ThreadPoolExecutor(8) as pool:
        statuses = set(pool.map(ask, range(100)))
    assert statuses == {200, 201}
    admin("POST", "/reset")
    assert [account["id"] for account in admin("GET", "/accounts")["accounts"]] == [1, 2]
