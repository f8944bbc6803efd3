"""Halves of credentials, and how long one has to be to count as a secret itself."""

from __future__ import annotations

LONG_ENOUGH = 8
"""From this length on a credential without its last character is a secret, too; below, it could be any text."""


def half_of(secret: str) -> int | None:
    """Where a credential can be cut in halves that both still are secrets; None for one that is too short."""
    half = len(secret) // 2
    return half if half >= LONG_ENOUGH else None
