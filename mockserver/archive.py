"""What belongs to an account, as rows of plain values: to copy it, to put it back, to forget it."""

# ruff: noqa: S608 - tables and columns are this module's and the database's own; every value is bound

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from campaign_contract.mockserver import sql
from campaign_contract.mockserver.digests import digest
from campaign_contract.mockserver.store import Store

Rows = Sequence[Mapping[str, Any]]
Dump = Mapping[str, Rows]
"""The rows of one account, by table."""

OWNED: Mapping[str, str] = {
    "account": "id = :account",
    "credential": "account = :account",
    "login": "id = :account",
    "session": "account = :account",
    "email": "account = :account",
    "segment": "list IN (SELECT id FROM recipient_list WHERE account = :account)",
    "recipient_list": "account = :account",
    "tag": "account = :account",
    "campaign_tag": 'campaign IN (SELECT "CampaignID" FROM campaign WHERE "RelOwnerUserID" = :account)',
    "campaign": '"RelOwnerUserID" = :account',
}
"""Which rows of a table belong to `:account`, those first that others are found by last; complete by test."""

_COUNTED = {
    "campaign": ("CampaignID", sql.CAMPAIGN),
    "email": ("id", sql.EMAIL),
    "recipient_list": ("id", sql.LIST),
    "tag": ("id", sql.TAG),
}
"""The tables whose ids are given out by a counter, with the column of the id and the name of the counter."""
_DIGEST = "digest"
"""The column that follows from that of the value, and so is in no dump."""


class Unfit(Exception):
    """A dump does not fit the tables of this server; the message says where."""


def accounts(store: Store) -> list[int]:
    """The ids of all accounts."""
    return [row["id"] for row in _rows(store, "SELECT id FROM account ORDER BY id")]


def dumped(store: Store, account: int, tables: Iterable[str] = OWNED) -> Dump:
    """What belongs to an account in these tables; within a transaction."""
    return {table: _rows(store, f"SELECT * FROM {table} WHERE {OWNED[table]}", account=account) for table in tables}


def forget(store: Store, account: int) -> None:
    """Delete an account and all that belongs to it; within a transaction."""
    for table, owned in OWNED.items():
        store.execute(f"DELETE FROM {table} WHERE {owned}", account=account)


def put_back(store: Store, dump: Dump) -> None:
    """Put an account's rows into the store, which has none of them; within a transaction. Raises Unfit."""
    for table, rows in dump.items():
        if table not in OWNED:
            raise Unfit(f"there is no table {table}; allowed: {', '.join(OWNED)}")
        names = [column[0] for column in store.execute(f"SELECT * FROM {table} WHERE 1 = 0").description]
        columns, values = (", ".join(map(form, names)) for form in ('"{}"'.format, ":{}".format))
        given = [name for name in names if name != _DIGEST]
        for row in rows:
            if row.keys() != set(given):
                raise Unfit(f"a row of {table} has other keys; allowed: exactly {', '.join(given)}")
            derived = {_DIGEST: digest(str(row["value"]))} if _DIGEST in names else {}
            store.execute(f"INSERT INTO {table} ({columns}) VALUES ({values})", **row, **derived)
    for table, (key, counted) in _COUNTED.items():
        for row in dump.get(table, ()):
            store.raise_counter(counted, row[key])


def _rows(store: Store, select: str, **parameters: Any) -> list[dict[str, Any]]:
    cursor = store.execute(select, **parameters)
    names = [column[0] for column in cursor.description]
    rows = (dict(zip(names, row, strict=True)) for row in cursor)
    return [{name: value for name, value in row.items() if name != _DIGEST} for row in rows]
