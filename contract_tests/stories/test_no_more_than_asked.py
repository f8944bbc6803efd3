"""What commands leave alone in the campaign that they are about, and in its namesakes, copies and successors."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from campaign_contract.contract_tests.api import expect
from campaign_contract.contract_tests.api.expect import among, equal, none_of, success, unchanged
from campaign_contract.contract_tests.api.outcomes import Broken, NotArranged, NotObservable, require
from campaign_contract.contract_tests.api.provoke import good_value, needed
from campaign_contract.contract_tests.api.stored import UPDATE, everything
from campaign_contract.contract_tests.api.world import Campaign, World, new_campaign
from campaign_contract.contract_tests.checks import Case, cases, story
from campaign_contract.spec import Command, Group, Guard, Kind, Spec
from campaign_contract.spec.wording import GENERAL

RULE = "no-more-than-asked"
_ENDS_SENDING = "Campaign.Cancel"
_RECURRENT = "Recursive"
_RELEASED = "Ready"
"""The status of what is scheduled to be sent."""


def moving_commands(spec: Spec) -> Iterator[Case]:
    """Every command that moves a campaign to another status, on what is scheduled once and on what recurs."""
    for command in spec.commands:
        if command.subject and command.success.sets and not command.new_campaign:
            yield Case(GENERAL, RULE, f"by-{command.name}", data=(command, "Future"))
            yield Case(GENERAL, RULE, f"by-{command.name}-of-what-recurs", data=(command, _RECURRENT))


@cases(moving_commands)
def test_moving_changes_the_status_alone(world: World, case: Case) -> None:
    """All settings of a scheduled campaign stay as they are, also when it is not moved a second time.

    What is cancelled may lose its schedule.
    """
    command, schedule_type = case.data
    campaign = _scheduled(world, schedule_type)
    ends = command.name == _ENDS_SENDING
    start = _RELEASED if ends else command.starts_from
    if start:
        try:
            world.bring(campaign, start)
        except Broken:
            raise NotObservable(f"the target does not bring what is scheduled to {start}") from None
    left_open = {"CampaignStatus"} | (_schedule(world) if ends else set())
    before = _settings(world, campaign, left_open)
    require(success(world.owner.call(command.name, {"CampaignID": campaign.id})))
    after = world.get(campaign)
    require([*unchanged(before, after.settings), *_moved(world, command, after.status)])
    if command.starts_from and not world.owner.call(command.name, {"CampaignID": campaign.id}).succeeded:
        require(f"refused from {after.status}: {line}" for line in unchanged(before, world.get(campaign).settings))


@story("Api/no-more-than-asked", variants={"by-Campaign.Update-of-the-status": None})
def test_a_new_status_leaves_the_rest(world: World) -> None:
    """A scheduled Draft that is made Ready by its status alone stays scheduled, with all its settings."""
    campaign = _scheduled(world)
    before = _settings(world, campaign, {"CampaignStatus"})
    world.update(campaign, CampaignStatus="Ready")
    require(unchanged(before, world.get(campaign).settings))


@story("Api/no-more-than-asked", variants={"by-Campaign.Resume-of-what-was-changed": None})
def test_resuming_keeps_what_was_changed_meanwhile(world: World) -> None:
    """What is changed while a campaign is Paused is there after it was resumed, too."""
    campaign = world.campaign("Paused")
    sent = {"CampaignName": world.name("changed meanwhile"), "ApprovalUserExplanation": "changed meanwhile"}
    if not world.owner.call(UPDATE, {"CampaignID": campaign.id, **sent}).succeeded:
        raise NotObservable("the target does not change what is Paused")
    before = _settings(world, campaign, {"CampaignStatus"})
    require(success(world.owner.call("Campaign.Resume", {"CampaignID": campaign.id})))
    require(unchanged(before, world.get(campaign).settings))


@story("Api/no-more-than-asked", variants={"by-Campaign.Copy": None})
def test_copying_leaves_the_source(world: World) -> None:
    """A scheduled campaign that is copied twice stays scheduled, and its copies are two."""
    source = _scheduled(world)
    before = world.get(source).settings
    copies = [_copy(source) for _ in range(2)]
    require(equal("distinct ids", 3, len({source.number, *(copy.number for copy in copies)})))
    require(unchanged(before, world.get(source).settings))
    require(equal("Campaign.Get shows the first copy", True, world.get(copies[0]).exists))


@story("Api/no-more-than-asked", variants={"by-Campaign.Copy-of-what-is-sending": None})
def test_copying_goes_on_sending(world: World) -> None:
    """What is being sent when it is copied is being sent afterwards."""
    source = world.campaign("Sending")
    _copy(source)
    require(equal("status of the source", "Sending", world.get(source).status))


@story("Api/no-more-than-asked", variants={"by-reading": None})
def test_reading_changes_nothing(world: World) -> None:
    """A campaign that was read and listed with everything is what it was."""
    campaign = _scheduled(world)
    before = world.get(campaign).settings
    world.get(campaign, retrievestatistics="true", retrievetags="true")
    world.rows(SearchKeyword=campaign.name, RetrieveStatistics="true", RetrieveTags="true")
    require(unchanged(before, world.get(campaign).settings))


@story("Api/independence", variants={"of-a-new-campaign": None})
def test_a_new_campaign_starts_empty(world: World) -> None:
    """A campaign that is created behind a full one has what one had that was created before it."""
    left_open = {"CampaignID", "CampaignName", "CampaignStatus"}
    blank = _settings(world, world.create(), left_open)
    world.update(_scheduled(world), ApprovalUserExplanation=world.name("of the full one"))
    require(unchanged(blank, world.get(world.create()).settings))


@story("Api/independence", variants={"of-a-namesake": None})
def test_namesakes_are_independent(world: World) -> None:
    """Campaigns under one name are all listed, and what is done to one by any command is not done to another."""
    one = world.create()
    other, third = _namesake(world, one), _namesake(world, one)
    rows = world.rows(SearchKeyword=one.name, OrderField="CampaignName", OrderType="ASC")
    listed = {row.id for row in rows}
    missing = (each.number for each in (one, other, third) if each.number not in listed)
    require(f"a list by name: expected campaign {number} beside its namesakes, got none" for number in missing)
    world.update(other, ApprovalUserExplanation="of the namesake")
    before = world.get(other).settings
    require(success(world.delete(third)))
    for status in ("Ready", "Paused"):
        with suppress(NotArranged):
            world.bring(one, status)
    for command in ("Campaign.Resume", "Campaign.Cancel"):
        world.owner.call(command, {"CampaignID": one.id})
    changes = {**everything(world), "CampaignName": world.name("renamed"), "ApprovalUserExplanation": "of the other"}
    for parameters in ({"CampaignStatus": "Draft"}, changes):
        world.owner.call(UPDATE, {"CampaignID": one.id, **parameters})
    require(success(world.delete(one)))
    require(unchanged(before, world.get(other).settings))


def _moved(world: World, command: Command, status: str) -> list[str]:
    """A status that the command does not lead to, nor a sender's own doing after it."""
    effect = command.success.sets
    assert effect, "the cases leave out commands without one"
    if effect.none_of:
        return none_of("status afterwards", effect.none_of, status)
    wanted = effect.one_of or (effect.status,)
    later = (further for one in wanted for further in world.spec.goes_on_to(one))
    return among("status afterwards", (*wanted, *later), status)


