"""Bytes over a socket: what comes back, what does not, and how it is told."""

from __future__ import annotations

import inspect
import itertools
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from types import SimpleNamespace

import pytest
import trustme

from campaign_contract.contract_tests.api import raw
from campaign_contract.contract_tests.api.client import Client, Transcript
from campaign_contract.contract_tests.api.outcomes import Broken, NotArranged, TargetGone
from campaign_contract.contract_tests.api.raw import Answer, wire
from campaign_contract.contract_tests.report.redaction import Redactor
from campaign_contract.contract_tests.settings import Settings
from campaign_contract.contract_tests.stories import test_http
from campaign_contract.contract_tests.stories.test_http import HUGE, REQUESTS, Raw, differences
from campaign_contract.contract_tests.tests.conftest import exchange

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
Behaviour = Callable[[socket.socket], None]


@contextmanager
def server(behave: Behaviour, tls: ssl.SSLContext | None = None) -> Iterator[int]:
    """One connection at a time is handed to `behave`; yields the port."""
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            try:
                with tls.wrap_socket(connection, server_side=True) if tls else connection as one:
                    behave(one)
            except OSError:
                continue

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listening.getsockname()[1]
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join()


def answering(*answers: bytes) -> Behaviour:
    def behave(connection: socket.socket) -> None:
        for answer in answers:
            connection.recv(65536)
            connection.sendall(answer)

    return behave


def keep_alive(connection: socket.socket) -> None:
    while connection.recv(65536):
        connection.sendall(OK)


def hold(connection: socket.socket) -> None:
    while connection.recv(65536):
        pass


@pytest.fixture
def client_of(api):
    def make(port: int, scheme: str = "http", host: str = "127.0.0.1") -> tuple[Client, Settings]:
        settings = Settings(base_url=f"{scheme}://{host}:{port}/api.php", timeout=0.2)
        return Client(settings.base_url or "", api, settings, Transcript()), settings

    return make


def test_an_answer_and_whether_the_connection_goes_on(client_of):
    closing = OK.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
    with server(answering(OK, closing)) as port, wire(*client_of(port)) as connection:
        first, second = connection.exchange(b"GET / HTTP/1.1\r\n\r\n"), connection.exchange(b"GET / HTTP/1.1\r\n\r\n")
    assert first is not None
    assert second is not None
    assert (first.status, first.body, first.goes_on) == (200, b"{}", True)
    assert not second.goes_on


def test_the_end_of_the_connection_is_no_answer(client_of):
    with server(answering()) as port, wire(*client_of(port)) as connection:
        assert connection.exchange(b"nonsense\r\n\r\n") is None


def test_silence_is_broken_unless_the_request_has_no_end(client_of):
    with server(hold) as port:
        with wire(*client_of(port)) as connection:
            assert connection.exchange(b"unfinished", unfinished=True) is None
        with wire(*client_of(port)) as connection, pytest.raises(Broken, match=r"nothing within 0.2 s"):
            connection.exchange(b"GET / HTTP/1.1\r\n\r\n")


@pytest.mark.parametrize(
    ("answers", "seconds"), [([], 0.1), ([1, 3], 0.1), ([8], 0.16), ([1, 2, 40], 0.287), ([30], 0.3), ([2000], 0.3)]
)
def test_who_answers_quickly_is_not_waited_for_long_where_a_request_has_no_end(client_of, answers, seconds):
    with server(hold) as port:
        client, settings = client_of(port)
        for milliseconds in answers:
            client.transcript.add(exchange(milliseconds=milliseconds))
        with wire(client, settings) as connection:
            assert connection._unfinished_wait == pytest.approx(seconds, abs=0.001)


def test_a_target_with_one_thread_that_keeps_connections_alive_is_asked_one_by_one(client_of):
    with server(keep_alive) as port:
        client, settings = client_of(port)
        assert client.send("POST", {}, "").status == 200
        with wire(client, settings) as connection:
            assert connection.exchange(b"GET / HTTP/1.1\r\n\r\n")
        assert client.send("POST", {}, "").status == 200
        client.release()


def test_forks_let_go_of_their_connection_after_one_answer(client_of):
    with server(keep_alive) as port:
        client, _ = client_of(port)
        client.send("POST", {}, "")
        assert [fork.send("POST", {}, "").status for fork in (client.fork(2), client.fork(2))] == [200, 200]


