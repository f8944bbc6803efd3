"""No server outlives the process that started it, not even where that one was killed and could end nothing."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading


def end_with_stdin() -> None:
    """End this process by SIGTERM as soon as its stdin is at the end: whoever held the other end is gone."""
    threading.Thread(target=_watch_stdin, daemon=True).start()


def end_with_parent() -> None:
    """End this worker process as soon as the process that it works for is gone; elsewhere it does nothing."""
    threading.Thread(target=_watch_parent, daemon=True).start()


def _watch_stdin() -> None:
    while os.read(sys.stdin.fileno(), 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


def _watch_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(0)
