import io
from dataclasses import replace

import pytest
import requests
from werkzeug import Response
from werkzeug.test import Client

from campaign_contract.contract_tests.api.outcomes import Outcome
from campaign_contract.mockserver.store import Store
from campaign_contract.spec import Level
from campaign_contract.tools.proof.mutants.catalogue import catalogue
from campaign_contract.tools.proof.trial.blueprint import (
    action_altered,
    command_altered,
    layer_added,
    reference,
    spec_altered,
    store_altered,
    together,
)
from campaign_contract.tools.proof.trial.picking import NoMatch, matching
from campaign_contract.tools.proof.trial.suite import SuiteBroken, attempt, checks, exploring_checks, fixed_checks
from campaign_contract.tools.proof.trial.wire import FORM, Answer, editing, layered, on


def ask(alteration, command, **parameters):
    owner = reference().seed.accounts[0]
    with alteration(reference()).running() as url:
        sent = {"Command": command, "APIKey": owner.api_key, **parameters}
        return requests.post(f"{url}/api.php", data=sent, timeout=5)


def unaltered(blueprint):
    return blueprint


def test_a_blueprint_of_the_spec_alone_is_the_reference_server():
    assert ask(unaltered, "Campaign.Get", campaignid="1").json()["Campaign"]["Name"] == "Summer Sale"


def test_a_server_is_seeded_anew_each_time():
    ask(unaltered, "Campaigns.Delete", Campaigns="1")
    assert ask(unaltered, "Campaign.Get", campaignid="1").json()["Campaign"] != []


def test_a_spec_is_altered():
    alteration = spec_altered(lambda spec: replace(spec, credentials=("SessionID",)))
    assert ask(alteration, "Campaigns.Get").json()["ErrorCode"] == 99998


def test_a_command_is_altered_and_no_other():
    alteration = command_altered("Campaign.Copy", lambda command: replace(command, errors=()))
    assert ask(alteration, "Campaign.Copy").json()["Success"] is True
    assert ask(alteration, "Campaign.Pause").json()["ErrorCode"] == 1


def test_an_action_is_altered_with_the_usual_one_at_hand():
    alteration = action_altered("Campaigns.Get", lambda usual: lambda situation: {**usual(situation), "Campaigns": []})
    answer = ask(alteration, "Campaigns.Get").json()
    assert (answer["Campaigns"], answer["TotalCampaigns"]) == ([], 8)


def test_stores_are_combined():
    class Numbered(Store):
        def next_id(self):
            return super().next_id() + 100

    class Doubled(Store):
        def next_id(self):
            return super().next_id() * 2

    alteration = together(store_altered(Numbered), store_altered(Doubled))
    assert ask(alteration, "Campaign.Create", CampaignName="x").json()["CampaignID"] == (11 + 100) * 2


def test_layers_stand_one_around_the_other():
    first = layer_added(editing(lambda body: {"order": [*body.get("order", []), 1]}))
    second = layer_added(editing(lambda body: {"order": [*body.get("order", []), 2]}))
    assert ask(together(first, second), "Campaigns.Get").json() == {"order": [1, 2]}


def test_a_layer_sees_the_requests_of_its_command_only():
    layer = layer_added(on("Campaign.Pause", lambda *_: Answer(418, b"tea", "text/plain", {"X-Kind": "green"})))
    pause, listed = ask(layer, "Campaign.Pause"), ask(layer, "Campaigns.Get")
    assert (pause.status_code, pause.text, pause.headers["X-Kind"], listed.status_code) == (418, "tea", "green", 200)


def test_a_layer_passes_on_another_request():
    layer = layer_added(lambda request, pass_on: pass_on(request.having(campaignid="2", retrievetags=None)))
    answer = ask(layer, "Campaign.Get", campaignid="1", retrievetags="true").json()
    assert (answer["Campaign"]["CampaignID"], "Tags" in answer["Campaign"]) == (2, False)


@pytest.mark.parametrize("kind", ["data", "json"])
def test_a_layer_reads_forms_and_json(kind):
    seen = []
    layer = layer_added(lambda request, pass_on: seen.append(request) or pass_on(request))
    with layer(reference()).running() as url:
        requests.post(f"{url}/api.php?a=1", **{kind: {"Command": "X", "B": "2"}}, timeout=5)
    (request,) = seen
    assert (request.command, request.value("A"), request.value("b"), request.value("c")) == ("X", "1", "2", "")
    assert (request.method, request.media_type == FORM) == ("POST", kind == "data")


