"""Reads answers within bounds: so many bytes, within so much time, however they are compressed."""

from __future__ import annotations

import http.client
import io
import socket
import time
from typing import Any

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import DecodeError

MEBIBYTE = 1 << 20
_PIECE = 1 << 16
LONGER = "body: longer than "
"""How the fault of an answer begins that has more bytes than are read."""


class PatientResponse(http.client.HTTPResponse):
    """An answer for which the socket's time limit holds as a whole, not for each of its pieces.

    Reading it raises TimeoutError once that much time has passed since it was first waited for.
    """

    def __init__(self, sock: socket.socket, *arguments: Any, **named: Any) -> None:
        super().__init__(sock, *arguments, **named)
        limit = sock.gettimeout()
        if limit is not None:
            pieces: Any = self.fp
            self.fp = io.BufferedReader(_Pieces(sock, pieces.detach(), time.monotonic() + limit))


class _Pieces(io.RawIOBase):
    """The bytes from a socket until a point in time."""

    def __init__(self, sock: socket.socket, raw: io.RawIOBase, end: float) -> None:
        self._socket = sock
        self._raw = raw
        self._end = end

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError("the answer is not complete")
        self._socket.settimeout(left)
        _acknowledge_at_once(self._socket)
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


def _acknowledge_at_once(sock: socket.socket) -> None:
    """Keep no target waiting 40 ms that sends the rest of an answer only when its start is acknowledged (Nagle)."""
    if hasattr(socket, "TCP_QUICKACK"):
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)


class _Plain(HTTPConnection):
    response_class = PatientResponse


class _Secure(HTTPSConnection):
    response_class = PatientResponse


class _PlainPool(urllib3.HTTPConnectionPool):
    ConnectionCls = _Plain


class _SecurePool(urllib3.HTTPSConnectionPool):
    ConnectionCls = _Secure


PATIENT_POOLS = {"http": _PlainPool, "https": _SecurePool}
"""For urllib3: pools of connections whose answers are `PatientResponse`s, by scheme."""


def content(answer: Any, limit: int) -> tuple[bytes, tuple[str, ...]]:
    """The decompressed bytes of an answer, and why they are not all of it, a line each.

    `answer` is urllib3's, not yet read. Where it has more than `limit` bytes, its start is answered.
    """
    taken = bytearray()
    try:
        while piece := answer.read(_PIECE, decode_content=True):
            taken += piece
            if len(taken) > limit:
                answer.close()
                return bytes(taken[:_PIECE]), (f"{LONGER}{limit / MEBIBYTE:g} MiB; no more is read",)
    except DecodeError:
        answer.close()
        coding = answer.headers.get("Content-Encoding", "")
        return bytes(taken[:_PIECE]), (f"body: cannot be decompressed as Content-Encoding {coding} says",)
    return bytes(taken), ()
