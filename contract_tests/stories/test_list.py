"""Stories of Campaigns.Get: order, tags, statistics, and changes visible at once."""

from __future__ import annotations

from campaign_contract.contract_tests.api.expect import equal, success
from campaign_contract.contract_tests.api.outcomes import require
from campaign_contract.contract_tests.api.shown import View
from campaign_contract.contract_tests.api.wording import told
from campaign_contract.contract_tests.api.world import NEVER_ISSUED, World
from campaign_contract.contract_tests.checks import Case, story
from campaign_contract.contract_tests.stories.groups import group, ids_of
from campaign_contract.spec import Level

COMMAND = "Campaigns.Get"

NO_TAG = NEVER_ISSUED


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
    ids = ids_of(world.all_rows(Tags=tag))
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
    require(equal("the copy is listed", True, int(made) in ids_of(rows)))


@story("Campaigns.Get/read-your-writes", variants={"rename": None})
def test_a_new_name_is_listed_at_once(world: World) -> None:
    """The new name finds it, the old one does not, although it did before."""
    campaign = world.create()
    require(equal("ids under the first name", [campaign.number], ids_of(world.rows(SearchKeyword=campaign.name))))
    name = world.name("renamed")
    world.update(campaign, CampaignName=name)
    require(equal("ids under the new name", [campaign.number], ids_of(world.rows(SearchKeyword=name))))
    require(equal("ids under the old name", [], ids_of(world.rows(SearchKeyword=campaign.name))))


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
