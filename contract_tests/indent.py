"""JSON text laid out for reading; not a character of its values is changed."""

from __future__ import annotations

import json
import re

_PART = re.compile(r'"(?:\\.|[^"\\])*"|[{}\[\],:]|[^\s{}\[\],:"]+')
_OPENING, _CLOSING = "{[", "}]"
_DEEPEST = 40


def indented(text: str) -> str:
    """The text with a line for each item where it is JSON, else as it is.

    Unlike reading and writing it again, this keeps numbers as they are written, and keys that occur twice.
    """
    if not _is_json(text):
        return text
    parts: list[str] = _PART.findall(text)
    laid_out: list[str] = []
    depth = 0
    for before, part in zip(["", *parts], parts, strict=False):
        if part in _CLOSING:
            depth -= 1
        if _breaks(before, part):
            laid_out.append("\n" + "  " * min(depth, _DEEPEST))
        if part in _OPENING:
            depth += 1
        laid_out.append(": " if part == ":" else part)
    return "".join(laid_out)


def _breaks(before: str, part: str) -> bool:
    """Whether a new line starts between two parts."""
    if before in ("{", "["):
        return part not in _CLOSING
    return before == "," or (before != "" and part in _CLOSING)


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True
