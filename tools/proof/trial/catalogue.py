"""Which of the things that can be tried an operator asks for."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase


class NoMatch(Exception):
    """No id matches what was asked for; the message says what was asked for."""


def matching(ids: Iterable[str], pattern: str | None) -> list[str]:
    """The ids that contain `pattern`, which may hold * and ?; all without one. Raises NoMatch."""
    found = [id for id in ids if pattern is None or fnmatchcase(id, f"*{pattern}*")]
    if not found:
        raise NoMatch(f"no id contains {pattern!r}; an id is spelled as in the output of a run without a pattern")
    return found
