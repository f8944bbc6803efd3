"""Classes of values that a parameter can have, by its kind: flags as text and as JSON, lists, objects, lengths."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from campaign_contract.contract_tests.api.at_once import TOO_MANY, is_a_list_of_all
from campaign_contract.contract_tests.api.client import FORM, JSON, Reply
from campaign_contract.contract_tests.api.expect import envelope, equal, success
from campaign_contract.contract_tests.api.outcomes import NotObservable, require, require_always
from campaign_contract.contract_tests.api.provoke import good_request
from campaign_contract.contract_tests.api.safety import NO_SUCH_VALUE
from campaign_contract.contract_tests.api.shown import View
from campaign_contract.contract_tests.api.unasked import PARTS, Part
from campaign_contract.contract_tests.api.wording import told
from campaign_contract.contract_tests.api.world import Campaign, World, new_campaign
from campaign_contract.contract_tests.checks import Case, cases, shared, story
from campaign_contract.spec import Command, Kind, Level, Parameter, Spec

GET, LIST = "Campaign.Get", "Campaigns.Get"


@dataclass(frozen=True)
class Flag:
    """The flag of a part, sent as a value in an encoding; `wanted` is whether the part has to be there."""

    part: Part
    value: Any
    encoding: str
    wanted: bool


def flags(_: Spec) -> Iterator[Case]:
    """Each flag sent explicitly: false in a form, true and false in JSON."""
    sent = {"form-false": ("false", FORM), "json-true": (True, JSON), "json-false": (False, JSON)}
    for address, part in PARTS.items():
        command, statement = address.split("/")
        for variant, (value, encoding) in sent.items():
            if part.has_to_be_away or value is True:
                yield Case(command, statement, variant, data=Flag(part, value, encoding, value is True))


@shared
def looked_at(world: World) -> Campaign:
    """A campaign that is only looked at."""
    return world.create()


@cases(flags)
def test_flag(world: World, case: Case, looked_at: Campaign) -> None:
    """The part is there when the flag is true and away when it is false, however it is written."""
    flag: Flag = case.data
    campaign = looked_at
    one = case.command == GET
    subject = {"campaignid": campaign.id} if one else {"SearchKeyword": campaign.name}
    reply = world.owner.call(case.command, {**subject, flag.part.flag: flag.value}, encoding=flag.encoding)
    require(success(reply))
    view = world.view_of(reply) if one else _row(world, reply)
    what = f"{flag.part.name} with {flag.part.flag} {told(flag.value)}"
    require(equal(what, flag.wanted, flag.part.is_shown(view)))


def _row(world: World, reply: Reply) -> View:
    rows = world.rows_of(reply)
    require(equal("rows under the new name", 1, len(rows)))
    return rows[0]


_CAN_DO_HARM = ("Campaigns", "CampaignStatus", "ScheduleType")
"""Parameters that delete or send, whatever somebody reads out of a number."""
SHAPES: Mapping[str, str] = {"json-list": JSON, "json-object": JSON, "form-list": FORM, "form-key": FORM}
"""The shapes that a value can have beside text, and the encoding that writes them."""
_ONE_BY_ONE = ("json-list",)


def shapes(spec: Spec) -> Iterator[Case]:
    """Every command."""
    for command in spec.commands:
        yield Case(command.name, "survives", "parameters-of-another-shape", data=command)


@cases(shapes)
def test_parameters_of_another_shape(world: World, case: Case) -> None:
    """Each parameter as a list or an object, in JSON or in a form, alone or with the others: an envelope comes."""
    command: Command = case.data
    good, _ = good_request(world, command)
    values = [(parameter, good.get(parameter.name) or _harmless(parameter)) for parameter in command.parameters]
    for shape, encoding in SHAPES.items():
        shaped = [_shaped(parameter, shape, value) for parameter, value in values]
        together = {name: value for one in shaped for name, value in one.items()}
        for sent in shaped if shape in _ONE_BY_ONE else [together]:
            bare = {name.partition("[")[0] for name in sent}
            rest = {name: value for name, value in good.items() if name not in bare}
            world.owner.call(command.name, {**rest, **sent}, encoding=encoding)


JSON_TYPES: Mapping[str, Any] = {"json-null": None, "json-number": 7, "json-fraction": 1.5, "json-true": True}


@story("Api/survives", variants={f"parameters-as-{name}": value for name, value in JSON_TYPES.items()})
def test_parameters_of_another_type(world: World, case: Case) -> None:
    """All parameters of a command but the campaign's id as this JSON value: an envelope comes."""
    campaign = world.create()
    for command in world.spec.commands:
        sent = {item.name: case.data for item in command.parameters if item.name not in _CAN_DO_HARM}
        if command.subject:
            sent[command.subject.name] = campaign.id
        if world.settings.may_send or not world.owner.could_send(command, sent):
            _send_json(world, command, sent)


