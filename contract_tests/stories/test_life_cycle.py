"""Stories of the statuses: a campaign's way through its life, told by the commands that move it."""

from __future__ import annotations

from campaign_contract.contract_tests.api.expect import among, equal, none_of, refusal, success
from campaign_contract.contract_tests.api.outcomes import NotObservable, require
from campaign_contract.contract_tests.api.provoke import needed
from campaign_contract.contract_tests.api.world import Campaign, World
from campaign_contract.contract_tests.checks import story
from campaign_contract.spec import Guard


def _status_after(world: World, command: str, campaign: Campaign) -> str:
    require(success(world.owner.call(command, {"CampaignID": campaign.id})))
    return world.get(campaign).status


@story("Campaign.Resume/life-cycle")
def test_life_cycle(world: World) -> None:
    """Draft, Ready, Sending, Paused, and on again."""
    campaign = world.campaign("Draft")
    require(equal("status after Approve", "Ready", _status_after(world, "Campaign.Approve", campaign)))
    world.update(campaign, CampaignStatus="Sending")
    require(equal("status after Update", "Sending", world.get(campaign).status))
    require(equal("status after Pause", "Paused", _status_after(world, "Campaign.Pause", campaign)))
    require(among("status after Resume", ("Sending", "Ready"), _status_after(world, "Campaign.Resume", campaign)))


@story("Campaign.Pause/not-sending", variants={"twice": None})
def test_pause_twice(world: World) -> None:
    """What is paused cannot be paused again."""
    campaign = world.campaign("Paused")
    reply = world.owner.call("Campaign.Pause", {"CampaignID": campaign.id})
    require(refusal(reply, world.spec.command("Campaign.Pause").error("not-sending")))
    require(equal("status afterwards", "Paused", world.get(campaign).status))


@story("Campaign.Resume/not-paused", variants={"twice": None})
def test_resume_twice(world: World) -> None:
    """What was resumed cannot be resumed again."""
    campaign = world.campaign("Paused")
    require(success(world.owner.call("Campaign.Resume", {"CampaignID": campaign.id})))
    reply = world.owner.call("Campaign.Resume", {"CampaignID": campaign.id})
    require(refusal(reply, world.spec.command("Campaign.Resume").error("not-paused")))


@story("Campaign.Resume/not-paused", variants={"cancelled": None})
def test_resume_of_a_cancelled_campaign(world: World) -> None:
    """What was cancelled while being sent cannot be resumed."""
    campaign = world.campaign("Sending")
    if _status_after(world, "Campaign.Cancel", campaign) == "Paused":
        raise NotObservable("the target makes a cancelled campaign Paused")
    reply = world.owner.call("Campaign.Resume", {"CampaignID": campaign.id})
    require(refusal(reply, world.spec.command("Campaign.Resume").error("not-paused")))


@story("Campaign.Cancel/status-after", variants={"while-sending": None})
def test_cancel_while_sending(world: World) -> None:
    """A campaign that is cancelled while being sent is no longer Sending."""
    campaign = world.campaign("Sending")
    require(none_of("status afterwards", ("Sending",), _status_after(world, "Campaign.Cancel", campaign)))


@story("Campaign.Cancel/success", variants={"scheduled": None})
def test_cancel_what_is_scheduled(world: World) -> None:
    """A campaign that is released for a day far off can be cancelled."""
    campaign = world.create()
    along = needed(world, world.spec.command("Campaign.Update"), Guard("ScheduleType", "Future"))
    world.update(campaign, CampaignStatus="Ready", ScheduleType="Future", **along)
    require(none_of("status afterwards", ("Sending",), _status_after(world, "Campaign.Cancel", campaign)))


@story("Campaign.Approve/status-after", variants={"in-the-list": None})
def test_approved_campaign_in_the_list(world: World) -> None:
    """Campaigns.Get shows a campaign that was just approved as Ready."""
    campaign = world.campaign("Ready")
    row = world.find(campaign)
    require(equal("status in Campaigns.Get", "Ready", row.status if row else None))


@story("Api/independence")
def test_campaigns_are_independent(world: World) -> None:
    """Moving, changing, copying and deleting one campaign, whatever comes of it, leaves another as it was."""
    bystander, campaign = world.create(), world.campaign("Sending")
    world.update(bystander, ApprovalUserExplanation="of the bystander")
    world.bring(bystander, "Sending")
    before = world.get(bystander).settings
    for command in ("Campaign.Pause", "Campaign.Resume", "Campaign.Cancel", "Campaign.Approve", "Campaign.Copy"):
        world.owner.call(command, {"CampaignID": campaign.id})
    changes = {"CampaignName": world.name("changed"), "ApprovalUserExplanation": "of the other"}
    world.owner.call("Campaign.Update", {"CampaignID": campaign.id, **changes})
    require(success(world.delete(campaign)))
    after = world.get(bystander).settings
    require(line for name in before for line in equal(f"{name} of the other campaign", before[name], after.get(name)))
