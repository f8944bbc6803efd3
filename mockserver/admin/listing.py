"""The list of the control API's operations, for a program that looks around."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from campaign_contract.mockserver.admin.operation import Operation, in_braces

OPENAPI, SCHEMAS = "/openapi.json", "/schemas.json"
"""Where the descriptions stand, below the control API's root."""


def listing(operations: Iterable[Operation], root: str) -> dict[str, Any]:
    """Every operation in a line, as JSON."""
    lines = [
        {"name": item.name, "method": item.method, "path": root + in_braces(item.path), "summary": item.summary}
        for item in operations
    ]
    return {"openapi": root + OPENAPI, "schemas": root + SCHEMAS, "operations": lines}
