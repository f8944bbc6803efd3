"""OpenAPI documents of the loaded spec, each about one command's body, as Schemathesis takes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from campaign_contract.spec import Command, Spec
from campaign_contract.spec.request_schema import RULES_BUNDLE, Flavour, own_schema

Node = dict[str, Any]
_BUNDLE = "#/components/schemas/RulesJsonBundle"
_SMALL: Mapping[str, Node] = {"object": {"additionalProperties": False}, "array": {"maxItems": 3}}
"""By type, what keeps generated values small: making up long ones would take most of the time."""


def path_of(command: Command) -> str:
    """The path of a command in its document."""
    return f"/{command.name}"


def document(spec: Spec, command: Command, encoding: str) -> Node:
    """The document with the one path of a command, and what a body of one encoding may hold beside its name."""
    body = _pointing(own_schema(spec, command, Flavour(encoding)), {RULES_BUNDLE: _BUNDLE})
    content = {spec.transport.encodings[encoding]: {"schema": {"$ref": "#/components/schemas/Request"}}}
    operation = {"requestBody": {"required": True, "content": content}, "responses": {}}
    definitions = {f"#/$defs/{name}": f"{_BUNDLE}/$defs/{name}" for name in spec.rules_bundle.get("$defs", {})}
    return {
        "openapi": "3.1.0",
        "info": {"title": spec.title, "version": "1"},
        "paths": {path_of(command): {"post": operation}},
        "components": {
            "schemas": {"Request": body, "RulesJsonBundle": _pointing(spec.rules_bundle, definitions)},
        },
    }


def _pointing(schema: Any, to: Mapping[str, str]) -> Any:
    """The schema with its `$ref`s pointing elsewhere, and its objects and arrays kept small."""
    if isinstance(schema, list):
        return [_pointing(item, to) for item in schema]
    if not isinstance(schema, Mapping):
        return schema
    kept_small = _SMALL.get(str(schema.get("type")), {})
    return {key: to[value] if key == "$ref" else _pointing(value, to) for key, value in schema.items()} | kept_small
