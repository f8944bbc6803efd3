"""No client holds the others up: what waits in front of the application, and what is carried out beside the rest."""

from __future__ import annotations

import asyncio
import json
import threading
from types import SimpleNamespace

import pytest
from granian.rsgi import ProtocolClosed

from campaign_contract.mockserver.database import Laborious, refuse_hurry
from campaign_contract.mockserver.front import Front
from campaign_contract.spec import load

SPEC = load()
LIMIT = SPEC.transport.max_body


class Headers(dict):
    def items(self):
        return [(name, value) for name, values in super().items() for value in values]

    def get(self, name, default=None):
        return super().get(name, [default])[0]


class Protocol:
    """A client that sends `chunks` and then stays silent (None), breaks off (an exception) or has sent all."""

    def __init__(self, *chunks):
        self.chunks = list(chunks)
        self.answer = None

    async def __call__(self):
        return b"".join([chunk async for chunk in self])

    async def __aiter__(self):
        for chunk in self.chunks:
            if chunk is None:
                await asyncio.Event().wait()
            if isinstance(chunk, Exception):
                raise chunk
            yield chunk

    def response_bytes(self, status, headers, body):
        self.answer = status, dict(headers), body


def echo(environ, start_response):
    """Answers what it was asked and in which thread."""
    start_response("200 OK", [("Content-Type", "text/plain")])
    body = environ["wsgi.input"].read()
    texts = {name: value for name, value in environ.items() if isinstance(value, str)}
    return [json.dumps({**texts, "size": len(body), "thread": threading.get_ident()}).encode()]


def scope(path=SPEC.transport.path, **headers):
    return SimpleNamespace(
        method="POST", path=path, query_string="a=1", server="127.0.0.1:80", client="127.0.0.2:5000", scheme="http",
        http_version="1.1", headers=Headers({name.replace("_", "-"): value for name, value in headers.items()}),
    )  # fmt: skip


def asked(*chunks, app=None, patience=60, **how):
    protocol = Protocol(*chunks)
    asyncio.run(Front(app or echo, SPEC, patience)(scope(**how), protocol))
    return protocol.answer


def seen(*chunks, **how):
    status, _, body = asked(*chunks, **how)
    assert status == 200
    return json.loads(body)


@pytest.mark.parametrize("announced", [{"content_length": ["9"]}, {}])
def test_a_body_that_does_not_come_is_answered_by_a_fault(announced):
    fault = SPEC.fault("too-slow")
    status, headers, body = asked(b"begun", None, patience=0, **announced)
    assert (status, json.loads(body)["ErrorCode"]) == (fault.http_status, fault.code)
    assert headers == {"Content-Type": SPEC.transport.content_type, "Connection": "close"}


def test_the_application_sees_what_was_sent():
    environ = seen(
        b"a", b"bc", path="/é", content_length=["3"], content_type=["text/plain"], x_twice=["1", "2"], cookie=["c"]
    )
    assert environ["PATH_INFO"].encode("latin-1").decode() == "/é"
    expected = {
        "REQUEST_METHOD": "POST", "QUERY_STRING": "a=1", "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": "127.0.0.2", "wsgi.url_scheme": "http", "CONTENT_LENGTH": "3",
        "CONTENT_TYPE": "text/plain", "HTTP_X_TWICE": "1,2", "HTTP_COOKIE": "c", "size": 3,
    }  # fmt: skip
    assert environ | expected == environ


@pytest.mark.parametrize("size", [0, LIMIT, LIMIT + 1, 3 * LIMIT])
@pytest.mark.parametrize("is_announced", [True, False])
def test_of_a_body_that_is_too_large_no_more_is_kept_than_tells(size, is_announced):
    announced = {"content_length": [str(size)]} if is_announced else {}
    assert seen(*[b"x" * LIMIT] * (size // LIMIT), b"x" * (size % LIMIT), **announced)["size"] == min(size, LIMIT + 1)


def test_a_body_without_bounds_is_not_read_to_its_end():
    assert seen(*[b"x" * LIMIT] * 66, None)["size"] == LIMIT + 1
    assert seen(None, content_length=[str(65 * LIMIT)])["size"] == 0


def test_a_client_that_breaks_off_is_as_one_that_sent_nothing():
    assert seen(b"abc", ProtocolClosed(), content_length=["9"])["size"] == 0


@pytest.mark.parametrize(
    ("is_beside", "body", "how"),
    [
        (False, b"short", {}),
        (True, b"x" * 20_000, {}),
        (True, b"short", {"path": "/docs"}),
    ],
)
def test_what_may_take_long_does_not_hold_the_event_loop(is_beside, body, how):
    assert (seen(body, **how)["thread"] != threading.get_ident()) is is_beside


def test_laborious_calls_are_carried_out_one_at_a_time():
    """Many threads that labour would each get as much of the interpreter as the event loop does."""
    light_call, workers = threading.Event(), set()

    def app(environ, start_response):
        if environ["wsgi.input"].read() == b"light":
            light_call.set()
        else:
            refuse_hurry(Laborious)
            light_call.wait()
            workers.add(threading.get_ident())
        return echo(environ, start_response)

    async def call_all(*bodies):
        front = Front(app, SPEC)
        await asyncio.gather(*(front(scope(), Protocol(body)) for body in bodies))

    asyncio.run(call_all(b"short", b"short", b"x" * 20_000, b"light"))
    assert len(workers) == 1


def test_what_has_to_wait_is_carried_out_where_nobody_waits_for_it(store):
    """The store is in somebody else's hands until the application is asked a second time."""
    begun, ended = threading.Event(), threading.Event()

    def hold():
        with store.transaction():
            begun.set()
            ended.wait()

    def app(environ, start_response):
        if threading.current_thread() is not threading.main_thread():
            ended.set()
        with store.transaction(writes=False):
            return echo(environ, start_response)

    holder = threading.Thread(target=hold)
    holder.start()
    begun.wait()
    assert seen(b"short", app=app)["thread"] != threading.get_ident()
    holder.join()
    assert seen(b"short", app=app)["thread"] == threading.get_ident()


def test_many_readers_of_a_stream_wait_beside_each_other():
    """Each is handed something only when all of them wait for it."""
    readers, sent = 60, []
    together = threading.Barrier(readers)

    def app(_environ, start_response):
        start_response("200 OK", [("Content-Type", "text/event-stream")])
        return events()

    def events():
        together.wait(20)
        yield b"x"

    class Transport:
        async def send_bytes(self, chunk):
            sent.append(chunk)

    class Reader(Protocol):
        def response_stream(self, _status, _headers):
            return Transport()

    async def read_all():
        front = Front(app, SPEC)
        await asyncio.gather(*(front(scope("/__admin/journal/stream"), Reader()) for _ in range(readers)))

    asyncio.run(read_all())
    assert sent == [b"x"] * readers
