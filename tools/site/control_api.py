"""The reference server's control API for the docs, read off its table."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from campaign_contract.mockserver.admin import openapi
from campaign_contract.mockserver.admin.api import ROOT
from campaign_contract.mockserver.admin.operation import JSON, PART, Operation, Schema, in_braces
from campaign_contract.mockserver.admin.schemas import schemas
from campaign_contract.mockserver.admin.table import OPERATIONS
from campaign_contract.spec import Spec
from campaign_contract.tools.site.schema_fields import Field, field, fields, named
from campaign_contract.tools.site.snippets import HOST

PAGE, DOCUMENT = "control-api.html", "control-openapi.json"
_SHOWN = {"account": "1", "campaign": "2", "fault": "1", "name": "before"}
"""What stands for the parts of a path in the samples."""


@dataclass(frozen=True)
class Described:
    """An operation: its path as OpenAPI writes it, a curl line, and the names of the schemas of body and answer."""

    operation: Operation
    path: str
    sample: str
    query: tuple[Field, ...]
    body: str
    answer: str


def topics(spec: Spec, host: str = HOST) -> list[tuple[str, list[Described]]]:
    """The operations in the table's order, together where they are about the same; samples go to `host`."""
    known = schemas(spec)
    return [
        (topic, [_described(item, known, host) for item in group])
        for topic, group in groupby(OPERATIONS, key=lambda item: item.topic)
    ]


def described_schemas(spec: Spec) -> list[tuple[str, tuple[Field, ...]]]:
    """Every schema that has properties, by name."""
    known = schemas(spec)
    return [(name, fields(schema)) for name, schema in known.items() if schema.get("properties")]


def document(spec: Spec) -> Mapping[str, Any]:
    """The OpenAPI document."""
    return openapi.document(OPERATIONS, schemas(spec), ROOT)


def entries() -> Iterator[tuple[str, str, str, str]]:
    """What the search finds of it."""
    for item in OPERATIONS:
        title = f"{item.method} {ROOT}{in_braces(item.path)}"
        yield "Control API", title, f"{item.name}: {item.summary}", f"{PAGE}#{item.name}"


def _described(operation: Operation, known: Mapping[str, Schema], host: str) -> Described:
    return Described(
        operation,
        ROOT + in_braces(operation.path),
        _curl(operation, known, host),
        tuple(field(name, schema) for name, schema in operation.query.items()),
        named(operation.body or {}),
        named(operation.answer),
    )


def _curl(operation: Operation, known: Mapping[str, Schema], host: str) -> str:
    path = PART.sub(lambda part: _SHOWN[part[2]], operation.path)
    options = [] if operation.method == "GET" else ["-X", operation.method]
    example = next(iter(known.get(named(operation.body or {}), {}).get("examples", ())), None)
    if example is not None:
        options += ["-H", f"Content-Type: {JSON}", "-d", json.dumps(example)]
    return shlex.join(["curl", *options, f"{host}{ROOT}{path}"])
