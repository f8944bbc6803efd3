"""The control API's clock, for everybody or for one account."""

from __future__ import annotations

from typing import Any

from campaign_contract.mockserver.admin.world import AdminError, World
from campaign_contract.mockserver.clock import duration, moment


def get(world: World, account: int | None = None) -> dict[str, Any]:
    """The time and whether it stands still."""
    _refuse_unknown(world, account)
    now = f"{world.clock.now(account).replace(microsecond=0):%Y-%m-%dT%H:%M:%SZ}"
    return {"now": now, "frozen": world.clock.is_frozen(account)}


def move(world: World, body: dict[str, Any], account: int | None = None) -> dict[str, Any]:
    """Set, advance, freeze, let run or reset the time."""
    world.refuse_several("the clock")
    _refuse_unknown(world, account)
    clock = world.clock
    try:
        match body:
            case {"set": text}:
                clock.set(moment(text), account)
            case {"advance": text}:
                clock.advance(duration(text), account)
            case {"freeze": _}:
                clock.freeze(account)
            case {"run": _}:
                clock.run(account)
            case _:
                clock.reset(account)
    except ValueError as problem:
        raise AdminError(400, str(problem)) from problem
    return get(world, account)


def _refuse_unknown(world: World, account: int | None) -> None:
    if account is not None:
        with world.store.transaction(writes=False):
            world.refuse_unknown(account)
