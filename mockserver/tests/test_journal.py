"""The journal: what it keeps of an exchange, what it finds, what it exports, and that no credential gets out."""

from __future__ import annotations

import base64
import html
import json
import os
import re
import subprocess
import sys
from urllib.parse import unquote

import pytest
import requests

from campaign_contract.mockserver import journal as journals
from campaign_contract.mockserver.admin.api import with_admin
from campaign_contract.mockserver.admin.guard import Guard
from campaign_contract.mockserver.admin.world import World
from campaign_contract.mockserver.app import create_app
from campaign_contract.mockserver.clock import Clock
from campaign_contract.mockserver.journal import Journal
from campaign_contract.mockserver.local import running
from campaign_contract.mockserver.log import LogFormat, line
from campaign_contract.mockserver.options import AppOptions
from campaign_contract.mockserver.tests.admin_client import Admin
from campaign_contract.mockserver.tests.conftest import NOW

FUTURE = {"CampaignID": "2", "ScheduleType": "Future", "SendDate": "2031-01-01", "SendTime": "09:00:00"}


@pytest.fixture
def admin(spec, seeded, store):
    return Admin(World(spec, seeded, store, Clock(NOW), Journal()))


@pytest.fixture
def own(admin):
    return admin("GET", "/accounts/1")


def read(admin, **query):
    answer = admin.send("GET", "/journal", query_string=query)
    assert answer.status_code == 200, answer.text
    return answer.get_json()["entries"]


def test_a_refusal_names_the_rule_that_decided(admin, own):
    admin.command(own, "Campaign.Update", **FUTURE)
    (entry,) = read(admin)
    assert (entry["account"], entry["command"], entry["outcome"]) == (1, "Campaign.Update", "failure")
    assert entry["decided"] == "Campaign.Update/missing-time-zone"
    assert entry["sentence"] == "Error 13 when ScheduleType is Future and SendTimeZone is left out or empty."
    assert entry["changes"] == []
    assert entry["at"] == "2030-01-02T03:04:05Z"


def test_a_success_says_what_changed(admin, own):
    admin.command(own, "Campaign.Pause", CampaignID="4")
    (entry,) = read(admin)
    assert (entry["outcome"], entry["decided"]) == ("success", "Campaign.Pause/success")
    assert {"campaign": 4, "field": "CampaignStatus", "from": "Sending", "to": "Paused"} in entry["changes"]
    assert {change["campaign"] for change in entry["changes"]} == {4}


def test_what_is_new_and_what_is_gone_are_changes(admin, own):
    new = admin.command(own, "Campaign.Create", CampaignName="x")["CampaignID"]
    admin.command(own, "Campaigns.Delete", Campaigns=str(new))
    created, deleted = (entry["changes"] for entry in read(admin))
    assert {"campaign": new, "field": "CampaignName", "from": None, "to": "x"} in created
    assert deleted == [{"campaign": new, "field": "CampaignID", "from": new, "to": None}]


def test_a_failure_after_a_change_changes_nothing(spec, seeded, store, own):
    def fail(situation):
        situation.store.change(2, {"CampaignName": "half done"})
        raise RuntimeError

    kept = Journal()
    options = AppOptions(actions={"Campaign.Update": fail}, clock=Clock(NOW), layers=(kept.layer(),))
    admin = Admin(World(spec, seeded, store, Clock(NOW), kept))
    admin.client.application = with_admin(create_app(spec, store, options), admin.world, Guard(is_loopback=True))
    admin.command(own, "Campaign.Update", CampaignID="2")
    (entry,) = read(admin)
    assert (entry["decided"], entry["changes"], entry["status"]) == ("Fault/broken", [], 500)


@pytest.mark.parametrize(
    ("data", "decided", "detail"),
    [
        ({"Command": "Campaigns.Get", "APIKey": "wrong"}, "Fault/bad-credentials", "APIKey not valid"),
        ({"Command": "Nothing"}, "Fault/unknown-command", "There is no command"),
        ({}, "Fault/no-command", "Command is missing"),
    ],
)
def test_what_never_became_a_call_is_there_too(admin, data, decided, detail):
    admin.client.post("/api.php", data=data)
    (entry,) = read(admin)
    assert (entry["outcome"], entry["decided"], entry["account"]) == ("fault", decided, None)
    assert detail in entry["detail"]


