"""What a refused request tells of campaigns all the same, under whatever key it stands."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from campaign_contract.contract_tests.api.client import Reply
from campaign_contract.contract_tests.api.wording import told
from campaign_contract.spec import Spec

_COMMON = frozenset({"CampaignID", "Name", "Status"})
"""Keys that a failure may have for reasons of its own: the id that was asked for, the kind of the failure."""


def leaks(reply: Reply, spec: Spec, sent: Collection[str] = (), names: Collection[str] = ()) -> list[str]:
    """The campaign fields and the names of campaigns in an answer that should hold no data of anybody.

    `sent` are the parameters of the request, which an answer may repeat; `names` those of campaigns that exist.
    """
    repeated = {name.lower() for name in (*sent, *_COMMON)}
    keys = {key for key in _keys(spec) if key.lower() not in repeated}
    held = [f"{path}: expected no data in a refusal, got some" for path in _paths(reply.body, keys)]
    repeating = [name for name in names if name in reply.text]
    return [*held, *(f"body: expected no data, got the name of the campaign {told(name)}" for name in repeating)]


def _keys(spec: Spec) -> Iterator[str]:
    yield from (field.name for field in spec.fields)
    for command in spec.commands:
        yield from command.success.schema.get("properties", {})


def _paths(value: Any, keys: Collection[str], path: str = "") -> Iterator[str]:
    """The places of filled keys among `keys`, the outermost only."""
    if isinstance(value, list):
        for item in value:
            yield from _paths(item, keys, path)
    if isinstance(value, dict):
        for key, item in value.items():
            where = f"{path}.{key}" if path else key
            if key in keys and _says_something(item):
                yield where
            else:
                yield from _paths(item, keys, where)


def _says_something(value: Any) -> bool:
    """Whether a value is more than nothing: an e-mail rate of 0, for instance, is what any id may get."""
    if isinstance(value, dict):
        return any(map(_says_something, value.values()))
    if isinstance(value, list):
        return any(map(_says_something, value))
    return value is not None and str(value).strip("0.") != "" and value is not False
