"""Where the program begins: a signal ends it cleanly also before anything large is imported."""

from __future__ import annotations

import signal
import sys
from collections.abc import MutableMapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import click

_SERVING = ("serve", "proxy")


class _Start:
    """The command line, which is imported when it is called or looked into."""

    def __call__(self) -> None:
        """Run it."""
        by_ctrl_c = signal.getsignal(signal.SIGINT)
        if by_ctrl_c is signal.default_int_handler:  # which would print where the import was
            signal.signal(signal.SIGINT, signal.SIG_DFL)
        if sys.argv[1:2] and sys.argv[1] in _SERVING:
            from campaign_contract.mockserver.lifeline import end_cleanly_by_signal

            end_cleanly_by_signal()
            self._program()
        else:
            program = self._program
            signal.signal(signal.SIGINT, by_ctrl_c)
            program()

    @property
    def commands(self) -> MutableMapping[str, click.Command]:
        """Its commands by name."""
        return self._program.commands

    @property
    def _program(self) -> click.Group:
        from campaign_contract.tools.cli import main as program

        return program


main = _Start()
