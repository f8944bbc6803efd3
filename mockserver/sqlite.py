"""What SQLite databases in memory and in files share: statements, and transactions that begin and end whole."""

from __future__ import annotations

import sqlite3
import threading
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from typing import Any

from campaign_contract.mockserver import sql, substrings
from campaign_contract.mockserver.database import PATIENCE, MustWait, Unavailable, is_hurried, no_waiting
from campaign_contract.mockserver.substrings import Condition


class SqliteDatabase(ABC):
    """Runs statements on the calling thread's connection."""

    def __init__(self) -> None:
        self._mine = threading.local()

    @property
    @abstractmethod
    def connection(self) -> sqlite3.Connection:
        """The calling thread's connection."""

    def run(self, statement: str, parameters: Mapping[str, Any]) -> sqlite3.Cursor:
        """Run a statement in the calling thread's transaction."""
        return self.connection.execute(statement, parameters)

    def run_all(self, statement: str, rows: Iterable[Mapping[str, Any]]) -> None:
        """Run a statement for each of `rows`."""
        self.connection.executemany(statement, rows)

    def indexed(self, keyword: str) -> Condition:
        """What the index of names answers; it takes up what is new after the search."""
        condition = substrings.sqlite_condition(keyword)
        if condition is not substrings.NO_CONDITION:
            self._mine.searched = True
        return condition

    def index(self) -> None:
        """Let the index of names take up all that is new."""
        self._take_up(substrings.ALL)

    def _take_up(self, most: int) -> None:
        for statement in substrings.SQLITE_FOLLOWS:
            self.connection.execute(statement, {"most": most})

    @abstractmethod
    def transaction(self, writes: bool) -> AbstractContextManager[None]:
        """See Database."""

    def _follow_search(self) -> None:
        """Where the calling thread searched, let the index of names take up what is new, unless somebody writes."""
        if not self._mine.__dict__.pop("searched", False):
            return
        with suppress(MustWait, Unavailable, sqlite3.Error), no_waiting():
            if self.connection.execute(substrings.SQLITE_IS_BEHIND).fetchone():
                with self.transaction(writes=True):
                    self._take_up(substrings.A_FEW)


def connected(uri: str, patience: float = PATIENCE) -> sqlite3.Connection:
    """A connection for any thread that waits `patience` seconds for a writer, and begins no transaction by itself."""
    return sqlite3.connect(uri, uri=True, timeout=patience, check_same_thread=False, isolation_level=None)


@contextmanager
def turn_of(lock: threading.RLock) -> Iterator[None]:
    """Within it, the calling thread holds the lock. Raises MustWait where it would have to wait and does not."""
    if not lock.acquire(blocking=not is_hurried()):
        raise MustWait
    try:
        yield
    finally:
        lock.release()


@contextmanager
def all_or_nothing(connection: sqlite3.Connection, begin: str) -> Iterator[None]:
    """Within it, one transaction, committed at the end and rolled back by an exception."""
    connection.execute(begin)
    try:
        yield
        connection.execute(sql.COMMIT)
    except BaseException:
        if connection.in_transaction:
            connection.execute(sql.ROLLBACK)
        raise
