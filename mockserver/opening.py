"""The name of a database → the database."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from campaign_contract.mockserver.database import FILE, MEMORY, PATIENCE, SHARED, Database, StoreError, Unavailable
from campaign_contract.mockserver.sqlite_file import FileDatabase
from campaign_contract.mockserver.sqlite_memory import MemoryDatabase


def opened(name: str, patience: float = PATIENCE) -> Database:
    """The database of this name. Raises StoreError; another program's file stays as it is."""
    if name == MEMORY:
        return MemoryDatabase()
    if name.startswith(SHARED):
        return _shared(name, patience)
    path = name.removeprefix(FILE)
    if path in ("", name) or "\0" in path:
        raise StoreError(f"{name!r} is no database; allowed: {MEMORY} (in memory), {FILE}path or {SHARED}…")
    try:
        return FileDatabase(Path(path).absolute(), patience)
    except (OSError, sqlite3.Error, StoreError, Unavailable) as error:
        reason = str(error).splitlines()[0]
        raise StoreError(f"database {name} cannot be opened: {reason}; name a new file or an empty one") from error


def _shared(name: str, patience: float) -> Database:
    try:
        from campaign_contract.mockserver import postgresql  # noqa: PLC0415 - optional
    except ImportError as error:
        problem = f"{SHARED}… needs psycopg and its pool: pip install 'campaign-contract[postgresql]'"
        raise StoreError(problem) from error
    return postgresql.PostgreSql(name, patience)
