"""What the store expects of any database: its names, its transactions, what keeps it from being used."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Protocol
from zlib import crc32

from campaign_contract.mockserver import sql, substrings
from campaign_contract.mockserver.substrings import Condition

MEMORY = "sqlite://"
"""The database that lives and dies with its store."""
FILE = "sqlite:///"
"""What the name of a database in a file begins with; the path follows."""
SHARED = "postgresql://"
"""What the name of a database on a PostgreSQL server begins with."""
PATIENCE = 5.0
"""Seconds that a writer waits for the writers of other processes."""

TABLES_VERSION = crc32("".join((*sql.CREATE_TABLES, *sql.CREATE_INDEXES, *substrings.SQLITE)).encode()) & 0x7FFFFFFF
"""Another number, of 31 bits, as soon as the tables are others."""
MARK = f"campaign-contract {TABLES_VERSION}"
"""What tells a database of this version where it is not a file."""
_PASSWORD = re.compile(r"(://[^:/@]*:)[^/]*(?=@)|(\bpassword=)[^&\s]*")


def shown(name: str) -> str:
    """The name of a database without the password in it."""
    return _PASSWORD.sub(r"\1\2…", name)


class StoreError(Exception):
    """The database cannot be used; the message is one line for the user."""


class Unavailable(Exception):
    """The database cannot be used just now, and nothing was changed; the message is for the client."""


class MustWait(BaseException):
    """The calling thread would have to wait, or would keep others waiting, and shall not. No failure: no Exception."""


class Laborious(MustWait):
    """What is asked for would occupy the calling thread for so long that others would wait for it."""


_thread = threading.local()


@contextmanager
def no_waiting() -> Iterator[None]:
    """Within it, a transaction that would have to wait for another one raises MustWait instead of beginning."""
    before, _thread.is_hurried = is_hurried(), True
    try:
        yield
    finally:
        _thread.is_hurried = before


def is_hurried() -> bool:
    """Whether the calling thread is within `no_waiting`."""
    return getattr(_thread, "is_hurried", False)


def refuse_hurry(reason: type[MustWait] = MustWait) -> None:
    """For what is not to be done by a thread that may not wait: raises `reason` within `no_waiting`."""
    if is_hurried():
        raise reason


class Cursor(Protocol):
    """What a statement answers."""

    @property
    def rowcount(self) -> int:
        """How many rows it changed."""

    @property
    def description(self) -> Any:
        """For each column a sequence that begins with its name."""

    def fetchone(self) -> Any:
        """The next row, None after the last one."""

    def fetchall(self) -> list[Any]:
        """All rows that are left."""

    def __iter__(self) -> Iterator[Any]:
        """The rows that are left, one by one."""


class Database(Protocol):
    """Where statements run."""

    def run(self, statement: str, parameters: Mapping[str, Any]) -> Cursor:
        """Run a statement in the calling thread's transaction."""

    def run_all(self, statement: str, rows: Iterable[Mapping[str, Any]]) -> None:
        """Run a statement for each of `rows`."""

    def transaction(self, writes: bool) -> AbstractContextManager[None]:
        """All of its statements or none, and no other writer's in between. Raises Unavailable and MustWait."""

    def version(self) -> object:
        """Another one as soon as anything is written; None while it is, and where that cannot be told."""

    def indexed(self, keyword: str) -> Condition:
        """A condition that an index answers: true of all names that hold `keyword`, and of others."""

    def index(self) -> None:
        """Let the index of keywords take up what was added, where it does not do so by itself."""

    def create(self, statements: Iterable[str]) -> None:
        """Run the statements that make the tables, where there are none yet. Raises Unavailable."""

    def close(self) -> None:
        """Close it; no thread may be using it."""
