"""A seed as JSON lines, for many campaigns: an account on a line, and its campaigns on the lines after it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

from campaign_contract.spec import DocumentError, Problem
from campaign_contract.spec.document import Document

SUFFIXES = (".jsonl", ".ndjson")
"""By which such a file is known."""
_CAMPAIGN = "CampaignID"


def read(path: Path) -> Document:
    """The same data as a seed in YAML holds. Raises DocumentError; blank lines are left out."""
    document = Document(path, {"accounts": []})
    accounts: list[dict[str, Any]] = document.data["accounts"]
    for line, item in _items(path):
        if _CAMPAIGN in item and accounts:
            campaigns = accounts[-1]["campaigns"]
            document.lines["accounts", len(accounts) - 1, "campaigns", len(campaigns)] = line
            campaigns.append(item)
        elif _CAMPAIGN in item:
            raise _problem(path, line, "the campaign has no account; allowed: an account on a line before it")
        else:
            document.lines["accounts", len(accounts)] = line
            accounts.append({"campaigns": [], **item})
    return document


def _items(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    try:
        with path.open("rb") as file:
            for line, text in enumerate(file, start=1):
                if text.strip():
                    yield line, _item(path, line, text)
    except OSError as error:
        raise _problem(path, 1, f"cannot be read: {error.strerror}") from error


def _item(path: Path, line: int, text: bytes) -> dict[str, Any]:
    try:
        item = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise _problem(path, line, f"not valid JSON: {error}") from error
    if not isinstance(item, dict):
        raise _problem(path, line, "no object; allowed: an account or a campaign")
    return item


def _problem(path: Path, line: int, text: str) -> DocumentError:
    return DocumentError([Problem(path, line, "", text)])
