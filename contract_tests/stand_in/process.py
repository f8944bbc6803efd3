"""The reference server as a process of this test session."""

from __future__ import annotations

import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

_LISTENING = "listening on "
_PATIENCE = 10


class NotStarted(Exception):
    """The server did not come up; the message is what it said."""


@contextmanager
def started(options: str) -> Iterator[str]:
    """Run `campaign-contract serve` with these further options on a free port; yields its URL. Raises NotStarted."""
    command = [sys.executable, "-P", "-m", "campaign_contract.tools.cli", "serve", "--port", "0", "--quiet"]
    with tempfile.TemporaryFile("w+", encoding="utf-8") as errors:
        process = subprocess.Popen(  # noqa: S603 - our own program
            [*command, "--while-stdin-is-open", *shlex.split(options)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            start_new_session=True,
        )
        try:
            line = process.stdout.readline().strip() if process.stdout else ""
            if not line.startswith(_LISTENING):
                process.wait(_PATIENCE)
                errors.seek(0)
                raise NotStarted(f"the server did not start: {errors.read().strip() or line or 'it said nothing'}")
            yield line.removeprefix(_LISTENING)
        finally:
            _end(process)


def _end(process: subprocess.Popen[str]) -> None:
    process.terminate()
    try:
        process.communicate(timeout=_PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
