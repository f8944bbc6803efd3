"""Output that survives whatever becomes of its reader: `| head`, a closed terminal, an encoding of few characters."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from campaign_contract.contract_tests.report.printable import printable

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
"""What a file says that takes no more."""


class Screen:
    """A text stream that writes what its encoding has not as escapes, and falls silent when nobody reads any more.

    `trouble` says why nothing can be written, where it is not that its reader went away.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._is_silent = False
        self.trouble = ""

    def write(self, text: str) -> int:
        """Write the text; answers its length, as streams do."""
        if self._is_silent:
            return len(text)
        encoding = self._stream.encoding or "utf-8"
        try:
            self._stream.write(text.encode(encoding, "backslashreplace").decode(encoding))
        except (OSError, ValueError) as error:
            self._fall_silent(error)
        return len(text)

    def flush(self) -> None:
        """Pass on what was written."""
        try:
            if not self._is_silent:
                self._stream.flush()
        except (OSError, ValueError) as error:
            self._fall_silent(error)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def _fall_silent(self, error: Exception) -> None:
        """Write no more, and let the interpreter's own flush at its end go nowhere."""
        self._is_silent = True
        if isinstance(error, OSError) and error.errno in _FULL:
            self.trouble = os.strerror(error.errno)
        with contextlib.suppress(OSError, ValueError):
            descriptor = self._stream.fileno()
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, descriptor)
            os.close(nowhere)


@contextlib.contextmanager
def steady_streams() -> Iterator[Screen]:
    """Inside, a program's output survives what becomes of its reader, and streams that were closed lead nowhere.

    Answers what standard output is meanwhile; behind the end it tells whether all was written.
    """
    _open_closed_streams()
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = guarded = Screen(sys.stdout), Screen(sys.stderr)
    try:
        yield guarded[0]
    finally:
        for screen in guarded:
            screen.flush()  # what cannot be written any more must not wait for the interpreter's own end
        sys.stdout, sys.stderr = before


def _open_closed_streams() -> None:
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115 - for the whole program


def console() -> Console:
    """Standard output as a console."""
    return Console(file=Screen(sys.stdout))  # type: ignore[arg-type]


def progress(console: Console, *, is_shown: bool = True) -> Progress:
    """How far something is, on a terminal; each task says in its field `failed` what has gone wrong so far."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("[red]{task.fields[failed]}"),
        TimeElapsedColumn(),
    )
    return Progress(*columns, console=console, transient=True, disable=not is_shown)


def notice(text: str) -> None:
    """Say something beside the output, on standard error."""
    Screen(sys.stderr).write(f"{printable(text)}\n")
