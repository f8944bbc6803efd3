"""Problems that any file of the spec may have: what is there twice, not argued, no JSON Schema, unknown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from campaign_contract.spec import json_schema
from campaign_contract.spec.document import Document, KeyPath, Problem
from campaign_contract.spec.vocabulary import Level

UNARGUED = "a level below MUST needs a note; allowed: a sentence that says why"


def statuses_of(api: Document) -> list[str]:
    """The names of the statuses in `api.yaml`."""
    return [status["name"] for status in api.data["statuses"]]


def unargued(document: Document, *key: str | int) -> Iterator[Problem]:
    """The items of the list at `key` whose level is below MUST and that say no reason."""
    items = document.data
    for part in key:
        items = items[part]
    for index, item in enumerate(items):
        if lacks_note(item):
            yield document.problem((*key, index), UNARGUED)


def lacks_note(item: Mapping[str, Any]) -> bool:
    """Whether the level of an item is below MUST and nothing says why."""
    return item.get("level", Level.MUST) != Level.MUST and not item.get("note")


def repeated(document: Document, part: str, name: str) -> Iterator[Problem]:
    """The items of the list `part` whose `name` an item before has."""
    seen = set()
    for index, item in enumerate(document.data[part]):
        if item[name] in seen:
            yield document.problem((part, index, name), f"{item[name]!r} is there twice; allowed: once")
        seen.add(item[name])


def not_json_schema(document: Document, key: KeyPath) -> Iterator[Problem]:
    """What stands at `key` and is no JSON Schema."""
    schema = document.data
    for part in key:
        schema = schema.get(part, {})
    if not isinstance(schema, Mapping):
        yield document.problem(key, f"{schema!r} has the wrong type; allowed: object")
        return
    error = json_schema.flaw(schema)
    if error:
        yield document.problem((*key, *error.absolute_path), f"not a JSON Schema: {error.message}")


def not_among(name: str, what: str, allowed: Iterable[str]) -> str:
    """The text for a name that is none of those allowed; `what` is what they are."""
    return f"{name!r} is not {what}; allowed: {', '.join(allowed) or 'none'}"
