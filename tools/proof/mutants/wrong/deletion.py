"""Wrong ways to delete campaigns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from campaign_contract.mockserver.actions import Action
from campaign_contract.mockserver.situation import Situation
from campaign_contract.mockserver.values import numbers
from campaign_contract.tools.proof.mutants.wrong.define import action, asking

Result = Mapping[str, Any]
DELETE = "Campaigns.Delete"


@action(DELETE, "deletes-named", "deletes-named/several")
def delete_one_too_few(situation: Situation, action: Action) -> Result:
    """Of several named campaigns the last one stays."""
    return action(_naming(situation, sorted(numbers(situation.value("Campaigns")))[:-1] or [0]))


@action(DELETE, "deletes-named/several")
def delete_the_first_only(situation: Situation, action: Action) -> Result:
    """Of several named campaigns the first one goes."""
    return action(_naming(situation, sorted(numbers(situation.value("Campaigns")))[:1]))


@action(DELETE, "deletes-no-other")
def delete_one_too_many(situation: Situation, action: Action) -> Result:
    """The campaign behind the last named one goes too."""
    named = numbers(situation.value("Campaigns"))
    return action(_naming(situation, [*named, max(named) + 1]))


@action(DELETE, "deletes-no-other")
def delete_from_first_to_last(situation: Situation, action: Action) -> Result:
    """Everything between the lowest and the highest named id goes."""
    named = numbers(situation.value("Campaigns"))
    own = situation.store.campaign_ids(situation.owner)
    return action(_naming(situation, [id for id in own if min(named) <= id <= max(named)] or [0]))


@action(DELETE, "foreign-stay", "isolation")
def delete_foreign_ones_too(situation: Situation, action: Action) -> Result:  # noqa: ARG001 - as below
    """Whoever's the named campaigns are, they go."""
    for campaign in numbers(situation.value("Campaigns")):
        situation.store.remove(campaign)
    return {}


@action(DELETE, "deletes-named/many")
def delete_as_long_as_ids_go_up(situation: Situation, action: Action) -> Result:
    """A list is read up to the first id that is lower than the one before."""
    named = [int(id) for id in situation.value("Campaigns").split(",") if id.isdecimal()]
    up = [id for at, id in enumerate(named) if named[: at + 1] == sorted(named[: at + 1])]
    return action(_naming(situation, up))


@action(DELETE, "deletes-named")
def delete_nothing(situation: Situation, action: Action) -> Result:  # noqa: ARG001 - the signature of all
    """Deleting succeeds and has no effect."""
    return {}


@action(DELETE, "deletes-no-other/unknown-id")
def delete_the_newest_for_an_unknown_id(situation: Situation, action: Action) -> Result:
    """An id of no campaign stands for the user's newest one."""
    own = situation.store.campaign_ids(situation.owner)
    named = numbers(situation.value("Campaigns"))
    return action(situation if named & own else _naming(situation, [max(own)]))


@action(DELETE, "deletes-named/twice")
def delete_twice_brings_back(situation: Situation, action: Action) -> Result:
    """A campaign that is deleted again is there again, empty."""
    for campaign in numbers(situation.value("Campaigns")):
        if situation.store.campaign(campaign) is None and campaign < situation.store.next_id():
            situation.store.insert({"CampaignID": campaign, "RelOwnerUserID": situation.owner})
            return {}
    return action(situation)


def _naming(situation: Situation, ids: list[int]) -> Situation:
    return asking(situation, Campaigns=",".join(map(str, ids)))
