"""`replay` on the reference server, with reports that hold a check each."""

from __future__ import annotations

import base64
import json
import os
import signal
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest

from campaign_contract import spec
from campaign_contract.contract_tests.api.outcomes import Outcome
from campaign_contract.contract_tests.api.world import NEVER_ISSUED
from campaign_contract.contract_tests.report.verdict import Step
from campaign_contract.contract_tests.tests.results import result, run
from campaign_contract.tools.proof.trial.blueprint import layer_added, reference, spec_altered
from campaign_contract.tools.runs import replay as replay_module
from campaign_contract.tools.runs.replay import DIFFERENT, SAME, replay
from campaign_contract.tools.runs.verify import USAGE

API = reference().spec
CHECK = "Campaign.Pause/not-sending/from-Draft"
FORM, JSON = "application/x-www-form-urlencoded", "application/json; charset=utf-8"
OK, NAME = {"Success": True, "ErrorCode": 0}, "cct-0123abcd 0001 campaign"
OWNER, STRANGER = (account for account in reference().seed.accounts)


@dataclass
class Spied:
    """A running reference server and the requests that it got, as parameters where they can be read."""

    url: str
    requests: list[Mapping[str, Any]]

    def of(self, command: str) -> list[Mapping[str, Any]]:
        return [request for request in self.requests if request.get("command") == command]

    def first_after(self, maker: str, command: str) -> Mapping[str, Any]:
        """The first request of a command after one of `maker`; what comes before and at the end is replay's own."""
        places = [place for place, request in enumerate(self.requests) if request.get("command") == maker]
        return next(request for request in self.requests[places[0] :] if request.get("command") == command)


def spied(alteration=lambda blueprint: blueprint):
    requests = []

    def spy(incoming, serve):
        requests.append({**incoming.parameters, "body": incoming.body})
        return serve(incoming)

    return layer_added(spy)(alteration(reference())), requests


@pytest.fixture
def server():
    blueprint, requests = spied()
    with blueprint.running() as url:
        yield Spied(url, requests)


@pytest.fixture
def again(server, tmp_path):
    """Replay the steps on the server; `flags` replaces settings."""

    def play(*steps: Step, **flags: Any) -> int:
        keys = {"api_key": OWNER.api_key, "stranger_api_key": STRANGER.api_key}
        return replay(reported(tmp_path, *steps), CHECK, {"base_url": server.url, **keys, **flags})

    return play


