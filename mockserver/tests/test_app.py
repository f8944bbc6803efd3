"""The application as a whole: fuzzed, extended by YAML alone, failing inside, called by many threads."""

from __future__ import annotations

import json
import logging
import shutil
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.test import Client

from campaign_contract.mockserver import seed
from campaign_contract.mockserver.app import create_app
from campaign_contract.mockserver.local import running
from campaign_contract.mockserver.options import AppOptions
from campaign_contract.mockserver.store import Store
from campaign_contract.spec import DEFAULT_DIRECTORY, load

SPEC = load()
NAMES = sorted({p.name for c in SPEC.commands for p in c.parameters} | {"Command", "APIKey", "x", "CAMPAIGNID"})
COMMANDS = [command.name for command in SPEC.commands]
TYPES = [
    "application/json",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=XX",
    "text/plain",
    "",
    "é;;",
]
PIECES = [
    *(b"--XX", b"--XX--", b"\r\n", b"\n", b"\r", b" ", b":", b";", b"\xff"),
    *(b"Content-Disposition: form-data; ", b'name="x"', b'filename="f"', b"Content-Type: text/plain; charset=x"),
]
KEY = seed.load(SPEC).accounts[0].api_key


@pytest.fixture(scope="module")
def fuzzed():
    store = Store(SPEC.fields)
    seed.plant(seed.load(SPEC), store)
    yield Client(create_app(SPEC, store))
    store.close()


def assert_answered(answer):
    body = json.loads(answer.data)
    assert answer.status_code < 500
    assert isinstance(body["Success"], bool)
    assert body["Success"] is (body["ErrorCode"] == 0)


@settings(derandomize=True, max_examples=120, deadline=None, database=None)
@given(body=st.binary(max_size=200), content_type=st.sampled_from(TYPES), query=st.binary(max_size=50))
def test_arbitrary_bytes_are_answered(fuzzed, body, content_type, query):
    environ = {"QUERY_STRING": query.decode("latin-1")}
    assert_answered(fuzzed.post("/api.php", data=body, content_type=content_type, environ_overrides=environ))


@settings(derandomize=True, max_examples=120, deadline=None, database=None)
@given(parts=st.lists(st.sampled_from(PIECES)))
def test_arbitrary_multipart_is_answered(fuzzed, parts):
    assert_answered(fuzzed.post("/api.php", data=b"".join(parts), content_type="multipart/form-data; boundary=XX"))


def values():
    leaves = (
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats()
        | st.text()
        | st.sampled_from(["1", "9", "Future", "ASC"])
    )
    return st.recursive(leaves, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=5)


@settings(derandomize=True, max_examples=80, deadline=None, database=None)
@given(command=st.sampled_from(COMMANDS), parameters=st.dictionaries(st.sampled_from(NAMES), values(), max_size=6))
def test_arbitrary_json_is_answered(fuzzed, command, parameters):
    body = {"APIKey": KEY, **parameters, "Command": command}
    assert_answered(fuzzed.post("/api.php", data=json.dumps(body), content_type="application/json"))


@settings(derandomize=True, max_examples=80, deadline=None, database=None)
@given(
    command=st.sampled_from(COMMANDS),
    parameters=st.dictionaries(st.sampled_from(NAMES), st.text() | st.from_regex(r"-?[0-9]{1,30}"), max_size=8),
)
def test_arbitrary_forms_are_answered(fuzzed, command, parameters):
    encodable = {name: value.encode("utf-8", "ignore") for name, value in parameters.items()}
    assert_answered(fuzzed.post("/api.php", data={**encodable, "APIKey": KEY, "Command": command}))


