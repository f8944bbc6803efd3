"""Reserves the port that the server listens on."""

from __future__ import annotations

import errno
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_RETRY = 0.01
_PATIENCE = 1


class AddressError(Exception):
    """The server cannot listen where it was told to; the message is one line for the user."""


@contextmanager
def reserved(host: str, port: int) -> Iterator[tuple[str, int]]:
    """Hold a port while the server runs: granian shares ports, so two servers on one would go unnoticed.

    Bound alone, the socket fails where anybody is; made shareable afterwards, it lets granian in and nobody else.
    """
    if port not in range(1 << 16):
        raise AddressError(f"cannot listen on port {port}; choose one from 0 (any free one) to 65535")
    try:
        family, _, _, _, wanted = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, socket.SOCK_STREAM) as held:
            held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            _bind(held, wanted)
            held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            address, free_port = held.getsockname()[:2]
            yield address, free_port
    except OSError as error:
        raise AddressError(f"cannot listen on {host}, port {port}: {error.strerror}; choose another one") from error


def _bind(held: socket.socket, wanted: tuple[Any, ...]) -> None:
    """A server that was killed a moment ago may leave workers that are about to go."""
    last = time.monotonic() + _PATIENCE
    while True:
        try:
            return held.bind(wanted)
        except OSError as error:
            if error.errno != errno.EADDRINUSE or time.monotonic() > last:
                raise
        time.sleep(_RETRY)
