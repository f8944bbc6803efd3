"""Settings that are stored once, cut, changed, or lost while a command does something else to the campaign."""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from campaign_contract.mockserver.actions import Action
from campaign_contract.mockserver.situation import Situation
from campaign_contract.spec import Command, Group, Kind, Spec
from campaign_contract.spec.wording import GENERAL
from campaign_contract.tools.proof.mutants.mutant import Mutant
from campaign_contract.tools.proof.trial.blueprint import Blueprint, action_altered

_UPDATE = "Campaign.Update"
_NOT_AGAIN = ("CampaignName", "CampaignStatus", "ScheduleType", "SendTimeZone", "RelEmailID")
"""Parameters that the suite sets to one value only, or checks elsewhere."""
_EXPLANATION = "ApprovalUserExplanation"
_RULE = f"{GENERAL}/no-more-than-asked"
Values = Mapping[str, Any]
Change = Callable[[str], str]

_TEXTS: Mapping[str, tuple[str, Change]] = {
    "cut-after-255": ("256-characters", lambda text: text[:255]),
    "cut-after-60000": ("65536-characters", lambda text: text[:60_000]),
    "escaped": ("html", lambda text: html.escape(text, quote=False)),
    "without-tags": ("html", lambda text: text.replace("<b>", "").replace("</b>", "")),
    "on-one-line": ("new-lines", lambda text: " ".join(text.splitlines())),
    "as-a-number": ("digits", lambda text: str(int(text)) if text.isdecimal() else text),
    "with-doubled-quotes": ("quotes", lambda text: text.replace("'", "''")),
    "without-backslashes": ("backslashes", lambda text: text.replace("\\", "")),
    "without-emoji": ("emoji", lambda text: "".join(sign for sign in text if sign <= "\uffff")),
    "without-accents": ("accents", lambda text: text.encode("ascii", "replace").decode()),
    "unescaped": ("form-characters", lambda text: text.replace("%41", "A")),
    "squeezed": ("spaces", lambda text: " ".join(text.split(" ")) if "  " not in text else " ".join(text.split())),
    "null-for-nothing": ("word", lambda text: "" if text == "null" else text),
}
"""What becomes of the explanation, and the text that shows it."""
_OTHERS: Mapping[Kind, Change] = {
    Kind.NUMBERS: lambda value: value.partition(",")[0] if "," in value else f"{value}1",
    Kind.DATE: lambda value: f"{value[:-2]}28",
    Kind.TIME: lambda value: f"{value[:3]}59{value[5:]}",
    Kind.RECIPIENTS: lambda _: "987:0",
    Kind.RULES: lambda value: value.replace('"or"', '"and"'),
}
"""What a value of the kind is stored as: another one, written in the same way."""

_SPOILED: Mapping[str, Change] = {
    "with-other-quotes": lambda text: text.replace('"', "'"),
    "with-escaped-quotes": lambda text: text.replace('"', '\\"'),
    "as-json-of-json": json.dumps,
    "as-an-object-s-name": lambda _: "[object Object]",
}
"""What a bundle is stored as: text that begins as JSON and is none, or is other JSON."""


def per_setting_mutants(spec: Spec) -> Iterator[Mutant]:
    """Each parameter of Campaign.Update in these ways; each moving command forgetting settings and schedule."""
    for parameter in spec.command(_UPDATE).parameters:
        name, other = parameter.name, _OTHERS.get(parameter.kind)
        if other:
            what = f"{_UPDATE} stores another {name} than was sent."
            yield _update(f"stores-another-{name}", what, f"applies/{name}", partial(_changed, name, other))
        for spoiled, change in (_SPOILED if parameter.kind is Kind.RULES else {}).items():
            what = f"{_UPDATE} stores {name} {spoiled.replace('-', ' ')}."
            yield _update(f"stores-{name}-{spoiled}", what, f"applies/{name}", partial(_changed, name, change))
        again = parameter.kind not in (Kind.RULES, Kind.RECIPIENTS) and name not in _NOT_AGAIN
        if again and not parameter.required:
            what = f"{_UPDATE} stores {name} the first time only."
            yield _update(f"stores-{name}-once", what, "applies/again", partial(_once, name))
        if parameter.kind is Kind.BOOLEAN:
            what = f"{_UPDATE} takes any {name} for yes."
            yield _update(f"takes-any-{name}", what, f"applies/{name}-form", partial(_changed, name, lambda _: "true"))
    for name, (text, change) in _TEXTS.items():
        what = f"{_UPDATE} stores the explanation {name.replace('-', ' ')}."
        yield _update(f"explanation-{name}", what, f"applies/text-{text}", partial(_changed, _EXPLANATION, change))
    yield _update("unschedules", f"{_UPDATE} of the status alone drops the schedule.", _OF_STATUS, _unscheduling)
    name = "ScheduleRecSendMaxInstance"
    what = f"{_UPDATE} stores {name} in one byte."
    yield _update(f"stores-{name}-in-a-byte", what, "applies/large-number", partial(_changed, name, _in_a_byte))
    yield from _moving_mutants(spec)


