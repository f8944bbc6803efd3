"""JSON text laid out for reading; not a character of its values is changed."""

from __future__ import annotations

import json
import re

_PART = re.compile(r'"(?:\\.|[^"\\])*"|[{}\[\],:]|[^\s{}\[\],:"]+')
_OPENING, _CLOSING = "{[", "}]"
_DEEPEST = 40


def indented(text: str, limit: int | None = None) -> str:
    """The text with a line for each item where it is JSON, else as it is; no more than `limit` characters of it.

    Unlike reading and writing it again, this keeps numbers as they are written, and keys that occur twice.
    """
    if not _is_json(text):
        return text[:limit]
    laid_out: list[str] = []
    length = depth = 0
    before = ""
    for match in _PART.finditer(text):
        part = match[0]
        if part in _CLOSING:
            depth -= 1
        if _breaks(before, part):
            laid_out.append("\n" + "  " * min(depth, _DEEPEST))
        if part in _OPENING:
            depth += 1
        laid_out.append(": " if part == ":" else part)
        before = part
        length += len(part)
        if limit is not None and length > limit:
            break
    return "".join(laid_out)[:limit]


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
