"""Stories of Campaign.Create: ids of their own, campaigns readable at once, names kept as they were sent."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

from campaign_contract.contract_tests.api.client import JSON
from campaign_contract.contract_tests.api.expect import equal, other_than, success
from campaign_contract.contract_tests.api.outcomes import require, require_always
from campaign_contract.contract_tests.api.wording import told
from campaign_contract.contract_tests.api.world import Campaign, World, new_campaign
from campaign_contract.contract_tests.checks import Case, story
from campaign_contract.spec import Level

CREATE = "Campaign.Create"
AT_ONCE = 8


@story("Campaign.Create/new-id")
def test_every_campaign_has_its_own_id(world: World) -> None:
    """Two campaigns have two ids."""
    first, second = world.create(), world.create()
    require([] if first.number != second.number else [f"second id: expected a new one, got {second.id} again"])


@story("Campaign.Create/new-id", variants={"after-deletion": None})
def test_ids_are_not_used_again(world: World) -> None:
    """The id of a deleted campaign is not given to the next one."""
    first = world.create()
    require(success(world.delete(first)))
    second = world.create()
    require(
        [] if first.number != second.number else [f"id after a deletion: expected a new one, got {second.id} again"]
    )


@story("Campaign.Create/new-id", variants={"same-name": None})
def test_same_name_again(world: World) -> None:
    """A second campaign under a name is refused or another one."""
    first = world.create()
    reply = world.owner.call("Campaign.Create", {"CampaignName": first.name})
    if reply.succeeded:
        second = new_campaign(reply, "CampaignID", first.name, world.owner)
        require([] if first.number != second.number else [f"second id: expected a new one, got {second.id} again"])


@story("Campaign.Create/parallel-ids")
def test_parallel_creates(world: World) -> None:
    """Eight campaigns created at the same time have eight ids, each under its own name."""
    token = world.name("parallel")
    names = [f"{token} {number}" for number in range(AT_ONCE)]
    actors = [world.owner.in_another_thread(AT_ONCE) for _ in names]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        campaigns = list(pool.map(lambda pair: world.create(pair[1], by=pair[0]), zip(actors, names, strict=True)))
    require(equal("distinct ids", AT_ONCE, len({campaign.number for campaign in campaigns})))
    listed = {row.id: row.name for row in world.all_rows(SearchKeyword=token)}
    require(equal("names", names, [listed.get(campaign.number) for campaign in campaigns]))


@story("Campaign.Create/readable")
def test_new_campaign_is_readable(world: World) -> None:
    """Both reading commands show a new campaign under its name."""
    campaign = world.create()
    view = world.get(campaign)
    require(equal("Campaign.Get shows a campaign", True, view.exists))
    require(equal("name in Campaign.Get", campaign.name, view.name))
    row = world.find(campaign)
    require(equal("Campaigns.Get lists the campaign", True, row is not None))
    require(equal("name in Campaigns.Get", campaign.name, row.name if row else None))


KEPT: Mapping[str, str] = {
    "quotes": 'it\'s "quoted" `so` ”to say“',
    "html": "<b>bold</b> & <script>alert(1)</script> &amp;",
    "form-characters": "a+b & c=d; 100% %41 # ? /",
    "backslashes": r"C:\new\table \' \" \0",
    "accents": "Übergrößenträger à l'œuvre",
    "combining": "e\u0301a\u0308o\u0302n\u0303",
    "right-to-left": "שלום עולם مرحبا",
    "east-asian": "夏のセール 여름 세일",
    "digits": "0012345",
    "spaces": "two  spaces   and three",
}


@story("Campaign.Create/name-kept", variants=KEPT)
def test_name_is_kept(world: World, case: Case) -> None:
    """A name with these characters is read back unchanged."""
    _kept(world, world.name(case.data))


@story("Campaign.Create/name-kept", variants={"100-characters": 100})
def test_long_name_is_kept(world: World, case: Case) -> None:
    """A name of this length is read back whole."""
    name = world.name("long ")
    _kept(world, name + "x" * (case.data - len(name)))


@story("Campaign.Create/name-kept", variants={"in-json": "Übergröße 夏 שלום"})
def test_name_in_json_is_kept(world: World, case: Case) -> None:
    """A name with these characters in a JSON body is read back unchanged."""
    name = world.name(case.data)
    reply = world.owner.call("Campaign.Create", {"CampaignName": name}, encoding=JSON)
    require(success(reply))
    _require_kept(world, new_campaign(reply, "CampaignID", name, world.owner))


def _kept(world: World, name: str) -> None:
    _require_kept(world, world.create(name))


@story("Campaign.Create/name-kept", variants={"like-a-value": ("0", "007", "1e3", "null")})
def test_name_like_a_value(world: World, case: Case) -> None:
    """A name that languages take for nothing or for a number is kept, or refused, but not as a missing one."""
    for name in case.data:
        reply = world.owner.call(CREATE, {"CampaignName": name})
        if reply.succeeded:
            shown = world.get(new_campaign(reply, "CampaignID", name, world.owner)).name
            require(equal(f"name {told(name)} in Campaign.Get", name, shown))
        require(line for error in world.spec.command(CREATE).errors for line in other_than(reply, error))


def _require_kept(world: World, campaign: Campaign) -> None:
    name = campaign.name
    require(equal("name in Campaign.Get", name, world.get(campaign).name))
    row = world.find(campaign)
    require(equal("name in Campaigns.Get", name, row.name if row else None))


BEYOND: Mapping[str, tuple[str, int]] = {
    "emoji": ("😀 party 🎉", 255),
    "255-characters": ("y" * 255, 255),
    "256-characters": ("y" * 256, 256),
    "65536-characters": ("y" * 65536, 65536),
}
"""The name's text, and how long the whole name is at most."""


@story(
    "Campaign.Create/long-name-kept",
    variants={"blanks-around": " {} ", "tab": "{}\tbehind a tab", "new-line": "{}\nsecond line"},
    level=Level.SHOULD,
)
def test_blanks_of_all_kinds(world: World, case: Case) -> None:
    """Blanks around a name, a tab and a new line in it are kept, or the name is refused; many tidy them up."""
    name = case.data.format(world.name())
    reply = world.owner.call("Campaign.Create", {"CampaignName": name})
    if reply.succeeded:
        shown = world.get(new_campaign(reply, "CampaignID", name, world.owner)).name
        require(equal("name in Campaign.Get", name, shown))


@story("Campaign.Create/long-name-kept", variants=BEYOND, level=Level.SHOULD)
def test_name_beyond_the_plane_or_length(world: World, case: Case) -> None:
    """A name that the page does not promise to take is kept whole or refused."""
    text, length = case.data
    name = (world.name() + " " + text)[:length]
    reply = world.owner.call("Campaign.Create", {"CampaignName": name})
    if reply.succeeded:
        shown = world.get(new_campaign(reply, "CampaignID", name, world.owner)).name
        require_always(equal("name in Campaign.Get", name, shown))
