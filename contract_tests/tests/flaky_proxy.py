"""A proxy that loses, delays and refuses requests on their way to a target, the same ones for the same seed.

python -m campaign_contract.contract_tests.tests.flaky_proxy 8025 --resets 0.01 --port 9025
"""

from __future__ import annotations

import argparse
import http.client
import random
import socket
import socketserver
import struct
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler

_HOP_BY_HOP = frozenset({"connection", "keep-alive", "transfer-encoding", "content-length", "server", "date"})


@dataclass
class Faults:
    """What goes wrong: a share of `resets` (half of them after the target has answered), seconds of `latency`, and a
    429 for what comes as more than `limit` requests in a second, with `retry_after` where that is not empty.

    From the request with the number `dies_after` on nothing is answered (0: never).
    """

    resets: float = 0.0
    latency: float = 0.0
    limit: int = 0
    retry_after: str = ""
    dies_after: int = 0
    seed: int = 1
    seen: int = 0
    lost: int = 0
    refused: int = 0
    _times: deque[float] = field(default_factory=deque)

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)
        self._lock = threading.Lock()

    def next(self) -> str:
        """What becomes of one more request: "", "refuse", "lose request" or "lose answer"."""
        with self._lock:
            self.seen += 1
            if self.dies_after and self.seen > self.dies_after:
                return "lose request"
            drawn = self._chance.random()
            if drawn < self.resets:
                self.lost += 1
                return "lose request" if drawn < self.resets / 2 else "lose answer"
            return "refuse" if self._is_one_too_many() else ""

    def _is_one_too_many(self) -> bool:
        now = time.monotonic()
        while self._times and self._times[0] < now - 1:
            self._times.popleft()
        if not self.limit or len(self._times) < self.limit:
            self._times.append(now)
            return False
        self.refused += 1
        return True


@contextmanager
def proxying(target_port: int, faults: Faults, port: int = 0) -> Iterator[int]:
    """A proxy before the target on this machine; yields its port."""

    class Handler(_Handler):
        pass

    Handler.faults, Handler.target_port = faults, target_port
    with _Server(("127.0.0.1", port), Handler) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request, client_address):
        """A client that goes away is no news."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    faults: Faults
    target_port: int

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        time.sleep(self.faults.latency)
        match self.faults.next():
            case "refuse":
                self._answer(429, {"Retry-After": self.faults.retry_after} if self.faults.retry_after else {}, b"slow")
            case "lose request":
                self._reset()
            case "lose answer":
                self._forward(body)
                self._reset()
            case _:
                self._answer(*self._forward(body))

    def _forward(self, body: bytes) -> tuple[int, dict[str, str], bytes]:
        target = http.client.HTTPConnection("127.0.0.1", self.target_port, timeout=30)
        target.request("POST", self.path, body, dict(self.headers.items()))
        answer = target.getresponse()
        headers = {name: value for name, value in answer.getheaders() if name.lower() not in _HOP_BY_HOP}
        content = answer.read()
        target.close()
        return answer.status, headers, content

    def _answer(self, status: int, headers: dict[str, str], content: bytes) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _reset(self) -> None:
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def log_message(self, *_) -> None:
        """Keep silent."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", type=int, help="port of the target on this machine")
    parser.add_argument("--port", type=int, default=9025)
    for name, kind in (("resets", float), ("latency", float), ("limit", int), ("retry-after", str), ("seed", int)):
        parser.add_argument(f"--{name}", type=kind)
    given = {name: value for name, value in vars(parser.parse_args()).items() if value is not None}
    target, port = given.pop("target"), given.pop("port")
    faults = Faults(**given)
    with proxying(target, faults, port):
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            print(f"{faults.seen} requests, {faults.lost} lost, {faults.refused} refused")


if __name__ == "__main__":
    main()
