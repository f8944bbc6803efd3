"""What Campaign.Update stores: good values for all its parameters, and whether a value that was sent is there."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from campaign_contract.contract_tests.api.contradiction import contradicts
from campaign_contract.contract_tests.api.expect import equal
from campaign_contract.contract_tests.api.outcomes import NotArranged
from campaign_contract.contract_tests.api.provoke import good_value
from campaign_contract.contract_tests.api.shown import View, is_loose, same_value
from campaign_contract.contract_tests.api.world import World
from campaign_contract.spec import Command, Kind, Parameter

UPDATE = "Campaign.Update"
CHOSEN = {"CampaignStatus": "Ready", "ScheduleType": "Immediate"}
"""Values that need no further parameters beside them."""
_AT_REST = {"CampaignStatus": "Draft"}
"""A target may send by itself what is Ready and Immediate; what is Draft keeps its status."""


def everything(world: World) -> dict[str, str]:
    """A value for every parameter but the bundle, which would take the recipient lists' place."""
    values = {}
    for parameter in world.spec.command(UPDATE).parameters:
        if not parameter.required and parameter.kind is not Kind.RULES:
            with suppress(NotArranged):
                chosen = _AT_REST.get(parameter.name) or CHOSEN.get(parameter.name)
                values[parameter.name] = str(chosen or good_value(world, parameter))
    return values


def applied(parameter: Parameter, sent: str, before: View, after: View) -> list[str]:
    """Where the campaign does not show the value that was sent; a way of writing it is the target's own choice."""
    shown = after.setting(parameter.name)
    old = before.setting(parameter.name) if parameter.name in before.data else ""
    changed = is_loose(parameter.kind) and shown not in ("", old)
    is_kept = (changed or same_value(parameter.kind, sent, shown)) and not contradicts(parameter.kind, sent, shown)
    return [] if is_kept else equal(f"{parameter.name} afterwards", sent, shown)


def all_applied(world: World, sent: Mapping[str, str], before: View, after: View) -> list[str]:
    """The same for every parameter of a request, as far as the target shows them."""
    idle = idle_parts(world.spec.command(UPDATE), {**after.settings, **sent})
    return [
        line
        for parameter in world.spec.command(UPDATE).parameters
        if parameter.name in sent and (after.shows(parameter.name) or parameter.name == "CampaignName")
        if not (parameter.name in idle and after.is_empty(parameter.name))
        for line in applied(parameter, sent[parameter.name], before, after)
    ]


def idle_parts(command: Command, values: Mapping[str, str]) -> set[str]:
    """What belongs to another value of a choice than the campaign has, as a date does to another schedule type.

    Whether a target keeps it beside that value or lets go of it is its own choice.
    """
    asked = [
        (cause.given.value == values[cause.given.parameter], cause.parameters)
        for _, cause in command.causes
        if cause.given and cause.given.parameter in values
    ]
    in_use = {name for holds, names in asked if holds for name in names}
    return {name for _, names in asked for name in names} - in_use
