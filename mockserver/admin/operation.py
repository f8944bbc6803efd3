"""A row of the control API's table: an operation with its schemas and the function that carries it out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

PART = re.compile(r"<(?:(int):)?(\w+)>")
"""A part of a path that differs: whether it is a number, and its name."""
OF_ACCOUNT = "/accounts/<int:account>"
"""What the paths of operations on one account begin with."""
JSON = "application/json"
Schema = Mapping[str, Any]
Run = Callable[..., Any]
"""Called with the world, then by name with what the path holds and the query sends, and `body` where there is one."""


@dataclass(frozen=True)
class Operation:
    """`path` is a rule of Werkzeug's below the control API's root; `name` is unique and never changes.

    `query` has a schema by the name of each parameter, `body` and `answer` are JSON Schemas. An operation of a path
    with an account is about this account only. What it answers is of `media_type`.
    """

    method: str
    path: str
    name: str
    summary: str
    run: Run
    answer: Schema
    body: Schema | None = None
    query: Mapping[str, Schema] = field(default_factory=dict)
    status: int = int(HTTPStatus.OK)
    media_type: str = JSON

    @property
    def topic(self) -> str:
        """What it is about, for who reads all of them."""
        return self.path.removeprefix(OF_ACCOUNT).strip("/").partition("/")[0] or "accounts"


def in_braces(path: str) -> str:
    """A path as OpenAPI writes it, such as `/accounts/{account}`."""
    return PART.sub(r"{\2}", path)


def ref(name: str) -> Schema:
    """The schema of this name."""
    return {"$ref": f"#/components/schemas/{name}"}


def listed(name: str, key: str) -> Schema:
    """An object whose only key holds a list of what the schema of this name describes."""
    return {"type": "object", "required": [key], "properties": {key: {"type": "array", "items": ref(name)}}}