def _namesake(world: World, campaign: Campaign) -> Campaign:
    reply = world.owner.call("Campaign.Create", {"CampaignName": campaign.name})
    if not reply.succeeded:
        raise NotObservable("the target does not take a name twice")
    return new_campaign(reply, "CampaignID", campaign.name, world.owner)


def _scheduled(world: World, schedule_type: str = "Future") -> Campaign:
    """A Draft with everything that the operator's settings allow, to be sent on a day far off or again and again."""
    guard = Guard("ScheduleType", schedule_type)
    schedule = {"ScheduleType": schedule_type, **needed(world, world.spec.command(UPDATE), guard)}
    settings = everything(world)
    name = settings.pop("CampaignName")
    if schedule_type == _RECURRENT:
        settings = _for_a_bundle(world, settings)
    campaign = world.create(name)
    world.update(campaign, **{**settings, **schedule})
    return campaign


def _for_a_bundle(world: World, settings: dict[str, str]) -> dict[str, str]:
    """The settings with a bundle in the place of the recipient lists; as they are where no list is given."""
    kinds = {parameter.name: parameter for parameter in world.spec.command(UPDATE).parameters}
    others = {name: value for name, value in settings.items() if kinds[name].kind is not Kind.RECIPIENTS}
    if len(others) == len(settings):
        return settings
    rules = next(parameter for parameter in kinds.values() if parameter.kind is Kind.RULES)
    return {**others, rules.name: good_value(world, rules)} if world.settings.list_id else settings


def _settings(world: World, campaign: Campaign, left_open: set[str]) -> dict[str, str]:
    shown = world.get(campaign).settings
    return {name: value for name, value in shown.items() if name not in left_open}


def _schedule(world: World) -> set[str]:
    return {field.name for field in world.spec.fields if field.group is Group.SCHEDULE}


def _copy(source: Campaign) -> Campaign:
    reply = source.owner.call("Campaign.Copy", {"CampaignID": source.id})
    require(expect.success(reply))
    return new_campaign(reply, "NewCampaignID", source.name, source.owner)
