"""What the spec says about an exchange with a server whose data nobody here knows.

Of a request: what a strict server would refuse, told by the request alone. Of an answer: whether it is an envelope,
has the keys and types of the command's success, and which documented error it is.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus

import urllib3

from campaign_contract.contract_tests.api import expect, strict_json
from campaign_contract.contract_tests.api.client import Reply
from campaign_contract.contract_tests.api.limits import content
from campaign_contract.mockserver.call import Reader
from campaign_contract.mockserver.causes import BY_THE_REQUEST, holds
from campaign_contract.mockserver.doubts import doubting
from campaign_contract.mockserver.exchange import Exchange
from campaign_contract.mockserver.faulty import Faulty
from campaign_contract.mockserver.formats import asked
from campaign_contract.mockserver.presentation import view
from campaign_contract.mockserver.situation import Situation
from campaign_contract.mockserver.store import Store
from campaign_contract.spec import Cause, Command, Error, Level, Spec, Word
from campaign_contract.spec.wording import FAULT, address

NO_ANSWER, NO_ENVELOPE, UNDOCUMENTED, NOT_JUDGED = (
    address(FAULT, id) for id in ("no-answer", "no-envelope", "undocumented", "not-judged")
)
SENTENCES: Mapping[str, str] = {
    NO_ANSWER: "The server behind gave no answer, or not all of it.",
    NO_ENVELOPE: "The answer is no envelope: one JSON object with Success and ErrorCode.",
    UNDOCUMENTED: "The answer is a failure with a number that the contract does not document for the command.",
    NOT_JUDGED: "The contract says nothing about this request, or it cannot be looked into.",
}
"""What decides an exchange besides the rules of the spec."""
_LONGEST = 1 << 20
"""How many bytes of an answer are looked into, decompressed."""
_UNKNOWN = "unknown-command"


@dataclass(frozen=True)
class Answered:
    """An answer as it came: `content` may be compressed, as its headers say."""

    status: int
    headers: Mapping[str, str]
    content: bytes


class Judge:
    """Judges by `spec`. `path` is where commands are sent."""

    def __init__(self, spec: Spec, path: str) -> None:
        self._spec = spec
        self._path = path
        self._reader = Reader(spec)
        self._doubt = doubting(strict=False)
        self._nothing = Store(spec.fields)
        self._contract = {command.name for command in spec.commands}
        self._view = cache(lambda *shown: view(spec.fields, *shown))

    def request(self, exchange: Exchange) -> None:
        """Fill in what the request says, and a warning for each thing that a strict server would refuse."""
        request = exchange.request
        if request.path != self._path:
            exchange.decided = NOT_JUDGED
            return
        try:
            exchange.pairs = self._reader.pairs(request, exchange.body)
            exchange.format = asked(exchange.pairs)
            exchange.call = self._reader.call(exchange.pairs)
        except Faulty as faulty:
            exchange.decided, exchange.detail = NOT_JUDGED, faulty.text
            if faulty.fault != _UNKNOWN:
                exchange.warnings.append(f"request: {faulty.text}")
            return
        found = exchange.warnings
        exchange.warnings = []
        self._doubt(exchange, self._situation(exchange))
        earned = [f"earns {address(exchange.command, error.id)}" for error, _ in self._earned(exchange)]
        exchange.warnings = [*found, *(f"request: {line}" for line in (*exchange.warnings, *earned))]

    def answer(self, exchange: Exchange, answered: Answered) -> bytes:
        """Fill in what decided, and a warning for each thing that is wrong with the answer; its decompressed bytes."""
        plain, faults = _decompressed(answered)
        if exchange.call is None:
            return plain
        if exchange.format.xml or exchange.format.callback:
            exchange.decided, exchange.detail = NOT_JUDGED, "The answer is not JSON, as the request asked."
            return plain
        read = strict_json.read(plain)
        text = plain.decode("utf-8", "replace")
        reply = Reply(answered.status, answered.headers, text, read.value, (*faults, *read.faults))
        broken = expect.envelope(reply, self._spec)
        exchange.decided = NO_ENVELOPE if broken else self._decided(exchange.call.command, reply)
        differences = broken or [*self._differences(exchange, exchange.call.command, reply)]
        exchange.warnings += [f"answer: {line}" for line in (*_server_failure(reply), *differences)]
        return plain

    def _decided(self, command: Command, reply: Reply) -> str:
        if reply.succeeded:
            return ""
        errors = [address(command.name, error.id) for error in command.errors if error.code in reply.codes]
        faults = [address(FAULT, fault.id) for fault in self._spec.faults if fault.code in reply.codes]
        return next(iter([*errors, *faults]), UNDOCUMENTED)

    def _differences(self, exchange: Exchange, command: Command, reply: Reply) -> Iterator[str]:
        """Nothing is demanded of commands that are not on the page."""
        if command.name not in self._contract:
            return
        if not reply.succeeded:
            if exchange.decided.startswith(f"{command.name}/"):
                yield from _advice(expect.schema(reply, self._spec.shape(command.failure).schema))
            return
        must = expect.schema(reply, command.success.schema)
        yield from must
        yield from _advice(line for line in expect.schema(reply, command.success.shown) if line not in must)
        owed = (error for error, level in self._earned(exchange) if level is Level.MUST)
        yield from (f"expected error {error.code} ({error.message}), got a success" for error in owed)

    def _earned(self, exchange: Exchange) -> Iterator[tuple[Error, Level]]:
        """The errors that the request earns whatever the server has stored, and how well the page supports each."""
        situation = self._situation(exchange)
        sent = {name.lower() for name, _ in exchange.pairs}
        for error in situation.command.errors:
            causes = [cause for cause in error.when if cause.word in BY_THE_REQUEST and holds(cause, situation)]
            if causes:
                yield error, _level(causes[0], sent)

    def _situation(self, exchange: Exchange) -> Situation:
        call = exchange.call
        assert call is not None, "no command"  # noqa: S101 - a slip in the proxy itself
        return Situation(self._spec, call.command, call.parameters, 0, self._nothing, "", self._view)


def _level(cause: Cause, sent: set[str]) -> Level:
    is_empty = cause.word is Word.MISSING and any(name.lower() in sent for name in cause.parameters)
    return cause.empty if is_empty else cause.level


def _server_failure(reply: Reply) -> list[str]:
    if reply.status < HTTPStatus.INTERNAL_SERVER_ERROR:
        return []
    return [f"HTTP status: expected below 500, got {reply.status}"]


def _advice(lines: Iterable[str]) -> Iterator[str]:
    return (f"{line} (advice)" for line in lines)


def _decompressed(answered: Answered) -> tuple[bytes, tuple[str, ...]]:
    coding = {name: value for name, value in answered.headers.items() if name.lower() == "content-encoding"}
    raw = urllib3.HTTPResponse(io.BytesIO(answered.content), coding, preload_content=False)
    return content(raw, _LONGEST)
