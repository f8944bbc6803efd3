"""Objects and rows as a command's own schema describes them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from campaign_contract.mockserver.situation import Situation
from campaign_contract.mockserver.values import HIGHEST, number
from campaign_contract.spec import Json

Values = Mapping[str, Any]


def described(schema: Json, values: Values) -> dict[str, Any]:
    """The object that `schema` describes: its properties with these values, else with their defaults."""
    return {name: _value(item, values.get(name)) for name, item in schema.get("properties", {}).items()}


def _value(schema: Json, value: Any) -> Any:
    if value is not None:
        return value
    return described(schema, {}) if "properties" in schema else schema.get("default", "")


def shown(situation: Situation, key: str, values: Values) -> dict[str, Any]:
    """The object under a key of the command's success."""
    return described(situation.command.success.schema["properties"][key], values)


def listed(situation: Situation, key: str, rows: Iterable[Values]) -> list[dict[str, Any]]:
    """The rows under a key of the command's success."""
    schema = situation.command.success.schema["properties"][key]["items"]
    return [described(schema, row) for row in rows]


def ordered(situation: Situation, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """`rows` in the order of OrderField and OrderType; as they are where no row has such a key."""
    wanted = situation.value("OrderField").lower()
    key = next((name for name in (rows or [{}])[0] if name.lower() == wanted), None)
    if key is None:
        return rows
    return sorted(rows, key=lambda row: row[key], reverse=situation.value("OrderType").upper() == "DESC")


def paged(situation: Situation, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The page of `rows` that RecordsFrom and RecordsPerRequest ask for; 0 records are all."""
    start = number(situation.value("RecordsFrom")) or 0
    return rows[start : start + (number(situation.value("RecordsPerRequest")) or HIGHEST)]
