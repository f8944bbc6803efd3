"""Accounts, e-mails, tags and campaigns, in a database."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from typing import Any

from campaign_contract.mockserver import searching, sql
from campaign_contract.mockserver.accounts import Accounts
from campaign_contract.mockserver.contents import Contents
from campaign_contract.mockserver.database import MEMORY, PATIENCE, StoreError, Unavailable, shown
from campaign_contract.mockserver.opening import opened
from campaign_contract.mockserver.searching import Page
from campaign_contract.mockserver.values import HIGHEST
from campaign_contract.spec import Field

Row = Mapping[str, Any]
"""A campaign as it is stored: the spec's stored fields by name, each a number or text."""


@dataclass(frozen=True, slots=True)
class Change:
    """A field of a campaign has another value now; `before` is None in a new campaign, `after` in a deleted one."""

    campaign: int
    field: str
    before: str | int | None
    after: str | int | None


@dataclass(frozen=True)
class Selection:
    """Which campaigns are asked for: conditions that all have to hold, the order, the page.

    `selects` maps a stored field to its possible values; `tags` asks for any of these ids (None: does not ask).
    `singly`: so many match that they are soonest found by looking at one campaign after the other.
    """

    selects: Mapping[str, Sequence[str]] = field(default_factory=dict)
    tags: frozenset[int] | None = None
    keyword: str = ""
    order: str = "CampaignID"
    descending: bool = False
    limit: int = HIGHEST
    offset: int = 0
    singly: bool = False


class Store(Accounts, Contents):
    """The server's state. Every use but `close` belongs inside `with store.transaction():`.

    `database` is `sqlite://` (in memory), `sqlite:///path` or `postgresql://…`, which other processes may use at the
    same time; `patience` is how many seconds to wait for their writing. Raises StoreError when it cannot be used.
    """

    _changes: list[Change] | None = None
    _seen: dict[int, Row]

    def __init__(self, fields: Sequence[Field], database: str = MEMORY, patience: float = PATIENCE) -> None:
        self._stored = {item.name: item for item in fields if item.stored}
        super().__init__(opened(database, patience))
        columns = self._stored.values()
        self._columns = sql.listed(map(sql.quoted, self._stored))
        self._select = sql.select_campaign(self._stored)
        self._add = sql.insert_campaign(list(self._stored))
        self._defaults: Row = {item.name: item.default for item in columns}
        try:
            self._database.create([*sql.CREATE_TABLES, sql.create_campaign(columns), *sql.CREATE_INDEXES])
            self._run(sql.probe_campaign(columns))
        except (sqlite3.Error, Unavailable, StoreError) as error:
            self.close()
            problem = f"database {shown(database)} cannot be used: {error}; name a new or an empty one"
            raise StoreError(problem) from error

    def close(self) -> None:
        """Close the database."""
        self._database.close()

    def noting(self, changes: list[Change]) -> Store:
        """The same store; what is written by way of it is added to `changes`."""
        noting = object.__new__(Store)
        noting.__dict__ = {**self.__dict__, "_changes": changes, "_seen": {}}
        return noting

    def transaction(self, writes: bool = True) -> AbstractContextManager[None]:
        """One transaction: no other writer's statements run in between, and an exception undoes everything.

        Who only reads (`writes` False) keeps nobody waiting. Raises Unavailable.
        """
        return self._database.transaction(writes)

    def campaign_owner(self, id: int) -> int | None:
        """Whose campaign this is; None when there is none."""
        return self._one(sql.OWNER_OF_CAMPAIGN, id=id)

    def campaign(self, id: int) -> Row | None:
        """The campaign, whoever's it is."""
        row = self._row_known(self._select, id=id)
        found = dict(zip(self._stored, row, strict=True)) if row else None
        if self._changes is not None and found:
            self._seen[id] = found
        return found

    def campaign_ids(self, owner: int) -> frozenset[int]:
        """The ids of an account's campaigns."""
        return frozenset(row[0] for row in self._run(sql.CAMPAIGNS_OF_ACCOUNT, owner=owner))

    def campaigns(self, owner: int, selection: Selection) -> list[Row]:
        """The selected page of an account's campaigns, in the selected order; ties by id."""
        page = self._planned(owner, selection)
        where, parameters = self._matching(owner, replace(selection, singly=page.is_singly))
        select = searching.select_campaigns(self._columns, where, page)
        rows = self._run(select, **parameters, limit=page.limit, offset=page.offset)
        return [dict(zip(self._stored, row, strict=True)) for row in rows]

    def _planned(self, owner: int, selection: Selection) -> Page:
        order = self._stored[selection.order].name
        page = Page(order, selection.descending, selection.limit, selection.offset)
        if self._database.version() is None:
            return page
        return page.planned(self.count(owner, selection), self.count(owner, Selection()))

    def count(self, owner: int, selection: Selection) -> int:
        """How many of an account's campaigns match, over all pages."""
        where, parameters = self._matching(owner, selection)
        return self._one_known(searching.count_campaigns(where), **parameters) or 0

    def add(self, values: Row) -> int:
        """A new campaign under a new id, which is answered. What `values` leaves out gets its default."""
        new = self.next_id()
        self._insert({**values, "CampaignID": new})
        return new

    def next_id(self) -> int:
        """An id that no campaign had before."""
        return self._next_id(sql.CAMPAIGN)

    def insert(self, values: Row) -> None:
        """A new campaign under the id that `values` holds. No later `next_id` is that id."""
        self._insert(values)
        self._run(sql.RAISE_COUNTER, name=sql.CAMPAIGN, value=values["CampaignID"])

    def insert_all(self, rows: Iterable[Row]) -> None:
        """New campaigns under ids of their own; the quick way for many."""
        self._run_all(self._add, ({**self._defaults, **values} for values in rows))
        self._run(sql.RAISE_COUNTER_TO_CAMPAIGNS)
        self._database.index()

    def _insert(self, values: Row) -> None:
        self._database.run(self._add, {**self._defaults, **values})
        self._note(values["CampaignID"], {}, values)

    def change(self, id: int, values: Row) -> None:
        """New values of some of a campaign's stored fields."""
        before = self._noted(id)
        self._run(sql.update_campaign(values), **values, id=id)
        self._note(id, before, values)

    def remove(self, id: int) -> None:
        """Delete a campaign."""
        self._note(id, self._noted(id), {"CampaignID": None})
        self._run(sql.DELETE_CAMPAIGN_TAGS, id=id)
        self._run(sql.DELETE_CAMPAIGN, id=id)

    def _noted(self, id: int) -> Row:
        """The campaign before a change that is noted, as it was read last; else it is not looked for."""
        if self._changes is None:
            return {}
        return self._seen.pop(id, None) or self.campaign(id) or {}

    def _note(self, id: int, before: Row, after: Mapping[str, Any]) -> None:
        if self._changes is not None:
            self._seen.pop(id, None)
            changed = ((name, before.get(name), value) for name, value in after.items())
            self._changes += [Change(id, name, old, new) for name, old, new in changed if old != new]

    def _matching(self, owner: int, selection: Selection) -> tuple[str, dict[str, Any]]:
        tags = selection.tags
        if tags is not None:  # only own tags can match; this also bounds the number of parameters
            tags &= {row[0] for row in self._run(sql.TAGS_OF_ACCOUNT, account=owner)}
        indexed = None if selection.singly else self._database.indexed(selection.keyword)
        where, parameters = searching.matching(
            selection.selects, sorted(tags) if tags is not None else None, selection.keyword, indexed
        )
        return where, {**parameters, "owner": owner}
