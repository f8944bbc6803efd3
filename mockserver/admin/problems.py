"""What is wrong with the body of a request, and what may stand there, in a line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jsonschema_rs import ValidationError

from campaign_contract.mockserver.admin.operation import Schema

_WRONG_KIND = {"additionalProperties", "required", "type"}
"""What tells that another one of several forms is meant."""


def told(error: ValidationError, schemas: Mapping[str, Schema]) -> str:
    """The first problem of a body that was checked against a document with these `schemas` as its components."""
    place = "/".join(map(str, error.instance_path)) or "the body"
    return f"{place}: {_said(error, {'components': {'schemas': schemas}})}"


def _said(error: ValidationError, document: Mapping[str, Any]) -> str:
    asked = _at(document, error.schema_path[:-1])
    names = ", ".join(asked.get("properties", ()))
    match error.kind.name:
        case "additionalProperties" if names:
            return f"{error.kind.as_dict()['unexpected'][0]!r} is unknown; allowed: {names}"
        case "enum":
            return f"{error.instance!r} is not allowed; allowed: {', '.join(map(str, asked.get('enum', ())))}"
        case "minProperties" | "maxProperties" if names:
            return f"send exactly one of {names}"
        case "oneOf":
            near = (form[0].message for form in error.kind.as_dict()["context"] if _fits(form))
            return next(near, f"send exactly one of {', '.join(map(_name, asked.get('oneOf', ())))}")
        case _:
            return error.message


def _fits(form: list[ValidationError]) -> bool:
    return bool(form) and not any(error.kind.name in _WRONG_KIND and not error.instance_path[1:] for error in form)


def _name(form: Schema) -> str:
    return ", ".join(form.get("required", ()))


def _at(document: Any, path: list[str | int]) -> Mapping[str, Any]:
    """The schema at a path; nothing where the validator names it otherwise."""
    for part in path:
        document = document[part] if part in document or isinstance(part, int) else {}
    return document if isinstance(document, Mapping) else {}
