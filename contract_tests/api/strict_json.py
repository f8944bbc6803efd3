"""JSON as its standard has it (RFC 8259), which Python's own reader takes more widely: G2 and the fine print."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

DEEPEST = 200
"""How many lists and objects may stand in one another; what is deeper no reader has to take (RFC 8259, 9)."""
MOST_VALUES = 500_000
"""About how many values are read if nobody says otherwise; each takes far more memory than its text."""
MORE_VALUES = " values; it is not read"
"""How the fault of an answer ends that has more values than are read."""
_SQUARE = bytes.maketrans(b"{}", b"[]")
_NO_BRACKETS = bytes(byte for byte in range(256) if byte not in b"[{]}")
_TEXT = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)


@dataclass
class Document:
    """What bytes say as JSON. `value` is None where they are no JSON; `faults` are what no strict reader takes."""

    value: Any = None
    faults: list[str] = field(default_factory=list)


def read(content: bytes, most_values: int = MOST_VALUES) -> Document:
    """Read an answer's bytes. A byte order mark is passed over: what is behind it may be an envelope all the same."""
    document = Document()
    beyond = _beyond(content, most_values)
    if beyond:
        document.faults.append(beyond)
        return document
    text = _text(content.removeprefix(codecs.BOM_UTF8), document.faults)
    try:
        document.value = json.loads(
            text,
            object_pairs_hook=lambda pairs: _without_doubles(pairs, document.faults),
            parse_constant=lambda word: document.faults.append(f"body: {word} is no JSON"),
        )
    except ValueError:
        document.value = None
    return document


def _beyond(content: bytes, most_values: int) -> str | None:
    """Why JSON is too deep or too long to be read without harm; None where it is not."""
    if content.count(b",") + sum(content.count(byte) for byte in (b"[", b"{")) > most_values:
        return f"body: more than {most_values}{MORE_VALUES}"
    if _depth(content) > DEEPEST:
        return f"body: more than {DEEPEST} lists and objects in one another; it is not read"
    return None


def _depth(content: bytes) -> int:
    """How deep lists and objects stand in one another, at most; brackets inside texts do not count.

    The innermost ones are taken out until none is left, or until there are too many, as where they are not closed.
    """
    if content.count(b"[") + content.count(b"{") <= DEEPEST:
        return 0
    depth, left = 0, _TEXT.sub(b"", content).translate(_SQUARE, _NO_BRACKETS)
    while depth <= DEEPEST and b"[]" in left:
        depth, left = depth + 1, left.replace(b"[]", b"")
    return depth + left.count(b"[")


def _text(content: bytes, faults: list[str]) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        faults.append(f"body: expected UTF-8, byte {error.start + 1} is none")
        return content.decode("utf-8", "replace")


def _without_doubles(pairs: list[tuple[str, Any]], faults: list[str]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        faults += [f"{name}: stands twice in one object" for name in _doubles(pairs)]
    return found


def _doubles(pairs: list[tuple[str, Any]]) -> Iterator[str]:
    seen: set[str] = set()
    for name, _ in pairs:
        if name in seen:
            yield name
        seen.add(name)
