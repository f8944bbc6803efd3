"""A SQLite database in memory."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext

from campaign_contract.mockserver import sql, substrings
from campaign_contract.mockserver.sqlite import SqliteDatabase, all_or_nothing, connected, turn_of


class MemoryDatabase(SqliteDatabase):
    """One connection, and so one transaction at a time."""

    def __init__(self) -> None:
        super().__init__()
        self._only = connected(":memory:")
        self._turn = threading.RLock()

    @property
    def connection(self) -> sqlite3.Connection:
        """The only one, for all threads."""
        return self._only

    def version(self) -> object:
        """How many rows were changed so far; None within a transaction."""
        return None if self._only.in_transaction else self._only.total_changes

    @contextmanager
    def transaction(self, writes: bool) -> Iterator[None]:
        """One transaction at a time; who only reads begins none, as there is nothing to undo."""
        with turn_of(self._turn), all_or_nothing(self.connection, sql.BEGIN) if writes else nullcontext():
            yield
        self._follow_search()

    def create(self, statements: Iterable[str]) -> None:
        """Make the tables, and the index of names."""
        for statement in (*statements, *substrings.SQLITE):
            self.connection.execute(statement)

    def close(self) -> None:
        """Close it, and lose what it holds."""
        self.connection.close()
