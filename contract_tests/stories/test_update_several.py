"""Values of Campaign.Update with several items, and parameters that are sent twice."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from campaign_contract.contract_tests.api.client import FORM, Reply
from campaign_contract.contract_tests.api.expect import among, envelope, equal
from campaign_contract.contract_tests.api.outcomes import NotArranged, NotObservable, require, require_always
from campaign_contract.contract_tests.api.provoke import bundle, good_parameters, needed, own_campaign
from campaign_contract.contract_tests.api.second_values import second_value
from campaign_contract.contract_tests.api.shown import same_value
from campaign_contract.contract_tests.api.stored import UPDATE, all_applied, everything, idle_parts
from campaign_contract.contract_tests.api.world import Campaign, World
from campaign_contract.contract_tests.checks import Case, cases, story
from campaign_contract.spec import Command, Guard, Kind, Spec

TO, NOT_TO = "RecipientListsAndSegments", "Exclude_RecipientListsAndSegments"
BUNDLE, DOMAINS = "RulesJsonBundle", "GoogleAnalyticsDomains"
NUMBERS = {
    "ScheduleRecDaysOfWeek": "1,3,6",
    "ScheduleRecDaysOfMonth": "1,15,28",
    "ScheduleRecMonths": "1,6,12",
    "ScheduleRecHours": "1,12,23",
    "ScheduleRecMinutes": "15,30,45",
    "ScheduleRecSendMaxInstance": "12",
}
"""Numbers that are good under every reading of the page, up to the largest of their kind."""
ROUND = ("Immediate", "Recursive", "Future", "Immediate")


@story("Campaign.Update/applies", variants={"several-numbers": None})
def test_several_numbers(world: World) -> None:
    """A recurrence on several days, months, hours and minutes keeps each of them."""
    campaign = world.create()
    before = world.get(campaign)
    sent = {"ScheduleType": "Recursive", "SendTimeZone": world.settings.time_zone, **NUMBERS}
    world.update(campaign, **sent)
    require(all_applied(world, sent, before, world.get(campaign)))


@story("Campaign.Update/lists-schedule-types", variants={"one-after-the-other": None})
def test_schedule_types_in_a_round(world: World) -> None:
    """Each schedule type takes the place of the one before, and its values are shown."""
    campaign = world.create()
    command, before = world.spec.command(UPDATE), world.get(campaign)
    for kind in ROUND:
        sent = {"ScheduleType": kind, **needed(world, command, Guard("ScheduleType", kind))}
        world.update(campaign, **sent)
        after = world.get(campaign)
        require(f"{kind}: {line}" for line in all_applied(world, sent, before, after))
        before = after


@story("Campaign.Update/applies", variants={"two-lists": None})
def test_two_lists(world: World) -> None:
    """One list to send to and another one not to: neither takes the other's place, then both are sent to."""
    lists = _two_lists(world)
    campaign = world.create()
    before = world.get(campaign)
    for sent in (dict(zip((TO, NOT_TO), lists, strict=True)), {TO: ",".join(lists)}):
        world.update(campaign, **sent)
        after = world.get(campaign)
        require(all_applied(world, sent, before, after))
        before = after


@story("Campaign.Update/applies", variants={"bundle-of-two-lists": None})
def test_bundle_of_two_lists(world: World) -> None:
    """A bundle with criteria for two lists keeps both."""
    first, second = (json.loads(bundle(one)) for one in _two_lists(world))
    sent = {BUNDLE: json.dumps({**first, "criteria": first["criteria"] + second["criteria"]})}
    campaign = world.create()
    before = world.get(campaign)
    world.update(campaign, **sent)
    require(all_applied(world, sent, before, world.get(campaign)))


