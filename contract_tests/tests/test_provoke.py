"""Each recipe breaks exactly what its word says, with ids that are dangerous to nobody."""

from __future__ import annotations

import re
from json import loads

import pytest
from jsonschema import validate

from campaign_contract.contract_tests.api.outcomes import NotArranged
from campaign_contract.contract_tests.api.provoke import (
    bundle,
    good_parameters,
    good_request,
    good_value,
    needed,
    own_campaign,
    provocations,
)
from campaign_contract.contract_tests.api.world import NEVER_ISSUED
from campaign_contract.spec import Guard, Kind, Level, Word, load

pytestmark = pytest.mark.usefixtures("miniature")

SPEC = load()
WAYS = [way for command in SPEC.commands for way in provocations(SPEC, command)]
SUBJECTS = (Kind.CAMPAIGN, Kind.CAMPAIGNS)
ALWAYS_NEW = "CampaignName"


def named(way):
    return f"{way.command.name}/{way.error.id}/{way.variant}"


each_way = pytest.mark.parametrize("way", WAYS, ids=named)


def of(word):
    return pytest.mark.parametrize("way", [way for way in WAYS if way.cause.word is word], ids=named)


def value(way, world):
    request, _ = way.request(world)
    return request.get(way.cause.parameters[0])


def intval(text):
    """How a lax target may read an id: the digits in front."""
    return int(re.match(r"\s*([+-]?\d*)", str(text))[1] or "0")


def test_every_error_that_somebody_must_or_should_answer_has_a_way():
    wanted = {
        (command.name, error.id)
        for command in SPEC.commands
        for error in command.errors
        if any(cause.level is not Level.MAY for cause in error.when)
    }
    assert {(way.command.name, way.error.id) for way in WAYS} == wanted


def test_no_two_ways_have_the_same_address_and_none_is_may():
    assert len({named(way) for way in WAYS}) == len(WAYS)
    assert Level.MAY not in {way.level for way in WAYS}


@each_way
def test_a_way_changes_what_it_breaks_and_nothing_else(world, way):
    request, campaign = way.request(world)
    good = good_parameters(world, way.command, campaign, way.guard)
    changed = {name for name in good.keys() | request.keys() if good.get(name, ...) != request.get(name, ...)}
    assert changed - {ALWAYS_NEW} <= set(way.cause.parameters)
    if way.guard:
        assert request[way.guard.parameter] == way.guard.value


@each_way
def test_every_id_that_a_way_sends_is_a_test_campaign_or_nobodys(world, miniature, way):
    miniature.plant(1)
    request, _ = way.request(world)
    for parameter in way.command.parameters:
        if parameter.kind in SUBJECTS:
            for part in str(request.get(parameter.name, "")).split(","):
                assert intval(part) in (0, int(NEVER_ISSUED)) or world.ledger.holds(intval(part))
    changed = [sent for sent in miniature.received if sent.get("CampaignID")]
    assert all(world.ledger.holds(sent["CampaignID"]) for sent in changed)


@of(Word.MISSING)
def test_missing_is_left_out_or_empty(world, way):
    request, _ = way.request(world)
    found = {request.get(name) for name in way.cause.parameters}
    assert found == ({""} if way.variant.startswith("empty") else {None})


@of(Word.MALFORMED)
def test_malformed_is_no_number(world, way):
    assert not value(way, world).isdecimal()


@of(Word.UNLISTED)
def test_unlisted_is_none_of_the_values(world, way):
    parameter = way.command.parameter(way.cause.parameters[0])
    assert value(way, world) not in ("", *parameter.accepted)


@of(Word.UNKNOWN)
def test_unknown_is_deleted_or_was_never_issued(world, miniature, way):
    sent = value(way, world)
    if way.variant == "deleted":
        assert world.ledger.holds(sent)
        assert sent not in miniature.campaigns
    else:
        assert sent == NEVER_ISSUED


@of(Word.FOREIGN)
def test_foreign_is_the_strangers(world, miniature, way):
    sent = value(way, world)
    if way.command.parameter(way.cause.parameters[0]).kind is Kind.EMAIL:
        assert sent == world.settings.foreign_email_id
    else:
        assert miniature.campaigns[sent]["owner"] == "stranger"


@of(Word.STATUS_NOT)
def test_a_status_is_one_that_the_command_does_not_take(world, miniature, way):
    request, campaign = way.request(world)
    assert miniature.campaigns[campaign.id]["CampaignStatus"] == way.status
    assert way.status not in way.cause.statuses
    assert request[way.command.subject.name] == campaign.id


@pytest.mark.parametrize("word", Word)
def test_every_word_is_provoked(word):
    assert any(way.cause.word is word for way in WAYS)


@pytest.mark.parametrize("command", SPEC.commands, ids=lambda command: command.name)
def test_a_good_request_has_everything_that_is_required(world, command):
    request, campaign = good_request(world, command)
    assert all(request.get(parameter.name) for parameter in command.parameters if parameter.required)
    if command.subject:
        assert request[command.subject.name] == campaign.id
        assert world.get(campaign).status == (command.starts_from or "Draft")


def test_recipients_are_sent_as_the_operator_gives_them(make_world):
    parameter = SPEC.command("Campaign.Update").parameter("RecipientListsAndSegments")
    assert good_value(make_world(list_id="31"), parameter) == "31"
    assert good_value(make_world(list_id="31", recipients="31:0"), parameter) == "31:0"


def test_no_good_value_of_a_recurrence_holds_a_zero():
    parameters = SPEC.command("Campaign.Update").parameters
    assert not [p.name for p in parameters if p.kind is Kind.NUMBERS and "0" in p.example.split(",")]


def test_a_command_that_names_no_campaign_needs_none(world, miniature):
    assert own_campaign(world, SPEC.command("Campaign.Create")) is None
    assert miniature.received == []


def test_a_guard_brings_what_it_needs(world):
    update = SPEC.command("Campaign.Update")
    future = needed(world, update, Guard("ScheduleType", "Future"))
    assert future == {"SendDate": "2037-06-01", "SendTime": "09:30:00", "SendTimeZone": "America/New_York"}
    assert needed(world, update, Guard("ScheduleType", "Immediate")) == {}


def test_what_only_the_operator_knows_is_not_arranged_without_it(make_world):
    world = make_world(foreign_email_id=None)
    (way,) = (way for way in WAYS if way.error.id == "foreign-email" and way.cause.word is Word.FOREIGN)
    with pytest.raises(NotArranged, match="--foreign-email-id is not given"):
        way.request(world)


def test_a_bundle_is_one_that_the_spec_takes(api):
    validate(loads(bundle("12")), api.rules_bundle)
    assert loads(bundle("12"))["criteria"][0]["list_id"] == 12
