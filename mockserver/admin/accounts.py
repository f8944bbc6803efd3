"""Fresh accounts, so that tests share nothing."""

from __future__ import annotations

import secrets
from typing import Any

from campaign_contract.mockserver import archive
from campaign_contract.mockserver.accounts import User
from campaign_contract.mockserver.admin import campaigns
from campaign_contract.mockserver.admin.world import World

_SECRET = 16
"""How many bytes of chance a credential has."""
_SHOWN = ("account", "credential", "login", "email", "tag", "recipient_list")
"""The tables whose rows are shown; of campaigns, which may be very many, it is the ids."""


def create(world: World, body: dict[str, Any]) -> dict[str, Any]:
    """A new account with all that is asked for, in one transaction."""
    with world.store.transaction():
        account = _add(world, body.get("name", ""))
        for _ in range(body.get("emails", 1)):
            world.store.create_email(account)
        for name in body.get("tags", ()):
            world.store.create_tag(account, name)
        for name in body.get("lists", ()):
            world.store.create_list(account, name)
        for wanted in body.get("campaigns", ()):
            campaigns.add(world, account, wanted)
        return _shown(world, account)


def get(world: World, account: int) -> dict[str, Any]:
    """An account with its credentials and the ids of what it has."""
    with world.store.transaction(writes=False):
        return _shown(world, account)


def list_all(world: World) -> dict[str, Any]:
    """All accounts."""
    with world.store.transaction(writes=False):
        return {"accounts": [_shown(world, account) for account in archive.accounts(world.store)]}


def delete(world: World, account: int) -> dict[str, Any]:
    """Forget an account, its time included.

    All of it within the transaction: the next account may get the same id, and keeps what is its own.
    """
    with world.store.transaction():
        world.refuse_unknown(account)
        archive.forget(world.store, account)
        world.clock.reset(account)
        world.journal.clear(account)
        world.faults.clear(account)
        world.coverage.forget(account)
        for name in [name for name, rows in world.snapshots.items() if rows.keys() == {str(account)}]:
            world.snapshots.pop(name, None)
    return {}


def expire_sessions(world: World, account: int) -> dict[str, Any]:
    """End an account's sessions: those that logins began, and the one that it was made with."""
    with world.store.transaction():
        world.refuse_unknown(account)
        ended = world.store.execute("DELETE FROM session WHERE account = :account", account=account).rowcount
        first = "DELETE FROM credential WHERE account = :account AND name = 'SessionID'"
        return {"ended": ended + world.store.execute(first, account=account).rowcount}


def _add(world: World, name: str) -> int:
    store = world.store
    new = int(store.execute("SELECT COALESCE(MAX(id), 0) + 1 FROM account").fetchone()[0])
    user = User(new, name or f"account-{new}", f"account-{new}@example.test", secrets.token_urlsafe(_SECRET))
    credentials = {"SessionID": secrets.token_hex(_SECRET), "APIKey": f"key-{secrets.token_hex(_SECRET)}"}
    store.add_account(new, user.name, credentials)
    store.add_user(user)
    return new


def _shown(world: World, account: int) -> dict[str, Any]:
    world.refuse_unknown(account)
    rows = archive.dumped(world.store, account, _SHOWN)
    credentials = {row["name"]: row["value"] for row in rows["credential"]}
    login = next(iter(rows["login"]), {})
    return {
        "id": account,
        "name": rows["account"][0]["name"],
        "api_key": credentials.get("APIKey", ""),
        "session_id": credentials.get("SessionID", ""),
        "email_address": login.get("email", ""),
        "password": login.get("password", ""),
        "emails": [row["id"] for row in rows["email"]],
        "tags": [{"id": row["id"], "name": row["name"]} for row in rows["tag"]],
        "lists": [{"id": row["id"], "name": row["name"]} for row in rows["recipient_list"]],
        "campaigns": sorted(world.store.campaign_ids(account)),
    }
