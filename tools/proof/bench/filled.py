"""A database, or a seed file, with as many campaigns as are wanted, for servers whose pages are compared."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import orjson

from campaign_contract import spec
from campaign_contract.mockserver import seed
from campaign_contract.mockserver.store import Store

_FIRST = 1_000
_NAMES = ("Summer Sale", "Winter News", "Spring Offer", "Autumn Fair")
_STATUSES = ("Draft", "Ready", "Sent", "Paused", "Sending")
_TAGGED = 3
"""One campaign of so many has a tag."""
KEYWORD, STATUS, TAG = "sale", "Ready", 1
"""Searches that find one campaign in four, in five and in three."""


def fill(database: str, count: int) -> None:
    """The seed's accounts, and so many more campaigns of the first one."""
    api = spec.load()
    with closing(Store(api.fields, database)) as store:
        shipped = seed.load(api)
        seed.plant(shipped, store)
        owner = shipped.accounts[0].id
        with store.transaction():
            store.insert_all({**campaign, "RelOwnerUserID": owner} for campaign in _campaigns(count))
            for id in range(_FIRST, _FIRST + count, _TAGGED):
                store.tag_campaign(id, TAG)


def write_seed(file: Path, count: int) -> None:
    """The same as JSON lines, for a server in memory."""
    account = seed.load(spec.load()).accounts[0]
    tags = [next(tag.name for tag in account.tags if tag.id == TAG)]
    campaigns = enumerate(_campaigns(count))
    tagged = (campaign if n % _TAGGED else {**campaign, "Tags": tags} for n, campaign in campaigns)
    file.write_bytes(b"\n".join(map(orjson.dumps, [{**asdict(account), "lists": []}, *tagged])))


def _campaigns(count: int) -> Iterator[dict[str, Any]]:
    names, statuses = (islice(cycle(values), count) for values in (_NAMES, _STATUSES))
    for n, (name, status) in enumerate(zip(names, statuses, strict=True)):
        yield {"CampaignID": _FIRST + n, "CampaignName": f"{name} {n}", "CampaignStatus": status}