def test_a_host_that_cannot_be_reached_directly_is_not_the_targets_fault(client_of, monkeypatch):
    def refuse(*_):
        raise ConnectionRefusedError

    with server(answering(OK)) as port:
        client, settings = client_of(port)
        monkeypatch.setattr(raw, "_connected", refuse)
        with pytest.raises(NotArranged, match="without a proxy"), wire(client, settings):
            pass


def test_a_target_that_is_not_there_any_more_is_gone(client_of):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(TargetGone, match="the connection was refused"), wire(*client_of(port)):
        pass


def test_https(client_of, monkeypatch, tmp_path):
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "ca.pem"))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("localhost").configure_cert(context)
    with (
        server(answering(OK), context) as port,
        wire(*client_of(port, "https", "localhost")) as connection,
    ):
        answer = connection.exchange(b"GET / HTTP/1.1\r\n\r\n")
    assert answer
    assert answer.body == b"{}"


def test_an_exchange_is_kept_with_a_line_that_sends_the_same_bytes(client_of):
    with server(answering(OK)) as port:
        client, settings = client_of(port)
        with wire(client, settings) as connection:
            connection.exchange(b"POST /100% HTTP/1.1\r\n\r\n\xff'")
    (exchange,) = client.transcript.exchanges
    assert (exchange.status, exchange.answer) == (200, "{}")
    assert Redactor([]).curl(exchange) == (
        rf"""printf 'POST /100%% HTTP/1.1\x0d\x0a\x0d\x0a\xff'"'"'' | nc 127.0.0.1 {port}"""
    )


def test_a_long_request_is_told_in_part(client_of):
    with server(answering(OK)) as port:
        client, settings = client_of(port)
        with wire(client, settings) as connection:
            connection.exchange(b"a" * 1000)
    assert client.transcript.exchanges[0].shell.endswith("# the first 500 of 1000 bytes")


@pytest.mark.parametrize(
    ("status", "honest"),
    [
        (200, True), (400, True), (408, True), (411, True), (413, True), (414, True), (415, True), (431, True),
        (501, True), (505, True), (None, True), (500, False), (502, False), (503, False), (504, False),
    ],
)  # fmt: skip
def test_what_is_honest_where_only_http_is_odd(status, honest):
    answer = None if status is None else Answer(status, b"", goes_on=False)
    assert (differences(answer) == []) is honest


def test_a_request_has_the_length_of_its_body_unless_told_otherwise():
    text = Raw(body=b"abc").to_bytes("http://user:secret@api.example.test:81/api.php")
    assert text == (
        b"POST /api.php HTTP/1.1\r\nHost: api.example.test:81\r\n"
        b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 3\r\n\r\nabc"
    )
    assert b"Content-Length" not in replace(Raw(), length=None).to_bytes("http://a/api.php")
    assert b"POST http://a/api.php HTTP/1.1" in REQUESTS["versions"]["absolute-form"].to_bytes("http://a/api.php")


def waiting_once() -> Behaviour:
    """On the first connection it waits for more; on each further one it answers."""
    behaviours = itertools.chain([hold], itertools.repeat(answering(OK)))

    def behave(connection: socket.socket) -> None:
        next(behaviours)(connection)

    return behave


@pytest.mark.parametrize(
    "name",
    [
        "framing/length-too-long", "framing/length-huge", "framing/length-missing", "headers/without-colon",
        "headers/with-nul", "versions/none", "versions/nonsense",
    ],
)  # fmt: skip
def test_a_server_may_wait_where_a_request_has_no_certain_end(client_of, monkeypatch, name):
    monkeypatch.setattr(raw, "UNFINISHED_WAIT", (0.05, 0.05))
    rule, variant = name.split("/")
    observed = []
    with server(waiting_once()) as port:
        client, settings = client_of(port)
        world, case = SimpleNamespace(client=client, settings=settings), SimpleNamespace(data=REQUESTS[rule][variant])
        inspect.unwrap(test_http.test_raw_request)(world, case, observed.append)
    assert observed == ["no answer"]


def test_a_server_that_sets_aside_what_is_announced_lives_on():
    assert 1 << 32 < HUGE <= 1 << 34
    assert str(HUGE) in REQUESTS["framing"]["length-huge"].to_bytes("http://a/api.php").decode()