def test_entries_are_found(admin, own):
    other = admin("GET", "/accounts/2")
    admin.command(own, "Campaign.Get", campaignid="1")
    admin.command(own, "Campaign.Pause", CampaignID="2")
    admin.command(other, "Campaigns.Get")
    ids = [entry["id"] for entry in read(admin)]

    def found(**query):
        return [entry["id"] - ids[0] for entry in read(admin, **query)]

    assert found(account=1) == [0, 1]
    assert found(command="campaigns.get") == [2]
    assert found(outcome="failure") == found(text="not-sending") == [1]
    assert found(text="Summer Sale") == [0]
    assert found(text="campaignid=1") == [0]
    assert found(after=ids[1]) == found(limit=1) == [2]
    assert admin.send("GET", "/journal", query_string={"outcome": "bad"}).status_code == 400


def test_it_is_cleared_for_one_account_or_for_all(admin, own):
    admin.command(own, "Campaigns.Get")
    admin.command(admin("GET", "/accounts/2"), "Campaigns.Get")
    admin("DELETE", "/journal?account=1")
    assert [entry["account"] for entry in read(admin)] == [2]
    admin("DELETE", "/journal")
    assert read(admin) == []


def test_its_memory_is_bounded(spec, seeded, store, own):
    admin = Admin(World(spec, seeded, store, Clock(NOW), Journal(most=3)))
    for index in range(5):
        admin.command(own, "Campaign.Create", CampaignName=f"{index}" * 100_000)
    assert [entry["id"] for entry in read(admin)] == [3, 4, 5]
    kept = admin.world.journal.entries()[-1]
    assert len(kept.body) < journals.LONGEST + 2_000 < 100_000 < kept.sizes[0]
    request = read(admin)[-1]["request"]
    assert "# the body had " in request
    assert len(request) < journals.LONGEST + 300


def test_a_journal_that_keeps_nothing_costs_nothing_and_says_so(spec, seeded, store, own):
    kept = Journal(most=0)
    inner = object()
    assert kept.layer()(inner) is inner
    admin = Admin(World(spec, seeded, store, Clock(NOW), kept))
    assert admin.command(own, "Campaigns.Get")["Success"] is True
    for path in ("/journal", "/journal/stream", "/journal/export"):
        assert admin.error("GET", path) == (409, "no journal is kept; serve without --journal 0")


def test_a_log_without_a_journal_hears_of_each_exchange(spec, seeded, store, own):
    kept, heard = Journal(most=0), []
    kept.listen(heard.append)
    admin = Admin(World(spec, seeded, store, Clock(NOW), kept))
    admin.command(own, "Campaigns.Get")
    assert [entry.command for entry in heard] == ["Campaigns.Get"]
    assert kept.entries() == []


CREDENTIALS = [
    {"data": {"Command": "Campaigns.Get", "APIKey": "{key}"}},
    {"json": {"Command": "Campaigns.Get", "SessionID": "{session}"}},
    {"data": b'{"\\u0041PIKey":"{key}","Command":"Campaigns.Get"}', "content_type": "application/json"},
    {"data": b'{"APIKey":"{key}", broken', "content_type": "application/json"},
    {"data": b"apikey={key}&%ff", "content_type": "application/x-www-form-urlencoded"},
    {"data": {"Command": "Campaigns.Get", "APIKey": "{key}"}, "content_type": "multipart/form-data"},
    {"query_string": {"Command": "Campaigns.Get", "apikey": "{key}"}},
    {"query_string": {"Command": "Campaigns.Get"}, "headers": {"Cookie": "PHPSESSID={session}"}},
    {"data": {"Command": "User.Login", "Username": "owner", "Password": "{password}"}},
    {"data": {"Command": "User.Login", "Username": "owner", "Password": "{password}", "ResponseFormat": "XML"}},
    {"data": {"Command": "Campaign.Create", "APIKey": "{key}", "CampaignName": "APIKey={key}"}},
    {"data": {"Command": "Campaigns.Get", "Api_Key": "{key}"}},
    {"json": {"Command": "Campaigns.Get", "session-id": "{session}"}},
    {"data": {"Command": "Campaign.Update", "APIKey": "{key}", "SendDate": "{key}", "{key}": "1", "CampaignID": "2"}},
    {"path": "/api.php/APIKey={key}"},
    {"path": "/{key}/api.php"},
    {"path": "/api.php", "method": "{key}"},
    {"headers": {"Host": "{session}"}},
    {"headers": {"Cookie": "other={session}; again=b3duZXI6{base64}"}},
    {"data": b"x", "content_type": "text/{key}"},
    {"query_string": {"{key}": "{session}"}},
    {"data": {"Command": "{key}", "APIKey": "wrong"}},
    {"data": {"Command": "Campaign.Create", "APIKey": "{key}", "CampaignName": "{session} {password}"}},
    {"data": {"Command": "Campaign.Get", "APIKey": "{key}", "campaignid": "1", "{session}": "{password}"}},
    {"data": b"APIKey={percent}&Command=Campaigns.Get&%ff"},
    {"data": b"x=%257B{twice}"},
    {"data": b'{"x": "{units}", broken', "content_type": "application/json"},
    {"data": b'{"x": "{"y": "{units}"}"}'.replace(b'{"y', b'{\\"y'), "content_type": "application/json"},
    {"data": b"<x>{entities}</x>", "content_type": "application/xml"},
    {"data": b"{utf16}", "content_type": "application/json; charset=utf-16"},
    {"data": {"Command": "Campaigns.Get", "APIKey": "{key}", "SearchKeyword": "{cut}{session}"}},
]


