"""Clients that could hold the others up: each kind is at work while ordinary requests are measured."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager, suppress
from urllib.parse import urlsplit

from campaign_contract.mockserver.actions import MOST_ROWS
from campaign_contract.tools.proof.crash.client import LOST, Client

WANTED = 50.0
"""Milliseconds: within them 99 of 100 ordinary requests shall be answered, whoever else is there."""
CONNECTIONS = 4
"""How many ordinary clients there are."""

_PAUSE = 0.2
_SMALL = 1 << 12
_HEAD = "POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
_RULE = {"type": "fields", "field_id": "EmailAddress", "operator": "contains", "value": "example.test"}
_BUNDLE = {"operator": "or", "criteria": [{"list_id": 1, "operator": "and", "rules": [_RULE] * 7_000}]}
"""Almost as large as a body may be when it is written in a form."""

Beside = Callable[[str, str], AbstractContextManager[None]]
"""Given the address and a key, others are at work within the context."""


@contextmanager
def _nobody(_url: str, _key: str) -> Iterator[None]:
    yield


def _connected(count: int, sent: str, form: str = "", buffer: int | None = None) -> Beside:
    """`count` connections on which `sent` is sent, then `form`, and nothing is ever read."""

    @contextmanager
    def beside(url: str, key: str) -> Iterator[None]:
        body = f"{form}&APIKey={key}" if form else ""
        with ExitStack() as stack:
            for _ in range(count):
                connection = stack.enter_context(socket.socket())
                if buffer is not None:
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
                connection.connect((urlsplit(url).hostname, urlsplit(url).port))
                connection.sendall((sent.format(path=urlsplit(url).path, length=len(body)) + body).encode())
            yield

    return beside


@contextmanager
def _at_work(work: Callable[[threading.Event], None]) -> Iterator[None]:
    """`work` goes on in a thread until the event is set."""
    is_over = threading.Event()
    thread = threading.Thread(target=work, args=(is_over,))
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()


@contextmanager
def _slow_headers(url: str, _key: str) -> Iterator[None]:
    """200 connections, each with another header every now and then; one that is given up is replaced."""
    address, head = (urlsplit(url).hostname, urlsplit(url).port), _HEAD.format(path=urlsplit(url).path).encode()

    def work(is_over: threading.Event) -> None:
        open_ones: list[socket.socket] = []
        while not is_over.wait(_PAUSE):
            while len(open_ones) < 200:  # noqa: PLR2004 - so many
                open_ones.append(socket.create_connection(address))
                open_ones[-1].sendall(head)
            for connection in list(open_ones):
                try:
                    connection.sendall(b"X-Slow: 1\r\n")
                except OSError:
                    open_ones.remove(connection)
        for connection in open_ones:
            connection.close()

    with _at_work(work):
        yield


def _repeating(command: str, **parameters: object) -> Beside:
    """One client that sends the same call again as soon as it is answered."""

    @contextmanager
    def beside(url: str, key: str) -> Iterator[None]:
        def work(is_over: threading.Event) -> None:
            while not is_over.is_set():
                with suppress(*LOST), closing(Client(url, key)) as client:
                    while not is_over.is_set():
                        client.call(command, **parameters)

        with _at_work(work):
            yield

    return beside


KINDS: Mapping[str, Beside] = {
    "nobody": _nobody,
    "200 that announce a body and stay silent": _connected(200, _HEAD + "Content-Length: 1000\r\n\r\n"),
    "200 that send their headers slowly": _slow_headers,
    f"50 that read no page of {MOST_ROWS:,}": _connected(
        50, _HEAD + "Content-Length: {length}\r\n\r\n",
        f"Command=Campaigns.Get&RecordsPerRequest={MOST_ROWS}", _SMALL,
    ),
    "1,000 idle connections": _connected(1_000, ""),
    "one with rules of 1 MB": _repeating("Campaign.Update", CampaignID=1, RulesJsonBundle=json.dumps(_BUNDLE)),
    "one with 90,000 ids": _repeating("Campaigns.Delete", Campaigns=",".join(map(str, range(200_000, 290_000)))),
    "one that lists 100,000 at once": _repeating("Campaigns.Get"),
    f"one that lists {MOST_ROWS:,} at once": _repeating("Campaigns.Get", RecordsPerRequest=MOST_ROWS),
}  # fmt: skip
"""What is at work, by what it is called; nobody first, for comparison."""
