"""The servers that are compared: each a process of its own on a free port of this machine."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from campaign_contract import spec
from campaign_contract.tools.proof.bench import filled

_PATIENCE = 60.0
_TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100
_SHARE = re.compile(r"^Pss:\s+(\d+) kB", re.MULTILINE)
_PEERS = ("@stoplight/prism-cli", "wiremock")


class NotHere(Exception):
    """A server cannot be compared on this machine; the message says what is missing."""


@dataclass(frozen=True)
class Running:
    """A server that answers, the seconds until it did, and the group of its processes."""

    url: str
    started: float
    group: int

    def processor_seconds(self) -> float:
        """What all of its processes have used until now; only Linux tells."""
        return sum(int(fields[11]) + int(fields[12]) for _, fields in self._processes()) / _TICKS

    def megabytes(self) -> float:
        """What all of its processes hold in memory; what they share is counted once."""
        rollups = [file.parent / "smaps_rollup" for file, _ in self._processes()]
        return sum(int(_SHARE.findall(file.read_text(encoding="ascii"))[0]) for file in rollups) * 1024 / 1e6

    def _processes(self) -> Iterator[tuple[Path, list[str]]]:
        for file in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):
                fields = file.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
                if int(fields[2]) == self.group:
                    yield file, fields


@dataclass(frozen=True)
class Place:
    """What a server is given: a free port, a folder of its own, that of the peers, and PostgreSQL if it is there."""

    port: int
    folder: Path
    peers: Path
    postgresql: str | None = None


Command = Callable[[Place], list[str]]
"""What starts a server there. Raises NotHere."""


def _granian(app: str, interface: str = "wsgi") -> Command:
    options = ["--interface", interface, "--workers", "1", "--blocking-threads", "1", "--no-log"]
    path = f"campaign_contract.tools.proof.bench.{app}"
    return lambda place: [sys.executable, "-m", "granian", *options, "--port", str(place.port), path]


def _reference(*options: str) -> Command:
    program = [sys.executable, "-m", "campaign_contract.tools.cli", "serve"]
    return lambda place: [
        *program, "--port", str(place.port), *(option.format(place.folder) for option in options)
    ]  # fmt: skip


def _filled(count: int) -> Command:
    def command(place: Place) -> list[str]:
        filled.fill(f"sqlite:///{place.folder}/filled.db", count)
        return _reference("--database", "sqlite:///{}/filled.db")(place)

    return command


def _seeded(count: int) -> Command:
    def command(place: Place) -> list[str]:
        filled.write_seed(place.folder / "seed.jsonl", count)
        return _reference("--seed-file", "{}/seed.jsonl")(place)

    return command


def _shared(count: int) -> Command:
    """On a database of its own, which is made anew."""

    def command(place: Place) -> list[str]:
        if place.postgresql is None:
            raise NotHere("no --postgresql is given")
        import psycopg  # noqa: PLC0415 - optional

        name = f"campaign_contract_bench_{count}"
        with psycopg.connect(place.postgresql, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name}")
            connection.execute(f"CREATE DATABASE {name}")
        database = urlunsplit(urlsplit(place.postgresql)._replace(path=f"/{name}"))
        filled.fill(database, count)
        with psycopg.connect(database, autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")
        return _reference("--database", database)(place)

    return command


def _prism(*options: str) -> Command:
    document = str(spec.DEFAULT_DIRECTORY / "generated" / "openapi-wire.json")

    def command(place: Place) -> list[str]:
        prism = _existing(place.peers / "node_modules/.bin/prism")
        return [str(prism), "mock", "-p", str(place.port), *options, document]

    return command


def _wiremock(place: Place) -> list[str]:
    java = shutil.which("java")
    if java is None:
        raise NotHere("Java is not installed")
    stub = {
        "request": {
            "method": "POST",
            "urlPath": spec.load().transport.path,
            "bodyPatterns": [{"contains": "Command=Campaign.Get"}],
        },
        "response": {"jsonBody": {"Success": True, "ErrorCode": 0, "Campaign": {"CampaignID": 1}}},
    }
    (place.folder / "mappings").mkdir(exist_ok=True)
    (place.folder / "mappings" / "get.json").write_text(json.dumps(stub), encoding="utf-8")
    jar = next(iter(place.peers.glob("node_modules/wiremock/build/*.jar")), None)
    if jar is None:
        raise NotHere("WireMock is not installed")
    where = ["--port", str(place.port), "--root-dir", str(place.folder)]
    return [java, "-jar", str(jar), *where, "--no-request-journal"]


SERVERS: Mapping[str, Command] = {
    "bare WSGI app on granian": _granian("lean:bare"),
    "lean Werkzeug app on granian": _granian("lean:lean"),
    "bare app behind the front": _granian("fronted:bare", "rsgi"),
    "lean app behind the front": _granian("fronted:lean", "rsgi"),
    "reference server": _reference(),
    "reference server without a journal": _reference("--journal", "0"),
    "reference server, 2 workers on a file": _reference("--workers", "2", "--database", "sqlite:///{}/two.db"),
    "reference server on a file": _reference("--database", "sqlite:///{}/one.db"),
    **{
        f"reference server {where} of {count:,}": made(count)
        for where, made in {"in memory": _seeded, "on a file": _filled, "on PostgreSQL": _shared}.items()
        for count in (100, 100_000)
    },
    "Prism as it starts": _prism(),
    "Prism silent": _prism("--verboseLevel", "silent"),
    "WireMock by command, no journal": _wiremock,
}


@contextmanager
def running(name: str, folder: Path, peers: Path, postgresql: str | None = None) -> Iterator[Running]:
    """Start the server of this name. Raises NotHere."""
    port = _free_port()
    command = SERVERS[name](Place(port, folder, peers, postgresql))
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    begun = time.perf_counter()
    with subprocess.Popen(command, start_new_session=True, **quiet) as process:  # type: ignore[call-overload]  # noqa: S603
        try:
            _wait(process, port, name)
            url = f"http://127.0.0.1:{port}{spec.load().transport.path}"
            yield Running(url, time.perf_counter() - begun, process.pid)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def installed_peers(folder: Path) -> str:
    """Install the peers of npm into `folder` unless they are there; answers why not, empty where they are."""
    if (folder / "node_modules/.bin/prism").exists():
        return ""
    npm = shutil.which("npm")
    if npm is None:
        return "npm is not installed"
    command = [npm, "install", "--silent", "--no-fund", "--no-audit", "--prefix", str(folder), *_PEERS]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - npm
    return "" if ended.returncode == 0 else f"npm says: {ended.stderr.strip()[-200:]}"


def versions(peers: Path) -> dict[str, str]:
    """The versions of the peers that are installed."""
    files = {name: peers / "node_modules" / name / "package.json" for name in _PEERS}
    return {n: json.loads(f.read_text(encoding="utf-8"))["version"] for n, f in files.items() if f.exists()}


def _existing(program: Path) -> Path:
    if not program.exists():
        raise NotHere(f"{program.name} is not installed")
    return program


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def _wait(process: subprocess.Popen[bytes], port: int, name: str) -> None:
    """Until it answers a command; GET of `/` would have the reference server make its docs, which nobody waits for."""
    path, form = spec.load().transport.path, b"Command=Campaign.Get&campaignid=1"
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: {len(form)}\r\n"
    request = f"{head}Content-Type: application/x-www-form-urlencoded\r\n\r\n".encode() + form
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end and process.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
            connection.sendall(request)
            if connection.recv(1):
                return
        time.sleep(0.01)
    raise NotHere(f"{name} does not start")
