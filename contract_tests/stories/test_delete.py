"""Stories of Campaigns.Delete: what is named is gone, nothing else is."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from campaign_contract.contract_tests.api.expect import equal, success
from campaign_contract.contract_tests.api.outcomes import NotArranged, require
from campaign_contract.contract_tests.api.provoke import needed
from campaign_contract.contract_tests.api.stored import UPDATE, everything
from campaign_contract.contract_tests.api.world import NEVER_ISSUED, Campaign, World
from campaign_contract.contract_tests.checks import Case, story
from campaign_contract.spec import Guard

MANY = 12
"""More ids than fit a page of ten."""


def _require_gone(world: World, *campaigns: Campaign) -> None:
    for campaign in campaigns:
        require(equal(f"Campaign.Get shows {campaign.id}", False, world.get(campaign).exists))
        require(equal(f"Campaigns.Get lists {campaign.id}", False, world.find(campaign) is not None))


def _require_there(world: World, *campaigns: Campaign) -> None:
    for campaign in campaigns:
        require(equal(f"Campaign.Get shows {campaign.id}", True, world.get(campaign).exists))


@story("Campaigns.Delete/deletes-named", variants={"one": 1, "several": 3})
def test_named_campaigns_are_gone(world: World, case: Case) -> None:
    """Both reading commands no longer show them."""
    campaigns = [world.create() for _ in range(case.data)]
    require(success(world.delete(*campaigns)))
    _require_gone(world, *campaigns)


@story("Campaigns.Delete/deletes-named", variants={"many": MANY})
def test_many_campaigns_are_gone(world: World, case: Case) -> None:
    """None of a long list of ids, the newest first, is left behind, nor what has settings and a date or recurs."""
    token = world.name("many")
    campaigns = [world.create(f"{token} {number}") for number in range(case.data)]
    with suppress(NotArranged):
        for campaign, kind in zip(campaigns[1:], ("Future", "Recursive"), strict=False):
            schedule = {"ScheduleType": kind, **needed(world, world.spec.command(UPDATE), Guard("ScheduleType", kind))}
            world.update(campaign, **{**everything(world), "CampaignName": campaign.name, **schedule})
    require(success(world.delete(*reversed(campaigns))))
    require(equal("ids still listed", [], [row.id for row in world.rows(SearchKeyword=token)]))
    require(equal("Campaign.Get shows the last one named", False, world.get(campaigns[0]).exists))


@story("Campaigns.Delete/deletes-named", variants={f"in-{status}": status for status in ("Sending", "Paused")})
def test_status_of_a_deleted_campaign(world: World, case: Case) -> None:
    """What is being sent is gone or is refused; a success that leaves it there is none."""
    campaign = world.campaign(case.data)
    deleted = world.delete(campaign).succeeded
    require(equal("Campaign.Get shows it", not deleted, world.get(campaign).exists))


@story("Campaigns.Delete/deletes-no-other")
def test_others_stay(world: World) -> None:
    """Campaigns made before, between and after the deleted ones stay."""
    campaigns = [world.create() for _ in range(5)]
    require(success(world.delete(campaigns[1], campaigns[3])))
    _require_there(world, *campaigns[::2])


@story("Campaigns.Delete/deletes-no-other", variants={"empty": "", "garbage": "not,numbers", "separators": ",,"})
def test_a_bad_list_deletes_nothing(world: World, case: Case) -> None:
    """A list without any id leaves a campaign made just before."""
    campaign = world.create()
    world.owner.call("Campaigns.Delete", {"Campaigns": case.data})
    _require_there(world, campaign)


@story("Campaigns.Delete/deletes-named", variants={"twice": None})
def test_delete_twice(world: World, observe: Callable[[str], None]) -> None:
    """A campaign that is deleted again stays gone; how the second request is answered is only observed."""
    campaign = world.create()
    require(success(world.delete(campaign)))
    observe(f"deleting again {'succeeds' if world.delete(campaign).succeeded else 'fails'}")
    _require_gone(world, campaign)


@story("Campaigns.Delete/foreign-stay")
def test_foreign_campaigns_stay(world: World, observe: Callable[[str], None]) -> None:
    """Own and foreign ids in one list: the foreign stay; whether the own go is only observed."""
    theirs = world.create(by=world.stranger)
    mine = world.create()
    reply = world.owner.call("Campaigns.Delete", {"Campaigns": f"{mine.id},{theirs.id}"})
    _require_there(world, theirs)
    observe(f"a list with a foreign id {'succeeds' if reply.succeeded else 'fails'}")
    observe(f"the own campaign in it {'stays' if world.get(mine).exists else 'goes'}")


@story("Campaigns.Delete/deletes-no-other", variants={"unknown-id": None})
def test_unknown_id_deletes_nothing(world: World, observe: Callable[[str], None]) -> None:
    """Naming an id that nobody has leaves the own campaigns; how it is answered is only observed."""
    campaign = world.create()
    reply = world.owner.call("Campaigns.Delete", {"Campaigns": NEVER_ISSUED})
    observe(f"a list with an unknown id only {'succeeds' if reply.succeeded else 'fails'}")
    _require_there(world, campaign)
