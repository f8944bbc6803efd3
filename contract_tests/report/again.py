"""How to ask the same target again: the commands that run and replay a check, with the flags of the run."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_CREDENTIALS = ("--api-key", "--session-id", "--stranger-api-key", "--stranger-session-id")
_OF_REPLAY = ("--target", *_CREDENTIALS, "--allow-sending", "--timeout")
"""The flags of `replay`, which are also those of `verify`."""
OWN_SERVER = "reference"
"""What the commands but `verify` call a reference server of their own."""


@dataclass(frozen=True)
class Again:
    """The target and the flags of a run, as words for a shell, in which credentials are variables.

    `target` is empty where the run had a reference server of its own. A flag without a value is a pair with "".
    """

    target: str
    flags: tuple[tuple[str, str], ...] = ()

    def rerun(self, address: str) -> str:
        """The command that runs the check at this address."""
        words = ["campaign-contract verify", self.target, *_words(self.flags), "-k", shlex.quote(address)]
        return " ".join(filter(None, words))

    def replay(self, report: str, address: str) -> str:
        """The command that sends again what a report holds of the check at this address."""
        words = ["campaign-contract replay", shlex.quote(report), shlex.quote(address), self.target or OWN_SERVER]
        return " ".join([*words, *_words(pair for pair in self.flags if pair[0] in _OF_REPLAY)])


def _words(flags: Iterable[tuple[str, str]]) -> Iterator[str]:
    return (word for pair in flags for word in pair if word)
