"""Stories of Campaign.Get: statistics and tags on request, nothing of campaigns that are not the user's."""

from __future__ import annotations

from decimal import ROUND_HALF_DOWN, ROUND_HALF_UP, Decimal
from typing import Any

from campaign_contract.contract_tests.api.client import Reply
from campaign_contract.contract_tests.api.expect import among, equal, schema
from campaign_contract.contract_tests.api.outcomes import NotObservable, require
from campaign_contract.contract_tests.api.shown import View
from campaign_contract.contract_tests.api.world import NEVER_ISSUED, World
from campaign_contract.contract_tests.checks import Case, story
from campaign_contract.spec import Kind


@story("Campaign.Get/statistics-on-request")
def test_statistics_on_request(world: World) -> None:
    """Statistics are there when asked for and only then."""
    campaign = world.create()
    asked, unasked = world.get(campaign, retrievestatistics="true"), world.get(campaign)
    require(equal("statistics when asked for", True, asked.shows_statistics))
    require(equal("statistics when not asked for", False, unasked.shows_statistics))
    require(equal("tags when statistics are asked for", None, asked.tags))


@story("Campaign.Get/tags-on-request")
def test_tags_on_request(world: World) -> None:
    """Tags are there when asked for and only then."""
    campaign = world.create()
    asked, unasked = world.get(campaign, retrievetags="true"), world.get(campaign)
    require(equal("tags when asked for", True, asked.tags is not None))
    require(equal("tags when not asked for", None, unasked.tags))
    require(equal("statistics when tags are asked for", False, asked.shows_statistics))


def _foreign(world: World) -> Any:
    return world.create(by=world.stranger).id


def _deleted(world: World) -> Any:
    campaign = world.create()
    world.delete(campaign)
    return campaign.id


@story(
    "Campaign.Get/unknown-campaign",
    variants={"unknown": lambda _: NEVER_ISSUED, "foreign": _foreign, "deleted": _deleted},
)
def test_no_data_of_other_ids(world: World, case: Case) -> None:
    """An id of no own campaign gets a failure, or a success with an empty Campaign."""
    reply = world.owner.call("Campaign.Get", {"campaignid": case.data(world)})
    require(equal("Campaign is empty", True, not reply.get("Campaign")))


@story("Campaign.Get/success", variants={"with-everything": None})
def test_sent_campaign_with_everything(world: World) -> None:
    """A campaign that was sent is shown with statistics and tags, in the documented form."""
    reply = _sent(world)
    require(schema(reply, world.spec.command("Campaign.Get").success.schema))
    view = world.view_of(reply)
    require(equal("statistics are shown", True, view.shows_statistics))
    require(equal("tags are shown", True, view.tags is not None))


@story("Campaign.Get/shown-format", variants={"sent-campaign": None})
def test_sent_campaign_looks_as_shown(world: World) -> None:
    """A campaign that was sent is shown with the keys and formats of the page's example."""
    require(schema(_sent(world), world.spec.command("Campaign.Get").success.shown))


@story("Campaign.Get/bounce-ratios")
def test_bounce_ratios(world: World) -> None:
    """Each ratio follows from the counts shown beside it."""
    view = world.view_of(_sent(world))
    for ratio in world.spec.fields:
        if ratio.kind is Kind.RATIO:
            require(among(ratio.name, _percentages(view, *ratio.made_of), view.data.get(ratio.name)))


def _sent(world: World) -> Reply:
    id = world.operator_value("statistics_campaign_id")
    return world.get_reply(id, retrievestatistics="true", retrievetags="true")


def _percentages(view: View, bounces: str, sent: str) -> tuple[str, ...]:
    """The ratio to two decimals; where it is halfway between two, either of them."""
    counts = [view.data.get(name) for name in (bounces, sent)]
    if not all(str(count).isdecimal() for count in counts):
        raise NotObservable(f"the target does not show {bounces} and {sent}")
    some, total = (Decimal(str(count)) for count in counts)
    ratio = 100 * some / total if total else Decimal(0)
    ways = (ROUND_HALF_UP, ROUND_HALF_DOWN)
    return tuple(dict.fromkeys(str(ratio.quantize(Decimal("0.01"), way)) for way in ways))
