"""JSON as its standard has it (RFC 8259), which Python's own reader takes more widely: G2 and the fine print."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Document:
    """What bytes say as JSON. `value` is None where they are no JSON; `faults` are what no strict reader takes."""

    value: Any = None
    faults: list[str] = field(default_factory=list)


def read(content: bytes) -> Document:
    """Read an answer's bytes. A byte order mark is passed over: what is behind it may be an envelope all the same."""
    document = Document()
    text = _text(content.removeprefix(codecs.BOM_UTF8), document.faults)
    try:
        document.value = json.loads(
            text,
            object_pairs_hook=lambda pairs: _without_doubles(pairs, document.faults),
            parse_constant=lambda word: document.faults.append(f"body: {word} is no JSON"),
        )
    except (ValueError, RecursionError):
        document.value = None
    return document


def _text(content: bytes, faults: list[str]) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        faults.append(f"body: expected UTF-8, byte {error.start + 1} is none")
        return content.decode("utf-8", "replace")


def _without_doubles(pairs: list[tuple[str, Any]], faults: list[str]) -> dict[str, Any]:
    found = dict(pairs)
    faults += [f"{name}: stands twice in one object" for name in _doubles(pairs)]
    return found


def _doubles(pairs: list[tuple[str, Any]]) -> Iterator[str]:
    seen: set[str] = set()
    for name, _ in pairs:
        if name in seen:
            yield name
        seen.add(name)
