"""The schemas as components of an OpenAPI document: each under a name in one word, and only what is needed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from campaign_contract.tools.artefacts.artefact_format import pascal_case
from campaign_contract.tools.artefacts.json_schema import with_refs

Node = dict[str, Any]
"""A part of an OpenAPI document."""


def components(schemas: Mapping[str, Node]) -> Node:
    """Every schema under a name in one word; definitions within a schema become components of their own."""
    found = {}
    for name, schema in schemas.items():
        plain = {key: value for key, value in schema.items() if key != "$defs"}
        for part, definition in {"": plain, **schema.get("$defs", {})}.items():
            renamed = with_refs(definition, partial(_pointer, name))
            found[_component(name, part)] = _with_items(renamed)
    return found


def _with_items(schema: Any) -> Any:
    """A schema whose arrays all say something of their items, as client generators insist on it."""
    if isinstance(schema, list):
        return [_with_items(item) for item in schema]
    if not isinstance(schema, Mapping):
        return schema
    said = {key: _with_items(value) for key, value in schema.items()}
    return {"items": {}} | said if "array" in schema.get("type", ()) else said


def _pointer(name: str, ref: str) -> str:
    """Where `reference`, as it stands in the schema called `name`, points among the components."""
    inner = ref.removeprefix("#/$defs/")
    component = _component(name, inner) if inner != ref else _component(ref)
    return f"#/components/schemas/{component}"


def _component(name: str, part: str = "") -> str:
    return pascal_case(f"{name}.{part}")


def ref_to(name: str) -> Node:
    """A `$ref` to the component that is made of the schema called `name`."""
    return {"$ref": _pointer("", name)}


def needed(paths: Node, schemas: Mapping[str, Node]) -> Node:
    """The components that the paths lead to, in their order."""
    known: set[str] = set()
    found = _referred(paths)
    while found:
        known |= found
        found = {inner for name in found for inner in _referred(schemas[name])} - known
    return {name: component for name, component in schemas.items() if name in known}


def _referred(node: Any) -> set[str]:
    names: set[str] = set()

    def note(ref: str) -> str:
        names.add(ref.rpartition("/")[2])
        return ref

    with_refs(node, note)
    return names
