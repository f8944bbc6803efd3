"""The keys that a JSON Schema describes, with the keys inside them, for pages that show them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Schema = Mapping[str, Any]
_LOCAL = "#/$defs/"
_NOTHING: Schema = {}


@dataclass(frozen=True)
class Field:
    """A query parameter or a property. `kind` says what it may be; `schema` names a schema of others that says it.

    `inside` are the keys of the object, or of the objects in the list, that it is.
    """

    name: str
    kind: str
    schema: str
    required: bool
    description: str
    inside: tuple[Field, ...] = ()


def fields(schema: Schema, definitions: Mapping[str, Schema] = _NOTHING) -> tuple[Field, ...]:
    """The properties of an object. What refers to `definitions` is shown where it stands."""
    required = schema.get("required", ())
    properties = schema.get("properties", _NOTHING)
    return tuple(field(name, value, name in required, definitions) for name, value in properties.items())


def field(name: str, schema: Schema, required: bool = False, definitions: Mapping[str, Schema] = _NOTHING) -> Field:
    """The property or parameter of this name."""
    inside = next((found for part in _parts(schema, definitions) if (found := fields(part, definitions))), ())
    return Field(name, _kind(schema), named(schema), required, schema.get("description", ""), inside)


def named(schema: Schema) -> str:
    """The schema that this one refers to, itself or in a list."""
    if "properties" in schema:
        return next(filter(None, map(named, schema["properties"].values())), "")
    target = schema.get("$ref") or schema.get("items", {}).get("$ref", "")
    return str(target).rpartition("/")[2]


def _parts(schema: Schema, definitions: Mapping[str, Schema]) -> Iterator[Schema]:
    """The schema itself, or what it refers to, and what it says of the items of a list and in its branches."""
    target = str(schema.get("$ref", ""))
    yield definitions.get(target.removeprefix(_LOCAL), _NOTHING) if target.startswith(_LOCAL) else schema
    for word in ("items", "then", "else"):
        if word in schema:
            yield from _parts(schema[word], definitions)


def _kind(schema: Schema) -> str:
    match schema:
        case {"enum": choices} | {"type": [*choices]}:
            return " | ".join(map(str, choices))
        case {"const": value}:
            return json.dumps(value)
        case {"oneOf": choices}:
            return " | ".join(f"{{{', '.join(choice.get('properties', ()))}}}" for choice in choices)
        case {"type": "array", "items": {"type": "string" | "integer" | "number" as item}}:
            return f"list of {item}"
        case {"type": "array"}:
            return "list"
        case _:
            return str(schema.get("type", ""))
