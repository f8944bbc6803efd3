"""One request on its way through the server, and what it is answered with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from werkzeug import Request

from campaign_contract.mockserver.body import Pairs
from campaign_contract.mockserver.call import Call
from campaign_contract.mockserver.clock import stopwatch
from campaign_contract.mockserver.formats import PLAIN, Format
from campaign_contract.mockserver.situation import Situation
from campaign_contract.mockserver.store import Change
from campaign_contract.spec import wording
from campaign_contract.spec.wording import address

if TYPE_CHECKING:
    from random import Random

    from campaign_contract.mockserver.faults import Fault

FAULT = wording.FAULT


@dataclass(slots=True)
class Exchange:
    """What is known about a request so far: each step fills in its part. `now` is the moment in UTC that it acts at.

    `owner` is the id of the calling account, None until it is known. `warnings` tell what a client may want to mend.
    `decided` is the address of the rule that refused, empty on a success; `detail` is what the answer says beyond the
    rule. `changes` are gathered only where there is a list; the first `settled` of them came by time alone. `fault` is
    what a test asked for, with its chances. `elapsed` tells the seconds since it came.
    """

    request: Request
    now: datetime
    body: bytes = b""
    pairs: Pairs = field(default_factory=list)
    format: Format = PLAIN
    call: Call | None = None
    owner: int | None = None
    warnings: list[str] = field(default_factory=list)
    decided: str = ""
    detail: str = ""
    changes: list[Change] | None = None
    settled: int = 0
    fault: tuple[Fault, Random] | None = None
    elapsed: Callable[[], float] = field(default_factory=stopwatch)

    @property
    def command(self) -> str:
        """The name of the command, empty while or where there is none."""
        return self.call.command.name if self.call else ""

    @property
    def rule(self) -> str:
        """The address of the rule that decided, success included."""
        return self.decided or address(self.command, "success")


def outcome(rule: str) -> str:
    """What the deciding rule led to: `success`, `failure` of a command, or `fault` outside of one."""
    if rule.startswith(f"{FAULT}/"):
        return "fault"
    return "success" if rule.endswith("/success") else "failure"


class Manner(StrEnum):
    """How an answer goes out other than at once and whole; only the server as a process can do it."""

    SLOW = "slow"
    DROPPED = "dropped"
    BROKEN_OFF = "broken-off"


MANNER = "campaign_contract.manner"
"""Where the application leaves the manner in the environment of a request."""
DELAY = "campaign_contract.delay"
"""Where it leaves the seconds to hold the answer back, if the server has put a number there and so waits itself."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, body and headers as they go out, `delay` seconds after they are there."""

    status: int
    content: bytes
    content_type: str
    headers: tuple[tuple[str, str], ...] = ()
    manner: Manner | None = None
    delay: float = 0.0


Answering = Callable[[Exchange], Answer]
"""Answers a request; never raises for what a client sent."""
Layer = Callable[[Answering], Answering]
"""Wraps the answering of requests."""
Check = Callable[[Exchange, Situation], None]
"""Looks at a call whose account is known before its own errors are asked; raises Faulty or Refused to refuse it."""
