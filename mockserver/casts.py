"""Values in the types that a JSON Schema names, by a function that is made once for many values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from campaign_contract.mockserver.shared import Shared
from campaign_contract.spec import Json

Cast = Callable[[Any], Any]


def cast_to(schema: Json) -> Cast | None:
    """Casts to the types of `schema`; None where it names none. What cannot be of its type stays as it is."""
    keys = {name: found for name, item in schema.get("properties", {}).items() if (found := cast_to(item))}
    items = cast_to(schema["items"]) if schema.get("items") else None
    scalar = _SCALARS.get(kind) if isinstance(kind := schema.get("type"), str) else None
    if not (keys or items or scalar):
        return None

    def shared(value: dict[str, Any]) -> Shared:
        return Shared(_with_keys(keys, value))

    def cast(value: Any) -> Any:
        if isinstance(value, dict):
            if not keys:
                return value
            return value.made(shared) if isinstance(value, Shared) else _with_keys(keys, value)
        if isinstance(value, list):
            return [items(item) for item in value] if items else value
        return scalar(value) if scalar else value

    return cast


def _with_keys(casts: Mapping[str, Cast], value: dict[str, Any]) -> dict[str, Any]:
    changed = dict(value)
    for name, cast in casts.items():
        if name in changed:
            changed[name] = cast(changed[name])
    return changed


def _tolerant(cast: Cast) -> Cast:
    def tried(value: Any) -> Any:
        try:
            return cast(value)
        except ValueError:
            return value

    return tried


_SCALARS: Mapping[str, Cast] = {
    "integer": _tolerant(int),
    "number": _tolerant(lambda value: value if isinstance(value, int | float) else float(value)),
    "string": str,
}
