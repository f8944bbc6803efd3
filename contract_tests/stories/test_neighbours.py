"""What one request does to the campaigns beside the one it names: nothing, to own ones and to the second user's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass

import pytest

from campaign_contract.contract_tests.api.actor import Actor
from campaign_contract.contract_tests.api.expect import equal, success, unchanged
from campaign_contract.contract_tests.api.outcomes import NotArranged, require
from campaign_contract.contract_tests.api.provoke import good_request
from campaign_contract.contract_tests.api.world import World
from campaign_contract.contract_tests.checks import Case, cases
from campaign_contract.spec import Spec
from campaign_contract.spec.wording import GENERAL

_READING = ("Campaign.Get", "Campaigns.Get")
_COUNT = 2
Rows = list[Mapping[str, str]]


@dataclass(frozen=True)
class Neighbours:
    """Campaigns of both users under a common `token`, and what the lists showed of them; by the user's name."""

    token: str
    shown: Mapping[str, Rows]


@pytest.fixture(scope="module")
def neighbours(world: World) -> Neighbours:
    """Some campaigns of each user whose credentials are known, one of each paused where sending is allowed."""
    token = world.name("neighbours")
    for actor in world.users():
        made = [world.create(f"{token} {number}", by=actor) for number in range(_COUNT)]
        with suppress(NotArranged):
            world.bring(made[-1], "Paused")
        world.update(made[0], ApprovalUserExplanation="of a neighbour")
    return Neighbours(token, {actor.identity.name: _rows(world, token, actor) for actor in world.users()})


def changing_commands(spec: Spec) -> Iterator[Case]:
    """Every command that makes, changes or deletes something."""
    for command in spec.commands:
        if command.name not in _READING:
            yield Case(GENERAL, "independence", f"of-{command.name}", data=command)


@cases(changing_commands)
def test_neighbours_stay_as_they_are(world: World, case: Case, neighbours: Neighbours) -> None:
    """After a success both users' lists show the neighbours with the same fields, in the same order."""
    parameters, _ = good_request(world, case.data)
    require(success(world.owner.call(case.data.name, parameters)))
    for actor in world.users():
        before, after = neighbours.shown[actor.identity.name], _rows(world, neighbours.token, actor)
        whose = f"neighbours of the {actor.identity.name}"
        require(equal(f"ids of {whose} in order", _ids(before), _ids(after)))
        require(f"{whose}: {line}" for one, other in zip(before, after, strict=True) for line in unchanged(one, other))


def _ids(rows: Rows) -> list[str]:
    return [row["CampaignID"] for row in rows]


def _rows(world: World, token: str, actor: Actor) -> Rows:
    rows = world.rows(actor, SearchKeyword=token, OrderField="CampaignName", OrderType="ASC")
    return [{**row.settings, "CampaignID": str(row.id)} for row in rows]
