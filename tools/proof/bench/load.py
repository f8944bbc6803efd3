"""Sends the same request as fast as it is answered: with wrk where it is installed, else with a client of its own."""

from __future__ import annotations

import asyncio
import re
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

CONNECTIONS = 16
_PATIENCE = 10.0
"""Seconds that an answer may take."""
_WRK = shutil.which("wrk")
_FORM = "application/x-www-form-urlencoded"
_RATE, _P99 = re.compile(r"Requests/sec:\s+([\d.]+)"), re.compile(r"99%\s+([\d.]+)(us|ms|s)")
_MILLISECONDS = {"us": 0.001, "ms": 1.0, "s": 1000.0}
_FAILED = re.compile(r"Non-2xx or 3xx responses: (\d+)|Socket errors: ([^\n]+)")
_HUNDREDTHS = 100


class LoadFailed(Exception):
    """Requests were answered by a failure; the message says how many."""


@dataclass(frozen=True)
class Sample:
    """Answered requests a second, and the milliseconds within which 99 of 100 were answered."""

    rate: float
    p99: float


def client() -> str:
    """What sends the requests, with its version."""
    if _WRK is None:
        return "bundled client (asyncio)"
    said = subprocess.run([_WRK, "-v"], capture_output=True, text=True, check=False).stdout  # noqa: S603 - wrk
    return " ".join(said.split()[:2])


def measured(url: str, form: str, seconds: float, connections: int = CONNECTIONS) -> Sample:
    """POST `form` on so many kept connections for so many seconds. Raises LoadFailed."""
    if _WRK:
        return _with_wrk(_WRK, url, form, seconds, connections)
    return asyncio.run(_bundled(url, form, seconds, connections))


def _with_wrk(program: str, url: str, form: str, seconds: float, connections: int) -> Sample:
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "post.lua"
        script.write_text(
            f'wrk.method = "POST"\nwrk.headers["Content-Type"] = "{_FORM}"\nwrk.body = "{form}"\n', encoding="ascii"
        )
        command = [
            program,
            "-t1",
            f"-c{connections}",
            f"-d{max(1, round(seconds))}",
            "--latency",
            "--timeout",
            f"{_PATIENCE:g}s",
            "-s",
            str(script),
            url,
        ]
        said = subprocess.run(command, capture_output=True, text=True, check=False).stdout  # noqa: S603 - wrk
    failed, rate, p99 = _FAILED.search(said), _RATE.search(said), _P99.search(said)
    if failed or not rate or not float(rate[1]) or not p99:
        raise LoadFailed(f"{url}: {failed[0] if failed else 'nothing was answered'}")
    return Sample(float(rate[1]), float(p99[1]) * _MILLISECONDS[p99[2]])


async def _bundled(url: str, form: str, seconds: float, connections: int) -> Sample:
    parts = urlsplit(url)
    head = (
        f"POST {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nContent-Type: {_FORM}\r\nContent-Length: {len(form)}"
    )
    request, times = f"{head}\r\nContent-Length: {len(form)}\r\n\r\n{form}".encode(), list[float]()
    end = time.perf_counter() + seconds

    async def send() -> None:
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        try:
            while (begun := time.perf_counter()) < end:
                writer.write(request)
                await _answer(reader, url)
                times.append(time.perf_counter() - begun)
        finally:
            writer.transport.abort()

    try:
        async with asyncio.timeout(seconds + _PATIENCE):
            await asyncio.gather(*(send() for _ in range(connections)))
    except TimeoutError:
        raise LoadFailed(f"{url}: a request was never answered") from None
    if not times:
        raise LoadFailed(f"{url}: nothing was answered")
    return Sample(len(times) / seconds, sorted(times)[len(times) * 99 // _HUNDREDTHS] * 1000)


async def _answer(reader: asyncio.StreamReader, url: str) -> None:
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    if not head.startswith(b"http/1.1 2"):
        raise LoadFailed(f"{url}: {head.splitlines()[0].decode()}")
    length = re.search(rb"content-length: (\d+)", head)
    if length is None:
        raise LoadFailed(f"{url}: an answer without Content-Length, which the bundled client cannot read; install wrk")
    await reader.readexactly(int(length[1]))
