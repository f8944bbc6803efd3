"""The control API's own OpenAPI document, made of its table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from campaign_contract.mockserver.admin.operation import PART, Operation, Schema, in_braces, ref


def document(operations: Iterable[Operation], schemas: Mapping[str, Schema], root: str) -> dict[str, Any]:
    """An OpenAPI 3.1 document of the operations below `root`."""
    paths: dict[str, Any] = {}
    for operation in operations:
        path = root + in_braces(operation.path)
        paths.setdefault(path, {})[operation.method.lower()] = _described(operation)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Control API of the reference server",
            "version": "1",
            "summary": "What a test does to its world: accounts, campaigns, time, snapshots.",
        },
        "servers": [{"url": "/"}],
        "security": [{}, {"token": []}],
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
    described: dict[str, Any] = {
        "operationId": operation.name,
        "summary": operation.summary,
        "tags": [operation.topic],
        "parameters": [*_in_path(operation), *_in_query(operation)],
        "responses": {
            str(operation.status): answer,
            "default": {"description": "Refused, with the reason.", "content": _json(ref("Error"))},
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
