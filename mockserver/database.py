"""The database, SQLite in memory or in a file: its connections, its transactions, what keeps it from being used."""

from __future__ import annotations

import re
import sqlite3
import threading
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from pathlib import Path
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

_MAGIC = b"SQLite format 3\0"
_OURS = 0x43436465
"""The file's `application_id`, by which another program's file is known."""
_VERSION = crc32("".join((*sql.CREATE_TABLES, *sql.CREATE_INDEXES, *substrings.SQLITE)).encode()) & 0x7FFFFFFF
"""The file's `user_version`: another number as soon as the tables are others."""
MARK = f"campaign-contract {_VERSION}"
"""What tells a database of this version where it is not a file."""
_PASSWORD = re.compile(r"(://[^:/@]*:)[^/]*(?=@)|(\bpassword=)[^&\s]*")
_MOST_KNOWN = 1_000
"""How many answers are kept at most until something is written."""
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


class StoreError(Exception):
    """The database cannot be used; the message is one line for the user."""


class Unavailable(Exception):
    """The database cannot be used just now, and nothing was changed; the message is for the client."""


class MustWait(BaseException):
    """Somebody else is at work, and the calling thread does not wait. No failure, and so no Exception."""


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

    def create(self, statements: Iterable[str]) -> None:
        """Run the statements that make the tables, where there are none yet. Raises Unavailable."""

    def close(self) -> None:
        """Close it; no thread may be using it."""


class Statements:
    """A database as its tables see it: what runs, runs in the transaction of the calling thread."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: tuple[object, dict[Any, int | None]] = (None, {})

    def execute(self, statement: str, **parameters: Any) -> Cursor:
        """Run a statement of this server's; for what works on whole tables."""
        return self._run(statement, **parameters)

    def raise_counter(self, counted: str, id: int) -> None:
        """Nothing of this kind that is made later gets this id."""
        self._run(sql.RAISE_COUNTER, name=counted, value=id)

    def _run(self, statement: str, **parameters: Any) -> Cursor:
        return self._database.run(statement, parameters)

    def _run_all(self, statement: str, rows: Iterable[Mapping[str, Any]]) -> None:
        self._database.run_all(statement, rows)

    def _one(self, statement: str, **parameters: Any) -> int | None:
        row = self._run(statement, **parameters).fetchone()
        return int(row[0]) if row else None

    def _one_known(self, statement: str, **parameters: Any) -> int | None:
        """The same as `_one`, which is asked again only after something was written."""
        version = self._database.version()
        if version is None:
            return self._one(statement, **parameters)
        of, known = self._known
        if of != version or len(known) > _MOST_KNOWN:
            of, known = self._known = version, {}
        key = (statement, *parameters.values())
        if key not in known:
            known[key] = self._one(statement, **parameters)
        return known[key]

    def _next_id(self, counted: str) -> int:
        """An id that nothing of this kind ever had."""
        return int(self._run(sql.NEXT_ID, name=counted).fetchone()[0])


def opened(name: str, patience: float = PATIENCE) -> Database:
    """The database of this name. Raises StoreError; another program's file stays as it is."""
    if name == MEMORY:
        return _Memory()
    if name.startswith(SHARED):
        return _shared(name, patience)
    path = name.removeprefix(FILE)
    if path in ("", name) or "\0" in path:
        raise StoreError(f"{name!r} is no database; allowed: {MEMORY} (in memory), {FILE}path or {SHARED}…")
    try:
        return _File(Path(path).absolute(), patience)
    except (OSError, sqlite3.Error, StoreError, Unavailable) as error:
        reason = str(error).splitlines()[0]
        raise StoreError(f"database {name} cannot be opened: {reason}; name a new file or an empty one") from error


def shown(name: str) -> str:
    """The name of a database without the password in it."""
    return _PASSWORD.sub(r"\1\2…", name)


