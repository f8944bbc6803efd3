"""The outcomes of a check, and the exceptions that end one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from _pytest.outcomes import Skipped


class Outcome(StrEnum):
    """How a check ended. A failure that the operator has accepted for now is waived."""

    PASS = "pass"  # noqa: S105 - no password
    FAIL = "fail"
    WAIVED = "waived"
    NOT_ARRANGED = "not arranged"
    NOT_OBSERVABLE = "not observable"
    ERROR = "error"


class Broken(AssertionError):
    """The target breaks the contract; `differences` says where, a line each."""

    def __init__(self, differences: Iterable[str]) -> None:
        self.differences = tuple(differences)
        super().__init__("; ".join(self.differences))


class Grave(Broken):
    """The target breaks what holds of every answer, whatever a check is about: a 5xx, no envelope, a value cut.

    It is a failure at MUST, in a check at SHOULD, too (ARCHITECTURE.md, G2 and G7).
    """


class NoAnswer(Broken):
    """A request gets no answer, however often it is sent, while the target answers others; the difference says why."""


class Disturbed(Skipped):
    """A request was lost on its way and answered when it was sent again: the target may have carried it out twice.

    What a check sees from then on says nothing about the target; it has to begin anew.
    """


class TargetGone(Skipped):
    """The target answers nothing, or nothing any more since a time; there is no use in going on."""

    def __init__(self, reason: str, since: datetime | None = None) -> None:
        self.reason = reason
        super().__init__(f"the target stopped answering at {since:%H:%M:%S}: {reason}" if since else reason)


class NotArranged(Skipped):
    """The check needs something that the operator can supply; the message says what."""


class NotObservable(Skipped):
    """The page does not oblige the target to show what the check looks at; the message says what."""


class Unheard(NotObservable):
    """What lies between suite and target kept an answer from the check: lost requests, or a limit on them."""


def require(differences: Iterable[str]) -> None:
    """Raise Broken unless `differences` is empty."""
    _raise(Broken, differences)


def require_always(differences: Iterable[str]) -> None:
    """Raise Grave unless `differences` is empty."""
    _raise(Grave, differences)


def _raise(kind: type[Broken], differences: Iterable[str]) -> None:
    found = tuple(differences)
    if found:
        raise kind(found)
