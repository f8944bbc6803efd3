"""A SQLite database in a file, which other processes may use at the same time."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from campaign_contract.mockserver import sql, substrings
from campaign_contract.mockserver.database import TABLES_VERSION, MustWait, StoreError, Unavailable, is_hurried
from campaign_contract.mockserver.sqlite import SqliteDatabase, all_or_nothing, connected, turn_of

_MAGIC = b"SQLite format 3\0"
_OURS = 0x43436465
"""The file's `application_id`, by which another program's file is known; its `user_version` is TABLES_VERSION."""
_PRIMARY = 0xFF
"""The part of SQLite's extended error codes that `_STATES` names."""
_STATES = {
    sqlite3.SQLITE_BUSY: "is locked by another program",
    sqlite3.SQLITE_READONLY: "is read-only",
    sqlite3.SQLITE_FULL: "is full",
    sqlite3.SQLITE_IOERR: "cannot be read or written",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened",
    sqlite3.SQLITE_CORRUPT: "is damaged",
    sqlite3.SQLITE_NOTADB: "is damaged",
}
"""Errors that tell of the world outside; any other one is a mistake of this program."""


class FileDatabase(SqliteDatabase):
    """A connection for each thread. Readers see the last commit and do not wait; writers wait for each other.

    Raises StoreError for a file of another program or version, or a damaged one.
    """

    def __init__(self, path: Path, patience: float) -> None:
        super().__init__()
        self._path = path
        self._patience = patience
        self._writing = threading.RLock()
        self._all: list[sqlite3.Connection] = []
        self._is_new = not _has_tables(path)
        try:
            self._mine.connection = self._open("rwc" if self._is_new else "rw")
            _refuse_damaged(self.connection)
        except BaseException:
            self.close()
            raise
        self._identity = _identity(path)

    @property
    def connection(self) -> sqlite3.Connection:
        """The calling thread's, opened when it first asks."""
        if not hasattr(self._mine, "connection"):
            self._mine.connection = self._open("rw")
        connection: sqlite3.Connection = self._mine.connection
        return connection

    @contextmanager
    def transaction(self, writes: bool) -> Iterator[None]:
        """One transaction. Who writes is alone from its start, as a reader that turns writer may come too late."""
        try:
            with turn_of(self._writing) if writes else nullcontext():
                self._refuse_another_file()
                self._refuse_read_only()
                self._mine.version = None
                with all_or_nothing(self._patient_connection(), sql.BEGIN_WRITING if writes else sql.BEGIN):
                    self._mine.reads = not writes
                    yield
        except sqlite3.DatabaseError as error:
            code = getattr(error, "sqlite_errorcode", 0) & _PRIMARY
            state = _STATES.get(code)
            if state is None:
                raise
            if code == sqlite3.SQLITE_BUSY and is_hurried():
                raise MustWait from error
            raise Unavailable(f"The database {state}; nothing was changed. Send the request again later.") from error
        self._follow_search()

    def version(self) -> object:
        """Tells apart the commits that the thread may read: SQLite counts what others wrote, and what this one did."""
        connection = self.connection
        if not (connection.in_transaction and self._mine.reads):
            return None
        if self._mine.version is None:
            written_by_others = connection.execute(sql.DATA_VERSION).fetchone()[0]
            self._mine.version = connection, written_by_others, connection.total_changes
        return self._mine.version

    def _patient_connection(self) -> sqlite3.Connection:
        """The thread's connection, which waits as long as the thread is ready to."""
        connection, patience = self.connection, 0 if is_hurried() else self._patience
        if self._mine.patience != patience:
            connection.execute(sql.be_patient(patience))
            self._mine.patience = patience
        return connection

    def create(self, statements: Iterable[str]) -> None:
        """Make the tables in a new file, and its marks with them, so that no other start finds half of that."""
        marks = (f"PRAGMA application_id = {_OURS}", f"PRAGMA user_version = {TABLES_VERSION}")
        if self._is_new:
            with self.transaction(writes=True):
                was_made_meanwhile = self.connection.execute("PRAGMA application_id").fetchone() == (_OURS,)
                for statement in () if was_made_meanwhile else (*statements, *substrings.SQLITE, *marks):
                    self.connection.execute(statement)
        self.connection.execute(sql.WRITE_AHEAD)

    def close(self) -> None:
        """Close the connections of all threads."""
        for connection in self._all:
            connection.close()

    def _open(self, mode: str) -> sqlite3.Connection:
        connection = connected(f"{self._path.as_uri()}?mode={mode}", self._patience)
        self._mine.patience = self._patience
        self._all.append(connection)
        connection.execute(sql.SYNC_LESS)
        return connection

    def _refuse_another_file(self) -> None:
        """What is written to a file that was taken away, nobody would ever read."""
        if _identity(self._path) != self._identity:
            raise Unavailable("The database file is gone; nothing was changed. Send the request again later.")

    def _refuse_read_only(self) -> None:
        """Readers leave marks in memory that is a file, too: where none can be written, that ends the process."""
        if not os.access(self._path, os.W_OK):
            raise Unavailable("The database is read-only; nothing was changed. Send the request again later.")


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


def _refuse_damaged(connection: sqlite3.Connection) -> None:
    problem = connection.execute(sql.CHECK).fetchone()[0]
    if problem != "ok":
        raise StoreError(f"it is damaged: {problem}")


def _has_tables(path: Path) -> bool:
    """False where the file is empty or missing. Raises StoreError where it is not this server's.

    SQLite is not asked, since it may write beside a file that it only looks at.
    """
    if not path.exists():
        return False
    with path.open("rb") as file:
        header = file.read(100)
    if header and not header.startswith(_MAGIC):
        raise StoreError("it is not a database")
    kind, version = (int.from_bytes(header[start : start + 4], "big") for start in (68, 60))
    if header and kind != _OURS:
        raise StoreError("it is a database of another program, or of a server before 0.2")
    if header and version != TABLES_VERSION:
        raise StoreError("another version of this server made it")
    return bool(header)
