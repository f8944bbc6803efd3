"""Campaigns that one keyword finds, for stories of Campaigns.Get."""

from __future__ import annotations

from dataclasses import dataclass

from campaign_contract.contract_tests.api.shown import View
from campaign_contract.contract_tests.api.world import Campaign, World


@dataclass(frozen=True)
class Group:
    """Campaigns whose names start with the same `token`, which no other name contains."""

    token: str
    campaigns: tuple[Campaign, ...]

    @property
    def ids(self) -> list[int]:
        """The ids in the order of creation."""
        return [campaign.number for campaign in self.campaigns]


def group(world: World, *endings: str) -> Group:
    """Create campaigns named by a common token and these endings."""
    token = world.name("group")
    return Group(token, tuple(world.create(f"{token} {ending}") for ending in endings))


def ids_of(rows: list[View]) -> list[int | None]:
    """The ids of rows, in their order."""
    return [row.id for row in rows]
