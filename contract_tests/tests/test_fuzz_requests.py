"""Generated bodies are made safe before they are sent."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaign_contract.contract_tests.api.world import NEVER_ISSUED, Campaign
from campaign_contract.contract_tests.explore.fuzz import Tamer, bodies
from campaign_contract.contract_tests.explore.openapi_document import document
from campaign_contract.contract_tests.explore.repeatable import nothing_learned
from campaign_contract.contract_tests.stories.test_fuzz import commands_and_encodings
from campaign_contract.spec import Kind, Parameter

pytestmark = pytest.mark.usefixtures("miniature")
OWN = "1001"
SUBJECTS = ("CampaignID", "campaignid", "Campaigns")
VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.text(max_size=5), st.lists(st.integers(), max_size=2), st.just("12")
)
COMMANDS = [
    "Campaign.Approve", "Campaign.Cancel", "Campaign.Copy", "Campaign.Create", "Campaign.Get", "Campaign.Pause",
    "Campaign.Resume", "Campaign.Update", "Campaigns.Delete", "Campaigns.Get",
]  # fmt: skip


@pytest.fixture
def tamer_of(make_world, api):
    def make(command, **changes):
        world = make_world(**changes)
        return Tamer(world, api.command(command)), Campaign(OWN, "own", world.owner)

    return make


@pytest.mark.parametrize("command", COMMANDS)
def test_no_id_of_anybody_else_is_sent(tamer_of, api, command):
    tamer, own = tamer_of(command)
    names = [parameter.name for parameter in api.command(command).parameters]
    variants = [*names, *(name.lower() for name in names), "Command", "APIKey", "SessionID", "CampaignID[]", "x"]

    @settings(database=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(st.dictionaries(st.sampled_from(variants), VALUES))
    def check(body):
        sent = tamer.tame(body, own).parameters
        ids = {name: value for name, value in sent.items() if name in SUBJECTS and name in names}
        assert all(value in (OWN, NEVER_ISSUED, "") or value.isalpha() for value in ids.values())
        assert {name.lower() for name in sent} & {"command", "apikey", "sessionid"} == set()
        assert all(name in names or name.startswith("Fuzz") for name in sent)
        emails = sent.get("RelEmailID", "")
        assert emails in ("7", NEVER_ISSUED, "")

    check()


def test_a_word_is_sent_as_an_id_only_where_it_has_a_number(tamer_of):
    for command, name, kept in (
        ("Campaign.Get", "campaignid", True),
        ("Campaigns.Delete", "Campaigns", True),
        ("Campaign.Pause", "CampaignID", False),
    ):
        tamer, own = tamer_of(command)
        assert (tamer.tame({name: "abc"}, own).parameters[name] == "abc") is kept


def test_without_leave_nothing_that_could_send_is_left(tamer_of):
    tamer, own = tamer_of("Campaign.Update", allow_sending=False)
    assert dict(tamer.tame({"CampaignStatus": "Ready", "ScheduleType": "Immediate"}, own).parameters) == {}
    tamer, own = tamer_of("Campaign.Resume", allow_sending=False)
    assert {tamer.tame({"CampaignID": str(n)}, own).parameters["CampaignID"] for n in range(9)} == {NEVER_ISSUED}


def test_names_start_with_the_prefix_of_the_run(tamer_of):
    tamer, own = tamer_of("Campaign.Create")
    name = tamer.tame({"CampaignName": "Sale"}, own).parameters["CampaignName"]
    assert name.startswith("cct-test ")
    assert name.endswith(" Sale")


@pytest.mark.parametrize(
    ("command", "body", "numbered"),
    [
        ("Campaign.Create", {"CampaignName": "Sale"}, True),
        ("Campaign.Create", {"CampaignName": ""}, True),
        ("Campaign.Create", {}, True),
        ("Campaign.Create", {"CampaignName": "a\tb"}, False),
        ("Campaign.Create", {"CampaignName": "\U0001f600"}, False),
        ("Campaign.Create", {"CampaignName": "x" * 100}, False),
        ("Campaign.Create", {"CampaignName": "Sale "}, False),
        ("Campaign.Create", {"CampaignName": ["Sale"]}, False),
        ("Campaign.Create", {"CampaignName": "Sale", "Unknown": "1"}, False),
        ("Campaign.Pause", {"CampaignID": "1"}, True),
        ("Campaign.Get", {"campaignid": "abc"}, True),
        ("Campaign.Update", {"CampaignStatus": "Odd"}, True),
        ("Campaign.Update", {"PublishOnRSS": "Odd"}, False),
        ("Campaign.Update", {"RelEmailID": "5"}, True),
        ("Campaign.Update", {"SendDate": "n"}, False),
        ("Campaign.Update", {"SendDate": "2035-06-01"}, True),
        ("Campaign.Update", {"RulesJsonBundle": "n"}, False),
        ("Campaigns.Get", {"RecordsPerRequest": "-1"}, False),
        ("Campaigns.Get", {"CampaignStatus": "Ready", "RetrieveTags": "true", "SearchKeyword": "a"}, True),
        ("Campaigns.Get", {"OrderField": "Nonsense"}, False),
    ],
)
def test_a_number_is_asked_for_only_where_the_page_has_one(tamer_of, command, body, numbered):
    tamer, own = tamer_of(command)
    assert tamer.tame(body, own).numbered is numbered


@pytest.mark.parametrize(
    ("body", "sent", "numbered"),
    [
        ({"RelEmailID": "5"}, {"RelEmailID": 7}, True),
        ({"CampaignID": "3"}, {"CampaignID": 1001}, True),
        ({"CampaignID": ""}, {"CampaignID": ""}, True),
    ],
)
def test_a_target_whose_ids_are_numbers_gets_numbers_where_the_encoding_has_them(tamer_of, body, sent, numbered):
    tamer, own = tamer_of("Campaign.Update")
    request = tamer.tame(body, replace(own, id=1001), typed=True)
    assert (request.parameters, request.numbered) == (sent, numbered)
    assert tamer.tame(body, own, typed=True) == tamer.tame(body, replace(own, id=1001)) == tamer.tame(body, own)


def test_a_word_has_no_number_on_a_target_that_takes_numbers(tamer_of):
    tamer, own = tamer_of("Campaign.Get")
    assert tamer.tame({"campaignid": "abc"}, replace(own, id=1001), typed=True).numbered is False


@pytest.mark.parametrize("encoding", ["json", "form"])
def test_bodies_are_good_and_bad_ones_of_one_encoding(api, encoding):
    seen = []

    @settings(database=None, derandomize=True, max_examples=40, suppress_health_check=list(HealthCheck))
    @given(bodies(api, api.command("Campaign.Pause"), encoding))
    def collect(body):
        seen.append(body)

    collect()
    ids = [body.get("CampaignID") for body in seen]
    assert any(str(id).isdecimal() for id in ids)
    assert any(not str(id).isdecimal() for id in ids)
    texts = all(isinstance(value, str) for body in seen for value in body.values())
    assert texts is (encoding == "form")


def test_a_parameter_that_a_spec_adds_is_generated(api):
    pause = api.command("Campaign.Pause")
    added = Parameter("PauseReason", Kind.CHOICE, True, "Why.", "holiday", values=("holiday", "strike"))
    changed = replace(pause, parameters=(*pause.parameters, added))
    spec = replace(api, commands=tuple(changed if item is pause else item for item in api.commands))
    seen = set()

    @settings(database=None, derandomize=True, max_examples=100, suppress_health_check=list(HealthCheck))
    @given(bodies(spec, changed, "json"))
    def collect(body):
        seen.add(str(body.get("PauseReason")))

    with nothing_learned():
        collect()
    assert {"holiday", "strike"} < seen


def test_every_command_of_a_spec_is_fuzzed_in_each_encoding(api):
    renamed = replace(api.command("Campaign.Pause"), name="Campaign.Halt")
    spec = replace(api, commands=(*api.commands, renamed))
    found = {(case.command, case.variant) for case in commands_and_encodings(spec)}
    assert {("Campaign.Halt", "form"), ("Campaign.Halt", "json")} <= found


def test_a_bundle_of_rules_is_generated_by_its_schema(api):
    described = document(api, api.command("Campaign.Update"), "json")
    body = described["components"]["schemas"]["Request"]
    assert {"$ref": "#/components/schemas/RulesJsonBundle"} in body["properties"]["RulesJsonBundle"]["anyOf"]
    assert "#/$defs/" not in str(described)


@pytest.mark.parametrize("encoding", ["json", "form"])
def test_nothing_is_generated_that_would_not_be_sent(api, encoding):
    """Credentials and the command's name would be left out again; long values take most of the time."""
    described = document(api, api.command("Campaign.Update"), encoding)["components"]["schemas"]
    own = {parameter.name for parameter in api.command("Campaign.Update").parameters}
    assert set(described["Request"]["properties"]) == own
    assert "allOf" not in document(api, api.command("Campaign.Pause"), encoding)["components"]["schemas"]["Request"]
    criterion = described["RulesJsonBundle"]["$defs"]["criterion"]
    assert criterion["additionalProperties"] is described["Request"]["additionalProperties"] is False
    assert criterion["properties"]["rules"]["maxItems"] == 3