@story("Campaign.Update/applies", variants={"several-domains": ("one.example.test", "two.example.test")})
def test_several_domains(world: World, case: Case) -> None:
    """Domains on two lines are both kept, or refused together."""
    campaign = world.create()
    reply = world.owner.call(UPDATE, {"CampaignID": campaign.id, DOMAINS: "\n".join(case.data)})
    shown = world.get(campaign).setting(DOMAINS)
    wanted = case.data if reply.succeeded else ()
    require(equal(f"{DOMAINS} afterwards", wanted, tuple(domain for domain in case.data if domain in shown)))


@story("Campaign.Update/applies", variants={"large-number": "300"})
def test_large_number(world: World, case: Case) -> None:
    """A number that takes more than a byte is kept whole, or refused."""
    campaign = world.create()
    before = world.get(campaign)
    numbers = (item.name for item in world.spec.command(UPDATE).parameters if item.kind is Kind.INTEGER)
    sent = dict.fromkeys(numbers, case.data)
    if world.owner.call(UPDATE, {"CampaignID": campaign.id, **sent}).succeeded:
        require(all_applied(world, sent, before, world.get(campaign)))


def every_command(spec: Spec) -> Iterator[Case]:
    """Every command."""
    for command in spec.commands:
        yield Case(command.name, "survives", "parameters-twice", data=command)


@cases(every_command)
def test_parameters_twice(world: World, case: Case) -> None:
    """All parameters of the command's own twice in one form are answered, and of each one of its values is stored."""
    command: Command = case.data
    campaign = own_campaign(world, command)
    first = {**(everything(world) if command.name == UPDATE else {}), **good_parameters(world, command, campaign)}
    if not world.settings.may_send and world.owner.could_send(command, first):
        raise NotArranged("sending is not allowed on this target; --allow-sending allows it")
    second = {**first, **_second(world, command, first)}
    reply = _sent_twice(world, command, first, second)
    if reply.succeeded and campaign and command.name == UPDATE:
        require(_neither(world, campaign, first, second))


def _sent_twice(world: World, command: Command, first: Mapping[str, Any], second: Mapping[str, Any]) -> Reply:
    once = {"Command": command.name, **world.owner.identity.one()}
    pairs = [pair for values in (once, first, second) for pair in values.items()]
    headers = {"Content-Type": world.spec.transport.encodings[FORM]}
    reply = world.client.send(world.spec.transport.method, headers, urlencode(pairs), command.name)
    require_always(envelope(reply, world.spec))
    return reply


def _second(world: World, command: Command, first: Mapping[str, Any]) -> dict[str, str]:
    parameters = {parameter.name: parameter for parameter in command.parameters}
    names = {"CampaignName": world.name("the second time")} if "CampaignName" in first else {}
    others = {name: second_value(world.settings, parameters[name], str(value)) for name, value in first.items()}
    return {**{name: value for name, value in others.items() if value is not None}, **names}


def _neither(world: World, campaign: Campaign, first: Mapping[str, Any], second: Mapping[str, Any]) -> Iterator[str]:
    """Parameters of which neither value is shown, nor one written in the target's own way."""
    after, command = world.get(campaign), world.spec.command(UPDATE)
    let_go = {part for part in idle_parts(command, first) if after.is_empty(part)}
    for parameter in command.parameters:
        name = parameter.name
        if name in let_go:
            continue
        if name in first and first[name] != second[name] and (after.shows(name) or name == "CampaignName"):
            shown = after.setting(name)
            if not any(same_value(parameter.kind, str(values[name]), shown) for values in (first, second)):
                yield from among(f"{name} afterwards", (first[name], second[name]), shown)


def _two_lists(world: World) -> tuple[str, str]:
    """Two recipient lists of the owner. Raises NotArranged or NotObservable where the operator does not name two."""
    world.operator_value("list_id")
    others = (id for id in (*world.settings.lists, world.settings.holding_list_id) if id != world.settings.lists[0])
    second = next(filter(None, others), None)
    if second is None:
        raise NotObservable("no second recipient list is known; --list-id takes several")
    return world.settings.lists[0], second
