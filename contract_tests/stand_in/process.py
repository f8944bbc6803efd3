"""The reference server in processes of its own, which end with the one that started them."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TextIO

_PROGRAM = (sys.executable, "-P", "-m", "campaign_contract.tools.cli", "serve", "--port", "0", "--while-stdin-is-open")
_LISTENING = "listening on "
_PATIENCE = 10


class NotStarted(Exception):
    """The server did not come up; the message is what it said."""


@dataclass(frozen=True)
class Started:
    """A reference server in processes of its own, which form a group that its main process leads."""

    url: str
    process: subprocess.Popen[str]

    def kill(self) -> None:
        """End all of its processes at once, with no word to them."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@contextmanager
def started(options: str) -> Iterator[str]:
    """Run `campaign-contract serve` with these further options on a free port; yields its URL. Raises NotStarted."""
    with server_process("--quiet", *shlex.split(options)) as server:
        yield server.url


@contextmanager
def server_process(*options: str, meanwhile: Callable[[], object] = lambda: None) -> Iterator[Started]:
    """Likewise, with the options as a shell would pass them and the process at hand.

    `meanwhile` is called while the server starts, which takes it half a second.
    """
    with tempfile.TemporaryFile("w+", encoding="utf-8") as errors:  # a pipe that nobody reads would fill and block
        process = subprocess.Popen(  # noqa: S603 - our own program
            [*_PROGRAM, *options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            start_new_session=True,
        )
        try:
            meanwhile()
            yield Started(_url(process, errors), process)
        finally:
            _end(process)


def _url(process: subprocess.Popen[str], errors: TextIO) -> str:
    line = process.stdout.readline().strip() if process.stdout else ""
    if not line.startswith(_LISTENING):
        _end(process)
        errors.seek(0)
        raise NotStarted(f"the reference server did not start: {errors.read().strip() or line or 'it said nothing'}")
    return line.removeprefix(_LISTENING)


def _end(process: subprocess.Popen[str]) -> None:
    process.terminate()
    try:
        process.communicate(timeout=_PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
