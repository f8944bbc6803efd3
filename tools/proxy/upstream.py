"""The real server behind the proxy: one request handed on exactly as it came, one answer to be handed back."""

from __future__ import annotations

import http.client
import os
import ssl
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from requests.utils import DEFAULT_CA_BUNDLE_PATH

from campaign_contract.contract_tests.api.connection import failure
from campaign_contract.contract_tests.settings import Settings

Headers = list[tuple[str, str]]
"""Names and values in their order; a name may stand there several times."""
_PIECE = 1 << 16
_HOP_BY_HOP = {
    "connection",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
}
"""What is said to the next program only (RFC 9110, 7.6.1); each side of the proxy has its own."""


_ASCII = "".join(map(chr, range(128)))


class Lost(Exception):
    """No answer came, or not all of it; the message says why."""

    def __init__(self, error: Exception, timeout: float) -> None:
        self.is_timeout = isinstance(error, TimeoutError)
        super().__init__(failure(error, Settings(timeout=timeout)))


@dataclass(frozen=True)
class Upstream:
    """Where it is, and whom to trust about its certificate: the usual authorities, those in `ca`, or anybody.

    `timeout` is in seconds, for the connection and for each wait for bytes.
    """

    url: str
    ca: str | None = None
    insecure: bool = False
    timeout: float = 60.0

    def send(self, method: str, target: str, headers: Headers, body: Iterable[bytes], is_chunked: bool) -> Handed:
        """Hand a request on over a connection of its own. Raises Lost, and whatever `body` raises.

        All of `headers` go but the hop-by-hop ones, and `Host`, which names the server behind. What in `target` is
        not ASCII goes in percent signs.
        """
        connection = self._connection()
        try:
            connection.putrequest(method, quote(target, _ASCII, "latin-1"), skip_host=True, skip_accept_encoding=True)
            connection.putheader("Host", urlsplit(self.url).netloc)
            for name, value in end_to_end(headers):
                if name.lower() != "host":
                    connection.putheader(name, value.encode("latin-1"))
            if is_chunked:
                connection.putheader("Transfer-Encoding", "chunked")
            connection.putheader("Connection", "close")
            connection.endheaders()
            self._send_body(connection, body, is_chunked)
            return Handed(connection, connection.getresponse(), self.timeout)
        except (OSError, http.client.HTTPException, UnicodeError) as error:
            connection.close()
            raise Lost(error, self.timeout) from error
        except BaseException:
            connection.close()
            raise

    def _send_body(self, connection: http.client.HTTPConnection, body: Iterable[bytes], is_chunked: bool) -> None:
        with suppress(BrokenPipeError, ConnectionResetError):  # it may have answered before it read all
            for piece in body:
                connection.send(b"%x\r\n%b\r\n" % (len(piece), piece) if is_chunked else piece)
            if is_chunked:
                connection.send(b"0\r\n\r\n")

    def _connection(self) -> http.client.HTTPConnection:
        parts = urlsplit(self.url)
        if parts.scheme == "https":
            context = self._context()
            return http.client.HTTPSConnection(str(parts.hostname), parts.port, timeout=self.timeout, context=context)
        return http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=self.timeout)

    def _context(self) -> ssl.SSLContext:
        usual = os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("CURL_CA_BUNDLE") or DEFAULT_CA_BUNDLE_PATH
        context = ssl.create_default_context(cafile=self.ca or usual)
        if self.insecure:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        return context


class Handed:
    """An answer on its way: its head is there, its body comes piece by piece as the server sends it."""

    def __init__(
        self, connection: http.client.HTTPConnection, answer: http.client.HTTPResponse, timeout: float
    ) -> None:
        self._connection = connection
        self._answer = answer
        self._timeout = timeout
        self.status = answer.status
        self.reason = answer.reason
        self.headers: Headers = answer.msg.items()
        self.length = answer.length
        """How many bytes the body has; None where only its end tells."""

    def pieces(self) -> Iterator[bytes]:
        """The body as it is, compressed or not. Raises Lost where it breaks off."""
        taken = 0
        try:
            while piece := self._answer.read1(_PIECE):
                taken += len(piece)
                yield piece
            if self.length is not None and taken < self.length:
                raise http.client.IncompleteRead(b"", self.length - taken)
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise Lost(error, self._timeout) from error

    def close(self) -> None:
        """Let go of the connection."""
        self._answer.close()
        self._connection.close()


def end_to_end(headers: Headers) -> Headers:
    """The headers without those that are said to the next program only."""
    own = ",".join(value for name, value in headers if name.lower() == "connection")
    return [(name, value) for name, value in headers if name.lower() not in _HOP_BY_HOP | tokens(own)]


def tokens(value: str) -> set[str]:
    """The words of a header like Connection, in lower case."""
    return {word.strip().lower() for word in value.split(",")}
