"""Random walks: whatever the order of the commands, answers, single campaigns and the list agree with the model."""

from __future__ import annotations

import itertools
import time

from campaign_contract.contract_tests.api.world import World
from campaign_contract.contract_tests.checks import Case, story
from campaign_contract.contract_tests.explore.machine import machine
from campaign_contract.contract_tests.explore.search import WALKS_AT_A_TIME, Search

PARTS = 7
STEPS = 12
REQUESTS = 56


@story("Api/model", variants={"walks": 0, **{f"walks-{part + 1}": part for part in range(1, PARTS)}})
def test_walks(world: World, case: Case) -> None:
    """A few walks; under the profile soak, walks from one seed after the other until its time is over."""
    if world.settings.profile != "soak":
        _walk(world, world.settings.seed, case.data)
        return
    end = time.monotonic() + 60 * world.settings.minutes
    for seed in itertools.takewhile(lambda _: time.monotonic() < end, itertools.count(world.settings.seed)):
        for part in range(PARTS):
            _walk(world, seed, part)


def _walk(world: World, seed: int, part: int) -> None:
    search = Search(world, WALKS_AT_A_TIME, REQUESTS, seed)
    search.walk(machine(world, search), STEPS, part)
