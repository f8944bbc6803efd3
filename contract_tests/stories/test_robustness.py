"""Odd requests of ordinary clients: none ends in a 5xx, a dropped connection or silence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from campaign_contract.contract_tests.api.client import FORM, JSON
from campaign_contract.contract_tests.api.expect import equal, success
from campaign_contract.contract_tests.api.outcomes import require
from campaign_contract.contract_tests.api.world import NEVER_ISSUED, Campaign, World
from campaign_contract.contract_tests.checks import Case, shared, story

DEPTH = 100
BYTE_ORDER_MARK = "\ufeff"


@dataclass(frozen=True)
class Body:
    """A request body, sent as it is under an encoding's media type."""

    encoding: str
    content: str | bytes


ODD_BODIES: Mapping[str, Body] = {
    "no-body": Body(FORM, ""),
    "no-command": Body(FORM, "CampaignID=1"),
    "unknown-command": Body(FORM, "Command=Campaign.NoSuchCommand"),
    "empty-command": Body(FORM, "Command="),
    "repeated-key": Body(FORM, "Command=Campaign.Get&campaignid=1&campaignid=2"),
    "nul-byte": Body(FORM, "Command=Campaign.Create&CampaignName=a%00b"),
    "twenty-digit-id": Body(FORM, "Command=Campaign.Get&campaignid=99999999999999999999"),
    "negative-id": Body(FORM, "Command=Campaign.Get&campaignid=-1"),
    "json-array": Body(JSON, '["Campaign.Get"]'),
    "json-text": Body(JSON, '"Campaign.Get"'),
    "json-number": Body(JSON, "1"),
    "json-null": Body(JSON, "null"),
    "json-null-value": Body(JSON, '{"Command": "Campaign.Create", "CampaignName": null}'),
    "json-boolean-value": Body(JSON, '{"Command": "Campaign.Create", "CampaignName": true}'),
    "json-nested-value": Body(JSON, '{"Command": "Campaign.Create", "CampaignName": {"a": ["b"]}}'),
    "json-deep": Body(JSON, '{"Command": "Campaign.Get", "campaignid": ' + "[" * DEPTH + "]" * DEPTH + "}"),
    "json-lone-surrogate": Body(JSON, '{"Command": "Campaign.Create", "CampaignName": "\\ud800"}'),
}


@story("Api/survives", variants=ODD_BODIES)
def test_odd_body(world: World, case: Case, observe: Callable[[str], None]) -> None:
    """Without credentials, an odd body is answered, whatever the answer."""
    body: Body = case.data
    reply = world.client.send("POST", {"Content-Type": world.spec.transport.encodings[body.encoding]}, body.content)
    observe(f"HTTP {reply.status}, ErrorCode {', '.join(map(str, reply.codes)) or 'none'}")


ODD_IDS: Mapping[str, str] = {
    "id-twenty-digit": "9" * 20,
    "id-negative": "-1",
    "id-zero": "0",
    "id-fractional": f"{NEVER_ISSUED}.5",
    "id-quotes": f"{NEVER_ISSUED}' OR '1'='1",
    "id-list-of-ids": f"{NEVER_ISSUED},{NEVER_ISSUED}",
    "id-nul-byte": f"{NEVER_ISSUED}\x00",
    "id-thousand-characters": "9" * 1000,
}


@shared
def bystander(world: World) -> Campaign:
    """A campaign that nobody names."""
    return world.create()


@story("Api/survives", variants=ODD_IDS)
def test_odd_id(world: World, case: Case, bystander: Campaign) -> None:
    """With credentials, every command that names a campaign survives an odd id, and an own campaign survives too."""
    for command in world.spec.commands:
        if command.subject:
            world.client.call(command.name, {command.subject.name: case.data}, world.owner.identity.one())
    require(equal("name afterwards", bystander.name, world.get(bystander).name))


OTHER_WRITINGS: Mapping[str, Callable[[int], str]] = {
    "zeros before it": lambda number: f"00{number}",
    "a plus before it": lambda number: f"+{number}",
    "blanks around it": lambda number: f" {number} ",
}


@story("Api/survives", variants={"id-written-otherwise": None})
def test_other_writings(world: World, observe: Callable[[str], None]) -> None:
    """Whether an id with zeros, a plus or blanks still names the campaign is only observed."""
    campaign = world.create()
    for how, write in OTHER_WRITINGS.items():
        shown = world.get(write(campaign.number)).exists
        observe(f"an id with {how} {'names' if shown else 'does not name'} the campaign")


@story("Api/survives", variants={"name-zero": None})
def test_name_zero(world: World, observe: Callable[[str], None]) -> None:
    """Whether 0 is a name, and what becomes of one of blanks alone, is only observed."""
    for name in ("0", " 0 ", " "):
        reply = world.owner.call("Campaign.Create", {"CampaignName": name})
        observe(f"the name {name!r} {'is taken' if reply.succeeded else 'is refused'}")


@story("Api/survives", variants={"connection-goes-on": None})
def test_connection_goes_on(world: World) -> None:
    """After a failure the next request on the same connection is answered as ever."""
    world.client.send("POST", {"Content-Type": world.spec.transport.encodings[JSON]}, '{"Command": "Campaign.Get"}')
    require(success(world.owner.call("Campaigns.Get", {"RecordsPerRequest": 1})))


@story("Api/content-type")
def test_content_type(world: World) -> None:
    """A success and a failure are labelled as JSON."""
    wanted = world.spec.transport.content_type
    for command, parameters in (("Campaigns.Get", {"RecordsPerRequest": 1}), ("Campaign.Get", {})):
        reply = world.owner.call(command, parameters)
        labelled = reply.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        require(equal("Content-Type", wanted, labelled))


@story("Api/no-byte-order-mark")
def test_no_byte_order_mark(world: World) -> None:
    """Neither a success nor a failure starts with one."""
    for command, parameters in (("Campaigns.Get", {"RecordsPerRequest": 1}), ("Campaign.Get", {})):
        reply = world.owner.call(command, parameters)
        require(["body: starts with a byte order mark"] if reply.text.startswith(BYTE_ORDER_MARK) else [])


@story("Api/envelope")
def test_envelope(world: World) -> None:
    """A success, a failure and a failure of the credentials are envelopes; `call` holds that for every answer."""
    world.owner.call("Campaigns.Get", {"RecordsPerRequest": 1})
    world.owner.call("Campaign.Get", {})
    world.owner.call("Campaigns.Get", {}, credentials={})
