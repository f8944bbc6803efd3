"""The HTTP client of the suite: sends commands, records every exchange, answers a `Reply`."""

from __future__ import annotations

import json
import os
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

import requests
from pyrate_limiter import Duration, Limiter, Rate
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

from campaign_contract.contract_tests.api import strict_json
from campaign_contract.contract_tests.api.connection import CONNECT_TIMEOUT, certificates, failure
from campaign_contract.contract_tests.api.outcomes import Grave, NoAnswer
from campaign_contract.contract_tests.settings import Settings
from campaign_contract.spec import Spec

FORM, JSON = "form", "json"
"""The two encodings of a request; the spec's transport has their media types."""
_TOO_MANY_REQUESTS = 429
_BODY_LIMIT = 20_000
_LONGEST_CODE = 10


@dataclass(frozen=True)
class Identity:
    """A user of the target. `variables` maps each credential's parameter to its shell variable in curl lines."""

    name: str
    credentials: Mapping[str, str]
    variables: Mapping[str, str]

    @property
    def known(self) -> bool:
        """Whether there is any credential to act with."""
        return bool(self.credentials)

    def one(self) -> dict[str, str]:
        """The first credential as a parameter; one is enough."""
        return dict(list(self.credentials.items())[:1])


@dataclass(frozen=True)
class Exchange:
    """A request and its answer, as sent and received. `status` is 0 where there was no answer.

    `command` is empty for a body that was made from none; `milliseconds` is the time until the answer was read;
    `sent` is the whole body, None where it is too long to be kept; `shell` is the line that sends it if curl cannot.
    """

    command: str
    method: str
    url: str
    headers: Mapping[str, str]
    body: str
    status: int
    answer: str
    milliseconds: int
    content_type: str = ""
    sent: bytes | None = None
    shell: str = ""


@dataclass(frozen=True)
class Reply:
    """An answer of the target. `body` is its JSON value, or None where it is no JSON.

    `faults` says, a line each, what in it no strict reader of JSON takes.
    """

    status: int
    headers: Mapping[str, str]
    text: str
    body: Any
    faults: tuple[str, ...] = ()

    @property
    def succeeded(self) -> bool:
        """Whether the answer says Success."""
        return isinstance(self.body, dict) and self.body.get("Success") is True

    @property
    def codes(self) -> tuple[int, ...]:
        """The numbers that ErrorCode holds: alone, in a list or in an object (ARCHITECTURE.md, G4)."""
        return _numbers(self.body.get("ErrorCode")) if isinstance(self.body, dict) else ()

    def get(self, key: str) -> Any:
        """The value under a top-level key, None where there is none."""
        return self.body.get(key) if isinstance(self.body, dict) else None


@dataclass
class Recorder:
    """The exchanges of the check that is running, and how many requests the whole run took, by command."""

    exchanges: list[Exchange] = field(default_factory=list)
    by_command: Counter[str] = field(default_factory=Counter)

    def add(self, exchange: Exchange) -> None:
        """Keep an exchange."""
        self.by_command[exchange.command] += 1
        self.exchanges.append(exchange)

    def start_check(self) -> None:
        """Forget the exchanges of the check before."""
        self.exchanges = []


