"""The OpenAPI document that ships with the spec: which commands it describes, and how."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import Any

from campaign_contract import spec


@cache
def document() -> dict[str, Any]:
    """The commands document, one path for each command. Not to be changed."""
    file = resources.files(spec) / "generated" / "openapi-commands.json"
    loaded: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return loaded


def path_of(command: str) -> str | None:
    """The document's path of a command; None for one that was added since the document was generated."""
    return next((path for path in document()["paths"] if path.endswith(f"#{command}")), None)
