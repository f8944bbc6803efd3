"""Stories of Campaigns.Get about rows beside one another: tags with other filters, and what each row shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from campaign_contract.contract_tests.api.actor import Actor
from campaign_contract.contract_tests.api.client import FORM, JSON
from campaign_contract.contract_tests.api.expect import equal, success
from campaign_contract.contract_tests.api.outcomes import Broken, NotArranged, NotObservable, require
from campaign_contract.contract_tests.api.shown import View
from campaign_contract.contract_tests.api.world import NEVER_ISSUED, Campaign, World
from campaign_contract.contract_tests.checks import Case, shared, story
from campaign_contract.spec import Level

COMMAND = "Campaigns.Get"
KEYWORD = 60
"""So many characters of a name are enough to search by."""
STEADY = ("Sent", "Failed", "Draft")
"""Statuses that can be filtered by and that no target leaves by itself."""
ATTEMPTS = 3
SEVERAL = 3
"""So many of the campaigns with the tag are looked at one by one."""


@dataclass(frozen=True)
class Tagged:
    """Campaigns that were there before and have the tag, and a new one without tags.

    The `keyword` finds the first of them and the new one.
    """

    tag: str
    rows: Sequence[View]
    keyword: str
    beside: Campaign

    @property
    def row(self) -> View:
        """The campaign that the tag finds first."""
        return self.rows[0]


@shared
def tagged(world: World) -> Tagged | None:
    """What the tag finds first; None where no tag is given or it finds nothing."""
    tag = world.settings.tag_id
    rows = world.rows(Tags=tag, RetrieveTags="true") if tag else []
    if not tag or not rows:
        return None
    keyword = rows[0].name[-KEYWORD:]
    return Tagged(tag, rows, keyword, world.create(f"{world.name('beside')} {keyword}"))


Asked = tuple[Mapping[str, Any], bool]
"""Filters beside the tag, and whether the tagged campaign is among what they leave."""
WITH_TAGS: Mapping[str, Callable[[World, Tagged], Asked]] = {
    "and-a-keyword": lambda _, found: ({"SearchKeyword": found.keyword}, True),
    "and-no-name": lambda world, _: ({"SearchKeyword": world.name("nobody has this name")}, False),
    "and-a-status": lambda _, found: ({"CampaignStatus": found.row.status}, True),
    "and-another-status": lambda _, found: (
        {"CampaignStatus": next(status for status in STEADY if status != found.row.status)},
        False,
    ),
}


@story("Campaigns.Get/tags", variants=WITH_TAGS)
def test_tags_with_another_filter(world: World, case: Case, tagged: Tagged | None) -> None:
    """A tag and another filter answer what both leave, each campaign once, also where the tag is named twice."""
    found = _known(world, tagged)
    others, is_left = case.data(world, found)
    if "CampaignStatus" in others and found.row.status not in STEADY:
        raise NotArranged("the campaign with the tag may be sent meanwhile; one that was sent can be told from others")
    ids = [row.id for row in world.all_rows(Tags=f"{found.tag},{found.tag}", **others)]
    require(equal("the campaign with the tag is listed", is_left, found.row.id in ids))
    require(equal("a campaign without tags is listed", False, found.beside.number in ids))


@story("Campaigns.Get/tags", variants={"once": None, "page-of-1": 1})
def test_page_of_tagged(world: World, case: Case, tagged: Tagged | None) -> None:
    """What a tag finds comes once each, and a page of it holds as much as was asked for; the next one goes on."""
    found = _known(world, tagged)
    asked: Mapping[str, Any] = {"Tags": f"{found.tag},{found.tag}", "OrderField": "CampaignName", "OrderType": "ASC"}
    ids = [row.id for row in world.rows(**asked, RecordsPerRequest=case.data)]
    require(equal("rows", case.data or len(ids), len(ids)))
    if case.data:
        ids += [row.id for row in world.rows(**asked, RecordsPerRequest=case.data, RecordsFrom=case.data)]
    require(equal("how often each campaign is listed", dict.fromkeys(ids, 1), {id: ids.count(id) for id in ids}))


@story("Campaigns.Get/tags", variants={"unknown": None})
def test_unknown_tag(world: World) -> None:
    """A tag that nobody has finds nothing, neither a new campaign nor one with other tags."""
    campaign = world.create()
    for keyword in (campaign.name, None):
        rows = world.rows(Tags=NEVER_ISSUED, SearchKeyword=keyword)
        require(equal("ids with a tag that was never given", [], [row.id for row in rows]))


@story("Campaigns.Get/tags", variants={"of-the-other-user": None})
def test_tag_of_the_owner_s(world: World, tagged: Tagged | None) -> None:
    """The second user finds none of the owner's campaigns by the owner's tag."""
    found = _known(world, tagged)
    ids = [row.id for row in world.rows(world.stranger, Tags=found.tag)]
    require(equal("the owner's campaign is listed for the other user", False, found.row.id in ids))


@story("Campaigns.Get/total-counts-matches", variants={"with-tags": None})
def test_total_counts_what_has_the_tag(world: World, tagged: Tagged | None) -> None:
    """The number of campaigns with the tag, where no page is cut."""
    found = _known(world, tagged)
    reply = world.owner.call(COMMAND, {"Tags": found.tag})
    require(success(reply))
    total = len(world.all_rows(Tags=found.tag))
    require(equal("TotalCampaigns with a tag", str(total), str(reply.get("TotalCampaigns"))))


@story("Campaigns.Get/tags", variants={"of-each-row": None}, level=Level.SHOULD)
def test_each_row_has_its_own_tags(world: World, tagged: Tagged | None) -> None:
    """In one answer, the campaign with the tag shows tags and the new one beside it shows none."""
    found = _known(world, tagged)
    rows = {row.id: row for row in world.all_rows(SearchKeyword=found.keyword, RetrieveTags="true")}
    require(equal("both campaigns are listed", True, {found.row.id, found.beside.number} <= rows.keys()))
    require(equal("the campaign with the tag shows tags", True, bool(rows[found.row.id].tags)))
    require(equal("the new campaign shows tags", False, bool(rows[found.beside.number].tags)))


@story("Campaigns.Get/tags", variants={"agree": None})
def test_both_commands_show_the_same_tags(world: World, tagged: Tagged | None) -> None:
    """A list by a tag shows the first few campaigns with all their tags, once each, as Campaign.Get does."""
    rows = _known(world, tagged).rows[:SEVERAL]
    if any(_differing(world, row) for row in rows):  # also where somebody tagged it meanwhile
        again = world.rows(Tags=world.settings.tag_id, RetrieveTags="true")
        require(line for row in again[:SEVERAL] for line in _differing(world, row))


def _differing(world: World, row: View) -> list[str]:
    listed, shown = row.tags, world.get(row.id or 0, retrievetags="true").tags
    if isinstance(listed, list) and isinstance(shown, list):
        return _alike(listed, shown)
    raise NotObservable("the target shows tags otherwise than as a list")


def _alike(listed: list[Any], shown: list[Any]) -> list[str]:
    """Where two lists differ, as far as both are of names; else how many there are."""
    if all(isinstance(tag, str) for tag in (*listed, *shown)):
        return equal("Tags in Campaigns.Get", sorted(shown), sorted(listed))
    return equal("how many Tags there are in Campaigns.Get", len(shown), len(listed))


PARTS: Mapping[str, Callable[[View], bool]] = {
    "RetrieveTags": lambda row: row.tags is not None,
    "RetrieveStatistics": lambda row: row.shows_statistics,
}


@story("Campaigns.Get/statistics", variants={"of-each-row": None})
def test_each_row_shows_as_much(world: World) -> None:
    """Of several campaigns in one answer, each shows the parts that were asked for, or those that any shows."""
    token = world.name("rows")
    for number in range(3):
        world.create(f"{token} {number}")
    rows = world.rows(SearchKeyword=token, RetrieveTags="true", RetrieveStatistics="true")
    for flag, shows in PARTS.items():
        shown = [shows(row) for row in rows]
        require(equal(f"which of the rows show what {flag} asks for", [any(shown)] * len(rows), shown))


Way = tuple[str, str, int]
"""A user by name, an encoding, and which of the user's credentials is sent alone: the first or the last one known."""
WAYS: Mapping[str, Way] = {
    "of-the-second-user": ("stranger", FORM, 0),
    "in-json": ("owner", JSON, 0),
    "by-session": ("owner", FORM, -1),
}
PAGE = {"OrderField": "CampaignName", "OrderType": "DESC", "RecordsPerRequest": "1", "RecordsFrom": "1"}


