"""Keeps the shipped seed's credentials, which stand in public, to loopback."""

from __future__ import annotations

import secrets
from dataclasses import replace
from pathlib import Path

from campaign_contract.mockserver import seed
from campaign_contract.mockserver.database import StoreError
from campaign_contract.mockserver.seed import Seed
from campaign_contract.mockserver.store import Store

_SECRET = 16
"""How many bytes of chance a credential has."""


def replaced(seeded: Seed) -> Seed:
    """The same seed with credentials and passwords that nobody knows."""
    fresh = (
        replace(
            account,
            api_key=f"key-{secrets.token_hex(_SECRET)}",
            session_id=secrets.token_hex(_SECRET),
            password=account.password and secrets.token_urlsafe(_SECRET),
        )
        for account in seeded.accounts
    )
    return Seed(tuple(fresh))


def is_well_known(file: Path | str) -> bool:
    """Whether the seed in `file` is the shipped one."""
    return Path(file).resolve() == seed.DEFAULT_FILE.resolve()


def refuse(shipped: Seed, store: Store) -> None:
    """Raises StoreError where the store takes one of the shipped seed's credentials, as one that began on loopback."""
    with store.transaction(writes=False):
        known = [pair for account in shipped.accounts for pair in account.credentials.items()]
        if any(store.account(name, value) is not None for name, value in known):
            raise StoreError(
                "the database takes the well-known credentials of the shipped seed, which anybody could use here; "
                "listen on loopback, or name a new file"
            )


def notice(seeded: Seed) -> str:
    """What to tell the operator about replaced credentials."""
    lines = (f"{account.name}: APIKey={account.api_key} password={account.password}" for account in seeded.accounts)
    return "\n".join(["the shipped seed's credentials are well known and do not hold here; instead of them:", *lines])
