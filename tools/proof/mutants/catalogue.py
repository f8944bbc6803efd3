"""All mutants, and those among them that no check can kill."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache

from campaign_contract.contract_tests.checks import Check
from campaign_contract.tools.proof.mutants.answer_mutants import answer_mutants
from campaign_contract.tools.proof.mutants.api_mutants import api_mutants
from campaign_contract.tools.proof.mutants.mutant import Mutant, mutants_of
from campaign_contract.tools.proof.mutants.spec_mutants import command_mutants
from campaign_contract.tools.proof.mutants.wrong import (
    at_once,
    campaigns,
    credentials,
    deletion,
    exploring,
    listing,
    rows,
    search,
    several,
    side_effects,
    storage,
    strictness,
    wire,
)
from campaign_contract.tools.proof.mutants.wrong.per_caller import per_caller_mutants
from campaign_contract.tools.proof.mutants.wrong.per_circumstance import per_circumstance_mutants
from campaign_contract.tools.proof.mutants.wrong.per_command import per_command_mutants
from campaign_contract.tools.proof.mutants.wrong.per_id import per_id_mutants
from campaign_contract.tools.proof.mutants.wrong.per_kin import per_kin_mutants
from campaign_contract.tools.proof.mutants.wrong.per_neighbour import per_neighbour_mutants
from campaign_contract.tools.proof.mutants.wrong.per_origin import per_origin_mutants
from campaign_contract.tools.proof.mutants.wrong.per_part import per_part_mutants
from campaign_contract.tools.proof.mutants.wrong.per_setting import per_setting_mutants
from campaign_contract.tools.proof.mutants.wrong.per_value import per_value_mutants
from campaign_contract.tools.proof.trial.blueprint import reference

_COVERED = "Its other cause, which this server takes up although the page leaves it open, covers the same statuses."
_OPEN = "The page leaves open whether this is an error; the cause is at level MAY."
_DEFAULT = "A campaign that is stored without a status is a Draft by the default of the field."
_EXTRA_TEXT = "The number stands as the example shows it; the text beside it is an extra field, which anybody may add."
_ELSEWHERE = "The page speaks of one path; what answers at others is no part of the API."
_READING = "The page does not say what Pending stands for; on a target without such campaigns it finds nothing."
_NOT_PROVOKED = (
    "The suite brings no target there: a slow client, too many campaigns, no database, a recording, `--strict`."
)
EXCEPTIONS: Mapping[str, str] = {
    "spec/Campaign.Pause/not-sending/cause-0-dropped": _COVERED,
    "spec/Campaign.Pause/not-sending/cause-1-dropped": _OPEN,
    "spec/Campaign.Update/missing-time-zone/cause-1-dropped": _OPEN,
    "spec/Campaign.Update/missing-time-zone/cause-1-guard-swapped-to-Future": _OPEN,
    "spec/Campaign.Create/sets-nothing": _DEFAULT,
    "spec/Campaign.Copy/sets-nothing": _DEFAULT,
    "spec/Campaigns.Get/CampaignStatus/Pending-selects-nothing": _READING,
    "spec/faults/wrong-path/http-500": _ELSEWHERE,
    "spec/faults/doubtful/http-500": _NOT_PROVOKED,
    "spec/faults/not-recorded/http-500": _NOT_PROVOKED,
    "spec/faults/too-many/http-500": _NOT_PROVOKED,
    "spec/faults/too-slow/http-500": _NOT_PROVOKED,
    "spec/faults/unavailable/http-500": _NOT_PROVOKED,
    "spec/Campaign.Approve/failure-worded": _EXTRA_TEXT,
    "spec/Campaign.Cancel/failure-worded": _EXTRA_TEXT,
    "spec/Campaign.Create/failure-worded": _EXTRA_TEXT,
    "spec/Campaign.Pause/failure-worded": _EXTRA_TEXT,
    "spec/Campaign.Resume/failure-worded": _EXTRA_TEXT,
    "spec/Campaign.Update/failure-worded": _EXTRA_TEXT,
}
"""Ids of mutants that no check can kill, and why. Each is run all the same: one that is killed is no exception."""


_BY_HAND = (
    at_once, campaigns, credentials, deletion, listing, rows, search, several, side_effects, storage, strictness, wire,
)  # fmt: skip
"""The modules of mutants that are written one by one."""


@cache
def catalogue() -> Mapping[str, Mutant]:
    """Every mutant by its id, in the order in which they are run and reported."""
    spec = reference().spec
    mutants = [
        *command_mutants(spec),
        *api_mutants(spec),
        *answer_mutants(spec),
        *mutants_of(*_BY_HAND),
        *wire.NAMES,
        *per_command_mutants(spec),
        *per_caller_mutants(spec),
        *per_circumstance_mutants(spec),
        *per_origin_mutants(spec),
        *per_id_mutants(spec),
        *per_part_mutants(spec),
        *per_neighbour_mutants(spec),
        *per_kin_mutants(spec),
        *per_value_mutants(spec),
        *per_setting_mutants(spec),
        *(replace(mutant, explored=True) for mutant in (*mutants_of(exploring), *exploring.own_numbers(spec))),
    ]
    found = {mutant.id: mutant for mutant in mutants}
    assert len(found) == len(mutants), "two mutants have the same id"  # noqa: S101 - a slip in this package
    return found


def by_statement(checks: Iterable[Check]) -> dict[str, list[str]]:
    """Statement address → the ids of the mutants that turn a check of it red, those without an exception."""
    broken: dict[str, list[str]] = {}
    for mutant in catalogue().values():
        if mutant.id not in EXCEPTIONS:
            for statement in dict.fromkeys(check.statement for check in checks if mutant.concerns(check)):
                broken.setdefault(statement, []).append(mutant.id)
    return broken