def _in_a_byte(value: str) -> str:
    return str(int(value) & 0xFF)


_OF_STATUS = f"{_RULE}/by-Campaign.Update-of-the-status"


def _moving_mutants(spec: Spec) -> Iterator[Mutant]:
    for command in spec.commands:
        if command.subject and command.success.sets and not command.new_campaign:
            yield _forgetting(command, Group.SETTING, "settings")
            if not command.success.sets.none_of:
                yield _forgetting(command, Group.SCHEDULE, "schedule")
    what = "Campaign.Resume puts back the name and the explanation that the campaign had when it was paused."
    address = f"{_RULE}/by-Campaign.Resume-of-what-was-changed"
    yield Mutant("handler/Campaign.Resume/puts-back-what-was-changed", what, (address,), _restoring)


def _forgetting(command: Command, group: Group, which: str) -> Mutant:
    what = f"{command.name} forgets the {which} of the campaign."
    altered = action_altered(command.name, lambda usual: partial(_then_forget, usual, group))
    return Mutant(f"handler/{command.name}/forgets-the-{which}", what, (f"{_RULE}/by-{command.name}",), altered)


def _update(name: str, what: str, statement: str, change: Callable[[Situation], Situation]) -> Mutant:
    address = statement if statement.startswith(GENERAL) else f"{_UPDATE}/{statement}"
    altered = action_altered(_UPDATE, lambda usual: lambda situation: usual(change(situation)))
    return Mutant(f"handler/{_UPDATE}/{name}", what, (address,), altered)


def _changed(name: str, change: Change, situation: Situation) -> Situation:
    sent = situation.parameters.get(name)
    return replace(situation, parameters={**situation.parameters, name: change(sent)}) if sent else situation


def _once(name: str, situation: Situation) -> Situation:
    default = {field.name: str(field.default) for field in situation.spec.fields}[name]
    is_set = str((situation.campaign or {}).get(name, default)) != default
    kept = {key: value for key, value in situation.parameters.items() if key != name or not is_set}
    return replace(situation, parameters=kept)


def _unscheduling(situation: Situation) -> Situation:
    if "CampaignStatus" in situation.parameters and "ScheduleType" not in situation.parameters:
        _forget(situation, Group.SCHEDULE)
    return situation


def _then_forget(usual: Action, group: Group, situation: Situation) -> Values:
    result = usual(situation)
    _forget(situation, group)
    return result


def _forget(situation: Situation, group: Group) -> None:
    fields = (field for field in situation.spec.fields if field.group is group and field.stored)
    blank = {field.name: field.default for field in fields if field.name != "CampaignName"}
    if situation.campaign:
        situation.store.change(int(situation.campaign["CampaignID"]), blank)


def _restoring(blueprint: Blueprint) -> Blueprint:
    """Altered so that Resume restores what it finds of the time of Pause."""
    kept: dict[int, Values] = {}

    def pausing(usual: Action, situation: Situation) -> Values:
        row = situation.campaign or {}
        kept[int(row["CampaignID"])] = {name: row[name] for name in ("CampaignName", _EXPLANATION)}
        return usual(situation)

    def resuming(usual: Action, situation: Situation) -> Values:
        id = int((situation.campaign or {})["CampaignID"])
        situation.store.change(id, kept.get(id, {}))
        return usual(situation)

    paused = action_altered("Campaign.Pause", lambda usual: partial(pausing, usual))(blueprint)
    return action_altered("Campaign.Resume", lambda usual: partial(resuming, usual))(paused)
