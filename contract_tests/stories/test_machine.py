"""Random walks: whatever the order of the commands, answers, single campaigns and the list agree with the model."""

from __future__ import annotations

import itertools
import time

from campaign_contract.contract_tests.api.world import World
from campaign_contract.contract_tests.checks import story
from campaign_contract.contract_tests.explore.machine import machine
from campaign_contract.contract_tests.explore.search import Search

WALKS = 42
STEPS = 12
REQUESTS = 470


@story("Api/model", variants={"walks": None})
def test_walks(world: World) -> None:
    """A few walks; under the profile soak, walks from one seed after the other until its time is over."""
    if world.settings.profile != "soak":
        _walk(world, world.settings.seed)
        return
    end = time.monotonic() + 60 * world.settings.minutes
    for seed in itertools.takewhile(lambda _: time.monotonic() < end, itertools.count(world.settings.seed)):
        _walk(world, seed)


def _walk(world: World, seed: int) -> None:
    search = Search(world, WALKS, REQUESTS, seed)
    search.walk(machine(world, search), STEPS)
