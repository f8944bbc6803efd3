"""Picks among mutants, variants or fronts: by a pattern, or as one of several parts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase
from typing import TypeVar

Item = TypeVar("Item")


_PART = re.compile(r"(\d+)/(\d+)")


class NoMatch(Exception):
    """Nothing is left of what was asked for; the message says what was asked for."""


def matching(ids: Iterable[str], pattern: str | None) -> list[str]:
    """The ids that contain `pattern`, which may hold * and ?; all without one. Raises NoMatch."""
    found = [id for id in ids if pattern is None or fnmatchcase(id, f"*{pattern}*")]
    if not found:
        raise NoMatch(f"no id contains {pattern!r}; an id is spelled as in the output of a run without a pattern")
    return found


def part_of(items: Sequence[Item], part: str | None) -> Sequence[Item]:
    """The K-th of N parts for the text "K/N"; all without it. Raises NoMatch for another text and an empty part.

    One part has every N-th item: what is alike stands side by side, so that the parts take about as long.
    """
    if part is None:
        return items
    found = _PART.fullmatch(part)
    which, parts = (int(found[1]), int(found[2])) if found else (0, 0)
    if not 1 <= which <= parts:
        raise NoMatch(f"{part!r} is no part; write K/N with K from 1 to N, such as 2/5")
    if not items[which - 1 :: parts]:
        raise NoMatch(f"part {part} is empty, as there are {len(items)}; ask for fewer parts")
    return items[which - 1 :: parts]