def disguises(secret):
    return {
        "{percent}": "".join(f"%{byte:02X}" for byte in secret.encode()),
        "{twice}": "".join(f"%25{byte:02x}" for byte in secret.encode()),
        "{units}": "".join(f"\\u{ord(letter):04x}" for letter in secret),
        "{entities}": "".join(f"&#x{ord(letter):x};" for letter in secret),
        "{utf16}": secret.encode("utf-16-le").decode(),
        "{base64}": base64.b64encode(f"owner:{secret}".encode()).decode(),
        "{cut}": "c" * (journals.LONGEST - 100),
    }


def filled(value, own):
    secrets = {"{key}": own["api_key"], "{session}": own["session_id"], "{password}": own["password"]}
    secrets |= disguises(own["api_key"])
    if isinstance(value, dict):
        return {filled(name, own): filled(item, own) for name, item in value.items()}
    for name, secret in secrets.items():
        value = (
            value.replace(name, secret) if isinstance(value, str) else value.replace(name.encode(), secret.encode())
        )
    return value


@pytest.mark.parametrize("sent", CREDENTIALS)
def test_no_credential_gets_out(admin, own, sent):
    answer = admin.client.open(**{"path": "/api.php", "method": "POST", **filled(sent, own)})
    body = answer.get_json(silent=True) or {}
    secrets = {own["api_key"], own["session_id"], own["password"], body.get("SessionID")} - {None}
    shown = [admin.send("GET", f"/journal/export?format={name}").text for name in ("har", "pytest", "curl", "http")]
    shown += [json.dumps(read(admin)), *(line(admin.world.journal.entries()[0], wanted) for wanted in LogFormat)]
    assert len(shown) == 7
    for secret in secrets | {own["session_id"][:12]}:
        assert not [text for text in shown for said in readings(text) if secret in said]


def readings(text):
    """A text, and what a reader makes of it who knows escapes."""
    for _ in range(4):
        yield text.replace("\0", "")
        words = re.findall("(?:[A-Za-z0-9+/]{4}){5,}", text)
        yield "".join(base64.b64decode(word).decode("latin-1") for word in words)
        text = unquote(html.unescape(re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), text)))
        text = text.replace("\\", "")


def test_a_short_credential_is_hidden_as_a_word_only(admin):
    admin.client.post("/api.php", data={"Command": "Campaigns.Get", "APIKey": "a"})
    (entry,) = read(admin)
    assert 'Command=Campaigns.Get&APIKey="$API_KEY"' in entry["request"].replace("'", "")


def test_what_only_looks_like_a_variable_is_text(admin, own):
    admin.command(own, "Campaign.Create", CampaignName="\ue000HOME\ue001")
    (entry,) = read(admin)
    assert "$HOME" not in entry["request"]


SHAPES = [
    {"data": {"Command": "Campaign.Get", "campaignid": "1"}},
    {"params": {"Command": "Campaign.Get", "campaignid": "1"}},
    {"json": {"Command": "Campaign.Get", "campaignid": 1}},
    {"data": {"Command": "Campaign.Create", "CampaignName": 'It\'s "100 %" & <new>\n$HOME `x`'}},
]


@pytest.fixture
def served(spec, seeded, store):
    world = World(spec, seeded, store, Clock(NOW), Journal())
    app = create_app(spec, store, AppOptions(clock=world.clock, layers=(world.journal.layer(),)))
    with running(with_admin(app, world, Guard(is_loopback=True))) as url:
        yield url


