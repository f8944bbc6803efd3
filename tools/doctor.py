"""`campaign-contract doctor`: what is installed here, and what would not work."""

from __future__ import annotations

import importlib.util
import platform
import shutil
import socket
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata

from campaign_contract.mockserver import seed
from campaign_contract.spec import DocumentError, load

_SQLITE = (3, 35)
"""The first version with RETURNING."""
_PYTHON = (3, 11)
_PORT = 8025


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. `problem` says what does not work and what to do; empty where all is well."""

    what: str
    found: str
    problem: str = ""
    is_needed: bool = True


def findings() -> Iterator[Finding]:
    """Everything that the commands need, and what only some of them do."""
    yield _version("Python", sys.version_info[:3], _PYTHON, "nothing works")
    yield Finding("platform", platform.platform())
    yield _version("SQLite", sqlite3.sqlite_version_info, _SQLITE, "serve cannot store anything")
    yield _spec()
    yield _temporary_folder()
    yield _port()
    yield from (_package(*package) for package in _PACKAGES)
    yield from (_program(*program) for program in _PROGRAMS)


def report() -> tuple[str, bool]:
    """The findings in lines, and whether nothing that is needed is wrong."""
    found = list(findings())
    width = max(len(item.what) for item in found)
    lines = [f"{_mark(item):<8}{item.what:<{width}}  {item.problem or item.found}" for item in found]
    return "\n".join(lines), all(not item.problem or not item.is_needed for item in found)


def _mark(item: Finding) -> str:
    if not item.problem:
        return "ok"
    return "WRONG" if item.is_needed else "missing"


def _version(what: str, found: tuple[int, ...], least: tuple[int, ...], effect: str) -> Finding:
    text, wanted = (".".join(map(str, numbers)) for numbers in (found, least))
    return Finding(what, text, "" if found >= least else f"{text}: {effect}; install {wanted} or newer")


def _spec() -> Finding:
    try:
        spec = load()
        accounts = seed.load(spec).accounts
    except DocumentError as error:
        return Finding("spec and seed", "", f"{error.problems[0]}; install the package again")
    return Finding("spec and seed", f"{len(spec.commands)} commands, {len(accounts)} accounts")


def _temporary_folder() -> Finding:
    try:
        with tempfile.NamedTemporaryFile():
            return Finding("temporary folder", tempfile.gettempdir())
    except OSError as error:
        return Finding("temporary folder", "", f"{error.strerror}: runs and --tls cannot work; set TMPDIR")


def _port() -> Finding:
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind(("127.0.0.1", _PORT))
        except OSError as error:
            problem = f"{error.strerror}: serve cannot listen there; use --port 0 or another one"
            return Finding(f"port {_PORT}", "", problem, is_needed=False)
    return Finding(f"port {_PORT}", "free")


def _package(name: str, effect: str, extra: str) -> Finding:
    if importlib.util.find_spec(name) is None:
        return Finding(name, "", f"{effect}; pip install 'campaign-contract[{extra}]'", is_needed=False)
    return Finding(name, metadata.version(name))


def _program(name: str, effect: str) -> Finding:
    path = shutil.which(name)
    return Finding(name, path or "", "" if path else f"{effect}; install it", is_needed=False)


_PACKAGES = (
    ("trustme", "serve --tls does not work, --cert and --key do", "tls"),
    ("psycopg", "serve --database postgresql://… does not work", "postgresql"),
)
_PROGRAMS = (("curl", "the lines to try, in reports and on the terminal, cannot be tried"),)
