"""The ways in which a campaign comes about, so that rules are held for each of them and not for new ones alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from campaign_contract.contract_tests.api import expect
from campaign_contract.contract_tests.api.actor import Actor
from campaign_contract.contract_tests.api.outcomes import require
from campaign_contract.contract_tests.api.world import Campaign, World, new_campaign


@dataclass(frozen=True)
class Origin:
    """How a campaign comes about. `untouched` says that it still is a Draft, so that no command may refuse it."""

    make: Callable[[World], Campaign]
    untouched: bool = True


def copy_of(campaign: Campaign) -> Campaign:
    """A copy of a campaign by its own user, whatever its name is. Raises Broken where there is none."""
    reply = campaign.owner.call("Campaign.Copy", {"CampaignID": campaign.id})
    require(f"while arranging (Campaign.Copy): {line}" for line in expect.success(reply))
    return new_campaign(reply, "NewCampaignID", "", campaign.owner)


def _copied(world: World, by: Actor | None = None) -> Campaign:
    return copy_of(world.create(by=by))


def _updated(world: World) -> Campaign:
    campaign = world.create()
    name = world.name("updated")
    world.update(campaign, CampaignName=name, ApprovalUserExplanation="updated")
    return Campaign(campaign.id, name, campaign.owner)


def _cancelled(world: World) -> Campaign:
    campaign = world.campaign("Sending")
    require(expect.success(campaign.owner.call("Campaign.Cancel", {"CampaignID": campaign.id})))
    return campaign


def _resumed(world: World) -> Campaign:
    campaign = world.campaign("Paused")
    require(expect.success(campaign.owner.call("Campaign.Resume", {"CampaignID": campaign.id})))
    return campaign


ORIGINS: Mapping[str, Origin] = {
    "created": Origin(lambda world: world.create()),
    "copied": Origin(_copied),
    "copied-from-a-copy": Origin(lambda world: copy_of(_copied(world))),
    "updated": Origin(_updated),
    "approved": Origin(lambda world: world.campaign("Ready"), untouched=False),
    "cancelled": Origin(_cancelled, untouched=False),
    "resumed": Origin(_resumed, untouched=False),
    "of-the-second-user": Origin(lambda world: world.create(by=world.stranger)),
    "copied-by-the-second-user": Origin(lambda world: _copied(world, world.stranger)),
}
"""By the variant of the checks that use it."""
