"""Runs a check, or what it needs, again where a lost request leaves open what the target has done."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from campaign_contract.contract_tests.api.outcomes import Disturbed, Unheard

ATTEMPTS = 4
Answer = TypeVar("Answer")


def undisturbed(work: Callable[[], Answer], forget: Callable[[], None]) -> Answer:
    """What a piece of work answers, which is begun anew where it was disturbed, a few times.

    `forget` clears what is kept of the attempt before. Raises what the work raises, and Unheard where each attempt was
    disturbed.
    """
    for _ in range(1, ATTEMPTS):
        try:
            return work()
        except Disturbed:
            forget()
    try:
        return work()
    except Disturbed as disturbed:
        raise Unheard(f"the connection failed: {disturbed}") from disturbed
