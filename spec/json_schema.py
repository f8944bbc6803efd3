"""JSON Schema 2020-12: jsonschema-rs says at once that all is well, jsonschema words what is not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any

import jsonschema_rs
import orjson

if TYPE_CHECKING:
    from jsonschema.exceptions import SchemaError, ValidationError


def errors(schema: Mapping[str, Any], value: Any, most: int | None = None) -> list[ValidationError]:
    """Where `value` breaks `schema`, in jsonschema's order, and `most` of that; none where it satisfies it."""
    if _is_satisfied(schema, value):
        return []
    from jsonschema import Draft202012Validator

    return list(islice(Draft202012Validator(schema).iter_errors(value), most))


def flaw(schema: Mapping[str, Any]) -> SchemaError | None:
    """Why `schema` is no JSON Schema; None where it is one."""
    if _is_sound(schema):
        return None
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import SchemaError

    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError as error:
        return error
    return None


def _is_satisfied(schema: Mapping[str, Any], value: Any) -> bool:
    """Whether the value satisfies the schema beyond doubt; what only Python can hold is left to jsonschema."""
    try:
        return _validator(orjson.dumps(schema)).is_valid(value)
    except (TypeError, ValueError, jsonschema_rs.ValidationError):
        return False


@lru_cache(maxsize=64)
def _validator(schema: bytes) -> jsonschema_rs.Draft202012Validator:
    """What holds values against a schema, which is JSON: it takes far longer to make than to use."""
    return jsonschema_rs.Draft202012Validator(orjson.loads(schema))


def _is_sound(schema: Mapping[str, Any]) -> bool:
    """Whether both readers take the schema beyond doubt; their regular expressions differ."""
    try:
        jsonschema_rs.Draft202012Validator({**schema})
        for pattern in _patterns(schema):
            re.compile(pattern)
    except (ValueError, jsonschema_rs.ValidationError, re.error):
        return False
    return True


def _patterns(schema: Any) -> Iterator[str]:
    if isinstance(schema, Mapping):
        yield from schema.get("patternProperties", ())
        for key, value in schema.items():
            yield from [value] if key == "pattern" and isinstance(value, str) else _patterns(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from _patterns(value)
