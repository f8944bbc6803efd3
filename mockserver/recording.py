"""Recorded exchanges with a server, as JSON lines: written by the proxy, answered again by `serve --from`.

A request is its command and parameters, however they were sent; whose it is, is a number. Credentials are not kept.
"""

from __future__ import annotations

import json
import threading
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from campaign_contract.mockserver.call import Call
from campaign_contract.mockserver.digests import digest
from campaign_contract.mockserver.exchange import Answer, Exchange
from campaign_contract.mockserver.faulty import Faulty
from campaign_contract.mockserver.redaction import Secrets, redacted, secrets
from campaign_contract.spec.wording import SUCCESS, address

_HEAD = {"recording": "campaign-contract", "version": 1}
_MOST_NAMED = 3
Parameters = frozenset[tuple[str, str]]


class RecordingError(Exception):
    """A file is no recording or cannot be read; the message says which, where and why."""


@dataclass(frozen=True)
class Recorded:
    """An exchange: `account` is None without a credential, `decided` the address of the rule that decided."""

    account: int | None
    command: str
    parameters: Mapping[str, str]
    decided: str
    status: int
    content_type: str
    headers: Mapping[str, str]
    answer: str

    def answered(self) -> Answer:
        """The answer as it was."""
        content = self.answer.encode("utf-8", "surrogateescape")
        return Answer(self.status, content, self.content_type, tuple(self.headers.items()))


def head() -> str:
    """The first line of a recording."""
    return json.dumps(_HEAD)


def line(exchange: Exchange, answer: Answer, known: Secrets) -> str | None:
    """An exchange as a line without the `known` credentials; None where its request is no command."""
    if exchange.call is None:
        return None
    text = redacted(answer.content.decode("utf-8", "surrogateescape"), known)
    parameters = {name: redacted(value, known) for name, value in sorted(_parameters(exchange.call))}
    recorded = Recorded(
        exchange.owner,
        exchange.command,
        parameters,
        exchange.rule,
        answer.status,
        answer.content_type,
        dict(answer.headers),
        text,
    )
    return json.dumps(asdict(recorded))


def load(path: Path) -> list[Recorded]:
    """All exchanges of a recording. Raises RecordingError."""
    try:
        first, *lines = path.read_text(encoding="utf-8").splitlines() or [""]
    except (OSError, UnicodeDecodeError) as problem:
        raise RecordingError(f"{path} cannot be read: {getattr(problem, 'strerror', None) or problem}") from problem
    if _parsed(path, 1, first) != _HEAD:
        raise RecordingError(f"{path} is no recording; `campaign-contract proxy URL --record FILE` makes one")
    return [_recorded(path, number, text) for number, text in enumerate(lines, 2)]


class Replay:
    """Answers requests as they were answered when they were recorded; safe to use from several threads.

    A request that was recorded several times gets its answers in their order, and then the last one again. A
    credential that comes for the first time stands for the first recorded account that nobody stands for yet and
    that has sent this request, or else for the first one left.
    """

    def __init__(self, exchanges: Iterable[Recorded], credentials: Iterable[str]) -> None:
        self._credentials = tuple(credentials)
        self._answers: dict[tuple[int | None, str, Parameters], deque[Recorded]] = {}
        for one in exchanges:
            key = one.account, one.command, frozenset(one.parameters.items())
            self._answers.setdefault(key, deque()).append(one)
        self._free = list(dict.fromkeys(account for account, _, _ in self._answers if account is not None))
        self._accounts: dict[str, int | None] = {}
        self._lock = threading.Lock()

    def account(self, call: Call) -> int | None:
        """The recorded account that the call's credential stands for."""
        with self._lock:
            return self._account(call, _parameters(call))

    def answer(self, call: Call, account: int | None, exchange: Exchange) -> Answer:
        """The recorded answer to an account's call. Raises Faulty where there is none."""
        command, parameters = call.command.name, _parameters(call)
        with self._lock:
            found = self._answers.get((account, command, parameters))
            if found is None:
                raise Faulty("not-recorded", self._missed(account, command, parameters))
            recorded = found.popleft() if len(found) > 1 else found[0]
        exchange.decided = "" if recorded.decided == address(command, SUCCESS) else recorded.decided
        return recorded.answered()

    def _account(self, call: Call, parameters: Parameters) -> int | None:
        sent = [digest(call.parameters[name]) for name in self._credentials if name in call.parameters]
        if not sent:
            return None
        for credential in sent:
            if credential in self._accounts:
                return self._accounts[credential]
        fitting = (one for one in self._free if (one, call.command.name, parameters) in self._answers)
        account = next(chain(fitting, self._free), None)
        if account is not None:
            self._free.remove(account)
            self._accounts.update(dict.fromkeys(sent, account))
        return account

    def _missed(self, account: int | None, command: str, parameters: Parameters) -> str:
        told = _told(parameters)
        others = [_told(known) for owner, name, known in self._answers if (owner, name) == (account, command)]
        has = f"it has {'; '.join(others[:_MOST_NAMED])}" if others else f"it has no {command} of this account"
        return f"The recording has no {command} with {told}; {has}."


def _parameters(call: Call) -> Parameters:
    return frozenset(pair for pair in call.parameters.items() if pair[0] != "Command" and not secrets([pair]))


def _told(parameters: Parameters) -> str:
    return " ".join(f"{name}={text}" for name, text in sorted(parameters)) or "no parameters"


def _recorded(path: Path, number: int, text: str) -> Recorded:
    try:
        return Recorded(**_parsed(path, number, text))
    except TypeError as problem:
        raise RecordingError(f"{path}, line {number}: is no recorded exchange") from problem


def _parsed(path: Path, number: int, text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as problem:
        raise RecordingError(f"{path}, line {number}: is no JSON") from problem
