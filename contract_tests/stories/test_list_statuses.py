"""Stories of Campaigns.Get with a status filter."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from campaign_contract.contract_tests.api.expect import equal, same_campaigns
from campaign_contract.contract_tests.api.origins import copy_of
from campaign_contract.contract_tests.api.outcomes import Broken, NotArranged, NotObservable, require
from campaign_contract.contract_tests.api.world import World
from campaign_contract.contract_tests.checks import Case, shared, story
from campaign_contract.contract_tests.stories.groups import group, ids_of
from campaign_contract.spec import Level


@dataclass(frozen=True)
class Statuses:
    """Campaigns in as many statuses as the target lets a user set, by what Campaign.Get shows."""

    token: str
    shown: Mapping[int, str]
    scheduled: int
    draft: int


@shared
def statuses(world: World) -> Statuses:
    """A campaign for each status, one that has a date only, one that is scheduled, and a copy."""
    known = world.spec.command("Campaign.Update").parameter("CampaignStatus").accepted
    every = ("Draft", "Ready", "Sending", "Paused", "Sent", "Failed", "Pending Approval")
    wanted = (*(status for status in every if status in known), "draft with a date", "scheduled")
    made = group(world, *wanted)
    settings = world.settings
    when = {"SendDate": settings.send_date, "SendTime": settings.send_time, "SendTimeZone": settings.time_zone}
    for campaign, status in zip(made.campaigns, wanted, strict=True):
        if status == "scheduled":
            world.update(campaign, CampaignStatus="Ready", ScheduleType="Future", **when)
        elif status == "draft with a date":
            world.update(campaign, ScheduleType="Future", **when)
        elif status in ("Ready", "Sending"):
            world.update(campaign, CampaignStatus=status)
        elif status != "Draft":
            world.owner.call("Campaign.Update", {"CampaignID": campaign.id, "CampaignStatus": status})
    campaigns = [*made.campaigns]
    with suppress(Broken, NotArranged):
        copy = copy_of(made.campaigns[0])
        world.update(copy, CampaignName=f"{made.token} copy")
        campaigns.append(copy)
    shown = {campaign.number: world.get(campaign).status for campaign in campaigns}
    return Statuses(made.token, shown, scheduled=made.ids[-1], draft=made.ids[0])


def _shown(world: World, token: str) -> dict[int, str]:
    """The statuses that the unfiltered list shows now."""
    return {row.id or 0: row.status for row in world.all_rows(SearchKeyword=token)}


@story("Campaigns.Get/page-size", variants={"with-status": ("Failed", "Sent", "Sending", "Ready")})
def test_page_is_cut_behind_the_filter(world: World, statuses: Statuses, case: Case) -> None:
    """A page of one holds a campaign in the status, wherever it stands in the whole list."""
    there = _shown(world, statuses.token)
    status = next((status for status in case.data if status in there.values()), None)
    if status is None:
        raise NotObservable("no status that can be filtered by is shown")
    for size in (1, 2):
        rows = world.rows(SearchKeyword=statuses.token, CampaignStatus=status, RecordsPerRequest=size)
        require(equal(f"a page of {size} with CampaignStatus={status} holds something", True, bool(rows)))


@story("Campaigns.Get/status-filter", variants={"All": None})
def test_filter_all(world: World, statuses: Statuses) -> None:
    """All leaves nothing out."""
    rows = world.rows(SearchKeyword=statuses.token, CampaignStatus="All")
    require(equal("ids", sorted(statuses.shown), sorted(row.id or 0 for row in rows)))


@story(
    "Campaigns.Get/status-filter", variants={name: name for name in ("Sent", "Draft", "Ready", "Sending", "Failed")}
)
def test_filter_by_status(world: World, statuses: Statuses, case: Case) -> None:
    """The campaigns in that status, all of them and no others.

    Whether a scheduled one still is Ready is left open, and what becomes of one that the target sends meanwhile.
    """
    before = _shown(world, statuses.token)
    rows = world.rows(SearchKeyword=statuses.token, CampaignStatus=case.data)
    after = _shown(world, statuses.token)
    left_open = {statuses.scheduled} | {number for number in before if before[number] != after.get(number)}
    wanted = {id: status for id, status in before.items() if status == case.data and id not in left_open}
    got = {row.id or 0: row.status for row in rows if row.id not in left_open}
    require(same_campaigns(f"the list with CampaignStatus={case.data}", wanted, got))


@story("Campaigns.Get/status-filter", variants={"Pending": None}, level=Level.SHOULD)
def test_filter_pending(world: World, statuses: Statuses, observe: Callable[[str], None]) -> None:
    """None that is Draft, Ready, Sending, Paused, Sent or Failed."""
    rows = world.rows(SearchKeyword=statuses.token, CampaignStatus="Pending")
    others = {"Draft", "Ready", "Sending", "Paused", "Sent", "Failed"}
    surplus = {row.id or 0: row.status for row in rows if statuses.shown.get(row.id or 0) in others}
    require(same_campaigns("the list with CampaignStatus=Pending", {}, surplus))
    observe(f"it answers {len(rows)} of the campaigns whose status was set to Pending Approval")


@story("Campaigns.Get/status-filter", variants={"Scheduled": None}, level=Level.SHOULD)
def test_filter_scheduled(world: World, statuses: Statuses) -> None:
    """A campaign with a date in the future, and no unscheduled Draft."""
    ids = ids_of(world.rows(SearchKeyword=statuses.token, CampaignStatus="Scheduled"))
    if _shown(world, statuses.token).get(statuses.scheduled) in world.spec.goes_on_to("Ready"):
        raise NotArranged("the target sends what is Ready, whatever its date")
    what = "with CampaignStatus=Scheduled, campaign"
    require(equal(f"{what} {statuses.scheduled} (scheduled) is listed", True, statuses.scheduled in ids))
    require(equal(f"{what} {statuses.draft} (an unscheduled Draft) is listed", False, statuses.draft in ids))