class Client:
    """Sends requests to one URL over kept-alive connections.

    A 429 is waited for as its Retry-After says. Silence and a lost connection raise Broken, a 5xx Grave (G7).
    """

    def __init__(
        self, url: str, spec: Spec, settings: Settings, recorder: Recorder, pace: Limiter | None = None
    ) -> None:
        self.url = url
        self.spec = spec
        self._settings = settings
        self.recorder = recorder
        self._pace = pace or _limiter(settings)
        self._lets_go = False
        self._session = requests.Session()
        self._session.trust_env = not settings.is_local
        retry = Retry(
            total=None,
            connect=0,
            read=False,
            other=0,
            status=5,
            status_forcelist=[_TOO_MANY_REQUESTS],
            allowed_methods=None,
            backoff_factor=0.5,
            raise_on_status=False,
        )
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, HTTPAdapter(max_retries=retry))

    def fork(self, of: int = 1) -> Client:
        """A client of the same target for use in another thread, one `of` so many at the same time.

        A target with a single thread serves them one after the other, so each lets go of its connection after one
        answer, and waits for as long as all of them may take.
        """
        self.release()
        settings = replace(self._settings, timeout=self._settings.timeout * of)
        forked = Client(self.url, self.spec, settings, self.recorder, self._pace)
        forked._lets_go = True
        return forked

    def release(self) -> None:
        """Close the connections that are kept alive; a target with a single thread serves no other meanwhile."""
        self._session.close()

    def call(
        self,
        command: str,
        parameters: Mapping[str, Any],
        credentials: Mapping[str, str],
        encoding: str = FORM,
        media_type: str | None = None,
    ) -> Reply:
        """Send a command. Parameters with the value None are left out."""
        return self.send(*self.request(command, parameters, credentials, encoding, media_type))

    def request(
        self,
        command: str,
        parameters: Mapping[str, Any],
        credentials: Mapping[str, str],
        encoding: str = FORM,
        media_type: str | None = None,
    ) -> tuple[str, Mapping[str, str], str, str]:
        """A command as method, headers, body and name. Parameters with the value None are left out."""
        sent = {"Command": command, **credentials, **parameters}
        sent = {name: value for name, value in sent.items() if value is not None}
        headers = {"Content-Type": media_type or self.spec.transport.encodings[encoding]}
        return self.spec.transport.method, headers, _encoded(sent, encoding), command

    def send(self, method: str, headers: Mapping[str, str], body: str | bytes, command: str = "") -> Reply:
        """Send a body as it is. Raises NoAnswer where no answer comes, Grave where it is a 5xx."""
        reply = self.ask(method, headers, body, command)
        if reply.status >= requests.codes.server_error and not self._refuses_method(method, reply):
            raise Grave([f"HTTP status: expected below 500, got {reply.status}"])
        return reply

    def ask(self, method: str, headers: Mapping[str, str], body: str | bytes, command: str = "") -> Reply:
        """Send a body as it is, whatever the status of the answer. Raises NoAnswer where none comes."""
        data = body.encode() if isinstance(body, str) else body
        self.wait_for_turn()
        start = time.perf_counter()
        try:
            response = self._session.request(
                method,
                self.url,
                headers=dict(headers),
                data=data,
                timeout=(min(self._settings.timeout, CONNECT_TIMEOUT), self._settings.timeout),
                allow_redirects=False,
                verify=certificates(self._settings),
            )
        except (requests.RequestException, UnicodeError) as error:
            reason = failure(error, self._settings)
            self._record(command, method, headers, data, (0, f"(no answer: {reason})", ""), start)
            raise NoAnswer([f"no answer: {reason}"]) from error
        finally:
            if self._lets_go:
                self.release()
        text = response.content.decode("utf-8", "replace")
        content_type = response.headers.get("Content-Type", "")
        self._record(command, method, headers, data, (response.status_code, text, content_type), start)
        read = strict_json.read(response.content)
        return Reply(response.status_code, response.headers, text, read.value, tuple(read.faults))

    def wait_for_turn(self) -> None:
        """Wait until the rate that the settings allow leaves room for one more request."""
        if self._pace:
            self._pace.try_acquire()

    def _refuses_method(self, method: str, reply: Reply) -> bool:
        """Whether a 501 says what HTTP means it to say: that this method, which is not the API's, is not supported."""
        return reply.status == requests.codes.not_implemented and method != self.spec.transport.method

    def _record(
        self,
        command: str,
        method: str,
        headers: Mapping[str, str],
        body: bytes,
        answered: tuple[int, str, str],
        start: float,
    ) -> None:
        milliseconds = round((time.perf_counter() - start) * 1000)
        text = body.decode("utf-8", "backslashreplace")[:_BODY_LIMIT]
        sent = body if len(body) <= _BODY_LIMIT else None
        status, answer, content_type = answered
        self.recorder.add(
            Exchange(command, method, self.url, headers, text, status, answer, milliseconds, content_type, sent)
        )


def _limiter(settings: Settings) -> Limiter | None:
    """Keeps to the settings' rate; processes that work side by side share it evenly."""
    if settings.highest_rate is None:
        return None
    count, seconds = settings.highest_rate
    processes = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    return Limiter(Rate(count, Duration.SECOND * seconds * processes))


def _encoded(parameters: Mapping[str, Any], encoding: str) -> str:
    if encoding == JSON:
        return json.dumps(parameters, ensure_ascii=False)
    return urlencode(list(parameters.items()))


def _numbers(value: Any) -> tuple[int, ...]:
    match value:
        case bool():
            return ()
        case int():
            return (value,)
        case str() if value.isdecimal() and len(value) < _LONGEST_CODE:
            return (int(value),)
        case list() if len(value) == 1:
            return _numbers(value[0])
        case dict():
            return tuple(number for item in value.values() for number in _numbers(item))
        case _:
            return ()
