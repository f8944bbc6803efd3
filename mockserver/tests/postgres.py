"""A PostgreSQL server of the tests' own, on a socket in a folder, where the machine has the programs."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_SETTINGS = """
fsync = off
listen_addresses = ''
max_connections = 200
unix_socket_directories = '{}'
"""


def _program(name: str) -> str:
    folders = [str(path) for path in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)]
    found = shutil.which(name, path=os.pathsep.join([*folders, os.environ.get("PATH", "")]))
    return found or pytest.skip("PostgreSQL is not installed")


def _user() -> str:
    """Whom it runs as: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid()).pw_name
    try:
        return pwd.getpwnam("postgres").pw_name
    except KeyError:
        return pytest.skip("PostgreSQL does not run as root, and there is no user postgres")


@contextmanager
def running() -> Iterator[str]:
    """Starts it; yields the URL of its database."""
    user, create = _user(), _program("initdb")
    who = {"user": user} if os.geteuid() == 0 else {}
    with tempfile.TemporaryDirectory(prefix="pg") as name:
        folder = Path(name)
        shutil.chown(folder, user)
        data = folder / "data"
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": name, **who}
        subprocess.run(
            [create, "-D", data, "-A", "trust", "-U", "tests", "-E", "UTF8", "--no-sync"], check=True, **quiet
        )
        (data / "postgresql.auto.conf").write_text(_SETTINGS.format(folder), encoding="utf-8")
        _control(folder, "start")
        try:
            yield f"postgresql://tests@/postgres?host={folder}"
        finally:
            _control(folder, "stop")


@contextmanager
def stopped(url: str) -> Iterator[None]:
    """Stops a server for a while."""
    folder = Path(url.partition("host=")[2])
    _control(folder, "stop")
    try:
        yield
    finally:
        _control(folder, "start")


def _control(folder: Path, what: str) -> None:
    how = ["-m", "immediate"] if what == "stop" else ["-l", folder / "log"]
    command = [_program("pg_ctl"), "-D", folder / "data", "-w", "-t", "120", *how, what]
    who = {"user": _user()} if os.geteuid() == 0 else {}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder, **who}
    subprocess.run(command, check=True, **quiet)


def emptied(url: str) -> str:
    """The same database without anything in it."""
    psycopg = pytest.importorskip("psycopg")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    return url
