"""Text of a target's, safe to show: on a terminal, in a browser, on the page of a CI run."""

from __future__ import annotations

import re

_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # control characters, which steer terminals; lines and tabs stay
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # marks that turn the direction of what follows
    "\u00ad\u200b\u2028\u2029\u2060\ufeff"  # what is not seen, and line ends that are none
    "\ud800-\udfff\ufffe\uffff]"  # halves of characters, and what is no character
)
_BYTE = 0xFF


def printable(text: str) -> str:
    """`text` with what cannot be seen written out, so that no answer can steer or deceive; lines and tabs stay."""
    return _UNSEEN.sub(_written_out, text)


def _written_out(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\x{code:02x}" if code <= _BYTE else f"\\u{code:04x}"
