"""Objects of answers that many answers share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

Made = TypeVar("Made")


class Shared(dict[str, Any]):
    """An object that several answers hold, and so is never changed; what is made of it is made once."""

    __slots__ = ("_made",)

    def __init__(self, content: dict[str, Any]) -> None:
        super().__init__(content)
        self._made: dict[Callable[..., Any], Any] = {}

    def made(self, make: Callable[[dict[str, Any]], Made]) -> Made:
        """What `make` makes of it, which depends on nothing else."""
        made: Made
        if make in self._made:
            made = self._made[make]
        else:
            made = self._made[make] = make(self)
        return made