NEW_COMMAND = """
command: Campaign.Archive
section: Archive a Campaign
summary: Puts a campaign away.
parameters:
  CampaignID: {type: campaign, required: true, description: Id., example: "1"}
  Reason: {type: text, required: true, description: Why., example: Done}
errors:
  - {id: missing-id, code: 1, message: Id missing, when: [{missing: CampaignID}]}
  - {id: missing-reason, code: 2, message: Reason missing, when: [{missing: Reason}]}
  - {id: not-found, code: 3, message: Not found, when: [{unknown: CampaignID}, {foreign: CampaignID}]}
failure: keyed
success:
  schema: {}
  shown: {}
  sets: {status: Failed, fields: {ScheduleType: Not Scheduled}}
rules: []
examples:
  encoding: form
  request: {Command: Campaign.Archive, CampaignID: "1", Reason: Done}
  success: {Success: true, ErrorCode: 0}
  failure: {Success: false, ErrorCode: {reason: 2}}
"""


def test_a_command_is_served_from_its_yaml_alone(tmp_path, store, owner):
    shutil.copytree(DEFAULT_DIRECTORY, tmp_path / "spec")
    (tmp_path / "spec/commands/campaign-archive.yaml").write_text(NEW_COMMAND, encoding="utf-8")
    owner.client = Client(create_app(load(tmp_path / "spec"), store))
    assert owner("Campaign.Archive", CampaignID="3") == {"Success": False, "ErrorCode": {"reason": 2}}
    assert owner("Campaign.Archive", CampaignID="9", Reason="x") == {"Success": False, "ErrorCode": {"campaignid": 3}}
    assert owner("campaign.archive", CampaignID="3", Reason="x") == {"Success": True, "ErrorCode": 0}
    assert (owner.read(3)["CampaignStatus"], owner.read(3)["ScheduleType"]) == ("Failed", "Not Scheduled")


def test_a_failure_of_the_server_itself_is_logged_and_answered_as_json(spec, store, owner, caplog):
    def fail(situation):
        situation.store.change(2, {"CampaignName": "half done"})
        raise RuntimeError("a secret detail")

    broken = Client(create_app(spec, store, AppOptions(actions={"Campaign.Update": fail})))
    with caplog.at_level(logging.ERROR):
        answer = broken.post(owner.path, data={"Command": "Campaign.Update", "CampaignID": "2", "APIKey": owner.key})
    assert (answer.status_code, answer.get_json()["Success"]) == (500, False)
    assert "secret" not in answer.text
    assert "a secret detail" in caplog.text
    assert owner.read(2)["CampaignName"] == "Autumn Newsletter"


def test_threads_lose_and_mix_nothing(owner):
    def work(thread):
        done = []
        for turn in range(15):
            new = owner.create(f"{thread}-{turn}")
            copied = int(owner("Campaign.Copy", CampaignID=str(new))["NewCampaignID"])
            owner("Campaign.Update", CampaignID=str(copied), CampaignName=f"copy of {thread}-{turn}")
            done += [(new, f"{thread}-{turn}"), (copied, f"copy of {thread}-{turn}")]
        return done

    with ThreadPoolExecutor(8) as pool:
        done = [pair for result in pool.map(work, range(8)) for pair in result]
    assert len({campaign for campaign, _ in done}) == len(done) == 240
    stored = {int(row["CampaignID"]): row["CampaignName"] for row in owner.list()}
    assert {campaign: stored[campaign] for campaign, _ in done} == dict(done)
    assert owner("Campaigns.Get")["TotalCampaigns"] == 8 + 240


def test_it_runs_inside_a_process_over_http(spec, store, seeded):
    with running(create_app(spec, store)) as url, requests.Session() as session:
        for _ in range(3):
            answer = session.post(
                url + spec.transport.path, data={"Command": "Campaigns.Get", "APIKey": KEY}, timeout=5
            )
            assert answer.json()["TotalCampaigns"] == len(seeded.accounts[0].campaigns)
        too_large = session.post(url + spec.transport.path, data=b"x" * 3_000_000, timeout=5)
        assert too_large.status_code == 413
        assert session.get(url, timeout=5).status_code == 404
    with pytest.raises(requests.ConnectionError):
        requests.get(url, timeout=5)
