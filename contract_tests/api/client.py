"""The HTTP client of the suite: sends commands, keeps every exchange, answers a `Reply`."""

from __future__ import annotations

import gc
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from campaign_contract.contract_tests.api import strict_json
from campaign_contract.contract_tests.api.exchange import Exchange, Identity, Reply, Transcript
from campaign_contract.contract_tests.api.outcomes import Disturbed, Grave, NoAnswer
from campaign_contract.contract_tests.api.pace import Pace
from campaign_contract.contract_tests.api.persistence import Asked, Persistence
from campaign_contract.contract_tests.api.transport import Lost, Received, Transport
from campaign_contract.contract_tests.settings import Settings
from campaign_contract.spec import Spec

__all__ = ["FORM", "JSON", "Client", "Exchange", "Identity", "Reply", "Transcript"]

FORM, JSON = "form", "json"
"""The two encodings of a request; the spec's transport has their media types."""
_PROBES = ("Campaigns.Get", "Campaign.Get")
_BODY_LIMIT = 20_000
_ANSWER_LIMIT = 200_000
_LARGE = 1 << 20
_VALUES_PER_MEBIBYTE = 50_000


class Client:
    """Sends requests to one URL over kept-alive connections, and insists on answers (`persistence`).

    Raises NoAnswer for a request that the target never answers, Grave for a 5xx (G7), Disturbed for one that may have
    been carried out twice, Unheard for one that a limit keeps off, TargetGone once the target answers nothing.
    """

    def __init__(
        self, url: str, spec: Spec, settings: Settings, transcript: Transcript, persistence: Persistence | None = None
    ) -> None:
        self.url = url
        self.spec = spec
        self._settings = settings
        self.transcript = transcript
        self._persistence = persistence or Persistence(Pace(settings), settings.retry_after_limit, transcript.say)
        self.pace = self._persistence.pace
        self._lets_go = False
        self._changing: list[str] = []
        self._transport = Transport(url, settings)
        self._reuses = True
        self._probes = [partial(self._probe, command) for command in _PROBES]

    def fork(self, of: int = 1) -> Client:
        """A client of the same target for use in another thread, one `of` so many at the same time.

        A target with a single thread serves them one after the other, so each lets go of its connection after one
        answer, and waits for as long as all of them may take. Together they read as much as one would.
        """
        self.release()
        mine = self._settings
        settings = replace(mine, timeout=mine.timeout * of, answer_limit=mine.answer_limit / of)
        forked = Client(self.url, self.spec, settings, self.transcript, self._persistence)
        forked._lets_go = True
        return forked

    def release(self) -> None:
        """Close the connections that are kept alive; a target with a single thread serves no other meanwhile."""
        self._transport.close()

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
        """Send a body as it is. Raises also Grave, where the answer is a 5xx."""
        reply = self.ask(method, headers, body, command)
        if reply.status >= HTTPStatus.INTERNAL_SERVER_ERROR and not self._refuses_method(method, reply):
            raise Grave([f"HTTP status: expected below 500, got {reply.status}"])
        return reply

    def ask(self, method: str, headers: Mapping[str, str], body: str | bytes, command: str = "") -> Reply:
        """Send a body as it is, whatever the status of the answer."""
        data = body.encode() if isinstance(body, str) else body
        if not _reads(command):
            self._changing.append(data.decode("utf-8", "replace"))
        asked = Asked(command, _reads(command), lambda: self._once(method, headers, data, asked), self._probes)
        start = time.perf_counter()
        received = None
        try:
            received = self._persistence.insist(asked)
        finally:
            milliseconds = round((time.perf_counter() - start) * 1000)
            sent = _Sent(method, self.url, headers, data)
            self.transcript.add(_exchange(sent, asked, received, milliseconds))
        if received is None:
            raise NoAnswer([f"no answer: {asked.troubles[-1].reason}"])
        if asked.doubtful:
            raise Disturbed(f"{command or 'a request'}: {asked.troubles[0].reason}")
        return _reply(received, round(self._settings.answer_limit * _VALUES_PER_MEBIBYTE))

    def taken(self) -> list[str]:
        """The bodies that may have changed something since this was last asked."""
        bodies, self._changing = self._changing, []
        return bodies

    def require_life(self) -> None:
        """Raises TargetGone unless the target answers something."""
        self._persistence.require_life(self._probes)

    def is_answered(self) -> bool:
        """Whether the target answers now, also where it did not for a while."""
        return self._persistence.is_answered(self._probes)

    def _once(self, method: str, headers: Mapping[str, str], data: bytes, asked: Asked) -> Received:
        """A connection that was lost once may be again: what changes something then goes over a new one each time."""
        if not (self._reuses or asked.reads):
            self.release()
        try:
            return self._transport.send(method, headers, data)
        except Lost:
            self._reuses = False
            raise
        finally:
            if self._lets_go:
                self.release()

    def _probe(self, command: str) -> Received:
        """Send a command that needs a credential, without one, over a connection of its own."""
        method, headers, body, _ = self.request(command, {}, {})
        self.release()
        self.transcript.by_command[command] += 1
        return self._transport.send(method, headers, str(body).encode())

    def _refuses_method(self, method: str, reply: Reply) -> bool:
        """Whether a 501 says what HTTP means it to say: that this method, which is not the API's, is not supported."""
        return reply.status == HTTPStatus.NOT_IMPLEMENTED and method != self.spec.transport.method


def _reads(command: str) -> bool:
    """Whether a command changes nothing, by its name; a body that was made from none may do whatever it likes."""
    return command.endswith(".Get")


@dataclass(frozen=True)
class _Sent:
    """A request as it went out."""

    method: str
    url: str
    headers: Mapping[str, str]
    data: bytes

    @property
    def text(self) -> str:
        """The body to show, cut where it is very long."""
        return self.data.decode("utf-8", "backslashreplace")[:_BODY_LIMIT]

    @property
    def whole(self) -> bytes | None:
        """The body to send again; None where it is too long to keep."""
        return self.data if len(self.data) <= _BODY_LIMIT else None


def _exchange(sent: _Sent, asked: Asked, received: Received | None, milliseconds: int) -> Exchange:
    troubles = [trouble.reason for trouble in asked.troubles]
    last = troubles.pop() if troubles and (received is None or asked.given_up) else "the target is gone"
    if received is None:
        status, answer, content_type = 0, f"(no answer: {last})", ""
    else:
        status, content_type = received.status, received.headers.get("Content-Type", "")
        answer = received.content[:_ANSWER_LIMIT].decode("utf-8", "replace")
    return Exchange(
        asked.command,
        sent.method,
        sent.url,
        sent.headers,
        sent.text,
        status,
        answer,
        milliseconds,
        content_type,
        sent.whole,
        retries=tuple(troubles),
    )


def _reply(received: Received, most_values: int) -> Reply:
    if len(received.content) > _LARGE:
        gc.collect()  # failed checks hold their answers in cycles, of which a few large ones fill the memory
    text = received.content.decode("utf-8", "replace")
    if received.faults:
        return Reply(received.status, received.headers, text, None, received.faults)
    read = strict_json.read(received.content, most_values)
    return Reply(received.status, received.headers, text, read.value, tuple(read.faults))


def _encoded(parameters: Mapping[str, Any], encoding: str) -> str:
    if encoding == JSON:
        return json.dumps(parameters, ensure_ascii=False)
    return urlencode(list(parameters.items()))
