"""JSON Schemas (2020-12) of every request and answer, rendered from the spec."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from campaign_contract.spec import Command, Kind, Spec
from campaign_contract.spec.request_schema import RULES_BUNDLE, Flavour, request_schema
from campaign_contract.tools.artefacts import samples
from campaign_contract.tools.artefacts.answer_schema import (
    campaign_schema,
    envelope_schema,
    error_schema,
    failure_schema,
    fault_schema,
    success_schema,
)
from campaign_contract.tools.artefacts.artefact_format import NOTICE, json_text
from campaign_contract.tools.artefacts.schema_names import (
    CAMPAIGN,
    ENVELOPE,
    FAULT,
    error_name,
    failure_name,
    request_name,
    success_name,
)

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
BASE = "https://example.test/campaign-contract/schemas/"
"""Every `$id` starts with this; nothing is served there."""
DIRECTORY = "schemas"
BUNDLE = "all"
"""Name of the one document that holds every other schema."""


def render(spec: Spec) -> dict[str, str]:
    """Path → text of one file for each schema, and of the bundle that holds them all.

    A file needs no other: it embeds what it refers to.
    """
    schemas = resources(spec)
    documents = {name: _standalone(name, schemas) for name in schemas} | {BUNDLE: _bundle(spec, schemas)}
    return {f"{DIRECTORY}/{file_name(name)}": json_text(document) for name, document in documents.items()}


def resources(spec: Spec) -> dict[str, Schema]:
    """Name → schema, where a `$ref` without "#" is the name of another one in the mapping."""
    common = {
        ENVELOPE: envelope_schema(spec),
        FAULT: fault_schema(spec),
        CAMPAIGN: campaign_schema(spec),
        RULES_BUNDLE: {**spec.rules_bundle, **_bundle_examples(spec)},
    }
    return common | {name: schema for command in spec.commands for name, schema in _of_command(spec, command)}


def file_name(name: str) -> str:
    """The file of a schema, which is also the end of its `$id`."""
    return f"{name}.schema.json"


def with_refs(schema: Any, rename: Callable[[str], str]) -> Any:
    """A schema in which every `$ref` is replaced by what `rename` makes of it."""
    if isinstance(schema, list):
        return [with_refs(item, rename) for item in schema]
    if not isinstance(schema, Mapping):
        return schema
    return {key: rename(value) if key == "$ref" else with_refs(value, rename) for key, value in schema.items()}


def _of_command(spec: Spec, command: Command) -> Iterator[tuple[str, Schema]]:
    for flavour in Flavour:
        examples = [*_distinct([dict(command.examples.request), samples.full(spec, command)])]
        yield request_name(command, flavour), request_schema(spec, command, flavour) | {"examples": examples}
    yield success_name(command), success_schema(spec, command)
    if command.errors:
        yield error_name(command), error_schema(spec, command)
    yield failure_name(command), failure_schema(spec, command)


def _distinct(examples: Iterable[Schema]) -> Iterator[Schema]:
    seen: list[Schema] = []
    for example in examples:
        if example not in seen:
            seen.append(example)
            yield example


def _standalone(name: str, schemas: Mapping[str, Schema]) -> Schema:
    schema = schemas[name]
    embedded = {other: _embedded(other, schemas[other]) for other in _referred(schema)}
    own: Schema = with_refs(schema, _to_definition)
    return _head(name) | own | ({"$defs": {**own.get("$defs", {}), **embedded}} if embedded else {})


def _head(name: str) -> Schema:
    return {"$schema": DIALECT, "$id": BASE + file_name(name), "$comment": NOTICE}


def _embedded(name: str, schema: Schema) -> Schema:
    """The schema as a definition of another one: without an `$id`, which only its own file may bear."""

    def moved(ref: str) -> str:
        return f"#/$defs/{name}{ref[1:]}" if ref.startswith("#") else _to_definition(ref)

    definition: Schema = with_refs(schema, moved)
    return definition


def _to_definition(ref: str) -> str:
    return ref if ref.startswith("#") else f"#/$defs/{ref}"


def _referred(schema: Any) -> list[str]:
    found: set[str] = set()

    def note(ref: str) -> str:
        found.update({ref} if not ref.startswith("#") else ())
        return ref

    with_refs(schema, note)
    return sorted(found)


def _bundle(spec: Spec, schemas: Mapping[str, Schema]) -> Schema:
    return {
        **_head(BUNDLE),
        "title": spec.title,
        "description": "Every schema as a definition; by itself it holds of any answer.",
        "$ref": _to_definition(ENVELOPE),
        "examples": schemas[ENVELOPE]["examples"],
        "$defs": {name: _embedded(name, schema) for name, schema in schemas.items()},
    }


def _bundle_examples(spec: Spec) -> Schema:
    parameters = (parameter for command in spec.commands for parameter in command.parameters)
    texts = [parameter.example for parameter in parameters if parameter.kind is Kind.RULES]
    return {"examples": [json.loads(text) for text in texts]} if texts else {}
