"""Form fields with brackets, as PHP clients write lists and objects: `Campaigns[]=1`, `A[0][operator]=or`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

_BRACKETED = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])+)")
_KEY = re.compile(r"\[([^\[\]]*)\]")


class Contradiction(Exception):
    """One field is sent as two different things; the message is its name."""


def gathered(pairs: Iterable[tuple[str, str]]) -> Iterator[tuple[str, Any]]:
    """`pairs` with the bracketed ones joined to one list or object under the name before the brackets.

    An object whose keys count up from 0 is a list; `[]` takes the next number. Raises Contradiction.
    """
    trees: dict[str, dict[str, Any]] = {}
    for name, value in pairs:
        bracketed = _BRACKETED.fullmatch(name)
        if bracketed is None:
            yield name, value
            continue
        base, keys = bracketed.groups()
        _plant(trees.setdefault(base, {}), _KEY.findall(keys), name, value)
    for base, tree in trees.items():
        yield base, _listed(tree)


def _plant(tree: dict[str, Any], keys: list[str], name: str, value: str) -> None:
    *way, last = keys
    for key in way:
        tree = tree.setdefault(key or str(len(tree)), {})
        if not isinstance(tree, dict):
            raise Contradiction(name)
    last = last or str(len(tree))
    if last in tree:
        raise Contradiction(name)
    tree[last] = value


def _listed(tree: Any) -> Any:
    if not isinstance(tree, dict):
        return tree
    values = [_listed(value) for value in tree.values()]
    counting = all(key == str(index) for index, key in enumerate(tree))
    return values if counting else dict(zip(tree, values, strict=True))
