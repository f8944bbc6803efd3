"""Wrong ways to store values with several items, or one value after another."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from campaign_contract.mockserver.actions import Action, Refused
from campaign_contract.mockserver.situation import Situation
from campaign_contract.tools.proof.mutants.wrong.define import action, asking, layer, without
from campaign_contract.tools.proof.trial.wire import Answer, Incoming, Next

UPDATE = "Campaign.Update"
TO, NOT_TO = "RecipientListsAndSegments", "Exclude_RecipientListsAndSegments"


@action(UPDATE, "applies/several-numbers")
def update_keeps_two_numbers(situation: Situation, action: Action) -> Mapping[str, Any]:
    """Of a list of numbers the first two are stored."""
    cut = {
        name: ",".join(value.split(",")[:2])
        for name, value in situation.parameters.items()
        if name.startswith("ScheduleRec")
    }
    return action(asking(situation, **cut))


@layer("Campaign.Update/invalid-status", "Campaign.Update/invalid-schedule-type", command=UPDATE)
def update_takes_names_of_properties(request: Incoming, pass_on: Next) -> Answer:
    """A status or schedule type that is named like a property of every object is taken for a listed one."""
    odd = {name: None for name in ("CampaignStatus", "ScheduleType") if request.value(name) == "constructor"}
    return pass_on(request.having(**odd) if odd else request)


@action(UPDATE, "near-misses")
def update_takes_one_for_none(situation: Situation, action: Action) -> Mapping[str, Any]:
    """What recurs once at most is refused as without a maximum."""
    if situation.value("ScheduleRecSendMaxInstance") == "1":
        raise Refused("missing-max-instances")
    return action(situation)


@action(UPDATE, "applies/two-lists")
def update_swaps_the_lists(situation: Situation, action: Action) -> Mapping[str, Any]:
    """Where both are sent, the list to send to and the other one change places."""
    sent = situation.parameters
    swapped = {TO: sent[NOT_TO], NOT_TO: sent[TO]} if TO in sent and NOT_TO in sent else {}
    return action(asking(situation, **swapped))


@action(UPDATE, "applies/two-lists")
def update_keeps_one_list(situation: Situation, action: Action) -> Mapping[str, Any]:
    """Of several recipient lists the first is stored."""
    lists = situation.value(TO)
    return action(asking(situation, **({TO: lists.partition(",")[0]} if lists else {})))


@action(UPDATE, "applies/bundle-of-two-lists")
def update_keeps_one_criterion(situation: Situation, action: Action) -> Mapping[str, Any]:
    """Of a bundle's criteria the first is stored."""
    if not situation.value("RulesJsonBundle"):
        return action(situation)
    bundle = json.loads(situation.value("RulesJsonBundle"))
    return action(asking(situation, RulesJsonBundle=json.dumps({**bundle, "criteria": bundle["criteria"][:1]})))


@action(UPDATE, "applies/several-domains")
def update_keeps_one_domain(situation: Situation, action: Action) -> Mapping[str, Any]:
    """Of several domains the first is stored."""
    domains = situation.value("GoogleAnalyticsDomains")
    return action(asking(situation, GoogleAnalyticsDomains=domains.partition("\n")[0]) if domains else situation)


@action(UPDATE, "lists-schedule-types/one-after-the-other")
def update_keeps_what_recurs(situation: Situation, action: Action) -> Mapping[str, Any]:
    """What recurs stays so, whatever schedule type is sent."""
    recurs = (situation.campaign or {}).get("ScheduleType") == "Recursive"
    return action(without(situation, "ScheduleType") if recurs else situation)


@layer(f"{UPDATE}/survives/parameters-twice", command=UPDATE)
def update_joins_what_comes_twice(request: Incoming, pass_on: Next) -> Answer:
    """Of a parameter that stands twice in a form, both values are stored, one behind the other."""
    name = "ApprovalUserExplanation"
    values = [value for key, value in parse_qsl(request.body.decode("utf-8", "replace")) if key == name]
    return pass_on(request.having(**{name: " ".join(values)}) if len(values) > 1 else request)
