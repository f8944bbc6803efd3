"""SIGTERM like Ctrl-C: what a run made is deleted, and its report is written, before the process ends."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from collections.abc import Iterator
from types import FrameType
from typing import Any

INTERRUPTED, TERMINATED = 130, 143
"""Exit statuses after Ctrl-C and after SIGTERM."""


class Termination:
    """Turns the first SIGTERM into a KeyboardInterrupt; the next ones are ignored, so that none cuts the end short.

    `workers` are the ids of processes that work for this one; they are interrupted, too. `requested` says whether
    the signal came.
    """

    def __init__(self) -> None:
        self.requested = False
        self.workers: set[int] = set()
        self._before: dict[signal.Signals, Any] = {}

    @property
    def status(self) -> int:
        """The exit status of a run that was interrupted."""
        return TERMINATED if self.requested else INTERRUPTED

    def listen(self, *, as_worker: bool = False) -> None:
        """Take the signal, unless the program around has a handler of its own; a worker takes Ctrl-C the same way."""
        if threading.current_thread() is not threading.main_thread():
            return
        if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
            taken = [signal.SIGTERM, *([signal.SIGINT] if as_worker else [])]
            self._before = {number: signal.signal(number, self._interrupt) for number in taken}

    def stop(self) -> None:
        """Leave the signals to what took them before."""
        for number, handler in self._before.items():
            signal.signal(number, handler)
        self._before = {}

    def _interrupt(self, number: int, _: FrameType | None) -> None:
        self.requested = number == signal.SIGTERM
        for taken in self._before:
            signal.signal(taken, signal.SIG_IGN)
        for worker in self.workers:
            with contextlib.suppress(ProcessLookupError):
                os.kill(worker, signal.SIGINT)
        raise KeyboardInterrupt


@contextlib.contextmanager
def listening() -> Iterator[Termination]:
    """SIGTERM raises KeyboardInterrupt inside."""
    termination = Termination()
    termination.listen()
    try:
        yield termination
    finally:
        termination.stop()
