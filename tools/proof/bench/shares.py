"""Where the processor time of a Campaign.Get goes: what each server takes that the one before it does not."""

from __future__ import annotations

from collections.abc import Mapping

from campaign_contract.tools.proof.bench.cases import (
    BARE,
    FRONTED_BARE,
    FRONTED_LEAN,
    GET,
    LEAN,
    REFERENCE,
    WITHOUT_JOURNAL,
    Case,
    Row,
)

_STEPS = (
    (BARE, "an HTTP server that answers the same whatever is asked"),
    (FRONTED_BARE, "every body is read before anybody works on it, so that no client holds the others up"),
    (FRONTED_LEAN, "a form is read with Werkzeug, JSON written"),
    (
        WITHOUT_JOURNAL,
        "the behaviour: every encoding, names in any case, who calls, errors, state, warnings, coverage",
    ),
    (REFERENCE, "the journal"),
)


def shares(rows: Mapping[str, Row]) -> list[tuple[str, float]]:
    """What is done, and its µs; empty where a server was not measured."""
    taken = [_microseconds(rows, server) for server, _ in _STEPS]
    if not all(taken):
        return []
    return [(what, time - before) for (_, what), time, before in zip(_STEPS, taken, [0.0, *taken], strict=False)]


def highest_ratio(rows: Mapping[str, Row]) -> float:
    """What Campaign.Get would reach beside the lean application if its behaviour took no time."""
    return _microseconds(rows, LEAN) / _microseconds(rows, FRONTED_LEAN)


def _microseconds(rows: Mapping[str, Row], server: str) -> float:
    """0 where the server was not measured."""
    row = rows.get(Case(server, GET).name)
    return row.processor if row else 0.0
