"""Campaigns in any state, whether or not commands could bring them there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from campaign_contract.mockserver import seed_problems
from campaign_contract.mockserver.admin.world import AdminError, World
from campaign_contract.mockserver.presentation import view

TAGS = "Tags"
GIVEN = ("CampaignID", "RelOwnerUserID")
"""The fields that nobody chooses."""
_NAME = "A campaign"


def create(world: World, account: int, body: dict[str, Any]) -> dict[str, Any]:
    """A new campaign of an account."""
    with world.store.transaction():
        world.refuse_unknown(account)
        return _shown(world, account, add(world, account, body))


def list_all(world: World, account: int, limit: int = 0) -> dict[str, Any]:
    """The campaigns of an account, by id; the last `limit` of them where it is not 0."""
    with world.store.transaction():
        world.settle(account)
        ids = sorted(world.store.campaign_ids(account))[-limit:]
        return {"campaigns": [_shown(world, account, id) for id in ids]}


def get(world: World, account: int, campaign: int) -> dict[str, Any]:
    """One campaign with its statistics and tags."""
    with world.store.transaction():
        world.settle(account)
        return _shown(world, account, campaign)


def change(world: World, account: int, campaign: int, body: dict[str, Any]) -> dict[str, Any]:
    """New values for some fields; `Tags` are all that it has afterwards."""
    with world.store.transaction():
        world.settle(account)
        _refuse_foreign(world, account, campaign)
        values = _values(world, body)
        world.store.change(campaign, {"LastActivityDateTime": world.now(account), **values})
        if TAGS in body:
            world.store.execute("DELETE FROM campaign_tag WHERE campaign = :campaign", campaign=campaign)
            _tag(world, account, campaign, body[TAGS])
        return _shown(world, account, campaign)


def add(world: World, account: int, body: Mapping[str, Any]) -> int:
    """A new campaign, whose id is answered; within a transaction."""
    now = world.now(account)
    defaults = {"CampaignName": _NAME, "CreateDateTime": now, "LastActivityDateTime": now}
    new = world.store.add({**defaults, **_values(world, body), "RelOwnerUserID": account})
    _tag(world, account, new, body.get(TAGS, ()))
    return new


def _values(world: World, body: Mapping[str, Any]) -> dict[str, Any]:
    fields = {field.name: field for field in world.spec.fields if field.stored and field.name not in GIVEN}
    for name, value in body.items():
        if name == TAGS:
            continue
        if name not in fields:
            raise AdminError(400, f"{name} is no field to set; allowed: {', '.join([*fields, TAGS])}")
        allowed = seed_problems.unmet(fields[name], value, world.spec)
        if allowed:
            raise AdminError(400, f"{name}: {value!r} is not allowed; allowed: {allowed}")
    return {name: value for name, value in body.items() if name != TAGS}


def _tag(world: World, account: int, campaign: int, names: Any) -> None:
    ids = {name: id for id, name in world.store.tags(account).items()}
    for name in dict.fromkeys(names):
        if name not in ids:
            raise AdminError(400, f"{name!r} is no tag of account {account}; it has {', '.join(ids) or 'none'}")
        world.store.tag_campaign(campaign, ids[name])


def _refuse_foreign(world: World, account: int, campaign: int) -> None:
    if world.store.campaign_owner(campaign) != account:
        raise AdminError(404, f"account {account} has no campaign {campaign}")


def _shown(world: World, account: int, campaign: int) -> dict[str, Any]:
    _refuse_foreign(world, account, campaign)
    row = world.store.campaign(campaign) or {}
    return view(world.spec.fields, statistics=True, tagged=True)(
        row, world.store.tag_names(account, [campaign])[campaign]
    )
