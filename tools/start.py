"""Where the program begins: what serves ends cleanly by a signal before anything large is imported."""

from __future__ import annotations

import sys
from collections.abc import MutableMapping
from typing import TYPE_CHECKING

from campaign_contract.mockserver.lifeline import end_cleanly_by_signal

if TYPE_CHECKING:
    import click

_SERVING = ("serve", "proxy")


class _Start:
    """The command line, which is imported when it is called or looked into."""

    def __call__(self) -> None:
        """Run it."""
        if sys.argv[1:2] and sys.argv[1] in _SERVING:
            end_cleanly_by_signal()
        self._program()

    @property
    def commands(self) -> MutableMapping[str, click.Command]:
        """Its commands by name."""
        return self._program.commands

    @property
    def _program(self) -> click.Group:
        from campaign_contract.tools.cli import main as program

        return program


main = _Start()
