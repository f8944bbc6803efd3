"""Hands calls from granian's event loop to the WSGI application, so that no client keeps it from the others.

A request reaches the application only when its body is there, so that a silent client costs a coroutine and no thread.
What may take long is carried out beside the event loop.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Generator, Iterable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import TYPE_CHECKING, Any

from granian.rsgi import HTTPProtocol, ProtocolClosed, ProtocolError, Scope  # type: ignore[attr-defined]

from campaign_contract.mockserver import answers
from campaign_contract.mockserver.database import Laborious, MustWait, no_waiting
from campaign_contract.mockserver.exchange import DELAY, MANNER
from campaign_contract.mockserver.odd_answers import sent_oddly
from campaign_contract.spec import Spec

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment

BODY_PATIENCE = 30.0
"""Seconds that a body may take to arrive."""

_LIGHT = 1 << 14
"""A body of at most so many bytes is answered at once: handing it to a thread would cost more than the answer."""
_WAITING = 32
"""How many calls may wait for others, for a database or for a page at the same time."""
_LABOURING = 1
"""How many laborious calls are carried out at the same time: all of them share the interpreter with the event loop."""
_STREAMS = 100
"""How many readers may follow the journal without waiting for each other; each has a thread, begun when needed."""
_CONTENT_TYPE, _EVENTS = "Content-Type", "text/event-stream"
_WORTH_READING = 64
"""A body of more than so many times the spec's limit is not read to its end."""
_BASE: WSGIEnvironment = {
    "SCRIPT_NAME": "",
    "wsgi.version": (1, 0),
    "wsgi.errors": sys.stderr,
    "wsgi.input_terminated": True,
    "wsgi.multithread": True,
    "wsgi.multiprocess": True,
    "wsgi.run_once": False,
    DELAY: 0.0,
}

Whole = tuple[int, list[tuple[str, str]], bytes]
"""Status, headers, body."""
Answer = Whole | tuple[int, list[tuple[str, str]], Generator[bytes]]
"""The same, or with what makes the body bit by bit."""


class Front:
    """An RSGI application that answers with `app`: most calls at once, and what is large or has to wait in a thread.

    A body that takes longer than `patience` seconds is answered by the spec's fault `too-slow`.
    """

    def __init__(self, app: WSGIApplication, spec: Spec, patience: float = BODY_PATIENCE) -> None:
        self._app = app
        self._transport = spec.transport
        self._patience = patience
        self._waiting = ThreadPoolExecutor(_WAITING)
        self._labouring = ThreadPoolExecutor(_LABOURING)
        self._streams = ThreadPoolExecutor(_STREAMS)
        self._too_slow = _too_slow(spec, patience)

    async def __call__(self, scope: Scope, protocol: HTTPProtocol) -> None:
        """Answer one request."""
        try:
            async with asyncio.timeout(self._patience):
                body = await self._body(scope, protocol)
        except TimeoutError:
            protocol.response_bytes(*self._too_slow)
            return
        environ = _environ(scope, body)
        status, headers, content = await self._answer(scope, body, environ)
        if environ[DELAY]:
            await asyncio.sleep(environ[DELAY])
        if not isinstance(content, bytes):
            await self._stream(protocol.response_stream(status, headers), content)
        elif MANNER in environ:
            await sent_oddly(environ[MANNER], protocol, scope.client, (status, headers, content))
        else:
            protocol.response_bytes(status, headers, content)

    async def _stream(self, transport: Any, chunks: Generator[bytes]) -> None:
        """Hand on what comes as long as somebody reads it. What makes the chunks waits in a thread of its own."""
        beside = asyncio.get_running_loop().run_in_executor
        try:
            while (chunk := await beside(self._streams, next, chunks, None)) is not None:
                await transport.send_bytes(chunk)
        except (ProtocolClosed, ProtocolError):
            return
        finally:
            chunks.close()

    async def _answer(self, scope: Scope, body: bytes, environ: WSGIEnvironment) -> Answer:
        pool = self._pool(scope, body)
        if pool is None:
            try:
                with no_waiting():
                    return _called(self._app, environ)
            except MustWait as reason:
                pool = self._labouring if isinstance(reason, Laborious) else self._waiting
        environ["wsgi.input"] = BytesIO(body)  # it may have been read in vain
        return await asyncio.get_running_loop().run_in_executor(pool, _called, self._app, environ)

    def _pool(self, scope: Scope, body: bytes) -> ThreadPoolExecutor | None:
        """The threads for a call that surely is not answered at once."""
        if len(body) > _LIGHT:
            return self._labouring
        return None if scope.path == self._transport.path else self._waiting

    async def _body(self, scope: Scope, protocol: HTTPProtocol) -> bytes:
        """As much of the body as tells whether it is too large, and nothing when the client broke off.

        What is over the limit is read and dropped, up to a point: a connection with an unread rest could not be kept.
        """
        limit = self._transport.max_body
        kept, size, worth = bytearray(), 0, limit * _WORTH_READING
        announced = scope.headers.get("content-length", "")
        if announced.isdecimal() and int(announced) > worth:
            return b""
        try:
            if announced.isdecimal() and int(announced) <= limit:
                return await protocol()
            async for chunk in protocol:
                size += len(chunk)
                kept += chunk[: limit + 1 - len(kept)]
                if size > worth:
                    break
        except ProtocolClosed:
            return b""
        return bytes(kept)


def _environ(scope: Scope, body: bytes) -> WSGIEnvironment:
    server, _, port = scope.server.rpartition(":")
    environ = _BASE | {
        "REQUEST_METHOD": scope.method,
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": server,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0],
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": BytesIO(body),
    }
    for header, value in scope.headers.items():
        name = header.upper().replace("-", "_")
        key = name if name in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{name}"
        environ[key] = f"{environ[key]},{value}" if key in environ else value
    return environ


def _called(app: WSGIApplication, environ: WSGIEnvironment) -> Answer:
    started: list[Any] = []

    def start_response(status: str, headers: list[tuple[str, str]], _: Any = None) -> Any:
        started[:] = [int(status.partition(" ")[0]), headers]

    chunks = app(environ, start_response)
    status, headers = started
    if (_CONTENT_TYPE, _EVENTS) in headers:
        return status, headers, _generated(chunks)
    return status, headers, b"".join(chunks)


def _generated(chunks: Iterable[bytes]) -> Generator[bytes]:
    try:
        yield from chunks
    finally:
        getattr(chunks, "close", lambda: None)()


def _too_slow(spec: Spec, patience: float) -> Whole:
    fault = spec.fault("too-slow")
    text = f"The body did not arrive within {patience:g} seconds; send it again."
    headers = [("Content-Type", spec.transport.content_type), ("Connection", "close")]
    return fault.http_status, headers, json.dumps(answers.fault(fault, text)).encode()