def _shared(name: str, patience: float) -> Database:
    try:
        from campaign_contract.mockserver import postgresql  # noqa: PLC0415 - optional
    except ImportError as error:
        problem = f"{SHARED}… needs psycopg and its pool: pip install 'campaign-contract[postgresql]'"
        raise StoreError(problem) from error
    return postgresql.PostgreSql(name, patience)


class _Sqlite(ABC):
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
        condition = substrings.sqlite_condition(keyword)
        self._mine.searched = condition is not substrings.NO_CONDITION
        return condition

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
                    for statement in substrings.SQLITE_FOLLOWS:
                        self.connection.execute(statement)


class _Memory(_Sqlite):
    """One connection, and so one transaction at a time."""

    def __init__(self) -> None:
        super().__init__()
        self._only = _connected(":memory:")
        self._turn = threading.RLock()

    @property
    def connection(self) -> sqlite3.Connection:
        return self._only

    def version(self) -> object:
        return None if self._only.in_transaction else self._only.total_changes

    @contextmanager
    def transaction(self, writes: bool) -> Iterator[None]:
        """Who only reads has nothing to undo."""
        with _turn_of(self._turn), _transaction(self.connection, sql.BEGIN) if writes else nullcontext():
            yield
        self._follow_search()

    def create(self, statements: Iterable[str]) -> None:
        for statement in (*statements, *substrings.SQLITE):
            self.connection.execute(statement)

    def close(self) -> None:
        self.connection.close()


class _File(_Sqlite):
    """A connection for each thread. Readers see the last commit and do not wait; writers wait for each other."""

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
        if not hasattr(self._mine, "connection"):
            self._mine.connection = self._open("rw")
        connection: sqlite3.Connection = self._mine.connection
        return connection

    @contextmanager
    def transaction(self, writes: bool) -> Iterator[None]:
        """Who writes is alone from the start: a reader that turns writer may find that another process was faster."""
        try:
            with _turn_of(self._writing) if writes else nullcontext():
                self._refuse_another_file()
                self._mine.version = None
                with _transaction(self._patient_connection(), sql.BEGIN_WRITING if writes else sql.BEGIN):
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
        """Of what the calling thread reads; SQLite tells what other connections wrote and what this one did."""
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
        """The marks come with the tables, so that nobody else's start finds the one without the other."""
        marks = (f"PRAGMA application_id = {_OURS}", f"PRAGMA user_version = {_VERSION}")
        if self._is_new:
            with self.transaction(writes=True):
                was_made_meanwhile = self.connection.execute("PRAGMA application_id").fetchone() == (_OURS,)
                for statement in () if was_made_meanwhile else (*statements, *substrings.SQLITE, *marks):
                    self.connection.execute(statement)
        self.connection.execute(sql.WRITE_AHEAD)

    def close(self) -> None:
        for connection in self._all:
            connection.close()

    def _open(self, mode: str) -> sqlite3.Connection:
        connection = _connected(f"{self._path.as_uri()}?mode={mode}", self._patience)
        self._mine.patience = self._patience
        self._all.append(connection)
        connection.execute(sql.SYNC_LESS)
        return connection

    def _refuse_another_file(self) -> None:
        """What is written to a file that was taken away, nobody would ever read."""
        if _identity(self._path) != self._identity:
            raise Unavailable("The database file is gone; nothing was changed. Send the request again later.")


def _connected(uri: str, patience: float = PATIENCE) -> sqlite3.Connection:
    return sqlite3.connect(uri, uri=True, timeout=patience, check_same_thread=False, isolation_level=None)


@contextmanager
def _turn_of(lock: threading.RLock) -> Iterator[None]:
    if not lock.acquire(blocking=not is_hurried()):
        raise MustWait
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _transaction(connection: sqlite3.Connection, begin: str) -> Iterator[None]:
    connection.execute(begin)
    try:
        yield
        connection.execute(sql.COMMIT)
    except BaseException:
        if connection.in_transaction:
            connection.execute(sql.ROLLBACK)
        raise


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
    if header and version != _VERSION:
        raise StoreError("another version of this server made it")
    return bool(header)