def test_an_unreadable_request_has_no_parameters():
    seen = []
    layer = layer_added(lambda request, pass_on: seen.append(request) or pass_on(request))
    with layer(reference()).running() as url:
        reply = requests.post(f"{url}/api.php", data=b"{", headers={"Content-Type": "application/json"}, timeout=5)
    assert (seen[0].parameters, reply.json()["ErrorCode"]) == ({}, 100000)


def test_the_chosen_checks_are_run_against_the_altered_server():
    alteration = command_altered("Campaign.Pause", lambda command: replace(command, errors=command.errors[1:]))
    chosen = {"Campaign.Pause/missing-id/left-out", "Campaign.Pause/success"}
    trial = attempt(alteration, chosen)
    assert trial.ids(Outcome.FAIL) == ("Campaign.Pause/missing-id/left-out",)
    assert trial.ids(Outcome.PASS) == ("Campaign.Pause/success",)
    assert trial.requests > 0


def test_a_server_that_does_not_come_up_is_no_result(monkeypatch):
    monkeypatch.setattr("campaign_contract.tools.proof.trial.suite.run_suite", lambda *_: 3)
    with pytest.raises(SuiteBroken, match="pytest did not start"):
        attempt(unaltered, {"Campaign.Pause/success"})


def test_a_trial_without_a_check_is_no_result():
    with pytest.raises(SuiteBroken, match="no check to run"):
        attempt(unaltered, {"No/such/check"})


def test_the_checks_are_fixed_or_exploring():
    told, explored = ({check.id for check in found} for found in (fixed_checks(), exploring_checks()))
    assert "Campaign.Pause/not-sending/from-Draft" in told
    assert {"Api/model/walks", "Http/framing/chunked", "Campaign.Pause/documented-codes/form"} <= explored
    assert not told & explored
    assert told | explored == {check.id for check in checks()}


def test_a_body_that_is_announced_absurdly_long_goes_past_the_layers():
    app = layered(Response("the app"), [lambda *_: Answer(500, {})])
    assert Client(app).post("/", data="x").status_code == 500
    huge = Client(app).post("/", environ_overrides={"CONTENT_LENGTH": str(10**18)})
    assert (huge.status_code, huge.text) == (200, "the app")


def test_a_body_that_cannot_be_read_is_passed_on_as_an_empty_one():
    class Broken(io.RawIOBase):
        def readinto(self, buffer):
            raise OSError(len(buffer))

    seen = []
    app = layered(Response("{}"), [lambda request, pass_on: seen.append(request.body) or pass_on(request)])
    answer = Client(app).post("/", environ_overrides={"wsgi.input": Broken(), "CONTENT_LENGTH": "5"})
    assert (answer.status_code, seen) == (200, [b""])


def test_ids_are_matched_by_a_part_of_them():
    ids = ["spec/one", "spec/two", "answer/one"]
    assert matching(ids, None) == ids
    assert matching(ids, "one") == ["spec/one", "answer/one"]
    assert matching(ids, "s*/t?o") == ["spec/two"]
    with pytest.raises(NoMatch, match="no id contains 'three'"):
        matching(ids, "three")


@pytest.mark.parametrize(
    ("id", "address"),
    [
        ("handler/name-cut-after-100-characters", "Campaign.Create/long-name-kept/255-characters"),
        ("handler/answer-holds-nan", "Api/no-byte-order-mark"),
        ("handler/answer-is-followed-by-text", "Api/content-type"),
    ],
)
def test_what_breaks_every_answer_fails_at_must_in_a_check_at_should_too(id, address):
    (result,) = attempt(catalogue()[id].alteration, {address}).results
    assert (result.outcome, result.check.level) == (Outcome.FAIL, Level.MUST)


def test_a_failure_of_what_a_check_at_should_is_about_stays_advice():
    (result,) = attempt(catalogue()["spec/transport/content-type"].alteration, {"Api/content-type"}).results
    assert (result.outcome, result.check.level) == (Outcome.FAIL, Level.SHOULD)
