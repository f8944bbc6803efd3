"""Starts a front in a folder of its own, waits until it answers, and ends it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import requests
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from campaign_contract.contract_tests.settings import Settings
from campaign_contract.tools.proof.fronts.certificate import AUTHORITY, issue
from campaign_contract.tools.proof.fronts.front import Front, FrontBroken
from campaign_contract.tools.proof.fronts.needs import Module
from campaign_contract.tools.runs.local_target import reference_server, reference_settings

MATERIAL = Path(__file__).parent / "material"
_PATIENCE = 30.0
_HOST = "127.0.0.1"
_LAST_WORDS = 300
_TEMPLATES = Environment(  # noqa: S701 - configuration files are no HTML
    loader=FileSystemLoader(MATERIAL), undefined=StrictUndefined, keep_trailing_newline=True, trim_blocks=True
)


@contextmanager
def running(front: Front) -> Iterator[Settings]:
    """Serve by the front; yields what its operator would tell the suite. Raises NotThere and FrontBroken."""
    front.version()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="front-")))
        folder.chmod(0o755)  # servers that root starts read it as another user
        values = _values(front, folder)
        if front.relays:
            values["upstream"] = urlsplit(stack.enter_context(reference_server())).netloc
        for name in front.material:
            (folder / name).write_text(_TEMPLATES.get_template(name).render(values), encoding="utf-8")
        processes = [stack.enter_context(_process(command, folder, values)) for command in front.commands]
        settings = _settings(front, values["port"], folder)
        _wait(processes, settings, folder)
        yield settings


def _values(front: Front, folder: Path) -> dict[str, object]:
    paths = {need.name: need.path() for need in front.needs if not isinstance(need, Module)}
    return {
        "port": _free_port(),
        "folder": folder,
        "python": sys.executable,
        "root": os.geteuid() == 0,
        "options": front.options,
        "path": front.path,
        "paths": paths,
        "tls": issue(folder, _HOST) if front.tls else None,
    }


def _settings(front: Front, port: object, folder: Path) -> Settings:
    url = f"{'https' if front.tls else 'http'}://{_HOST}:{port}{front.path}"
    return replace(reference_settings(url), ca=str(folder / AUTHORITY) if front.tls else None)


def _free_port() -> int:
    with socket.create_server((_HOST, 0)) as free:
        return int(free.getsockname()[1])


@contextmanager
def _process(
    command: tuple[str, ...], folder: Path, values: Mapping[str, object]
) -> Iterator[subprocess.Popen[bytes]]:
    rendered = [_TEMPLATES.from_string(argument).render(values) for argument in command]
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(  # noqa: S603 - the table's
            rendered, cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )
    try:
        yield process
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process and what it has started."""
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(5)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _wait(processes: list[subprocess.Popen[bytes]], settings: Settings, folder: Path) -> None:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end and all(process.poll() is None for process in processes):
        if _answers(settings):
            return
        time.sleep(0.05)
    words = (folder / "log").read_text("utf-8", "replace").strip()[-_LAST_WORDS:]
    raise FrontBroken(f"it was not up within {_PATIENCE:g} s: {words or 'it said nothing'}")


def _answers(settings: Settings) -> bool:
    try:
        answer = requests.post(str(settings.base_url), verify=settings.ca or True, timeout=5)
    except requests.RequestException:
        return False
    return bool(answer.status_code < requests.codes.server_error)
