"""Hands on what client and real server send each other, as it is, and keeps a copy of its start."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from werkzeug.serving import DechunkedInput, WSGIRequestHandler

from campaign_contract.mockserver.admin.api import ROOT
from campaign_contract.mockserver.clock import stopwatch
from campaign_contract.tools.proxy.upstream import Handed, Headers, Lost, Upstream, end_to_end, tokens

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

KEPT = 1 << 20
"""How many bytes of a body are kept to be judged."""
_PIECE = 1 << 16
_IDLE = 120
"""Seconds after which a connection on which nothing happens is closed."""
_BODILESS = (HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED)
Note = Callable[..., None]
"""Called with what went wrong, if anything did; only the first call counts."""


@dataclass
class Copy:
    """The start of a body, and how long all of it was; `is_complete` where it came to its end."""

    content: bytearray = field(default_factory=bytearray)
    size: int = 0
    is_complete: bool = False

    def of(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        """The same pieces, of which the start is kept as they pass."""
        for piece in pieces:
            self.content += piece[: max(KEPT - self.size, 0)]
            self.size += len(piece)
            yield piece
        self.is_complete = True

    @property
    def is_whole(self) -> bool:
        """Whether nothing was left out."""
        return self.size <= KEPT


@dataclass
class Passed:
    """An exchange that went through. `status` is 0 where no answer came; `problem` says why not all of it did."""

    environ: WSGIEnvironment
    sent: Copy = field(default_factory=Copy)
    status: int = 0
    headers: Headers = field(default_factory=list)
    answered: Copy = field(default_factory=Copy)
    seconds: float = 0.0
    problem: str = ""


class Unreadable(Exception):
    """A request whose end cannot be told, or does not come; the message says why."""


class Relay(WSGIRequestHandler):
    """Hands requests on to `upstream`, except for those below the control API's root, and tells `seen` about each.

    `seen` is called before the client can know that its answer is complete.
    """

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = _IDLE
    upstream: Upstream
    seen: Callable[[Passed], None]

    def run_wsgi(self) -> None:
        """Answer one request."""
        path = self.path.partition("?")[0]
        if path == ROOT or path.startswith(f"{ROOT}/"):
            return super().run_wsgi()
        if "close" in tokens(self.headers.get("Connection", "")):
            self.close_connection = True
        passed = Passed(self.make_environ())
        note = self._noting(passed)
        try:
            with closing(self._handed_on(passed)) as handed:
                self._hand_back(handed, passed, note)
        except Unreadable as problem:
            self._refuse(HTTPStatus.BAD_REQUEST, str(problem), note)
        except Lost as problem:
            status = HTTPStatus.GATEWAY_TIMEOUT if problem.is_timeout else HTTPStatus.BAD_GATEWAY
            self._refuse(status, f"no answer of the server behind: {problem}", note)
        finally:
            note("the client went away")
        return None

    def log(self, type: str, message: str, *args: Any) -> None:
        """Nothing: the journal tells."""

    def _noting(self, passed: Passed) -> Note:
        """What tells `seen`, once."""
        elapsed, told = stopwatch(), False

        def note(problem: str = "") -> None:
            nonlocal told
            if not told:
                told = True
                passed.seconds, passed.problem = elapsed(), problem
                self.seen(passed)

        return note

    def _handed_on(self, passed: Passed) -> Handed:
        if self.headers.get("Expect", "").strip().lower() == "100-continue":
            self.send_response_only(HTTPStatus.CONTINUE)
            self.end_headers()
        body, is_chunked = self._body()
        handed = self.upstream.send(self.command, self.path, self.headers.items(), passed.sent.of(body), is_chunked)
        self.close_connection = self.close_connection or not passed.sent.is_complete
        return handed

    def _body(self) -> tuple[Iterator[bytes], bool]:
        coding = self.headers.get("Transfer-Encoding")
        if coding is not None:
            if coding.strip().lower() != "chunked":
                raise Unreadable(f"Transfer-Encoding {coding} is not taken; send chunked")
            source: Any = self.rfile
            return _read(io.BufferedReader(DechunkedInput(source)), None), True
        announced = self.headers.get("Content-Length", "0")
        if not (announced.isascii() and announced.isdecimal()):
            raise Unreadable(f"Content-Length {announced!a} is no number")
        return _read(self.rfile, int(announced)), False

    def _hand_back(self, handed: Handed, passed: Passed, note: Note) -> None:
        passed.status, passed.headers = handed.status, handed.headers
        has_body = self.command != "HEAD" and handed.status not in _BODILESS and handed.length != 0
        is_chunked = has_body and handed.length is None and self.request_version != "HTTP/1.0"
        self.send_response_only(handed.status, handed.reason)
        for name, value in end_to_end(handed.headers):
            self.send_header(name, value)
        if is_chunked:
            self.send_header("Transfer-Encoding", "chunked")
        elif has_body and handed.length is None:
            self.close_connection = True
        if not has_body:
            note()
        self.end_headers()
        if has_body:
            self._hand_body(handed, passed, note, is_chunked)

    def _hand_body(self, handed: Handed, passed: Passed, note: Note, is_chunked: bool) -> None:
        try:
            for piece in passed.answered.of(handed.pieces()):
                if passed.answered.size == handed.length:
                    note()
                self.wfile.write(b"%x\r\n%b\r\n" % (len(piece), piece) if is_chunked else piece)
        except Lost as problem:  # the client has to see that the answer is not complete, too
            self.close_connection = True
            return note(f"the answer broke off: {problem}")
        note()
        if is_chunked:
            self.wfile.write(b"0\r\n\r\n")
        return None

    def _refuse(self, status: HTTPStatus, text: str, note: Note) -> None:
        """An answer of the proxy's own, in one plain line; what is left of the request is not read."""
        note(text)
        line = f"campaign-contract proxy: {text}\n".encode()
        self.close_connection = True
        self.send_response_only(status)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(line)))
        self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(line)


def _read(stream: Any, length: int | None) -> Iterator[bytes]:
    """A body in pieces. Raises Unreadable where it does not come to its end."""
    left = length
    while left is None or left > 0:
        try:
            piece = stream.read1(_PIECE if left is None else min(_PIECE, left))
        except (OSError, ValueError) as problem:
            raise Unreadable(f"the body cannot be read: {problem}") from problem
        if not piece:
            break
        left = None if left is None else left - len(piece)
        yield piece
    if left:
        raise Unreadable("the body is shorter than its Content-Length")
