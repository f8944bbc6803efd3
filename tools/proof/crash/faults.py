"""Faults around a server's database: a clear failure answer while they last, and recovery without a restart."""

from __future__ import annotations

import json
import os
import resource
import sqlite3
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from campaign_contract.contract_tests.stand_in.process import Started, server_process
from campaign_contract.mockserver.database import FILE
from campaign_contract.tools.proof.crash.client import LOST, Client

_UNAVAILABLE = 503
_MOST_WRITES = 500
_MOST_TRIES = 20
_END_CONNECTIONS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
_JSON = {"Content-Type": "application/json"}


class CannotBeTried(Exception):
    """A fault that this machine does not let be tried; the message says why."""


@dataclass(frozen=True)
class Fault:
    """What was said while it lasted, and what is wrong."""

    name: str
    said: str
    problem: str = ""
    is_left_out: bool = False


@dataclass(frozen=True)
class Place:
    """A server, a client of it, and its database: the URL, and the path where it is a file."""

    server: Started
    client: Client
    database: str

    @property
    def path(self) -> Path:
        """Where the file is."""
        return Path(self.database.removeprefix(FILE))

    def workers(self) -> list[int]:
        """The ids of the processes that serve, which the main one started."""
        main = self.server.process.pid
        children = Path(f"/proc/{main}/task/{main}/children")
        return [int(id) for id in children.read_text(encoding="ascii").split()]


@contextmanager
def _file_gone(place: Place) -> Iterator[None]:
    away = place.path.rename(place.path.with_suffix(".away"))
    yield
    away.rename(place.path)


@contextmanager
def _locked(place: Place) -> Iterator[None]:
    with closing(sqlite3.connect(place.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


@contextmanager
def _disk_full(place: Place) -> Iterator[None]:
    """No file of the server may grow any more, which is what a full disk or quota does to it."""
    largest = max(file.stat().st_size for file in place.path.parent.iterdir())
    workers = place.workers()
    limits = [resource.prlimit(id, resource.RLIMIT_FSIZE) for id in workers]
    for id, (_, hard) in zip(workers, limits, strict=True):
        resource.prlimit(id, resource.RLIMIT_FSIZE, (largest, hard))
    try:
        yield
    finally:
        for id, limit in zip(workers, limits, strict=True):
            resource.prlimit(id, resource.RLIMIT_FSIZE, limit)


@contextmanager
def _read_only(place: Place) -> Iterator[None]:
    """Nobody may write to the file and those beside it, not even root, whom a file's mode does not concern."""
    program, forbid, allow = ("chmod", "a-w", "u+w") if os.geteuid() else ("chattr", "+i", "-i")
    files = [str(file) for file in place.path.parent.glob(f"{place.path.name}*")]
    try:
        subprocess.run([program, forbid, *files], check=True, capture_output=True)  # noqa: S603
    except (OSError, subprocess.CalledProcessError) as problem:
        raise CannotBeTried(f"{program} {forbid} does not work here") from problem
    try:
        yield
    finally:
        subprocess.run([program, allow, *files], check=True)  # noqa: S603


@contextmanager
def _database_gone(place: Place) -> Iterator[None]:
    """As while the database server is restarted: every connection ends, and no new one begins."""
    import psycopg  # noqa: PLC0415 - optional
    from psycopg.conninfo import conninfo_to_dict  # noqa: PLC0415 - optional
    from psycopg.sql import SQL, Identifier  # noqa: PLC0415 - optional

    name = str(conninfo_to_dict(place.database).get("dbname", "postgres"))
    allowed = SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}").format
    with psycopg.connect(place.database, dbname="template1", autocommit=True) as beside:
        beside.execute(allowed(Identifier(name), SQL("false")))
        try:
            beside.execute(_END_CONNECTIONS, [name])
            yield
        finally:
            beside.execute(allowed(Identifier(name), SQL("true")))


Faults = Mapping[str, Callable[[Place], AbstractContextManager[None]]]
FAULTS: Faults = {
    "file taken away": _file_gone,
    "locked by another program": _locked,
    "made read-only": _read_only,
    **({"disk full": _disk_full} if hasattr(resource, "prlimit") else {}),
}
"""Those of a file. Only Linux lets the limits of another process be set."""
SHARED_FAULTS: Faults = {"database gone and back": _database_gone}
"""Those of PostgreSQL."""


def tried(database: str, key: str) -> Iterator[Fault]:
    """Try each fault on a server on `database`, a new file or one on PostgreSQL."""
    with server_process("--database", database) as server:
        place = Place(server, Client(server.url, key), database)
        for name, fault in (FAULTS if database.startswith(FILE) else SHARED_FAULTS).items():
            yield _tried(name, fault, place)
        yield _clock_set_back(place)
        place.client.close()


def _tried(name: str, fault: Callable[[Place], AbstractContextManager[None]], place: Place) -> Fault:
    before = set(place.client.campaigns())
    try:
        with fault(place):
            acknowledged, status, answer = _written_until_refused(place.client)
    except CannotBeTried as reason:
        return Fault(name, str(reason), is_left_out=True)
    except LOST as problem:
        return Fault(name, "", f"the connection was lost: {problem}")
    said = f"{status} {answer.get('ErrorText', '')}"
    if status != _UNAVAILABLE or answer["Success"]:
        return Fault(name, said, "no write was refused as unavailable")
    found = _found_again(place.client)
    if found != before | acknowledged:
        return Fault(name, said, "other campaigns are there than those that were acknowledged")
    status, answer = place.client.call("Campaign.Create", CampaignName="after a fault")
    return Fault(name, said, "" if answer["Success"] else f"afterwards: {status} {answer}")


def _found_again(client: Client) -> set[int] | None:
    """The ids of the campaigns as soon as they can be had again; None where they never can."""
    for _ in range(_MOST_TRIES):
        with suppress(KeyError):  # a failure has no campaigns
            return set(client.campaigns())
    return None


def _written_until_refused(client: Client) -> tuple[set[int], int, dict[str, object]]:
    """The ids of new campaigns, and the first refusal: what is written first may still find room."""
    acknowledged: set[int] = set()
    for _ in range(_MOST_WRITES):
        status, answer = client.call("Campaign.Create", CampaignName="beside a fault")
        if not answer["Success"]:
            break
        acknowledged.add(int(answer["CampaignID"]))
    return acknowledged, status, answer


def _clock_set_back(place: Place) -> Fault:
    name, before = "clock set back", set(place.client.campaigns())
    clock = f"{urlsplit(place.server.url).path.rpartition('/')[0]}/__admin/clock"
    moved = place.client.post(clock, json.dumps({"advance": "-P400D"}), _JSON)
    ids = [place.client.call("Campaign.Create", CampaignName="yesterday")[1].get("CampaignID") for _ in range(3)]
    is_well = None not in ids and len({*ids, *before}) == len(before) + len(ids)
    return Fault(name, f"{moved[0]} {moved[1].get('now', '')}", "" if is_well else f"the ids are {ids}")
