"""Tells on stdout where a server listens, once it answers."""

from __future__ import annotations

import http.client
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass

_RETRY = 0.01
_PATIENCE = 1


@dataclass(frozen=True)
class Listener:
    """Where a server is reached from this machine; `path` is one that it answers."""

    address: str
    port: int
    path: str
    is_secure: bool


def announce(listener: Listener, lines: list[str]) -> None:
    """Print what is not empty of `lines` as soon as the listener answers."""
    while not _answers(listener):
        time.sleep(_RETRY)
    print("\n".join(filter(None, lines)), flush=True)


def _answers(listener: Listener) -> bool:
    connection = _KINDS[listener.is_secure](listener.address, listener.port)
    try:
        connection.request("GET", listener.path)
        return bool(connection.getresponse().status)
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _plain(address: str, port: int) -> http.client.HTTPConnection:
    return http.client.HTTPConnection(address, port, timeout=_PATIENCE)


def _secure(address: str, port: int) -> http.client.HTTPConnection:
    """Whose certificate it is does not matter to the server itself."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return http.client.HTTPSConnection(address, port, timeout=_PATIENCE, context=context)


_KINDS: dict[bool, Callable[[str, int], http.client.HTTPConnection]] = {False: _plain, True: _secure}
