"""Values of the API and differences between them as people read them: no notation of Python's."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jsonschema import ValidationError

_BARE = re.compile(r"(?!(?:true|false|null|nothing)$)[A-Za-z][A-Za-z0-9_.-]*")
_TYPES = {
    "boolean": "true or false",
    "integer": "a whole number",
    "number": "a number",
    "string": "text",
    "array": "a list",
    "object": "an object",
    "null": "null",
}
_LIMIT = 200


def told(value: Any) -> str:
    """A value in one short printable line: a word as it is, None as nothing, the rest as JSON."""
    if value is None:
        return "nothing"
    if isinstance(value, str) and len(value) <= _LIMIT and _BARE.fullmatch(value):
        return value
    return as_json(sorted(value, key=str) if isinstance(value, (set, frozenset)) else value)


def as_json(value: Any) -> str:
    """A value in one short printable line of JSON, so that text is told from what is none."""
    try:
        return _shown(json.dumps(value, ensure_ascii=False, default=str))
    except TypeError:  # a dictionary of the suite's own, whose keys are no names
        return _shown(str(value))


def told_choice(values: Collection[Any]) -> str:
    """`a, b or c`, each once."""
    *others, last = dict.fromkeys(map(told, values)) if values else ["nothing"]
    return cut(f"{', '.join(others)} or {last}" if others else last)


def cut(text: str, limit: int = _LIMIT) -> str:
    """The text, its end replaced by its length where it is long."""
    return text if len(text) <= limit else f"{text[:limit]}… ({len(text)} characters)"


def schema_difference(error: ValidationError) -> Iterator[str]:
    """Where an answer leaves its JSON Schema, a line each: `Campaigns.1.CampaignID: expected text, got 2`."""
    place = ".".join(map(str, error.absolute_path))
    wanted: Any = error.validator_value
    match error.validator:
        case "required":
            name = next((name for name in wanted if error.message.startswith(f"{name!r} ")), wanted[0])
            yield f"{place}.{name}: missing" if place else f"{name}: missing"
        case "type":
            types = [wanted] if isinstance(wanted, str) else wanted
            yield _differs(place, " or ".join(_TYPES[name] for name in types), error.instance)
        case "enum":
            yield _differs(place, told_choice(wanted), error.instance)
        case "const":
            yield _differs(place, told(wanted), error.instance)
        case "not" if "enum" in wanted:
            yield f"{place}: expected anything but {told_choice(wanted['enum'])}, got it"
        case rule:
            yield _differs(place, f"{rule} {told(wanted)}", error.instance)


def _differs(place: str, wanted: str, got: Any) -> str:
    return f"{place or 'body'}: expected {wanted}, got {as_json(got)}"


def _shown(text: str) -> str:
    """The text in one short printable line; of a long one only what is shown is looked at."""
    visible = _visible(text[: _LIMIT + 1])
    return cut(visible) if len(text) <= _LIMIT else f"{visible[:_LIMIT]}… ({len(text)} characters)"


def _visible(text: str) -> str:
    """The text with what is not printable as JSON escapes it."""
    return "".join(c if c.isprintable() else json.dumps(c)[1:-1] for c in text)
