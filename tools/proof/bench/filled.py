"""A database with as many campaigns as are wanted, for servers whose pages are compared."""

from __future__ import annotations

from contextlib import closing
from itertools import cycle, islice

from campaign_contract import spec
from campaign_contract.mockserver import seed
from campaign_contract.mockserver.store import Selection, Store
from campaign_contract.mockserver.substrings import SQLITE_IS_BEHIND

_FIRST = 1_000
_NAMES = ("Summer Sale", "Winter News", "Spring Offer", "Autumn Fair")
_STATUSES = ("Draft", "Ready", "Sent", "Paused", "Sending")
KEYWORD, STATUS, TAG = "sale", "Ready", 1
"""Searches that find one campaign in four, in five and in three."""


def fill(database: str, count: int) -> None:
    """The seed's accounts, and so many more campaigns of the first one; names that are indexed as after searches."""
    api = spec.load()
    with closing(Store(api.fields, database)) as store:
        shipped = seed.load(api)
        seed.plant(shipped, store)
        names, statuses = (list(islice(cycle(values), count)) for values in (_NAMES, _STATUSES))
        with store.transaction():
            store.insert_all(
                {
                    "CampaignID": _FIRST + n,
                    "RelOwnerUserID": shipped.accounts[0].id,
                    "CampaignName": f"{names[n]} {n}",
                    "CampaignStatus": statuses[n],
                }
                for n in range(count)
            )
            for n in range(0, count, 3):
                store.tag_campaign(_FIRST + n, TAG)
        while store.execute(SQLITE_IS_BEHIND).fetchone():
            with store.transaction(writes=False):
                store.count(shipped.accounts[0].id, Selection(keyword=KEYWORD))
