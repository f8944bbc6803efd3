"""Runs a check again where a lost request leaves open what the target has done."""

from __future__ import annotations

from collections.abc import Callable

from campaign_contract.contract_tests.api.outcomes import Disturbed, Unheard

ATTEMPTS = 4


def undisturbed(check: Callable[[], None], forget: Callable[[], None]) -> None:
    """Run a check, again where it was disturbed, a few times; `forget` clears what is kept of the attempt before.

    Raises what the check raises, and Unheard where each attempt was disturbed.
    """
    for attempt in range(1, ATTEMPTS + 1):
        try:
            check()
        except Disturbed as disturbed:
            if attempt == ATTEMPTS:
                raise Unheard(f"the connection failed: {disturbed}") from disturbed
            forget()
        else:
            return
