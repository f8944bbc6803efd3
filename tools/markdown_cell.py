"""Text as the content of a cell of a Markdown table."""

from __future__ import annotations


def cell(text: str) -> str:
    """Text as the content of a Markdown table's cell: one line, nothing in it taken for markup."""
    for character in "\\|<>*_[]`":
        text = text.replace(character, "\\" + character)
    return " ".join(text.split())