@story("Campaigns.Get/order", variants=WAYS)
def test_list_in_another_way(world: World, case: Case) -> None:
    """Order, page and filter hold together in each way to ask, and the next list, without them, is the whole one."""
    user, encoding, which = case.data
    actor: Actor = getattr(world, user)
    credential = dict([list(actor.identity.credentials.items())[which]]) if actor.identity.known else None
    token = world.name("by another way")
    world.create(by=actor)
    found, *_ = made = [world.create(f"{token} {letter}", by=actor) for letter in "bca"]
    shown = world.get(found).status
    if shown not in STEADY:
        raise NotObservable(f"a new campaign is {shown or 'in no status'} here, which may change by itself")

    def names(**asked: Any) -> list[str]:
        reply = actor.call(COMMAND, asked, encoding=encoding, credentials=credential)
        require(success(reply))
        return [row.name for row in world.rows_of(reply)]

    for status, wanted in ((shown, [found.name]), (next(other for other in STEADY if other != shown), [])):
        listed = names(SearchKeyword=token, CampaignStatus=status, **PAGE)
        require(equal(f"names on the second page, downwards, with CampaignStatus={status}", wanted, listed))
    whole = sorted(campaign.name for campaign in made)
    require(equal("names by the keyword alone", whole, sorted(names(SearchKeyword=token))))
    require(equal("the next list, without a keyword, is that by the keyword", False, sorted(names()) == whole))


@story("Campaigns.Get/pages-cover-once", variants={"of-the-whole-list": None})
def test_pages_without_a_filter(world: World) -> None:
    """Without any filter, too, the second page goes on behind the first."""
    for _ in range(ATTEMPTS):
        whole, first, second, again = (_page(world, *page) for page in ((2, 0), (1, 0), (1, 1), (2, 0)))
        if whole == again:
            require(equal("ids of two pages of one", whole, first + second))
            return
    raise NotObservable("others create and delete campaigns all the time")


def _page(world: World, size: int, start: int) -> list[int | None]:
    ordered = {"OrderField": "CampaignName", "OrderType": "ASC"}
    reply = world.owner.call(COMMAND, {"RecordsPerRequest": size, "RecordsFrom": start, **ordered})
    require(success(reply))
    return [row.id for row in world.rows_of(reply)]


def _known(world: World, tagged: Tagged | None) -> Tagged:
    world.operator_value("tag_id")
    if tagged is None:
        raise Broken(["campaigns with the tag: expected some, got none"])
    return tagged
