"""Commands that do their work, and something to campaigns that they were not asked about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from campaign_contract.mockserver.actions import Action
from campaign_contract.mockserver.situation import Situation
from campaign_contract.mockserver.values import numbers
from campaign_contract.spec import Spec
from campaign_contract.tools.proof.mutants.mutant import Mutant
from campaign_contract.tools.proof.trial.blueprint import action_altered

_READING = ("Campaign.Get", "Campaigns.Get")
_ACCOUNTS = (1, 2)
_COMMON = ("RelEmailID", "GoogleAnalyticsDomains")
"""Settings that several campaigns may have in common."""


def per_neighbour_mutants(spec: Spec) -> Iterator[Mutant]:
    """Each changing command, meddling with the caller's other campaigns and with the other user's."""
    for command in spec.commands:
        if command.name not in _READING:
            for whose, own in (("own", True), ("foreign", False)):
                what = f"{command.name} changes {whose} campaigns that it was not asked about."
                alteration = action_altered(command.name, partial(partial, _meddling, own))
                address = f"Api/independence/of-{command.name}"
                yield Mutant(f"handler/{command.name}/meddles-with-{whose}", what, (address,), alteration)
            for name in _COMMON:
                what = f"{command.name} reaches the caller's other campaigns that have the same {name}."
                alteration = action_altered(command.name, partial(partial, _reaching, name))
                address = f"Api/independence/of-{command.name}"
                if command.subject or command.destroys:
                    id = f"handler/{command.name}/reaches-what-has-its-{name}"
                    yield Mutant(id, what, (address,), alteration)


def _reaching(name: str, usual: Action, situation: Situation) -> Mapping[str, Any]:
    named = {number for part in situation.parameters.values() for number in numbers(part)}
    own = {number: situation.store.campaign(number) for number in situation.store.campaign_ids(situation.owner)}
    values = {row[name] for number, row in own.items() if row and number in named and row[name]}
    result = usual(situation)
    for number, row in own.items():
        if row and row[name] in values and number not in named:
            situation.store.change(number, {"CampaignStatus": "Failed"})
    return result


def _meddling(own: bool, usual: Action, situation: Situation) -> Mapping[str, Any]:
    result = usual(situation)
    named = str(situation.campaign["CampaignID"]) if situation.campaign else ""
    for account in _ACCOUNTS:
        for number in situation.store.campaign_ids(account) if (account == situation.owner) is own else ():
            if str(number) != named:
                situation.store.change(number, {"ApprovalUserExplanation": "meddled with"})
    return result
