"""How a client insists on an answer: what is sent again and when, and when to believe that none will come.

Whatever its command does, a request is sent again where it never reached the target, and where a 429 or 503 says that
it was not taken. One that only reads is sent again after a lost answer, too; so is one that changes something, but
only to tell a lost connection from a target that answers this request to nobody: the check has to begin anew then.
What stays at one request, while the target answers others, is the target's own doing. A 502, 503 or 504 with an
envelope comes from the application, as every 500 does, and is an answer.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from typing import NoReturn

from campaign_contract.contract_tests.api import strict_json
from campaign_contract.contract_tests.api.outcomes import TargetGone, Unheard
from campaign_contract.contract_tests.api.pace import Pace
from campaign_contract.contract_tests.api.retry_after import seconds_to_wait
from campaign_contract.contract_tests.api.transport import Lost, Received
from campaign_contract.contract_tests.settings import flag_of

_NOT_TAKEN = HTTPStatus.SERVICE_UNAVAILABLE
_GATEWAY = frozenset({HTTPStatus.BAD_GATEWAY, _NOT_TAKEN, HTTPStatus.GATEWAY_TIMEOUT})
_PAUSES = (0.1, 0.4, 1.6)
"""Seconds before a request is sent for the second, third and fourth time."""
_SILENCES = 2
"""How often a request may take all the time there is: each costs as much as that."""
_FIRST_REFUSAL = 0.5
_REFUSALS = 8
_WORTH_SAYING = 1.0
_BETWEEN_NOTICES = 15.0


Probes = Sequence[Callable[[], Received]]


@dataclass(frozen=True)
class Trouble:
    """Why an attempt brought no answer of the API.

    `refused`: the target does not want the request now (429). `arrived`: it may have been carried out. `silent`: it
    took all the time there is. `hopeful`: another attempt is likely to bring more, even at the first contact. `wait`:
    how many seconds the target asks to wait, None where it does not.
    """

    reason: str
    refused: bool = False
    arrived: bool = False
    silent: bool = False
    hopeful: bool = True
    wait: float | None = None


@dataclass
class Asked:
    """A request and what went wrong with it so far.

    `once` sends it, `probes` ask for something harmless, to see whether the target answers that.
    """

    command: str
    reads: bool
    once: Callable[[], Received]
    probes: Probes
    troubles: list[Trouble] = field(default_factory=list)
    given_up: bool = False

    @property
    def doubtful(self) -> bool:
        """Whether it was answered in the end, and the target may have carried it out before, to an effect."""
        return not self.given_up and not self.reads and any(trouble.arrived for trouble in self.troubles)


class Persistence:
    """Insists on answers of one target; shared by all clients of it in this process."""

    def __init__(self, pace: Pace, longest_wait: float, say: Callable[[str], None]) -> None:
        self.pace = pace
        self._longest_wait = longest_wait
        self._say = say
        self._next_notice = 0.0
        self._met = False
        self._gone: TargetGone | None = None
        self._never_answered: set[tuple[str, str]] = set()

    def insist(self, asked: Asked) -> Received | None:
        """The answer to a request; None where there is none, although the target answers others.

        Raises TargetGone where it answers nothing any more, Unheard where it has this request wait for too long.
        """
        if self._gone:
            raise self._gone
        while True:
            received, trouble = self._attempt(asked.once)
            if trouble is None:
                self._met = True
                return received
            asked.troubles.append(trouble)
            pause = self._pause(asked)
            if pause is None:
                self._give_up(asked)
                return received
            self._wait(trouble, pause)

    def is_answered(self, probes: Probes) -> bool:
        """Whether the target answers now, if only that it wants to be asked later, also after a silence."""
        trouble = self._is_there(probes)
        answered = trouble is None or trouble.refused
        if answered:
            self._gone = None
        return answered

    def _attempt(self, once: Callable[[], Received]) -> tuple[Received | None, Trouble | None]:
        self.pace.wait_for_turn()
        try:
            received = once()
        except Lost as lost:
            fast = lost.arrived and not lost.silent
            return None, Trouble(str(lost), arrived=lost.arrived, silent=lost.silent, hopeful=fast)
        return received, self._trouble(received)

    def _trouble(self, received: Received) -> Trouble | None:
        wait = seconds_to_wait(received.headers, datetime.now(UTC))
        if received.status == HTTPStatus.TOO_MANY_REQUESTS:
            return Trouble("HTTP 429", refused=True, wait=wait)
        if received.status in _GATEWAY and not isinstance(strict_json.read(received.content).value, dict):
            return Trouble(f"HTTP {received.status}", arrived=received.status != _NOT_TAKEN, wait=wait)
        return None

    def _pause(self, asked: Asked) -> float | None:
        """Seconds until the request is sent again; None for never."""
        trouble = asked.troubles[-1]
        wait = trouble.wait or 0.0
        if wait > self._longest_wait or (asked.command, trouble.reason) in self._never_answered:
            return None
        if trouble.refused:
            return self._pause_after_refusal(asked)
        if not (self._met or trouble.hopeful) or len(asked.troubles) > len(_PAUSES):
            return None
        if trouble.silent:
            return self._pause_after_silence(asked)
        return max(wait, _PAUSES[len(asked.troubles) - 1])

    def _pause_after_silence(self, asked: Asked) -> float | None:
        if sum(trouble.silent for trouble in asked.troubles) >= _SILENCES:
            return None
        self.require_life(asked.probes)
        return 0.0

    def _pause_after_refusal(self, asked: Asked) -> float | None:
        refusals = sum(trouble.refused for trouble in asked.troubles)
        if refusals == 1:
            self.pace.slow_down()
        if refusals > _REFUSALS:
            return None
        said = asked.troubles[-1].wait
        growing = min(_FIRST_REFUSAL * 2 ** (refusals - 1), self._longest_wait)
        pause = growing if said is None or (said < growing and refusals > 1) else said
        self.pace.note_wait(pause)
        return pause

    def _wait(self, trouble: Trouble, seconds: float) -> None:
        if seconds >= _WORTH_SAYING and time.monotonic() >= self._next_notice:
            asked = ", as the target asks (Retry-After)" if trouble.wait else ""
            self._say(f"{trouble.reason}: waiting {seconds:.0f} s{asked}")
            self._next_notice = time.monotonic() + _BETWEEN_NOTICES
        time.sleep(seconds)

    def _give_up(self, asked: Asked) -> None:
        trouble = asked.troubles[-1]
        asked.given_up = True
        if not (self._met or trouble.hopeful):
            self._lose(trouble)
        if (asked.command, trouble.reason) in self._never_answered:
            return
        there = self._is_there(asked.probes)
        if there and (trouble.refused or not there.refused):
            self._lose(there)
        if trouble.refused:
            raise Unheard(f"{asked.command} is not answered: {self._told(trouble)}")
        self._never_answered.add((asked.command, trouble.reason))

    def require_life(self, probes: Probes) -> None:
        """Raises TargetGone unless the target answers one of these harmless requests, or has them wait."""
        trouble = self._is_there(probes)
        if trouble and not trouble.refused:
            self._lose(trouble)

    def _lose(self, trouble: Trouble) -> NoReturn:
        self._gone = TargetGone(self._told(trouble), datetime.now().astimezone() if self._met else None)
        raise self._gone

    def _is_there(self, probes: Probes) -> Trouble | None:
        """Why the target answers none of these harmless requests; None where it does."""
        trouble = None
        for probe in probes:
            _, trouble = self._attempt(probe)
            if trouble is None or not trouble.hopeful:
                return trouble
        return trouble

    def _told(self, trouble: Trouble) -> str:
        if trouble.refused:
            asks = f"asks to wait {trouble.wait:.0f} s (Retry-After)" if trouble.wait else "asks to wait"
            return f"HTTP 429 {asks}; {flag_of('retry_after_limit')} allows {self._longest_wait:g} s"
        if trouble.reason.startswith("HTTP "):
            return f"{trouble.reason}: a server in front answers, the API behind it does not; is it running?"
        return trouble.reason
