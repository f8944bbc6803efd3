"""What one request does to the campaigns beside the one it names: nothing, to own ones and to the second user's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass

from campaign_contract.contract_tests.api.actor import Actor
from campaign_contract.contract_tests.api.expect import equal, success, unchanged
from campaign_contract.contract_tests.api.outcomes import NotArranged, require
from campaign_contract.contract_tests.api.provoke import good_parameters, names_campaigns
from campaign_contract.contract_tests.api.stored import UPDATE, everything
from campaign_contract.contract_tests.api.world import Campaign, World
from campaign_contract.contract_tests.checks import Case, cases, shared
from campaign_contract.spec import Group, Kind, Spec
from campaign_contract.spec.wording import GENERAL

_READING = ("Campaign.Get", "Campaigns.Get")
_STATUSES = ("Ready", "Paused", "Sending")
"""What some of the owner's neighbours are, as far as sending is allowed; the others are Drafts. Nothing that could end
the sending of the last one comes behind it."""
_STATUS = "CampaignStatus"
_ITS_OWN = {"CampaignName", "ApprovalUserExplanation"}
"""Settings in which the neighbours differ."""
Rows = Mapping[int | None, Mapping[str, str]]
"""What is shown of campaigns by id, in the order of the list."""


@dataclass(frozen=True)
class Neighbours:
    """Campaigns of both users under a common `token`, and what the list shows of those of the `others`.

    `given` are the values that some were given, by their ids: a command that meddles may have done so before the list
    was first looked at.
    """

    token: str
    given: Mapping[int | None, Mapping[str, str]]
    others: Mapping[Actor, Rows]


@shared
def neighbours(world: World) -> Neighbours:
    """Campaigns of each user whose credentials are known, with a setting and, of the owner's, in several statuses."""
    token = world.name("neighbours")
    made = [world.create(f"{token} {letter}", by=actor) for actor in world.users() for letter in "ab"]
    given: dict[int | None, Mapping[str, str]] = {
        campaign.number: {"ApprovalUserExplanation": f"of {campaign.id}"} for campaign in made[::2]
    }
    for campaign in made[::2]:
        world.update(campaign, **_common(world, campaign), **given[campaign.number])
    for status in _STATUSES:
        with suppress(NotArranged):
            campaign = _bring(world, world.create(f"{token} {status}"), status)
            given |= {campaign.number: {_STATUS: status}} if status not in world.spec.sending_statuses else {}
    return Neighbours(token, given, {actor: _rows(world, token, actor) for actor in world.users()[1:]})


def _common(world: World, campaign: Campaign, status: str | None = None) -> dict[str, str]:
    """Settings that the campaigns have in common: a command must not reach others by them.

    Recipients are among them where nothing is going to be sent, an e-mail and recipients where the user has some.
    """
    kinds = {item.name: item.kind for item in world.spec.fields if item.group is Group.SETTING}
    left_out = {Kind.RECIPIENTS} if status else set()
    left_out |= {Kind.RECIPIENTS, Kind.EMAIL} if campaign.owner is not world.owner else set()
    names = {name for name, kind in kinds.items() if kind not in left_out} - _ITS_OWN
    return {name: value for name, value in everything(world).items() if name in names}


def _bring(world: World, campaign: Campaign, status: str | None) -> Campaign:
    """The campaign with the common settings, in a status (None: a new campaign's)."""
    world.update(campaign, **_common(world, campaign, status))
    if status:
        world.bring(campaign, status)
    return campaign


def changing_commands(spec: Spec) -> Iterator[Case]:
    """Every command that makes, changes or deletes something."""
    for command in spec.commands:
        if command.name not in _READING:
            yield Case(GENERAL, "independence", f"of-{command.name}", data=command)


@cases(changing_commands)
def test_neighbours_stay_as_they_are(world: World, case: Case, neighbours: Neighbours) -> None:
    """After a success both users' lists show the neighbours, older and newer ones, as before and in the same order."""
    command = case.data
    rows = _rows(world, neighbours.token, world.owner)
    campaign = _bring(world, world.create(), command.starts_from) if names_campaigns(command) else None
    parameters = good_parameters(world, command, campaign)
    newest = world.create(f"{neighbours.token} z beside {command.name}")
    settings = world.get(newest).settings
    along = everything(world) if command.name == UPDATE else {}
    require(success(world.owner.call(command.name, {**along, **parameters})))
    require(_kept(world.spec, "a neighbour", settings, world.get(newest).settings))
    for actor, listed in {world.owner: rows, **neighbours.others}.items():
        before = _as_given(neighbours, listed)
        after, whose = _rows(world, neighbours.token, actor), f"neighbours of the {actor.identity.name}"
        require(equal(f"ids of {whose} in order", list(before), [id for id in after if id in before]))
        require(line for id, shown in before.items() for line in _kept(world.spec, whose, shown, after[id]))


def _as_given(neighbours: Neighbours, rows: Rows) -> Rows:
    """The rows with what the neighbours were given, as far as these show it."""
    return {
        id: {name: neighbours.given.get(id, {}).get(name, value) for name, value in shown.items()}
        for id, shown in rows.items()
    }


def _kept(spec: Spec, whose: str, before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """What a neighbour shows differently; where sending takes it on by itself is the target's own doing."""
    moved = after.get(_STATUS) in spec.goes_on_to(before.get(_STATUS, ""))
    shown = {name: value for name, value in before.items() if not (moved and name == _STATUS)}
    return [f"{whose}: {line}" for line in unchanged(shown, after)]


def _rows(world: World, token: str, actor: Actor) -> Rows:
    rows = world.rows(actor, SearchKeyword=token, OrderField="CampaignName", OrderType="ASC")
    return {row.id: row.settings for row in rows}
