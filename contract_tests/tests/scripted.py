"""A target that answers each connection's request with the bytes it is told to, or not at all."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

Step = bytes | Callable[[socket.socket, bytes], None]
FINE = (
    b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 32\r\n\r\n{"Success":true,"ErrorCode":0}  '
)


def answer(status: int, body: bytes = b"", *headers: str) -> bytes:
    """A whole answer as bytes."""
    head = [f"HTTP/1.1 {status} Reason", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join([*head, "", ""]).encode() + body


def last(message: bytes) -> bytes:
    """The same answer, which says that no other comes on its connection: a client has to take a new one."""
    return message.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n", 1)


def reset(connection: socket.socket, _: bytes = b"") -> None:
    """Break the connection."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def silence(connection: socket.socket, _: bytes = b"") -> None:
    """Answer nothing for as long as the client waits."""
    connection.recv(1)


@dataclass
class Scripted:
    """What the target was sent, request by request."""

    url: str
    requests: list[bytes] = field(default_factory=list)

    @property
    def commands(self) -> list[str]:
        """The commands of the requests."""
        return [body.partition(b"Command=")[2].partition(b"&")[0].decode() for body in self.requests]


@contextmanager
def scripted(steps: Sequence[Step], then: Step = FINE) -> Iterator[Scripted]:
    """A target whose connections get one step each, and `then` once there are none left."""
    waiting = list(steps)
    with socket.create_server(("127.0.0.1", 0)) as server:
        target = Scripted(f"http://127.0.0.1:{server.getsockname()[1]}/api.php")

        def serve() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                with connection, contextlib.suppress(OSError):
                    request = _received(connection)
                    if not request:
                        continue
                    target.requests.append(request)
                    step = waiting.pop(0) if waiting else then
                    if callable(step):
                        step(connection, request)
                    else:
                        connection.sendall(last(step))

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield target
        server.shutdown(socket.SHUT_RDWR)
    thread.join(5)


def _received(connection: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(65536)
        if not piece:
            return b""
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    length = next((int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0)
    while len(body) < length:
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body
