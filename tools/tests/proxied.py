"""A proxy in this process, before whatever a test puts behind it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import requests

from campaign_contract.tools.proxy.run import ProxyOptions, listening


@dataclass(frozen=True)
class Proxied:
    """The proxy's URL for commands, and its control API."""

    url: str

    def control(self, path: str) -> Any:
        return requests.get(self.url.replace("/api.php", f"/__admin/{path}"), timeout=10).json()

    @property
    def entries(self) -> list[dict[str, Any]]:
        return self.control("journal")["entries"]

    def send(self, **parameters: Any) -> requests.Response:
        return requests.post(self.url, data=parameters, timeout=10)

    @contextmanager
    def connection(self) -> Iterator[socket.socket]:
        host, _, port = self.url.split("/")[2].partition(":")
        with socket.create_connection((host, int(port)), timeout=10) as connection:
            yield connection

    def raw(self, request: bytes) -> bytes:
        """What comes back for a request that asks to close the connection."""
        with self.connection() as connection:
            connection.sendall(request)
            answer = b""
            while piece := connection.recv(65536):
                answer += piece
            return answer


@contextmanager
def proxy(url: str, **options: Any) -> Iterator[Proxied]:
    with listening(ProxyOptions(url, port=0, **options)) as (server, own):
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield Proxied(own)
        finally:
            server.shutdown()
            thread.join()
