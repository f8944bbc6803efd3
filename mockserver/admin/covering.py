"""The control API's coverage: how much of the contract clients' traffic has met."""

from __future__ import annotations

from typing import Any

from campaign_contract.mockserver.admin.world import Watched
from campaign_contract.spec.coverage import Report


def read(world: Watched, account: int | None = None) -> Report:
    """What was met, by all or by one account."""
    world.refuse_several("the coverage")
    return world.coverage.report(world.spec, account)


def clear(world: Watched) -> dict[str, Any]:
    """Begin anew."""
    world.coverage.clear()
    return {}
