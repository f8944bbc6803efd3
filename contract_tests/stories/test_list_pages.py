"""Stories of Campaigns.Get about pages: their size, their end, odd values, and how many campaigns there are in all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from campaign_contract.contract_tests.api.expect import equal, success
from campaign_contract.contract_tests.api.outcomes import require
from campaign_contract.contract_tests.api.safety import NO_SUCH_VALUE
from campaign_contract.contract_tests.api.world import World
from campaign_contract.contract_tests.checks import Case, shared, story
from campaign_contract.contract_tests.stories.groups import Group, group, ids_of

COMMAND = "Campaigns.Get"

CROWD = 27

PAGE = 10

BY_NAME: Mapping[str, Any] = {"OrderField": "CampaignName", "OrderType": "ASC"}


@shared
def crowd(world: World) -> Group:
    """More campaigns than a page of 25 holds."""
    return group(world, *(f"{number:02d}" for number in range(CROWD)))


@story("Campaigns.Get/pages-cover-once")
def test_pages_cover_everything_once(world: World, crowd: Group) -> None:
    """Page after page, each campaign comes exactly once."""
    seen: list[int | None] = []
    while page := world.rows(SearchKeyword=crowd.token, RecordsPerRequest=PAGE, RecordsFrom=len(seen), **BY_NAME):
        seen += ids_of(page)
        require([] if len(seen) <= CROWD else [f"rows over all pages: expected {CROWD}, got at least {len(seen)}"])
    require(equal("ids over all pages", sorted(crowd.ids), sorted(id or 0 for id in seen)))


@story("Campaigns.Get/pages-cover-once", variants={"second-page": None})
def test_second_page_goes_on(world: World, crowd: Group) -> None:
    """The second page starts with the campaign behind the last of the first."""
    first = world.rows(SearchKeyword=crowd.token, RecordsPerRequest=PAGE, RecordsFrom=0, **BY_NAME)
    second = world.rows(SearchKeyword=crowd.token, RecordsPerRequest=PAGE, RecordsFrom=len(first), **BY_NAME)
    together = len(first) + len(second)
    require(equal("ids of the first two pages", crowd.ids[:together], ids_of(first + second)))


@story("Campaigns.Get/page-size", variants={"1": 1, "2": 2, "10": PAGE})
def test_page_size(world: World, crowd: Group, case: Case) -> None:
    """A page holds as much as was asked for, as far as a larger page does."""
    first, larger = (
        len(world.rows(SearchKeyword=crowd.token, RecordsPerRequest=size, RecordsFrom=0)) for size in (case.data, PAGE)
    )
    require(equal(f"rows of a page of {case.data}", min(case.data, larger), first))
    require(equal(f"a page of {PAGE} holds something", True, larger > 0))


@story("Campaigns.Get/more-than-25")
def test_more_than_25(world: World, crowd: Group) -> None:
    """Every campaign of a large account can be reached, whatever the size of a page."""
    listed = {row.id for row in world.all_rows(SearchKeyword=crowd.token, **BY_NAME)}
    require(equal("campaigns not listed", [], sorted(set(crowd.ids) - listed)))


@story("Campaigns.Get/page-past-end", variants={"just": CROWD, "far": 100_000})
def test_page_past_the_end(world: World, crowd: Group, case: Case) -> None:
    """There is nothing behind the last campaign."""
    rows = world.rows(SearchKeyword=crowd.token, RecordsPerRequest=PAGE, RecordsFrom=case.data)
    require(equal("rows past the end", [], ids_of(rows)))


ODD_PAGING: Mapping[str, Mapping[str, str]] = {
    "negative-size": {"RecordsPerRequest": "-1"},
    "negative-start": {"RecordsFrom": "-1"},
    "text-size": {"RecordsPerRequest": "many"},
    "text-start": {"RecordsFrom": "start"},
    "zero-size": {"RecordsPerRequest": "0"},
    "huge-size": {"RecordsPerRequest": "9" * 20},
    "huge-start": {"RecordsFrom": "9" * 20},
    "unknown-order-field": {"OrderField": "NoSuchField"},
    "order-field-with-quotes": {"OrderField": "CampaignName; --'\""},
    "unknown-order-type": {"OrderType": NO_SUCH_VALUE},
    "unknown-status": {"CampaignStatus": NO_SUCH_VALUE},
    "text-tags": {"Tags": "one,two"},
    "size-with-zeros": {"RecordsPerRequest": "01"},
    "size-with-plus": {"RecordsPerRequest": "+1"},
    "size-with-blanks": {"RecordsPerRequest": " 1 "},
    "65536-characters-keyword": {"SearchKeyword": "k" * 65536},
}


@story("Campaigns.Get/odd-paging-values", variants=ODD_PAGING)
def test_odd_values(world: World, case: Case, observe: Callable[[str], None]) -> None:
    """An odd value is answered; how is only observed."""
    reply = world.owner.call(COMMAND, {"RecordsPerRequest": 1, **case.data})
    observe(f"it {'succeeds' if reply.succeeded else 'fails'}")


def _totals(world: World, token: str) -> list[object]:
    totals = []
    for start in (0, PAGE, 2 * PAGE, CROWD):
        parameters = {"SearchKeyword": token, "RecordsPerRequest": PAGE, "RecordsFrom": start}
        reply = world.owner.call(COMMAND, parameters)
        require(success(reply))
        totals.append(reply.get("TotalCampaigns"))
    return totals


@story("Campaigns.Get/total-constant")
def test_total_is_constant(world: World, crowd: Group) -> None:
    """The same number on every page, also behind the last."""
    totals = _totals(world, crowd.token)
    require(equal("TotalCampaigns on four pages", totals[:1] * len(totals), totals))


@story("Campaigns.Get/total-counts-matches")
def test_total_counts_matches(world: World, crowd: Group) -> None:
    """The number of campaigns with the keyword, whatever the size of the page."""
    require(equal("TotalCampaigns", str(CROWD), str(_totals(world, crowd.token)[0])))


@story("Campaigns.Get/total-counts-matches", variants={"with-status": {"Draft": CROWD, "Sent": 0}})
def test_total_counts_matches_of_all_filters(world: World, crowd: Group, case: Case) -> None:
    """The number of campaigns with the keyword that are in the status."""
    for status, count in case.data.items():
        reply = world.owner.call(COMMAND, {"SearchKeyword": crowd.token, "CampaignStatus": status})
        require(equal(f"TotalCampaigns in status {status}", str(count), str(reply.get("TotalCampaigns"))))


@story("Campaigns.Get/total-counts-matches", variants={"of-the-other-user": None})
def test_total_is_the_user_s_own(world: World, crowd: Group) -> None:
    """None of the owner's campaigns counts for the second user."""
    reply = world.stranger.call(COMMAND, {"SearchKeyword": crowd.token})
    require(equal("TotalCampaigns for the other user", "0", str(reply.get("TotalCampaigns"))))