@pytest.fixture(autouse=True)
def quick_and_apart_from_the_environment(monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setattr(spec, "load", lambda *_: API)
    for name in ("CAMPAIGN_CONTRACT_API_KEY", "CAMPAIGN_CONTRACT_TARGET", "CAMPAIGN_CONTRACT_BASE_URL"):
        monkeypatch.delenv(name, raising=False)


def reported(folder: Path, *steps: Step) -> Path:
    """A report with one check that sent these requests."""
    told = run(result(Outcome.FAIL, id=CHECK, message="got 4", exchanges=steps)).to_json()
    (folder / "conformance.json").write_text(json.dumps(told), encoding="utf-8")
    return folder


def step(command: str, answer: Any, media_type: str = FORM, key: str = "$API_KEY", **parameters: Any) -> Step:
    """A reported request and its answer."""
    sent = {"Command": command, "APIKey": key, **parameters}
    body = urlencode(sent, safe="$") if media_type == FORM else json.dumps(sent)
    return as_sent(body, answer, media_type, command)


def as_sent(body: str | None, answer: Any = OK, media_type: str = FORM, command: str = "", **parts: Any) -> Step:
    headers = {"Content-Type": media_type}
    return Step("curl …", 200, json.dumps(answer), 3, command, headers=headers, body=body, **parts)


def created(id: int | str = 500, **parts: Any) -> Step:
    return step("Campaign.Create", {**OK, "CampaignID": id}, CampaignName=NAME, **parts)


NOT_PAUSED = step("Campaign.Pause", {"Success": False, "ErrorCode": 3}, CampaignID=500)


def test_the_same_outcomes_end_with_0(again, capsys):
    assert again(created(), NOT_PAUSED) == SAME
    assert "SAME  all 2 requests have the reported outcome" in capsys.readouterr().out


def test_another_code_ends_with_1_and_is_marked(again, capsys):
    before = replace(NOT_PAUSED, answer='{"Success": false, "ErrorCode": 4}')

    assert again(created(), before) == DIFFERENT

    out = capsys.readouterr().out
    assert [line.split() for line in out.splitlines() if line.startswith("≠")] == [["≠", "ErrorCode", "4", "3"]]
    assert "DIFFERENT  1 of 2 requests: 2" in out


@pytest.mark.parametrize(
    ("status", "answer", "marked"),
    [
        (404, '{"Success": false, "ErrorCode": 3}', ["HTTP status"]),
        (200, '{"Success": false, "ErrorCode": [3]}', []),
        (200, '{"Success": true, "ErrorCode": 3}', ["Success"]),
        (0, "(no answer: ReadTimeout)", ["HTTP status", "Success", "ErrorCode"]),
    ],
)
def test_an_outcome_is_status_success_and_code(again, capsys, status, answer, marked):
    ended = again(created(), replace(NOT_PAUSED, status=status, answer=answer))

    lines = [line for line in capsys.readouterr().out.splitlines() if line.startswith("≠")]
    assert [next(what for what in marked if what in line) for line in lines] == marked
    assert ended == (DIFFERENT if marked else SAME)


@pytest.mark.parametrize("media_type", [FORM, JSON])
@pytest.mark.parametrize("id", [500, "500"])
def test_ids_are_those_that_the_target_issues_now(again, server, media_type, id):
    read = step("Campaign.Get", {**OK, "Campaign": {"CampaignID": 500}}, media_type, campaignid=id)

    assert again(created(id, media_type=media_type), read) == SAME

    sent = server.first_after("Campaign.Create", "Campaign.Get")["campaignid"]
    assert str(sent) not in ("500", "")
    assert type(sent) is (type(id) if media_type == JSON else str)


def test_lists_of_ids_are_translated_and_other_numbers_are_not(again, server):
    both = (created(71), created(72))
    deleted = step("Campaigns.Delete", OK, Campaigns="71, 72")
    listed = step("Campaigns.Get", OK, RecordsPerRequest="71", SearchKeyword="72")

    assert again(*both, listed, deleted) == SAME

    new = [int(id) for id in server.of("Campaigns.Delete")[0]["campaigns"].split(",")]
    assert len(set(new)) == 2
    assert not {71, 72} & set(new)
    assert [r["recordsperrequest"] for r in server.of("Campaigns.Get") if r.get("searchkeyword") == "72"] == ["71"]


def test_a_copy_is_followed_like_a_new_campaign(again, server):
    copied = step("Campaign.Copy", {**OK, "NewCampaignID": "501"}, CampaignID=500)
    read = step("Campaign.Get", OK, campaignid="501")

    assert again(created(), copied, read) == SAME
    assert server.of("Campaign.Get")[-1]["campaignid"] != server.of("Campaign.Copy")[0]["campaignid"]


def test_names_are_new_so_that_a_target_without_duplicates_is_fine(again, server):
    again(created())
    again(created())

    names = [request["campaignname"] for request in server.of("Campaign.Create")]
    assert len(set(names)) == 2
    assert [name[:4] + name[12:] for name in names] == ["cct- 0001 campaign"] * 2
    assert NAME not in names


def test_the_campaigns_of_a_replay_are_deleted(again, server):
    again(created(), created(501, key="$STRANGER_API_KEY"), NOT_PAUSED)

    assert len(server.of("Campaigns.Delete")) == 2
    assert again() == USAGE
    again(step("Campaigns.Get", {**OK, "Campaigns": []}))
    assert len(server.of("Campaign.Create")) == 2


def test_they_are_deleted_also_when_something_breaks(again, server, monkeypatch):
    monkeypatch.setattr("campaign_contract.tools.runs.replay._comparison", lambda *_: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        again(created())

    assert len(server.of("Campaigns.Delete")) == 1


@pytest.fixture
def usual_signals():
    """As a program finds them; a worker of pytest-xdist has handlers of its own."""
    usual = {signal.SIGINT: signal.default_int_handler, signal.SIGTERM: signal.SIG_DFL, signal.SIGHUP: signal.SIG_DFL}
    before = {number: signal.signal(number, handler) for number, handler in usual.items()}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.usefixtures("usual_signals")
@pytest.mark.parametrize(("number", "status"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGINT, 130)])
def test_they_are_deleted_also_when_a_signal_ends_it(server, again, monkeypatch, capsys, number, status):
    def signalled(*_):
        os.kill(os.getpid(), number)
        raise AssertionError("nothing ended it")

    monkeypatch.setattr(replay_module, "_comparison", signalled)
    assert again(created(), NOT_PAUSED) == status
    assert capsys.readouterr().err == "interrupted\n"
    assert len(server.of("Campaigns.Delete")) == 1


def test_credentials_are_those_of_the_settings_and_are_not_printed(again, server, capsys):
    again(created(), created(501, media_type=JSON, key="$STRANGER_API_KEY"))

    assert [request["apikey"] for request in server.of("Campaign.Create")] == [OWNER.api_key, STRANGER.api_key]
    out = capsys.readouterr().out
    assert OWNER.api_key not in out
    assert STRANGER.api_key not in out
    assert 'APIKey="$API_KEY"' in out


@pytest.mark.parametrize(
    ("variable", "sent"),
    [
        ("${API_KEY%?}", OWNER.api_key[:-1]),
        ("${API_KEY%?}0", OWNER.api_key[:-1] + "0"),
        ("${API_KEY~~}", OWNER.api_key.swapcase()),
        ("${API_KEY:0:8}", OWNER.api_key[:8]),
        ("${API_KEY:8}", OWNER.api_key[8:]),
    ],
)
def test_spoiled_credentials_are_spoiled_again(again, server, variable, sent):
    refused = {"Success": False, "ErrorCode": 99998}
    assert again(as_sent(f"Command=Campaigns.Get&APIKey={variable}", refused)) == SAME
    assert [request for request in server.of("Campaigns.Get") if request.get("apikey") == sent]


def test_a_credential_with_odd_characters_arrives(server, tmp_path):
    key = "a+b &=%é\"'\\ x"
    for media_type in (FORM, JSON):
        report = reported(tmp_path, step("Campaigns.Get", {"Success": False, "ErrorCode": 99998}, media_type))
        assert replay(report, CHECK, {"base_url": server.url, "api_key": key}) == SAME
    assert {request["apikey"] for request in server.of("Campaigns.Get") if "apikey" in request} == {key}


def test_a_credential_that_is_not_known_is_asked_for(again, server, capsys):
    assert again(step("Campaigns.Get", OK, key="$STRANGER_API_KEY"), stranger_api_key=None) == USAGE
    assert again(as_sent("Command=Campaigns.Get&SessionID=$SESSION_ID")) == USAGE

    assert capsys.readouterr().err.splitlines() == [
        f"{CHECK}: request 1 was sent with $STRANGER_API_KEY; give --stranger-api-key",
        f"{CHECK}: request 1 was sent with $SESSION_ID; give --session-id",
    ]
    assert server.requests == []


CHANGING = sorted(command.name for command in API.commands if not command.name.endswith(".Get"))


@pytest.mark.parametrize("command", [name for name in CHANGING if name != "Campaign.Create"])
@pytest.mark.parametrize("id", ["3", "500,3", " 3", "3abc", "3.5"])
@pytest.mark.parametrize("media_type", [FORM, JSON])
def test_a_campaign_that_the_check_has_not_made_is_left_alone(again, server, capsys, command, id, media_type):
    name = next(p.name for p in API.command(command).parameters if p.kind in ("campaign", "campaigns"))

    assert again(created(), step(command, OK, media_type, **{name: id})) == USAGE

    assert f"{CHECK}: request 2 names campaign 3, which no request of this check made" in capsys.readouterr().err
    assert server.requests == []


@pytest.mark.parametrize("value", [3, [3], ["3"], 3.5, {"a": [3]}, "x;3"])
def test_such_a_campaign_is_seen_in_any_json(again, server, value):
    assert again(step("Campaigns.Delete", OK, JSON, Campaigns=value)) == USAGE
    assert server.requests == []


def test_a_campaign_is_the_checks_own_only_once_it_is_made(again, server):
    assert again(NOT_PAUSED, created()) == USAGE
    assert again(replace(created(), answer='{"Success": false, "ErrorCode": 1}'), NOT_PAUSED) == USAGE
    assert server.requests == []


def test_what_cannot_be_read_is_not_sent_with_credentials(again, server, capsys):
    twice = f"Command=Campaign.Pause&APIKey=$API_KEY&CampaignID={NEVER_ISSUED}&CampaignID=3"

    assert again(as_sent(twice)) == USAGE
    assert again(as_sent('{"Command": "Campaign.Pause", "APIKey": "$API_KEY"', media_type=JSON)) == USAGE

    assert "request 1 has credentials but cannot be read, so it could change anything" in capsys.readouterr().err
    assert server.requests == []


@pytest.mark.parametrize("id", [NEVER_ISSUED, f"{NEVER_ISSUED}abc", "0", "-1", "abc", "", "9" * 30])
def test_ids_that_nobody_has_are_sent_as_they_were(again, server, id):
    again(step("Campaign.Pause", {"Success": False, "ErrorCode": 2}, CampaignID=id))
    assert [request["campaignid"] for request in server.of("Campaign.Pause")] == [id]


def test_any_bytes_are_sent_as_they_were(again, server):
    body = b'{"Command": "Campaign.Create", "CampaignName": "\xff"}'
    odd = as_sent(base64.b64encode(body).decode(), media_type=JSON, base64=True)
    broken = as_sent('{"Command": ', media_type=JSON)

    again(odd, broken)

    bodies = [request["body"] for request in server.requests if not request.get("apikey")]
    assert bodies[1:3] == [body, b'{"Command": '], "before and after them replay asks whether the target answers"


def test_a_body_that_was_not_kept_is_not_replayed(again, server, capsys):
    assert again(as_sent(None)) == USAGE
    assert (
        capsys.readouterr().err
        == f"{CHECK}: request 1 is too long or too raw to be kept as data; run its line in the report by hand\n"
    )
    assert server.requests == []


def test_nothing_that_could_send_leaves_without_permission(again, server, capsys):
    ready = step("Campaign.Update", OK, CampaignID=500, CampaignStatus="Ready")

    assert again(created(), ready, allow_sending=False) == USAGE

    assert "--allow-sending allows it" in capsys.readouterr().err
    assert server.of("Campaign.Update") == []
    assert len(server.of("Campaigns.Delete")) == 1


def test_a_campaign_that_was_there_before_is_never_touched(tmp_path, capsys):
    """A target that answers the id of an old campaign to Create ends the replay."""

    def old_id(incoming, serve):
        answer = serve(incoming)
        return (
            replace(answer, body={**answer.body, "CampaignID": 2}) if incoming.command == "Campaign.Create" else answer
        )

    blueprint, requests = spied(layer_added(old_id))
    with blueprint.running() as url:
        assert (
            replay(reported(tmp_path, created(), NOT_PAUSED), CHECK, {"base_url": url, "api_key": OWNER.api_key}) == 1
        )

    assert "which existed before the run" in capsys.readouterr().err
    assert not [request for request in requests if request.get("command") == "Campaign.Pause"]
    assert "2" not in [id for request in requests for id in request.get("campaigns", "").split(",")]


def test_campaigns_of_another_check_are_missed_aloud(again, capsys):
    again(step("Campaigns.Get", {**OK, "Campaigns": []}, SearchKeyword=NAME))
    assert "It looks for campaigns that another check made" in capsys.readouterr().out


def test_a_target_that_does_not_answer_ends_with_4(again, capsys):
    assert again(created(), base_url="http://127.0.0.1:9") == 4
    assert capsys.readouterr().err == "http://127.0.0.1:9/api.php cannot be reached\n"


def test_the_reference_server_is_started_where_it_is_asked_for(tmp_path, monkeypatch):
    monkeypatch.setenv("CAMPAIGN_CONTRACT_API_KEY", "somebody-elses-key")
    assert replay(reported(tmp_path, created(), NOT_PAUSED), CHECK, {"base_url": "reference"}) == SAME


@pytest.mark.parametrize(
    ("content", "address", "complaint"),
    [
        (None, CHECK, "cannot be read: No such file or directory"),
        ("{", CHECK, "is no report; `campaign-contract verify --report-dir DIR` writes conformance.json"),
        ('{"checks": [{}]}', CHECK, "is no report"),
        ("[]", CHECK, "is no report"),
        ("report", CHECK.lower(), f"did you mean {CHECK}?"),
        ("report", "nothing", "has no check nothing; `campaign-contract list` shows the addresses"),
        ("report", CHECK, "no credentials of the owner of http://127.0.0.1:9/api.php; give --api-key or --session-id"),
    ],
)
def test_wrong_usage_is_one_line(tmp_path, capsys, content, address, complaint):
    report = tmp_path / "conformance.json"
    if content == "report":
        reported(tmp_path, created())
    elif content is not None:
        report.write_text(content, encoding="utf-8")

    assert replay(report, address, {"base_url": "http://127.0.0.1:9"}) == USAGE

    err = capsys.readouterr().err
    assert complaint in err
    assert len(err.splitlines()) == 1


def test_what_the_server_sees_is_what_was_recorded(again, server):
    """Where there is nothing to translate, not a byte of a body changes."""
    form = "Command=Campaign.Get&APIKey=$API_KEY&campaignid=&X=a+b%20c&Y=%C3%BC"
    again(as_sent(form))
    bodies = [request["body"].decode() for request in server.of("Campaign.Get")]
    assert form.replace("$API_KEY", OWNER.api_key) in bodies
    assert dict(parse_qsl(form))["X"] == "a b c"


def test_an_altered_server_is_told_apart(tmp_path):
    def recoded(api):
        return replace(api, commands=tuple(_with_code(command) for command in api.commands))

    def _with_code(command):
        errors = tuple(replace(e, code=7) if e.id == "not-sending" else e for e in command.errors)
        return replace(command, errors=errors)

    with spec_altered(recoded)(reference()).running() as url:
        report = reported(tmp_path, created(), NOT_PAUSED)
        assert replay(report, CHECK, {"base_url": url, "api_key": OWNER.api_key}) == DIFFERENT
