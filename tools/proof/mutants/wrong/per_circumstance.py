"""Commands that go wrong only in JSON, on what recurs, in one status, beside neighbours, or on repetition."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any
from urllib.parse import parse_qsl

from campaign_contract.mockserver.actions import Action
from campaign_contract.mockserver.situation import Situation
from campaign_contract.mockserver.store import Row
from campaign_contract.spec import Command, Spec
from campaign_contract.tools.proof.mutants.mutant import Mutant
from campaign_contract.tools.proof.mutants.wrong.define import for_command, own_rows
from campaign_contract.tools.proof.mutants.wrong.per_command import answering
from campaign_contract.tools.proof.trial.blueprint import action_altered
from campaign_contract.tools.proof.trial.wire import JSON, Answer, Incoming

_READING = ("Campaign.Get", "Campaigns.Get")
_DONE = Answer(200, {"Success": True, "ErrorCode": 0})
_BROKEN = Answer(500, {"Success": False, "ErrorCode": 1})
_IN_JSON = {"Campaign.Update": "applies/in-json"}
"""The statement about what a command does when it is sent as JSON, where it is not `json`."""
_STARTS = ("Sending", "Paused", "Ready")
_SETTING = "ApprovalUserExplanation"
Change = Callable[[Situation, list[Row]], None]
"""What is done to the caller's campaigns that were there before the command."""


def per_circumstance_mutants(spec: Spec) -> Iterator[Mutant]:
    """Each command in the circumstances that make a difference to it."""
    for command in spec.commands:
        yield _twice(command)
        if command.name not in _READING and not command.creates:
            what = f"{command.name} does nothing when it is sent as JSON, and answers a success."
            idle = answering(_DONE, lambda request: request.media_type == JSON)
            yield for_command("idle-in-json", command, what, _IN_JSON.get(command.name, "json"), idle)
        if command.name not in _READING:
            yield from _meddling(command)
        if command.subject and command.success.sets:
            yield from _by_status(command)
            if not command.new_campaign:
                yield from (_of_what_recurs(command, name) for name in (_SETTING, "RulesJsonBundle"))


def _twice(command: Command) -> Mutant:
    what = f"{command.name} breaks where a parameter stands twice in a form."
    layer = answering(_BROKEN, _repeats)
    return for_command("breaks-on-repetition", command, what, "survives/parameters-twice", layer)


def _repeats(request: Incoming) -> bool:
    names = [name for name, _ in parse_qsl(request.body.decode("utf-8", "replace"))]
    return len(set(names)) < len(names)


def _meddling(command: Command) -> Iterator[Mutant]:
    ways: Mapping[str, tuple[str, Change]] = {
        "ends-what-is-sending": ("makes every campaign that is Sending a Draft", _end_sending),
        "touches-the-newest": ("changes the newest campaign as well", _touch_newest),
    }
    for name, (does, change) in ways.items():
        altered = action_altered(command.name, partial(partial, _then, change))
        address = f"Api/independence/of-{command.name}"
        yield Mutant(f"handler/{command.name}/{name}", f"{command.name} {does}.", (address,), altered)


def _by_status(command: Command) -> Iterator[Mutant]:
    effect = command.success.sets
    if command.asserted_from or not effect or effect.none_of:
        return
    for status in _STARTS if command.new_campaign else _STARTS[:2]:
        what = f"{command.name} of what is {status} leaves it, or the new one, {status}."
        altered = action_altered(command.name, partial(partial, _keeping, status))
        address = f"{command.name}/status-after/from-each-status"
        yield Mutant(f"handler/{command.name}/keeps-{status}", what, (address,), altered)


def _of_what_recurs(command: Command, name: str) -> Mutant:
    what = f"{command.name} forgets {name} of what recurs."
    altered = action_altered(command.name, partial(partial, _forgetting_recurrent, name))
    address = f"Api/no-more-than-asked/by-{command.name}-of-what-recurs"
    return Mutant(f"handler/{command.name}/forgets-{name}-of-what-recurs", what, (address,), altered)


def _then(change: Change, usual: Action, situation: Situation) -> Mapping[str, Any]:
    before = own_rows(situation)
    result = usual(situation)
    change(situation, before)
    return result


def _end_sending(situation: Situation, before: list[Row]) -> None:
    for row in before:
        if row["CampaignStatus"] == "Sending":
            situation.store.change(int(row["CampaignID"]), {"CampaignStatus": "Draft"})


def _touch_newest(situation: Situation, before: list[Row]) -> None:
    for row in before[-1:]:
        situation.store.change(int(row["CampaignID"]), {_SETTING: "touched"})


def _keeping(status: str, usual: Action, situation: Situation) -> Mapping[str, Any]:
    was = situation.campaign["CampaignStatus"] if situation.campaign else ""
    result = usual(situation)
    changed = result.get(situation.command.new_campaign or "") or (situation.campaign or {}).get("CampaignID")
    if was == status and changed:
        situation.store.change(int(changed), {"CampaignStatus": status})
    return result


def _forgetting_recurrent(name: str, usual: Action, situation: Situation) -> Mapping[str, Any]:
    campaign = situation.campaign
    result = usual(situation)
    if campaign and campaign["ScheduleType"] == "Recursive":
        situation.store.change(int(campaign["CampaignID"]), {name: ""})
    return result
