"""The whole state or an account's: reset, export, import, snapshots."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any

from campaign_contract.mockserver import archive, seed, seed_problems
from campaign_contract.mockserver.admin.world import AdminError, World
from campaign_contract.mockserver.archive import Dump, Unfit


def reset(world: World) -> dict[str, Any]:
    """As after a start: the seed's accounts, real time, the delivery, no journal, no faults.

    Snapshots and the coverage stay.
    """
    with world.store.transaction():
        _forget(world, archive.accounts(world.store))
        for account in world.seed.accounts:
            seed.plant_account(account, world.store)
    world.clock.reset_all()
    world.journal.clear()
    world.faults.clear()
    world.deliverer.reset()
    return {}


def exported(world: World, account: int | None = None) -> dict[str, Any]:
    """The rows of all accounts, or of one."""
    return {"accounts": _taken(world, account)}


def imported(world: World, body: dict[str, Any]) -> dict[str, Any]:
    """Put exported accounts in the place of those with their ids; all others stay."""
    _restore(world, body["accounts"])
    return {"accounts": sorted(map(int, body["accounts"]))}


def snapshots(world: World) -> dict[str, Any]:
    """All snapshots."""
    taken = world.snapshots.items()
    return {"snapshots": [{"name": name, "accounts": sorted(map(int, rows))} for name, rows in taken]}


def take(world: World, name: str, account: int | None = None) -> dict[str, Any]:
    """Keep the present state under a name, which may be taken."""
    world.refuse_several("a snapshot")
    world.snapshots[name] = rows = _taken(world, account)
    return {"name": name, "accounts": sorted(map(int, rows))}


def restore(world: World, name: str) -> dict[str, Any]:
    """Bring back what a snapshot holds; accounts that it does not hold stay as they are."""
    rows = _snapshot(world, name)
    _restore(world, rows)
    return {"name": name, "accounts": sorted(map(int, rows))}


def drop(world: World, name: str) -> dict[str, Any]:
    """Forget a snapshot."""
    _snapshot(world, name)
    world.snapshots.pop(name, None)
    return {}


def _taken(world: World, account: int | None) -> dict[str, Dump]:
    with world.store.transaction(writes=False):
        if account is not None:
            world.refuse_unknown(account)
        taken = archive.accounts(world.store) if account is None else [account]
        return {str(id): archive.dumped(world.store, id) for id in taken}


def _restore(world: World, accounts: Mapping[str, Dump]) -> None:
    try:
        with world.store.transaction():
            _forget(world, map(int, accounts))
            for dump in accounts.values():
                _refuse_odd_campaigns(world, dump)
                archive.put_back(world.store, dump)
    except (Unfit, sqlite3.IntegrityError) as problem:
        raise AdminError(409, f"the accounts cannot be put back: {problem}; nothing was changed") from problem


def _refuse_odd_campaigns(world: World, dump: Dump) -> None:
    fields = {field.name: field for field in world.spec.fields}
    for row in dump.get("campaign", ()):
        for name, value in row.items():
            allowed = name in fields and seed_problems.unmet(fields[name], value, world.spec)
            if allowed:
                raise AdminError(400, f"campaign, {name}: {value!r} is not allowed; allowed: {allowed}")


def _forget(world: World, accounts: Iterable[int]) -> None:
    for account in accounts:
        archive.forget(world.store, account)


def _snapshot(world: World, name: str) -> Mapping[str, Dump]:
    if name not in world.snapshots:
        raise AdminError(404, f"there is no snapshot {name!r}; there are {', '.join(world.snapshots) or 'none'}")
    return world.snapshots[name]
