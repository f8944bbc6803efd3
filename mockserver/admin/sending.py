"""The control API's delivery: whether campaigns are sent, and how fast."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from campaign_contract.mockserver import archive
from campaign_contract.mockserver.admin.world import World
from campaign_contract.mockserver.delivery import Delivery

OFF, SIMULATED = "off", "simulated"


def get(world: World) -> dict[str, Any]:
    """The mode, and where it is simulated, the settings."""
    delivery = world.deliverer.delivery
    return {"mode": OFF} if delivery is None else {"mode": SIMULATED, **asdict(delivery)}


def change(world: World, body: dict[str, Any]) -> dict[str, Any]:
    """Deliver from now on as told; what was sent until now stays sent. Settings left out are the usual ones."""
    world.refuse_several("the delivery")
    with world.store.transaction():
        for account in archive.accounts(world.store):
            world.settle(account)
    settings = {name: value for name, value in body.items() if name != "mode"}
    world.deliverer.delivery = Delivery(**settings) if body["mode"] == SIMULATED else None
    return get(world)
