"""SIGTERM and a closed terminal (SIGHUP) like Ctrl-C: what a run made is deleted and its report is written."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from collections.abc import Iterator
from types import FrameType
from typing import Any

INTERRUPTED = 128 + signal.SIGINT
"""Exit status after Ctrl-C."""
_ENDINGS = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
ENDED = (INTERRUPTED, *(128 + number for number in _ENDINGS))
"""Exit statuses of a run that did not come to its end."""


class Termination:
    """Turns the first such signal into a KeyboardInterrupt; none that follows cuts the end short.

    `workers` are the ids of processes that work for this one; they are interrupted, too. `status` is the exit status
    that the signal asks for, 0 where none came.
    """

    def __init__(self) -> None:
        self.status = 0
        self.workers: set[int] = set()
        self._before: dict[signal.Signals, Any] = {}

    def listen(self, *, as_worker: bool = False) -> None:
        """Take the signals for which the program around has no handler; a worker takes Ctrl-C the same way."""
        if threading.current_thread() is not threading.main_thread():
            return
        taken = [number for number in _ENDINGS if signal.getsignal(number) is signal.SIG_DFL]
        if as_worker and signal.SIGTERM in taken:
            taken.append(signal.SIGINT)
        self._before = {number: signal.signal(number, self._interrupt) for number in taken}

    def stop(self) -> None:
        """Leave the signals to what took them before."""
        for number, handler in self._before.items():
            signal.signal(number, handler)
        self._before = {}

    def _interrupt(self, number: int, _: FrameType | None) -> None:
        self.status = 128 + number if number in _ENDINGS else 0
        for taken in self._before:
            signal.signal(taken, _heard)  # SIG_IGN would make Python complain of one that is on its way already
        for worker in self.workers:
            with contextlib.suppress(ProcessLookupError):
                os.kill(worker, signal.SIGINT)
        raise KeyboardInterrupt


def _heard(number: int, frame: FrameType | None) -> None:
    """Takes a signal and does nothing: the end has begun."""


@contextlib.contextmanager
def listening() -> Iterator[Termination]:
    """Such a signal raises KeyboardInterrupt inside."""
    termination = Termination()
    termination.listen()
    try:
        yield termination
    finally:
        termination.stop()
