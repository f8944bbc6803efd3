"""Stories of Campaigns.Get: paging, filters, search, order, tags, statistics, and changes visible at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from campaign_contract.contract_tests.api.expect import equal, same_campaigns, success
from campaign_contract.contract_tests.api.outcomes import NotArranged, NotObservable, require
from campaign_contract.contract_tests.api.safety import NO_SUCH_VALUE
from campaign_contract.contract_tests.api.shown import View
from campaign_contract.contract_tests.api.wording import told
from campaign_contract.contract_tests.api.world import NEVER_ISSUED, Campaign, World
from campaign_contract.contract_tests.checks import Case, story
from campaign_contract.spec import Level

COMMAND = "Campaigns.Get"
CROWD = 27
PAGE = 10
NO_TAG = NEVER_ISSUED
BY_NAME: Mapping[str, Any] = {"OrderField": "CampaignName", "OrderType": "ASC"}


@dataclass(frozen=True)
class Group:
    """Campaigns whose names start with the same `token`, which no other name contains."""

    token: str
    campaigns: tuple[Campaign, ...]

    @property
    def ids(self) -> list[int]:
        """The ids in the order of creation."""
        return [campaign.number for campaign in self.campaigns]


def group(world: World, *endings: str) -> Group:
    """Create campaigns named by a common token and these endings."""
    token = world.name("group")
    return Group(token, tuple(world.create(f"{token} {ending}") for ending in endings))


@pytest.fixture(scope="module")
def crowd(world: World) -> Group:
    """More campaigns than a page of 25 holds."""
    return group(world, *(f"{number:02d}" for number in range(CROWD)))


def _ids(rows: list[View]) -> list[int | None]:
    return [row.id for row in rows]


@story("Campaigns.Get/pages-cover-once")
def test_pages_cover_everything_once(world: World, crowd: Group) -> None:
    """Page after page, each campaign comes exactly once."""
    seen: list[int | None] = []
    while page := world.rows(SearchKeyword=crowd.token, RecordsPerRequest=PAGE, RecordsFrom=len(seen), **BY_NAME):
        seen += _ids(page)
        require([] if len(seen) <= CROWD else [f"rows over all pages: expected {CROWD}, got at least {len(seen)}"])
    require(equal("ids over all pages", sorted(crowd.ids), sorted(id or 0 for id in seen)))


@story("Campaigns.Get/pages-cover-once", variants={"second-page": None})
def test_second_page_goes_on(world: World, crowd: Group) -> None:
    """The second page starts with the campaign behind the last of the first."""
    first = world.rows(SearchKeyword=crowd.token, RecordsPerRequest=PAGE, RecordsFrom=0, **BY_NAME)
    second = world.rows(SearchKeyword=crowd.token, RecordsPerRequest=PAGE, RecordsFrom=len(first), **BY_NAME)
    together = len(first) + len(second)
    require(equal("ids of the first two pages", crowd.ids[:together], _ids(first + second)))


@story("Campaigns.Get/page-size", variants={"1": 1, "2": 2, "10": PAGE})
def test_page_size(world: World, crowd: Group, case: Case) -> None:
    """A page holds as much as was asked for, as far as a larger page does."""
    first, larger = (
        len(world.rows(SearchKeyword=crowd.token, RecordsPerRequest=size, RecordsFrom=0)) for size in (case.data, PAGE)
    )
    require(equal(f"rows of a page of {case.data}", min(case.data, larger), first))
    require(equal(f"a page of {PAGE} holds something", True, larger > 0))


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


@story("Campaigns.Get/more-than-25")
def test_more_than_25(world: World, crowd: Group) -> None:
    """Every campaign of a large account can be reached, whatever the size of a page."""
    listed = {row.id for row in world.all_rows(SearchKeyword=crowd.token, **BY_NAME)}
    require(equal("campaigns not listed", [], sorted(set(crowd.ids) - listed)))


@story("Campaigns.Get/page-past-end", variants={"just": CROWD, "far": 100_000})
def test_page_past_the_end(world: World, crowd: Group, case: Case) -> None:
    """There is nothing behind the last campaign."""
    rows = world.rows(SearchKeyword=crowd.token, RecordsPerRequest=PAGE, RecordsFrom=case.data)
    require(equal("rows past the end", [], _ids(rows)))


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


@dataclass(frozen=True)
class Statuses:
    """Campaigns in as many statuses as the target lets a user set, by what Campaign.Get shows."""

    token: str
    shown: Mapping[int, str]
    scheduled: int
    draft: int


@pytest.fixture(scope="module")
def statuses(world: World) -> Statuses:
    """A campaign for each status, and one that is scheduled."""
    known = world.spec.command("Campaign.Update").parameter("CampaignStatus").accepted
    every = ("Draft", "Ready", "Sending", "Paused", "Sent", "Failed", "Pending Approval")
    wanted = (*(status for status in every if status in known), "scheduled")
    made = group(world, *wanted)
    settings = world.settings
    for campaign, status in zip(made.campaigns, wanted, strict=True):
        if status == "scheduled":
            when = {"SendDate": settings.send_date, "SendTime": settings.send_time, "SendTimeZone": settings.time_zone}
            world.update(campaign, CampaignStatus="Ready", ScheduleType="Future", **when)
        elif status in ("Ready", "Sending"):
            world.update(campaign, CampaignStatus=status)
        elif status != "Draft":
            world.owner.call("Campaign.Update", {"CampaignID": campaign.id, "CampaignStatus": status})
    shown = {campaign.number: world.get(campaign).status for campaign in made.campaigns}
    return Statuses(made.token, shown, scheduled=made.ids[-1], draft=made.ids[0])


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


def _shown(world: World, token: str) -> dict[int, str]:
    """The statuses that the unfiltered list shows now."""
    return {row.id or 0: row.status for row in world.all_rows(SearchKeyword=token)}


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
    ids = _ids(world.rows(SearchKeyword=statuses.token, CampaignStatus="Scheduled"))
    if _shown(world, statuses.token).get(statuses.scheduled) in world.spec.goes_on_to("Ready"):
        raise NotArranged("the target sends what is Ready, whatever its date")
    what = "with CampaignStatus=Scheduled, campaign"
    require(equal(f"{what} {statuses.scheduled} (scheduled) is listed", True, statuses.scheduled in ids))
    require(equal(f"{what} {statuses.draft} (an unscheduled Draft) is listed", False, statuses.draft in ids))


KEYWORDS: Mapping[str, tuple[str, str]] = {
    "start": ("Alpha beta gamma", "Alpha"),
    "middle": ("Alpha beta gamma", "pha beta ga"),
    "end": ("Alpha beta gamma", "gamma"),
    "quotes": ('it\'s "quoted"', 'it\'s "quoted"'),
    "form-characters": ("a+b & c=d", "+b & c="),
    "spaces": ("two  spaces", "o  s"),
    "unicode": ("Übergröße 夏", "größe 夏"),
    "one-character": ("rare ŷ here", "ŷ"),
}


@story("Campaigns.Get/keyword", variants=KEYWORDS)
def test_keyword(world: World, case: Case) -> None:
    """A part of the name finds the campaign and not one without that part."""
    ending, keyword = case.data
    made = group(world, ending, "something else")
    ids = _ids(world.all_rows(SearchKeyword=keyword))
    sent = f"with SearchKeyword={told(keyword)}, the campaign"
    require(equal(f"{sent} {told(made.campaigns[0].name)} is listed", True, made.ids[0] in ids))
    require(equal(f"{sent} {told(made.campaigns[1].name)} is listed", False, made.ids[1] in ids))


@story("Campaigns.Get/keyword", variants={"no-match": None})
def test_keyword_without_a_match(world: World) -> None:
    """A keyword that no name contains finds nothing."""
    rows = world.rows(SearchKeyword=world.name("nobody has this name"))
    require(
        same_campaigns("the list with a SearchKeyword that no name holds", {}, {row.id or 0: row.name for row in rows})
    )


@story("Campaigns.Get/keyword", variants={"long": "x" * 60})
def test_long_keyword(world: World, case: Case) -> None:
    """A keyword of a hundred characters is taken whole: what differs at its end is another name."""
    made = group(world, f"{case.data} one", f"{case.data} two")
    require(equal("ids", made.ids[:1], _ids(world.rows(SearchKeyword=made.campaigns[0].name))))


@story("Campaigns.Get/keyword", variants={"other-fields": None})
def test_keyword_is_for_names(world: World) -> None:
    """What stands in another field, the id or the status, finds nothing."""
    campaign, text = world.create(), world.name("explained")
    world.update(campaign, ApprovalUserExplanation=text)
    require(equal("ids under the explanation", [], _ids(world.rows(SearchKeyword=text))))
    for keyword, what in ((str(campaign.id), "id"), ("Draft", "status")):
        listed = campaign.number in _ids(world.all_rows(SearchKeyword=keyword))
        require(equal(f"the campaign is listed under its {what}", keyword in campaign.name, listed))


@story("Campaigns.Get/keyword", variants={"other-case": None})
def test_keyword_in_another_case(world: World, observe: Callable[[str], None]) -> None:
    """Whether another case matches is only observed; the same case does."""
    made = group(world, "MixedCase")
    same = _ids(world.rows(SearchKeyword=f"{made.token} MixedCase"))
    other = _ids(world.rows(SearchKeyword=f"{made.token} mixedcase"))
    require(equal("ids in the same case", made.ids, same))
    observe(f"a keyword in another case {'matches' if other else 'does not match'}")


@story(
    "Campaigns.Get/keyword-wildcards",
    variants={
        "percent": ("100% sure", "100x sure", "100%"),
        "underscore": ("a_b", "axb", "a_b"),
        "star": ("a*b", "axxb", "a*b"),
        "dot": ("a.b", "axb", "a.b"),
        "brackets": ("a[b]", "ab", "a[b]"),
        "backslash": ("a\\b", "ab", "a\\b"),
        "blank-behind": ("alpha b", "alphab", "alpha "),
    },
)
def test_wildcards_are_literal(world: World, case: Case) -> None:
    """What stands for anything in a LIKE pattern stands for itself here."""
    literal, lookalike, keyword = case.data
    made = group(world, literal, lookalike)
    require(equal("ids", made.ids[:1], _ids(world.rows(SearchKeyword=f"{made.token} {keyword}"))))


@story("Campaigns.Get/order", variants={"ASC": "ASC", "DESC": "DESC"})
def test_order_by_name(world: World, case: Case) -> None:
    """Names of one case come in alphabetical order, or in the opposite one."""
    made = group(world, "delta", "alpha", "echo", "charlie", "bravo", "alphabet", "a")
    names = sorted((campaign.name for campaign in made.campaigns), reverse=case.data == "DESC")
    rows = world.rows(SearchKeyword=made.token, OrderField="CampaignName", OrderType=case.data)
    require(equal(f"names by OrderField=CampaignName&OrderType={case.data}", names, [row.name for row in rows]))


@story("Campaigns.Get/tags", variants={"on-request": None})
def test_tags_on_request(world: World) -> None:
    """Rows show tags when they are asked for."""
    campaign = world.create()
    row = world.find(campaign, RetrieveTags="true")
    require(equal("tags are shown", True, row is not None and row.tags is not None))


@story("Campaigns.Get/tags", variants={"filter": None})
def test_tag_filter(world: World) -> None:
    """A tag finds campaigns that have it, and no new one, which has no tag."""
    tag = world.operator_value("tag_id")
    campaign = world.create()
    ids = _ids(world.all_rows(Tags=tag))
    require(equal("campaigns with the tag are listed", True, bool(ids)))
    require(equal("the campaign without a tag is listed", False, campaign.number in ids))


@story("Campaigns.Get/tags", variants={"several": None})
def test_order_of_tags(world: World) -> None:
    """Which of several tags is named first makes no difference."""
    tag = world.operator_value("tag_id")
    first, last = ([row.id for row in world.rows(Tags=tags)] for tags in (f"{tag},{NO_TAG}", f"{NO_TAG},{tag}"))
    require(equal("ids with the tag named last", first, last))


@story("Campaigns.Get/tags", variants={"names": None}, level=Level.SHOULD)
def test_names_of_tags(world: World) -> None:
    """What is found by a tag shows tags, each by its name."""
    tag = world.operator_value("tag_id")
    for row in world.rows(Tags=tag, RetrieveTags="true"):
        require(equal("tags are a list with something in it", True, isinstance(row.tags, list) and bool(row.tags)))
        require(
            f"Tags: expected names, got {told(name)}" for name in row.tags if not isinstance(name, str) or name == tag
        )


@story("Campaigns.Get/statistics", variants={"agree": None})
def test_both_commands_show_the_same_counts(world: World) -> None:
    """A campaign that was sent has the same totals and ratios in the list, beside others, as in Campaign.Get."""
    id = world.operator_value("statistics_campaign_id")
    before = world.get(id)
    rows = world.all_rows(SearchKeyword=before.name, RetrieveStatistics="true")
    after = world.get(id)
    row = next((row for row in rows if row.id == after.id), None)
    at_rest = {name: value for name, value in _counts(after).items() if before.data.get(name) == value}
    listed = _counts(row) if row else {}
    require(line for name in at_rest.keys() & listed.keys() for line in equal(name, at_rest[name], listed[name]))


def _counts(view: View) -> dict[str, str]:
    return {
        name: str(value) for name, value in view.data.items() if name.startswith("Total") or name.endswith("Ratio")
    }


@story("Campaigns.Get/statistics", variants={"on": "true", "off": "false"})
def test_statistics(world: World, case: Case) -> None:
    """Statistics, ratios or totals when asked for; no statistics when not wanted."""
    campaign = world.create()
    row = world.find(campaign, RetrieveStatistics=case.data)
    if row is None:
        require(["Campaigns.Get: expected the new campaign, it is not listed"])
    elif case.data == "true":
        counts = [key for key in row.data if key.startswith("Total") or key.endswith("Ratio")]
        require(equal("statistics when asked for", True, row.shows_statistics or bool(counts)))
    else:
        require(equal("statistics when not wanted", False, row.shows_statistics))


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


@story("Campaigns.Get/read-your-writes", variants={"create": None})
def test_a_new_campaign_is_listed_at_once(world: World) -> None:
    """The next request lists it."""
    require(equal("the new campaign is listed", True, world.find(world.create()) is not None))


@story("Campaigns.Get/read-your-writes", variants={"copy": None})
def test_a_copy_is_listed_at_once(world: World) -> None:
    """The next request lists it."""
    reply = world.owner.call("Campaign.Copy", {"CampaignID": world.create().id})
    require(success(reply))
    made = reply.get("NewCampaignID")
    rows = world.all_rows(SearchKeyword=world.get(made).name)
    require(equal("the copy is listed", True, int(made) in _ids(rows)))


@story("Campaigns.Get/read-your-writes", variants={"rename": None})
def test_a_new_name_is_listed_at_once(world: World) -> None:
    """The new name finds it, the old one does not, although it did before."""
    campaign = world.create()
    require(equal("ids under the first name", [campaign.number], _ids(world.rows(SearchKeyword=campaign.name))))
    name = world.name("renamed")
    world.update(campaign, CampaignName=name)
    require(equal("ids under the new name", [campaign.number], _ids(world.rows(SearchKeyword=name))))
    require(equal("ids under the old name", [], _ids(world.rows(SearchKeyword=campaign.name))))


@story("Campaigns.Get/read-your-writes", variants={"status": None})
def test_a_new_status_is_listed_at_once(world: World) -> None:
    """The row shows the status that was just set."""
    campaign = world.create()
    world.update(campaign, CampaignStatus="Sending")
    row = world.find(campaign)
    require(equal("status in the list", "Sending", row.status if row else None))


@story("Campaigns.Get/read-your-writes", variants={"delete": None})
def test_a_deleted_campaign_is_not_listed(world: World) -> None:
    """The next request does not list it any more."""
    campaign = world.create()
    require(success(world.delete(campaign)))
    require(equal("the deleted campaign is listed", False, world.find(campaign) is not None))


@story("Campaigns.Get/no-errors", variants={"all-parameters": None})
def test_all_parameters_together(world: World) -> None:
    """Every parameter with a value of the page succeeds."""
    parameters = {parameter.name: parameter.example for parameter in world.spec.command(COMMAND).parameters}
    require(success(world.owner.call(COMMAND, parameters)))


@story("Campaigns.Get/no-errors", variants={"no-parameters": None})
def test_no_parameters(world: World) -> None:
    """No parameter is required."""
    require(success(world.owner.call(COMMAND, {})))
