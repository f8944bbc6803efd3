"""Ends a client's connection without an answer, which granian and other servers offer no way to do."""

from __future__ import annotations

import os
import socket
from contextlib import suppress
from pathlib import Path

_OPEN = Path("/dev/fd")


def hang_up(client: str) -> None:
    """Shut down this process's connection with `client`, `host:port`; where there is none, nothing happens."""
    wanted = client.replace("[", "").replace("]", "")
    for entry in list(_OPEN.iterdir()):
        with suppress(OSError):
            if entry.is_socket():
                _shut_down(int(entry.name), wanted)


def _shut_down(descriptor: int, wanted: str) -> None:
    with socket.socket(fileno=os.dup(descriptor)) as connection:
        if connection.family in (socket.AF_INET, socket.AF_INET6):
            host, port = connection.getpeername()[:2]
            if f"{host}:{port}" == wanted:
                connection.shutdown(socket.SHUT_RDWR)
