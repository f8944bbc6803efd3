"""A campaign that checks change one after the other: what one of them saw last, the next one need not ask for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from campaign_contract.contract_tests.api.shown import View
from campaign_contract.contract_tests.api.world import Campaign, World


@dataclass
class Draft:
    """An own campaign that is never released."""

    world: World
    campaign: Campaign
    _last: View | None = None

    def before(self) -> View:
        """What it shows before it is changed: asked for where nothing is known since the last change."""
        last, self._last = self._last, None
        return last or self.world.get(self.campaign)

    def update(self, **parameters: Any) -> None:
        """Change it, which has to succeed. Raises Broken where it does not."""
        self._last = None
        self.world.update(self.campaign, **parameters)

    def after(self) -> View:
        """What it shows now."""
        self._last = self.world.get(self.campaign)
        return self._last
