"""Sends bytes over a socket, for requests that no HTTP client would send."""

from __future__ import annotations

import http.client
import shlex
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from campaign_contract.contract_tests.api.client import Client, Exchange
from campaign_contract.contract_tests.api.connection import trust
from campaign_contract.contract_tests.api.limits import PatientResponse
from campaign_contract.contract_tests.api.outcomes import Broken, NotArranged
from campaign_contract.contract_tests.settings import Settings

UNFINISHED_WAIT = (0.1, 0.3)
"""Seconds to wait for an answer to a request without an end, at least and at most: the target may well wait for the
rest of it."""
_OF_USUAL = 20
"""Within the two, how many usual answers long: who answers quickly does so here, too, or not at all."""
_LIMIT = 500
_ANSWER_LIMIT = 200_000
"""Bytes of an answer that are read; what more there is decides nothing here."""
_ASCII = 128


@dataclass(frozen=True)
class Answer:
    """The first answer on a connection, from which more requests may be sent where `goes_on`."""

    status: int
    body: bytes
    goes_on: bool


class Wire:
    """A connection of its own to the target, over TLS where the URL says https."""

    def __init__(self, client: Client, settings: Settings) -> None:
        client.release()
        self._client = client
        self._timeout = settings.timeout
        try:
            self._socket = _connected(urlsplit(client.url), settings)
        except OSError as error:
            client.require_life()
            host = urlsplit(client.url).hostname
            raise NotArranged(f"{host} cannot be connected to without a proxy: {error}") from error

    def exchange(self, request: bytes, *, unfinished: bool = False) -> Answer | None:
        """Send bytes and answer what comes back; None where the target closes the connection instead.

        None also where a request that is `unfinished` is waited on, as no end of it is coming. Raises Broken
        where a finished request gets nothing within the time limit.
        """
        self._client.pace.wait_for_turn()
        start = time.perf_counter()
        try:
            answer, text = self._ask(request, self._unfinished_wait if unfinished else self._timeout)
        except TimeoutError as error:
            self._keep(request, None, "(no answer)", start)
            if unfinished:
                return None
            raise Broken([f"no answer: nothing within {self._timeout:g} s"]) from error
        self._keep(request, answer, text, start)
        return answer

    @property
    def _unfinished_wait(self) -> float:
        least, most = UNFINISHED_WAIT
        return min(max(least, _OF_USUAL * self._client.transcript.usual), most)

    def _ask(self, request: bytes, timeout: float) -> tuple[Answer | None, str]:
        self._socket.settimeout(timeout)
        with suppress(ConnectionError, ssl.SSLError):  # a target may answer and close before it has read everything
            self._socket.sendall(request)
        response = PatientResponse(self._socket, method=request.partition(b" ")[0].decode("latin-1"))
        try:
            response.begin()
            body = response.read(_ANSWER_LIMIT)
        except TimeoutError:
            raise
        except (OSError, http.client.HTTPException) as error:
            return None, f"(closed: {type(error).__name__})"
        finally:
            response.close()
        goes_on = not response.will_close and len(body) < _ANSWER_LIMIT
        return Answer(response.status, body, goes_on), body.decode("utf-8", "replace")

    def close(self) -> None:
        """Close our side."""
        with suppress(OSError):
            self._socket.close()

    def _keep(self, request: bytes, answer: Answer | None, text: str, start: float) -> None:
        milliseconds = round((time.perf_counter() - start) * 1000)
        status, url = answer.status if answer else 0, self._client.url
        shell = _shell_line(urlsplit(url), request)
        self._client.transcript.add(Exchange("", "RAW", url, {}, "", status, text, milliseconds, shell=shell))


@contextmanager
def wire(client: Client, settings: Settings) -> Iterator[Wire]:
    """A connection that is closed at the end. Raises NotArranged where the host cannot be connected to directly."""
    connection = Wire(client, settings)
    try:
        yield connection
    finally:
        connection.close()


def _connected(url: SplitResult, settings: Settings) -> socket.socket:
    host = url.hostname or ""
    plain = socket.create_connection((host, _port(url)), settings.timeout)
    return trust(settings).wrap_socket(plain, server_hostname=host) if url.scheme == "https" else plain


def _port(url: SplitResult) -> int:
    return url.port or {"https": 443, "http": 80}[url.scheme]


def _shell_line(url: SplitResult, request: bytes) -> str:
    """A line for a shell that sends the same bytes, or the first of many."""
    text = "".join(
        chr(byte) if chr(byte).isprintable() and byte < _ASCII else f"\\x{byte:02x}" for byte in request[:_LIMIT]
    )
    address = f"{url.hostname} {_port(url)}"
    to = f"openssl s_client -quiet -connect {address.replace(' ', ':')}" if url.scheme == "https" else f"nc {address}"
    shortened = f"  # the first {_LIMIT} of {len(request)} bytes" if len(request) > _LIMIT else ""
    return f"printf {shlex.quote(text.replace('%', '%%'))} | {to}{shortened}"
