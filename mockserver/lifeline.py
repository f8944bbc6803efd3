"""Ends a server with the process that started it, also where that one was killed and could end nothing."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import time

_GLANCE = 0.2
"""Seconds between two looks at who the parent is."""


def end_cleanly_by_signal() -> None:
    """Until the server has handlers of its own, SIGTERM, SIGHUP and Ctrl-C end this process with status 0."""
    for sent in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        if not _is_ignored(sent):
            signal.signal(sent, lambda *_: sys.exit(0))


def is_detached() -> bool:
    """Whether it was started to outlive the shell, as by nohup: the end of the terminal is ignored."""
    return _is_ignored(signal.SIGHUP)


def _is_ignored(sent: signal.Signals) -> bool:
    return signal.getsignal(sent) is signal.SIG_IGN


def end_with_starter() -> None:
    """End this process by SIGTERM as soon as the process that started it is gone, unless it is detached."""
    starter = os.getppid()
    if starter > 1 and not is_detached():
        threading.Thread(target=_watch_starter, args=(starter,), daemon=True).start()


def end_with_stdin() -> None:
    """End this process by SIGTERM as soon as its stdin is at the end: whoever held the other end is gone."""
    threading.Thread(target=_watch_stdin, daemon=True).start()


def end_with_parent() -> None:
    """End this worker process as soon as the process that it works for is gone; elsewhere it does nothing."""
    threading.Thread(target=_watch_parent, daemon=True).start()


def _watch_starter(starter: int) -> None:
    while os.getppid() == starter:
        time.sleep(_GLANCE)
    os.kill(os.getpid(), signal.SIGTERM)


def _watch_stdin() -> None:
    while os.read(sys.stdin.fileno(), 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


def _watch_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(0)
