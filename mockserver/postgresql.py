"""A PostgreSQL database, which servers on several hosts may share."""

from __future__ import annotations

import re
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from typing import Any

import psycopg
from psycopg.pq import TransactionStatus
from psycopg_pool import ConnectionPool, PoolTimeout

from campaign_contract.mockserver import substrings
from campaign_contract.mockserver.database import MARK, Cursor, MustWait, StoreError, Unavailable, is_hurried, shown
from campaign_contract.mockserver.substrings import Condition

_CONNECTIONS = 10
"""How many a process uses at most."""
_LOCK = 0x43436465
"""Number of the advisory lock that the writer holds."""
_PARAMETER = re.compile(r":([A-Za-z_]\w*)")
_BEGIN_READING = """BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY;
    SELECT pg_current_snapshot()::text, pg_postmaster_start_time()"""
"""The snapshot names the transactions whose work is seen, counted anew only where a server has lost some."""
_IS_OURS = "SELECT to_regclass('account') IS NOT NULL, obj_description(to_regclass('account'), 'pg_class')"


class PostgreSql:
    """A connection for each transaction. Readers see the last commit and do not wait; writers wait for each other.

    Text is compared byte by byte, as SQLite does. Errors of statements are those of `sqlite3`. Raises StoreError.
    """

    def __init__(self, url: str, patience: float) -> None:
        _refuse_unreachable(url, patience)
        self._patience = patience
        self._mine = threading.local()
        self._pool = ConnectionPool(
            url,
            kwargs={"autocommit": True},
            min_size=1,
            max_size=_CONNECTIONS,
            timeout=patience,
            check=ConnectionPool.check_connection,
            open=True,
        )

    @contextmanager
    def transaction(self, writes: bool) -> Iterator[None]:
        """One transaction; who writes is alone. A thread that may not wait goes without, as it is over the network."""
        if is_hurried():
            raise MustWait
        try:
            with self._pool.connection() as connection:
                self._mine.connection = connection
                begun = connection.execute(self._begin_writing if writes else _BEGIN_READING)
                self._mine.version = None if writes or not begun.nextset() else begun.fetchone()
                yield
                connection.execute("COMMIT")
        except (psycopg.OperationalError, psycopg.InterfaceError, PoolTimeout) as error:
            raise Unavailable("The database cannot be reached; send the request again later.") from error
        finally:
            self._end()

    def run(self, statement: str, parameters: Mapping[str, Any]) -> Cursor:
        """The result of a statement; outside a transaction it is one of its own."""
        with self._connected() as connection, _sqlite_errors():
            return connection.execute(_translated(statement), parameters)

    def run_all(self, statement: str, rows: Iterable[Mapping[str, Any]]) -> None:
        """A statement for each of `rows`."""
        with self._connected() as connection, _sqlite_errors():
            connection.cursor().executemany(_translated(statement), rows)

    def version(self) -> object:
        """What the transaction of the calling thread sees, where it only reads."""
        return getattr(self._mine, "version", None)

    def indexed(self, keyword: str) -> Condition:
        """What an index of trigrams answers, where there is one; without it, it is as quick as the rest."""
        return substrings.postgresql_condition(keyword)

    def index(self) -> None:
        """It is up to date."""

    def create(self, statements: Iterable[str]) -> None:
        """Make the tables, and the mark with them, so that no other start finds one without the other."""
        with self.transaction(writes=True):
            exists, mark = self.run(_IS_OURS, {}).fetchone()
            if exists and mark != MARK:
                raise StoreError("another program, or another version of this server, has a table `account` there")
            for statement in () if exists else statements:
                self.run(_collated(statement), {})
            self.run(f"COMMENT ON TABLE account IS '{MARK}'", {})
        self._index_names()

    def _index_names(self) -> None:
        """Without the extension, or the right to make it, searches are as slow as without an index."""
        with suppress(psycopg.Error), self._pool.connection() as connection:
            for statement in substrings.POSTGRESQL:
                connection.execute(statement)

    def close(self) -> None:
        """Close all connections."""
        self._pool.close()

    @property
    def _begin_writing(self) -> str:
        wait = int(self._patience * 1000) or 1
        return f"BEGIN; SET LOCAL lock_timeout = '{wait}ms'; SELECT pg_advisory_xact_lock({_LOCK})"

    @contextmanager
    def _connected(self) -> Iterator[psycopg.Connection[Any]]:
        mine = getattr(self._mine, "connection", None)
        if mine is not None:
            yield mine
            return
        with self._pool.connection() as connection:
            yield connection

    def _end(self) -> None:
        self._mine.version = None
        connection = self._mine.__dict__.pop("connection", None)
        if connection is not None and connection.info.transaction_status is not TransactionStatus.IDLE:
            with suppress(psycopg.Error):
                connection.execute("ROLLBACK")


def _refuse_unreachable(url: str, patience: float) -> None:
    """A pool would not say why it cannot connect."""
    try:
        psycopg.connect(url, connect_timeout=max(2, int(patience))).close()
    except psycopg.Error as error:
        reason = " ".join(str(error).split())
        raise StoreError(f"database {shown(url)} cannot be opened: {reason}") from error


@contextmanager
def _sqlite_errors() -> Iterator[None]:
    try:
        yield
    except psycopg.IntegrityError as error:
        raise sqlite3.IntegrityError(str(error)) from error
    except psycopg.ProgrammingError as error:
        raise sqlite3.OperationalError(str(error).splitlines()[0]) from error


@cache
def _translated(statement: str) -> str:
    """Named parameters as psycopg writes them; a plus before a column is a hint that only SQLite understands."""
    return _PARAMETER.sub(r"%(\1)s", statement.replace("%", "%%").replace('+"', '"'))


def _collated(statement: str) -> str:
    """Text by its bytes; an INTEGER, which is SQLite's word for a row's own number, is too small for ids here."""
    if not statement.startswith("CREATE TABLE"):
        return statement
    return statement.replace(" TEXT", ' TEXT COLLATE "C"').replace("INTEGER PRIMARY", "BIGINT PRIMARY")
