"""The values of a conversation: users, exchanges, replies, and the transcript of a check."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from campaign_contract.contract_tests.screen import notice

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
    `sent` is the whole body, None where it is too long to be kept; `shell` is the line that sends it if curl cannot;
    `retries` says why it was sent again, a word for each time.
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
    retries: tuple[str, ...] = ()


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
class Transcript:
    """Keeps the exchanges of the check that is running, and how many requests the whole run took, by command.

    `say` tells the operator something at once, such as that the run waits.
    """

    exchanges: list[Exchange] = field(default_factory=list)
    by_command: Counter[str] = field(default_factory=Counter)
    say: Callable[[str], None] = notice
    _milliseconds: int = 0

    def add(self, exchange: Exchange) -> None:
        """Keep an exchange."""
        self.by_command[exchange.command] += 1 + len(exchange.retries)
        self._milliseconds += exchange.milliseconds
        self.exchanges.append(exchange)

    @property
    def usual(self) -> float:
        """Seconds that an answer has taken on average; 0 before the first."""
        return self._milliseconds / 1000 / max(self.by_command.total(), 1)

    def recall(self, exchanges: Iterable[Exchange]) -> None:
        """Let the check that is running tell what an earlier one arranged for it."""
        self.exchanges += exchanges

    def start_check(self) -> None:
        """Forget the exchanges of the check before."""
        self.exchanges = []


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