@pytest.mark.parametrize("shape", SHAPES)
def test_the_curl_line_says_the_same_again(served, seeded, shape):
    credential = {"APIKey": seeded.accounts[0].api_key}
    sent = {name: {**value, **credential} for name, value in shape.items()}
    requests.request("GET" if "params" in shape else "POST", f"{served}/api.php", timeout=5, **sent)
    (first,) = requests.get(f"{served}/__admin/journal", timeout=5).json()["entries"]
    shell = {"API_KEY": credential["APIKey"], "PATH": os.environ["PATH"]}
    subprocess.run(["sh", "-c", first["request"] + " -s"], env=shell, check=True, capture_output=True)
    again = requests.get(f"{served}/__admin/journal", timeout=5).json()["entries"][1]
    told = ("request", "command", "decided", "account", "status")
    assert {key: again[key] for key in told} == {key: first[key] for key in told}
    new = [change for change in again["changes"] if change["field"] == "CampaignName"]
    assert new == [
        {**change, "campaign": new[0]["campaign"]} for change in first["changes"] if change["field"] == "CampaignName"
    ]


def test_an_exported_test_passes_as_it_is(admin, own, tmp_path):
    login = {"Command": "User.Login", "Username": "owner", "Password": own["password"]}
    session = admin.client.post("/api.php", data=login).get_json()["SessionID"]
    admin.client.post("/api.php", data={**login, "Password": "wrong"})
    new = admin.command(own, "Campaign.Create", CampaignName="it's new")["CampaignID"]
    admin.client.post("/api.php", json={"Command": "Campaign.Copy", "SessionID": session, "CampaignID": new})
    admin.command(own, "Campaign.Approve", CampaignID=new)
    admin.command(own, "Campaign.Pause")
    admin.command({"api_key": "wrong"}, "Campaigns.Get")
    other = admin("POST", "/accounts", {})
    admin.command(other, "Campaign.Approve", CampaignID=new)
    admin.client.get(
        "/api.php", query_string={"Command": "Tags.Get", "APIKey": own["api_key"], "ResponseFormat": "XML"}
    )
    admin.client.post("/odd?Command=Campaigns.Get")
    (tmp_path / "test_exported.py").write_text(
        admin.send("GET", "/journal/export?format=pytest").text, encoding="utf-8"
    )
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_exported.py"]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=300)
    assert (ran.returncode, "1 passed" in ran.stdout) == (0, True), ran.stdout


def test_a_har_has_what_its_readers_ask_for(admin, own):
    admin.command(own, "Campaign.Get", campaignid="1")
    log = json.loads(admin.send("GET", "/journal/export?format=har").text)["log"]
    (entry,) = log["entries"]
    assert log["version"] == "1.2"
    assert entry["request"]["postData"]["text"] == "Command=Campaign.Get&APIKey=$API_KEY&campaignid=1"
    assert json.loads(entry["response"]["content"]["text"])["Campaign"]["Name"] == "Summer Sale"
    assert {"startedDateTime", "time", "request", "response", "cache", "timings"} <= entry.keys()


def test_requests_http_has_variables_of_its_own_kind(admin, own):
    admin.command(own, "Campaign.Get", campaignid="1")
    text = admin.send("GET", "/journal/export?format=http").text
    assert text.startswith("### 1 Campaign.Get/success\nPOST http://127.0.0.1:8025/api.php\n")
    assert "APIKey={{API_KEY}}" in text


def test_it_is_followed_live(served, seeded):
    call = {"Command": "Campaigns.Get", "APIKey": seeded.accounts[0].api_key}
    with requests.get(f"{served}/__admin/journal/stream?account=1", stream=True, timeout=5) as stream:
        lines = stream.iter_lines(decode_unicode=True, chunk_size=1)
        assert next(lines) == ": listening"
        requests.post(f"{served}/api.php", data={**call, "APIKey": seeded.accounts[1].api_key}, timeout=5)
        requests.post(f"{served}/api.php", data=call, timeout=5)
        data = next(text for text in lines if text.startswith("data: "))
    assert json.loads(data.removeprefix("data: "))["account"] == 1


def test_a_log_line_says_who_did_what_and_which_rule_decided(admin, own):
    admin.command(own, "Campaign.Pause", CampaignID="2")
    admin.client.post("/api.php")
    refused, unknown = admin.world.journal.entries()
    assert line(refused, LogFormat.TEXT).startswith(
        "03:04:05  account 1  Campaign.Pause  failure  Campaign.Pause/not-sending  "
    )
    assert line(unknown, LogFormat.TEXT).startswith("03:04:05  -  -  fault  Fault/no-command  ")
    read_back = json.loads(line(refused, LogFormat.JSON))
    assert (read_back["decided"], read_back["account"], read_back["status"]) == ("Campaign.Pause/not-sending", 1, 200)