def _send_json(world: World, command: Command, sent: Mapping[str, Any]) -> None:
    """Send parameters of which some may be null; what makes a campaign is sent without those."""
    if command.new_campaign:
        world.owner.call(command.name, sent, encoding=JSON)
        return
    method, headers, body, name = world.client.request(command.name, {}, world.owner.identity.one(), JSON)
    reply = world.client.send(method, headers, json.dumps({**json.loads(body), **sent}), name)
    if is_a_list_of_all(command, sent, reply):
        raise NotObservable(TOO_MANY)
    require_always(envelope(reply, world.spec))


def _harmless(parameter: Parameter) -> str:
    """A value that sends nothing, whoever takes it out of its shape."""
    return NO_SUCH_VALUE if parameter.kind is Kind.CHOICE else str(parameter.example)


def _shaped(parameter: Parameter, shape: str, value: Any) -> dict[str, Any]:
    name = parameter.name
    match shape:
        case "json-list":
            return {name: [value]}
        case "json-object":
            return {name: {"key": value}}
        case "form-list":
            return {f"{name}[]": value}
        case _:
            return {f"{name}[key]": value}


LENGTHS = {"1-character": 1, "256-characters": 256, "65536-characters": 65536}


@story("Campaign.Update/long-name-kept", variants=LENGTHS, level=Level.SHOULD)
def test_name_of_any_length(world: World, case: Case) -> None:
    """A new name of this length is kept whole or refused, and a name that is refused leaves the old one."""
    campaign = world.create()
    name = (world.name() + " ").ljust(case.data, "z")[: case.data]
    reply = world.owner.call("Campaign.Update", {"CampaignID": campaign.id, "CampaignName": name})
    shown = world.get(campaign).name
    require_always(equal("name afterwards", name if reply.succeeded else campaign.name, shown))


@story("Campaign.Create/form", variants={"charset": None})
def test_form_with_charset(world: World) -> None:
    """A charset parameter in the content type of a form changes nothing."""
    media_type = f"{world.spec.transport.encodings[FORM]}; charset=UTF-8"
    name = world.name("Übergröße")
    reply = world.owner.call("Campaign.Create", {"CampaignName": name}, media_type=media_type)
    require(success(reply))
    campaign = new_campaign(reply, "CampaignID", name, world.owner)
    require(equal("name in Campaign.Get", name, world.get(campaign).name))


def listed_values(spec: Spec) -> Iterator[Case]:
    """Each value of each choice of Campaign.Update that needs nothing beside it."""
    for parameter in spec.command("Campaign.Update").parameters:
        if parameter.kind is Kind.CHOICE and not parameter.open and len(parameter.values) > 1:
            for value in parameter.values:
                yield Case("Campaign.Update", "applies", f"{parameter.name}-{value}", data=(parameter, value))


@cases(listed_values)
def test_listed_value(world: World, case: Case) -> None:
    """The value is taken and shown, whatever was there before."""
    parameter, value = case.data
    campaign = world.create()
    for other in (*parameter.values, value):
        world.update(campaign, **{parameter.name: other})
    require(equal(f"{parameter.name} afterwards", value, world.get(campaign).setting(parameter.name)))
