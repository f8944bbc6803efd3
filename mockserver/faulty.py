"""Failures that are no error of a command."""

from __future__ import annotations

UNREADABLE = "unreadable"
"""The fault of a request that cannot be read, by its id in the spec."""


class Faulty(Exception):
    """A failure outside the command's own errors: `fault` is its id in the spec, `text` names what is wrong."""

    def __init__(self, fault: str, text: str) -> None:
        self.fault = fault
        self.text = text
        super().__init__(text)
