"""Campaigns that one keyword finds, for stories of Campaigns.Get."""

from __future__ import annotations

from dataclasses import dataclass, field

from campaign_contract.contract_tests.api.exchange import Exchange
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


@dataclass
class Names:
    """Campaigns whose names are the `token` with one ending each, made when a check first asks for one."""

    world: World
    token: str
    _made: dict[str, tuple[Campaign, tuple[Exchange, ...]]] = field(default_factory=dict)

    def ending(self, text: str) -> Campaign:
        """The one whose name ends so; the check that asks for it tells how it was made."""
        transcript = self.world.client.transcript
        if text in self._made:
            campaign, arranging = self._made[text]
            transcript.recall(arranging)
            return campaign
        first = len(transcript.exchanges)
        campaign = self.world.create(f"{self.token} {text}")
        self._made[text] = campaign, tuple(transcript.exchanges[first:])
        return campaign


def group(world: World, *endings: str) -> Group:
    """Create campaigns named by a common token and these endings."""
    token = world.name("group")
    return Group(token, tuple(world.create(f"{token} {ending}") for ending in endings))


def ids_of(rows: list[View]) -> list[int | None]:
    """The ids of rows, in their order."""
    return [row.id for row in rows]
