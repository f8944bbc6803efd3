"""Where the program begins: what serves ends cleanly by a signal before anything large is imported."""

from __future__ import annotations

import sys

from campaign_contract.mockserver.lifeline import end_cleanly_by_signal

_SERVING = ("serve", "proxy")


def main() -> None:
    """Run the command line."""
    if sys.argv[1:2] and sys.argv[1] in _SERVING:
        end_cleanly_by_signal()

    from campaign_contract.tools.cli import main as command_line

    command_line()
