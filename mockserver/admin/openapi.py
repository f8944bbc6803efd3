"""The control API's own OpenAPI document, made of its table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from campaign_contract.mockserver.admin.operation import PART, Operation, Schema, in_braces, ref

PUBLISHER: Mapping[str, Any] = {
    "contact": {"name": "campaign-contract"},
    "license": {"name": "MIT", "url": "https://spdx.org/licenses/MIT.html"},
}
"""Who answers for the OpenAPI documents, and their licence."""
_CAPITAL = re.compile("(?=[A-Z])")


def document(operations: Iterable[Operation], schemas: Mapping[str, Schema], root: str) -> dict[str, Any]:
    """An OpenAPI 3.1 document of the operations below `root`."""
    paths: dict[str, Any] = {}
    topics: dict[str, list[str]] = {}
    for operation in operations:
        path = root + in_braces(operation.path)
        paths.setdefault(path, {})[operation.method.lower()] = _described(operation)
        topics.setdefault(operation.topic, []).append(operation.name)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Control API of the reference server",
            "version": "1",
            "description": "What a test does to its world: accounts, campaigns, time, snapshots.",
            **PUBLISHER,
        },
        "servers": [{"url": "/"}],
        "security": [{}, {"token": []}],
        "tags": [{"name": topic, "description": ", ".join(names)} for topic, names in topics.items()],
        "paths": paths,
        "components": {
            "schemas": dict(schemas),
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _described(operation: Operation) -> dict[str, Any]:
    answer = {
        "description": HTTPStatus(operation.status).phrase,
        "content": {operation.media_type: {"schema": dict(operation.answer)}},
    }
    refusal = {"description": "Refused, with the reason.", "content": _json(ref("Error"))}
    described: dict[str, Any] = {
        "operationId": operation.name,
        "summary": _CAPITAL.sub(" ", operation.name).capitalize(),
        "description": operation.summary,
        "tags": [operation.topic],
        "parameters": [*_in_path(operation), *_in_query(operation)],
        "responses": {
            str(operation.status): answer,
            "4XX": refusal,
            "default": refusal,
        },
    }
    if operation.body is not None:
        described["requestBody"] = {"required": True, "content": _json(operation.body)}
    return described


def _in_path(operation: Operation) -> list[dict[str, Any]]:
    parts = PART.findall(operation.path)
    return [
        {"name": name, "in": "path", "required": True, "schema": {"type": "integer" if kind else "string"}}
        for kind, name in parts
    ]


def _in_query(operation: Operation) -> list[dict[str, Any]]:
    return [{"name": name, "in": "query", "schema": dict(schema)} for name, schema in operation.query.items()]


def _json(schema: Schema) -> dict[str, Any]:
    return {"application/json": {"schema": dict(schema)}}
