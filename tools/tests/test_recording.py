"""A recording of the proxy, answered again by `serve --from`: the same answers, whoever asks, and no credentials."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import asdict, replace

import pytest
import requests
from click.testing import CliRunner

from campaign_contract import spec
from campaign_contract.contract_tests.stand_in.process import started
from campaign_contract.contract_tests.tests.scripted import scripted
from campaign_contract.mockserver import recording, seed
from campaign_contract.mockserver.app import create_app
from campaign_contract.mockserver.faults import Fault, Faults
from campaign_contract.mockserver.local import running
from campaign_contract.mockserver.options import AppOptions
from campaign_contract.mockserver.recording import Recorded, RecordingError, Replay
from campaign_contract.mockserver.store import Store
from campaign_contract.tools.cli import main
from campaign_contract.tools.tests.proxied import proxy

SPEC = spec.load()
OWNER, STRANGER = seed.load(SPEC).accounts


@pytest.fixture
def real():
    """A server that stands for the real one."""
    store = Store(SPEC.fields)
    seed.plant(seed.load(SPEC), store)
    with running(create_app(SPEC, store)) as url:
        yield url
    store.close()


def send(url, key, command, **parameters):
    return requests.post(url, data={"Command": command, "APIKey": key, **parameters}, timeout=10)


def sent(url, owner, stranger):
    """What a client does: as two users, in two encodings, and twice the same with another answer."""
    answers = [
        send(url, stranger, "Campaign.Get", campaignid="4"),
        send(url, owner, "Campaign.Get", campaignid="4"),
        send(url, owner, "Campaign.Pause", CampaignID="4"),
        requests.post(url, json={"command": "campaign.get", "apikey": owner, "CampaignID": 4}, timeout=10),
        send(url, owner, "Campaign.Pause", CampaignID="4"),
        requests.post(url, data={"Command": "Campaigns.Get"}, timeout=10),
        requests.post(url, data={"Command": "User.Login", "Username": "owner", "Password": owner}, timeout=10),
    ]
    return [(answer.status_code, answer.headers["Content-Type"], answer.json()) for answer in answers]


def test_what_was_recorded_is_answered_again_to_other_credentials(real, tmp_path):
    file = tmp_path / "recording.jsonl"
    with proxy(real, record=file) as through:
        was = sent(through.url, OWNER.api_key, STRANGER.api_key)
    text = file.read_text(encoding="utf-8")
    assert [secret for secret in (OWNER.api_key, STRANGER.api_key) if secret in text] == []
    assert file.stat().st_mode & 0o077 == 0
    with started(f"--from {file}") as url:
        again = sent(url, "another-key", "and-another")
        unknown = send(url, "another-key", "Campaign.Pause", CampaignID="5")
        journal = requests.get(url.replace("api.php", "__admin/journal"), timeout=10).json()["entries"]
    assert again == was
    assert (unknown.status_code, unknown.json()["ErrorCode"]) == (404, 404)
    assert unknown.json()["ErrorText"] == "The recording has no Campaign.Pause with CampaignID=5; it has CampaignID=4."
    failures = [entry["decided"] for entry in journal if entry["command"] and entry["outcome"] != "success"]
    assert failures == [
        "Campaign.Pause/not-sending",
        "Fault/bad-credentials",
        "User.Login/wrong-login",
        "Fault/not-recorded",
    ]
    assert [entry["account"] for entry in journal if entry["command"]][:3] == [1, 2, 2]


def test_a_credential_in_an_odd_place_is_not_kept(real, tmp_path):
    file = tmp_path / "recording.jsonl"
    with proxy(real, record=file) as through:
        send(through.url, STRANGER.api_key, "Campaigns.Get")
        send(through.url, OWNER.api_key, "Campaigns.Get", SearchKeyword=f"x{STRANGER.api_key}", Odd=STRANGER.api_key)
        requests.get(f"{through.url}/{STRANGER.api_key}", timeout=10)
        shown = requests.get(through.url.replace("api.php", "__admin/journal"), timeout=10).text
    text = file.read_text(encoding="utf-8")
    assert '"SearchKeyword": "x$API_KEY"' in text
    assert [place for place in (text, shown) if STRANGER.api_key in place] == []


def test_answers_come_in_their_order_and_the_last_one_stays():
    one = Recorded(1, "Campaign.Get", {}, "Campaign.Get/success", 200, "application/json", {}, "1")
    with _replaying([one, replace(one, answer="2")]) as url:
        assert [send(url, "k", "Campaign.Get").json() for _ in range(4)] == [1, 2, 2, 2]


def test_a_credential_stands_for_the_account_that_sent_this_request():
    first = Recorded(1, "Campaigns.Get", {}, "Campaigns.Get/success", 200, "application/json", {}, "1")
    second = replace(first, account=2, parameters={"RecordsFrom": "5"}, answer="2")
    with _replaying([first, second]) as url:
        assert send(url, "b", "Campaigns.Get", RecordsFrom="5").json() == 2
        assert send(url, "a", "Campaigns.Get").json() == 1
        assert "it has no Campaigns.Get of this account" in send(url, "c", "Campaigns.Get").json()["ErrorText"]


def test_headers_that_matter_and_odd_bytes_come_back(tmp_path):
    body = b"\xff{"
    busy = b"HTTP/1.1 429 Slow\r\nRetry-After: 7\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\n" + body
    with scripted([busy]) as target, proxy(target.url, record=tmp_path / "r") as through:
        send(through.url, "k", "Campaigns.Get")
    with _replaying(recording.load(tmp_path / "r")) as url:
        answer = send(url, "k", "Campaigns.Get")
    assert (answer.status_code, answer.headers["Retry-After"], answer.content) == (429, "7", body)


@pytest.mark.parametrize(
    ("text", "said"),
    [(None, "cannot be read: No such file"), ("", "line 1: is no JSON"), ('{"recording": "other"}', "is no recording"),
     (recording.head() + '\n{"x": 1}', "line 2: is no recorded exchange"),
     (recording.head() + "\n{", "line 2: is no JSON")],
    ids=["no file", "empty", "another", "no exchange", "cut"],
)  # fmt: skip
def test_what_is_no_recording_is_said(tmp_path, text, said):
    file = tmp_path / "r"
    if text is not None:
        file.write_text(text, encoding="utf-8")
    with pytest.raises(RecordingError, match=said):
        recording.load(file)


def test_both_commands_say_it_in_a_line(tmp_path):
    missing = CliRunner().invoke(main, ["serve", "--port", "0", "--from", str(tmp_path / "r")])
    unwritable = CliRunner().invoke(main, ["proxy", "http://127.0.0.1:9", "--port", "0", "--record", str(tmp_path)])
    assert (missing.exit_code, unwritable.exit_code) == (2, 2)
    assert "cannot be read: No such file" in missing.stderr
    assert unwritable.stderr == f"{tmp_path} cannot be written: Is a directory\n"


def test_faults_and_the_clock_are_those_of_the_server(tmp_path):
    success = Recorded(7, "Tags.Get", {}, "Tags.Get/success", 200, "application/json", {}, '{"Success": true}')
    file = tmp_path / "recording.jsonl"
    file.write_text("\n".join([recording.head(), json.dumps(asdict(success))]), encoding="utf-8")
    with started(f"--from {file} --allow-forced-errors") as url:
        control = url.replace("api.php", "__admin")
        requests.post(f"{control}/clock", json={"set": "2031-02-03T04:05:06Z"}, timeout=10)
        requests.post(f"{control}/faults", json={"status": 429, "count": 1}, timeout=10)
        forced = requests.get(url, {"Command": "Tags.Get", "APIKey": "k"}, headers={"X-Mock-Fault": "503"}, timeout=10)
        statuses = [send(url, "k", "Tags.Get").status_code for _ in range(3)]
        journal = requests.get(f"{control}/journal", timeout=10).json()["entries"]
    assert (forced.status_code, statuses) == (503, [429, 200, 200])
    assert {(entry["at"], entry["account"]) for entry in journal} == {("2031-02-03T04:05:06Z", 7)}


def test_a_fault_leaves_the_recorded_answers_to_later_requests():
    one = Recorded(1, "Campaign.Get", {}, "Campaign.Get/success", 200, "application/json", {}, "1")
    faults = Faults()
    faults.add(Fault(error="Campaign.Get/missing-id", count=1))
    with _replaying([one, replace(one, answer="2")], faults) as url:
        answers = [send(url, "k", "Campaign.Get").json() for _ in range(3)]
    assert (answers[0]["ErrorCode"], *answers[1:]) == (1, 1, 2)


def test_a_recording_is_answered_by_one_process(tmp_path):
    database = f"sqlite:///{tmp_path / 'c.db'}"
    options = ["--port", "0", "--from", str(tmp_path / "r"), "--workers", "2", "--database", database]
    refused = CliRunner().invoke(main, ["serve", *options])
    assert refused.exit_code == 2
    assert refused.stderr == "a recording is answered by one process, not by 2; leave out --workers\n"


@contextmanager
def _replaying(recorded, faults=None):
    checks, layers = ((faults.check,), (faults.layer,)) if faults else ((), ())
    options = AppOptions(replay=Replay(recorded, SPEC.credentials), checks=checks, layers=layers)
    with running(create_app(SPEC, Store(SPEC.fields), options)) as url:
        yield f"{url}/api.php"
