"""Faults that a test asks for: slow, refused, garbled and broken answers."""

from __future__ import annotations

import math
import random
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, assert_never

from campaign_contract.mockserver.actions import Refused
from campaign_contract.mockserver.database import refuse_hurry
from campaign_contract.mockserver.exchange import FAULT, Answer, Answering, Exchange, Manner
from campaign_contract.mockserver.faulty import Faulty
from campaign_contract.mockserver.situation import Situation
from campaign_contract.spec.wording import address

HEADER = "X-Mock-Fault"
"""Where a request asks for a fault itself, if it may: a documented error by its address, a status, or a garbling."""
STATUSES = (429, 500, 502, 503)
_HTML = b"<!doctype html><title>Error</title><h1>Something went wrong</h1>\n"
_LONGEST = 60.0


class Garbling(StrEnum):
    """What becomes of an answer. Only `dropped` keeps the request from being carried out."""

    HTML = "html"
    CUT = "cut"
    SLOW = "slow"
    DROPPED = "dropped"
    BROKEN_OFF = "broken-off"


_MANNERS = {
    Garbling.SLOW: Manner.SLOW,
    Garbling.DROPPED: Manner.DROPPED,
    Garbling.BROKEN_OFF: Manner.BROKEN_OFF,
}


@dataclass(frozen=True)
class Fault:
    """What happens, one of `error` (an address), `status`, `garbling` and `latency`, and to which requests.

    Of those of the `account` and of the `command` (None: of all) it meets as many as `probability` says, by the
    `seed`, until it has met `count` (None: for ever). `latency` is in seconds, by the name of its distribution.
    """

    error: str | None = None
    status: int | None = None
    retry_after: int | None = None
    garbling: Garbling | None = None
    latency: Mapping[str, Any] | None = None
    account: int | None = None
    command: str | None = None
    probability: float = 1.0
    seed: int = 0
    count: int | None = None

    def meets(self, account: int, command: str) -> bool:
        """Whether a request of this account may meet it; an error only one of its own command."""
        named = self.command or (self.error.partition("/")[0] if self.error else None)
        return self.account in (None, account) and (named is None or named.lower() == command.lower())

    def seconds(self, chance: random.Random) -> float:
        """How long an answer is held back."""
        match self.latency:
            case {"fixed": seconds}:
                found = seconds
            case {"uniform": [least, most]}:
                found = chance.uniform(least, most)
            case {"log_normal": {"median": median, "sigma": sigma}}:
                found = chance.lognormvariate(math.log(median), sigma)
            case _:
                found = 0
        return min(float(found), _LONGEST)


def from_header(text: str, commands: Iterable[str]) -> Fault:
    """The fault that a request asks for. Raises Faulty, which says what may stand there."""
    if text.partition("/")[0] in set(commands):
        return Fault(error=text)
    if text.isascii() and text.isdecimal() and int(text) in STATUSES:
        return Fault(status=int(text))
    if text in list(Garbling):
        return Fault(garbling=Garbling(text))
    allowed = ", ".join(["the address of an error", *map(str, STATUSES), *Garbling])
    raise Faulty("unreadable", f"{HEADER}: {text[:60]!a} is no fault; send one of {allowed}.")


class _Rule:
    """A fault with what is left of it; its chances follow from its seed alone."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        self.chance = random.Random(fault.seed)  # noqa: S311 - repeatable, and no secret

    def drawn(self) -> bool:
        if self.fault.count == 0 or self.chance.random() >= self.fault.probability:
            return False
        if self.fault.count is not None:
            self.fault = replace(self.fault, count=self.fault.count - 1)
        return True


class Faults:
    """The faults that are asked for at the moment; safe to use from several threads."""

    def __init__(self, takes_header: bool = False) -> None:
        self._takes_header = takes_header
        self._rules: dict[int, _Rule] = {}
        self._last = 0
        self._lock = threading.Lock()

    def add(self, fault: Fault) -> int:
        """Ask for a fault; the first one that meets a request decides. Answers its number."""
        with self._lock:
            self._last += 1
            self._rules[self._last] = _Rule(fault)
            return self._last

    def all(self) -> Mapping[int, Fault]:
        """By number, with the count that is left."""
        with self._lock:
            return {number: rule.fault for number, rule in self._rules.items()}

    def remove(self, number: int) -> None:
        """Ask for it no longer. Raises KeyError."""
        with self._lock:
            del self._rules[number]

    def clear(self, account: int | None = None) -> None:
        """Ask for none, or for none of one account's."""
        with self._lock:
            kept = {} if account is None else {n: r for n, r in self._rules.items() if r.fault.account != account}
            self._rules = kept

    def check(self, exchange: Exchange, situation: Situation) -> None:
        """Draw the fault of a call before it is carried out. Raises Refused and Faulty."""
        asked = exchange.request.headers.get(HEADER) if self._takes_header else None
        if not self._rules and asked is None:
            return
        refuse_hurry()  # what is drawn is drawn once
        drawn = self._asked(asked, situation) if asked is not None else self._drawn(situation)
        if drawn is None:
            return
        exchange.fault = drawn[0], drawn[1]
        _refuse(drawn[0], situation)

    def layer(self, inner: Answering) -> Answering:
        """Makes of answers what the drawn faults say."""

        def answered(exchange: Exchange) -> Answer:
            answer = inner(exchange)
            if exchange.fault is None:
                return answer
            fault, chance = exchange.fault
            spoiled = _spoiled(answer, fault)
            if spoiled is not answer:
                exchange.decided, exchange.detail = address(FAULT, "injected"), "A test asked for this fault."
            return replace(spoiled, delay=fault.seconds(chance))

        return answered

    def _asked(self, text: str, situation: Situation) -> tuple[Fault, random.Random]:
        spec = situation.spec
        fault = from_header(text, (command.name for command in (*spec.commands, *spec.supporting)))
        return fault, random.Random(fault.seed)  # noqa: S311 - as above

    def _drawn(self, situation: Situation) -> tuple[Fault, random.Random] | None:
        with self._lock:
            for rule in self._rules.values():
                if rule.fault.meets(situation.owner, situation.command.name) and rule.drawn():
                    return rule.fault, rule.chance
        return None


def _refuse(fault: Fault, situation: Situation) -> None:
    if fault.error is not None:
        name, _, id = fault.error.partition("/")
        known = [error.id for error in situation.command.errors]
        if name != situation.command.name or id not in known:
            raise Faulty(
                "unreadable", f"{fault.error} is no error of {situation.command.name}; it has {', '.join(known)}."
            )
        raise Refused(id)
    if fault.status is not None or fault.garbling is Garbling.DROPPED:
        raise Faulty("unavailable", "A test asked for this fault.")


def _spoiled(answer: Answer, fault: Fault) -> Answer:
    if fault.status is not None:
        seconds = fault.retry_after if fault.retry_after is not None else 1
        headers = (("Retry-After", str(seconds)),) if fault.status in (429, 503) else ()
        return replace(answer, status=fault.status, headers=headers)
    match fault.garbling:
        case None:
            return answer
        case Garbling.HTML:
            return Answer(answer.status, _HTML, "text/html; charset=utf-8")
        case Garbling.CUT:
            return replace(answer, content=answer.content[: len(answer.content) // 2])
        case Garbling.SLOW | Garbling.DROPPED | Garbling.BROKEN_OFF as manner:
            return replace(answer, manner=_MANNERS[manner])
        case _:
            assert_never(fault.garbling)
