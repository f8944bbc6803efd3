"""Text of a target's, safe to show on a terminal."""

from __future__ import annotations

_KEPT = "\n\t"
_VISIBLE = {code: f"\\x{code:02x}" for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in _KEPT}


def printable(text: str) -> str:
    """`text` with its control characters written out, so that no answer can steer a terminal; lines and tabs stay."""
    return text.translate(_VISIBLE)
