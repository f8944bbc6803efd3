"""Requests as clients of the real product write them, each taken; and the answers that they ask for."""

from __future__ import annotations

import json
from xml.etree import ElementTree as ET

import pytest

BUNDLE = {
    "operator": "or",
    "criteria": [
        {
            "list_id": "1",
            "operator": "and",
            "rules": [{"type": "fields", "field_id": "EmailAddress", "operator": "contains", "value": "@test"}],
        }
    ],
}


def as_form(value, name):
    """The fields that PHP's http_build_query makes of a list or an object."""
    if not isinstance(value, list | dict):
        return {name: value}
    items = value.items() if isinstance(value, dict) else enumerate(value)
    return {field: text for key, item in items for field, text in as_form(item, f"{name}[{key}]").items()}


@pytest.mark.parametrize("shape", ["text", "JSON list", "JSON list of numbers", "Campaigns[]", "Campaigns[n]"])
def test_a_list_of_ids_is_taken_in_every_shape(owner, shape):
    first, second, kept = owner.create("a"), owner.create("b"), owner.create("c")
    ids = [str(first), str(second)]
    answer = {
        "text": lambda: owner("Campaigns.Delete", Campaigns=",".join(ids)),
        "JSON list": lambda: owner.json("Campaigns.Delete", Campaigns=ids),
        "JSON list of numbers": lambda: owner.json("Campaigns.Delete", Campaigns=[first, second]),
        "Campaigns[]": lambda: owner("Campaigns.Delete", **{"Campaigns[]": ids}),
        "Campaigns[n]": lambda: owner("Campaigns.Delete", **as_form(ids, "campaigns")),
    }[shape]()
    assert answer == {"Success": True, "ErrorCode": 0, "ErrorText": ""}
    left = {row["CampaignID"] for row in owner.list()}
    assert str(kept) in left
    assert left.isdisjoint(ids)


def test_an_empty_list_is_not_sent(owner):
    assert owner.json("Campaigns.Delete", Campaigns=[])["ErrorCode"] == {"campaigns": 1}


def test_a_bundle_is_taken_as_form_fields(owner):
    answer = owner("Campaign.Update", CampaignID="2", **as_form(BUNDLE, "RulesJsonBundle"))
    assert answer == {"Success": True, "ErrorCode": 0}
    assert json.loads(owner.read(2)["RulesJsonBundle"]) == BUNDLE


def test_a_form_update_with_every_field_and_most_of_them_empty_changes_only_what_is_sent(owner, spec):
    before = owner.read(2)
    empty = {item.name: "" for item in spec.command("Campaign.Update").parameters}
    sent = empty | {"CampaignID": "2", "CampaignName": "New", "ScheduleType": "Not Scheduled"}
    assert owner("Campaign.Update", **sent)["Success"] is True
    after = owner.read(2)
    changed = {name for name in after if after[name] != before[name]}
    assert changed - {"LastActivityDateTime", "ScheduleType"} == {"CampaignName", "Name"}


def test_recipients_as_clients_write_them_are_kept(owner):
    assert owner("Campaign.Update", CampaignID="2", RecipientListsAndSegments="5::0")["Success"] is True
    assert owner.read(2)["RecipientLists"] == ["5"]


@pytest.mark.parametrize("number", [2.0, 2, "2"])
def test_a_whole_json_number_is_an_id_however_it_is_written(owner, number):
    assert owner.json("Campaign.Update", CampaignID=number, CampaignName=f"by {number!r}")["Success"] is True
    assert owner.read(2)["CampaignName"] == f"by {number!r}"


@pytest.mark.parametrize("number", [2.5, 1e300])
def test_another_json_number_is_no_id(owner, number):
    assert owner.json("Campaign.Update", CampaignID=number, CampaignName="x")["Success"] is False


class TestTheSessionCookie:
    def ask(self, client, owner, session, **parameters):
        client.set_cookie("PHPSESSID", session, domain="localhost")
        return client.get(owner.path, query_string={"Command": "Campaigns.Get", **parameters}).get_json()

    @pytest.mark.parametrize("sent", [{}, {"SessionID": ""}])
    def test_stands_for_a_session_that_is_not_sent(self, client, owner, seeded, sent):
        assert self.ask(client, owner, seeded.accounts[0].session_id, **sent)["Success"] is True

    def test_beside_the_same_session_changes_nothing(self, client, owner, seeded):
        session = seeded.accounts[0].session_id
        assert self.ask(client, owner, session, sessionid=session)["Success"] is True

    @pytest.mark.parametrize("credential", ["SessionID", "APIKey"])
    def test_does_not_stand_in_for_a_wrong_credential(self, client, owner, seeded, credential):
        answer = self.ask(client, owner, seeded.accounts[0].session_id, **{credential: "wrong"})
        assert answer["ErrorCode"] == 99998

    def test_is_refused_when_it_is_no_session(self, client, owner):
        assert self.ask(client, owner, "nobody")["ErrorCode"] == 99998


def answered(client, owner, **parameters):
    return client.get(owner.path, query_string={"APIKey": owner.key, "Command": "Campaigns.Get", **parameters})


def test_xml_is_answered_where_it_is_asked_for(client, owner):
    answer = answered(client, owner, responseformat="xml", CampaignStatus="Draft", RetrieveTags="1")
    root = ET.fromstring(answer.data)
    assert (answer.status_code, answer.mimetype, root.tag) == (200, "application/xml", "Response")
    assert (root.findtext("Success"), root.findtext("ErrorCode")) == ("true", "0")
    rows = owner.list(CampaignStatus="Draft")
    assert [row.findtext("CampaignName") for row in root.iterfind("Campaigns/Item")] == [
        row["CampaignName"] for row in rows
    ]


def test_failures_are_xml_too(client, owner):
    root = ET.fromstring(answered(client, owner, ResponseFormat="XML", Command="Campaigns.Delete").data)
    assert (root.findtext("Success"), root.findtext("ErrorCode/campaigns")) == ("false", "1")
    root = ET.fromstring(answered(client, owner, ResponseFormat="XML", APIKey="wrong").data)
    assert root.findtext("ErrorCode") == "99998"


def test_xml_holds_any_name(client, owner):
    owner.create("<&\x01\U0001f600>")
    root = ET.fromstring(answered(client, owner, ResponseFormat="XML", SearchKeyword="<&").data)
    assert root.findtext("Campaigns/Item/CampaignName") == "<&\ufffd\U0001f600>"


@pytest.mark.parametrize("wanted", ["JSON", "json", "YAML", ""])
def test_any_other_format_is_json(client, owner, wanted):
    answer = answered(client, owner, ResponseFormat=wanted)
    assert (answer.content_type, answer.get_json()["Success"]) == ("application/json", True)


@pytest.mark.parametrize("name", ["callback", "JSONPCallBack"])
@pytest.mark.parametrize("function", ["done", "$.on_1"])
def test_a_callback_gets_the_answer(client, owner, name, function):
    answer = answered(client, owner, **{name: function})
    assert answer.mimetype == "application/javascript"
    text = answer.text.removeprefix(f"/**/{function}(").removesuffix(");")
    assert json.loads(text) == owner("Campaigns.Get")


@pytest.mark.parametrize("function", ["alert(1)//", "a b", "<script>", "é", "a.", "a" * 101])
def test_a_callback_that_is_no_name_is_ignored(client, owner, function):
    answer = answered(client, owner, callback=function)
    assert (answer.content_type, answer.get_json()["Success"]) == ("application/json", True)
