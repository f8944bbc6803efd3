"""A list that is answered page by page, read as far as a run has the time and the memory for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from campaign_contract.contract_tests.api.shown import View

_MOST_PAGES = 200
"""At 100 campaigns a page, more than anybody looks through by hand."""


class TooMany(Exception):
    """The list goes on behind what is read of it."""


def pages(ask: Callable[[int], tuple[list[View], int]], room: float) -> Iterator[list[View]]:
    """The rows of page after page, each campaign once; a page without a new one is the last.

    `ask` answers the rows behind so many others, and how long the answer was; all answers together may be about as
    long as `room`. Raises TooMany behind the last page that is read.
    """
    seen: set[int | None] = set()
    for _ in range(_MOST_PAGES):
        rows, length = ask(len(seen))
        new = {row.id: row for row in rows if row.id not in seen}
        if not new:
            return
        seen |= new.keys()
        yield list(new.values())
        room -= length
        if room < 0:
            break
    raise TooMany
