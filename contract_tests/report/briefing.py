"""The end of a run for a terminal: its causes within few lines, what to fix first at the top."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from campaign_contract.contract_tests.api.wording import cut
from campaign_contract.contract_tests.report.causes import Cause, causes
from campaign_contract.contract_tests.report.endings import counted
from campaign_contract.contract_tests.report.failure_text import facts, requests
from campaign_contract.contract_tests.report.printable import printable
from campaign_contract.contract_tests.report.verdict import Run

LINES = 36
"""Screen lines that the causes told whole take together, unless the first alone takes more."""
_REQUESTS = 3
_LISTED = 8
_SCREEN_LINES = 3
"""Screen lines that one line of a cause takes at most, so that no answer fills the screen."""
_LENGTH_TOLD = 25
"""Room for saying how long a line was that is cut."""
_DOMINANT = 0.8
"""The share of all failures from which one cause is told alone: the others may well go away with it."""


def brief(run: Run, width: int) -> list[str]:
    """The causes of a run's failures, in lines that a terminal can show; the widest are told whole."""
    found = list(enumerate(causes(run), 1))
    told = list(_told_whole(found, width))
    listed = found[len(told) :][:_LISTED]
    more = len(found) - len(told) - len(listed)
    lines = [line for lines in told for line in (*lines, "")]
    lines += [cut(printable(_title(*entry)), 2 * width - _LENGTH_TOLD) for entry in listed]
    if more:
        lines.append(f"and {counted(more, 'more cause')}: -v tells all")
    return lines


def _told_whole(found: Sequence[tuple[int, Cause]], width: int) -> Iterator[list[str]]:
    """The causes told whole, as long as there is room and no cause before has most of the failures."""
    failures = sum(len(cause.results) for _, cause in found if cause.decides)
    left = LINES
    for number, cause in found:
        lines = _fitting(number, cause, width, left)
        left -= _height(lines, width)
        if number > 1 and (left < 0 or not cause.decides):
            return
        yield lines
        if len(cause.results) >= _DOMINANT * failures:
            return


def _fitting(number: int, cause: Cause, width: int, room: int) -> list[str]:
    """A cause with as many requests as there is room for; with none where there is no room for one."""
    for last in range(_REQUESTS, -1, -1):
        lines = [printable(line) for line in _lines(number, cause, width, last)]
        if _height(lines, width) <= room:
            break
    return lines


def _height(lines: list[str], width: int) -> int:
    """How many lines of the screen these lines take."""
    return sum(len(line) // width + 1 for line in lines)


def _lines(number: int, cause: Cause, width: int, last: int) -> Iterator[str]:
    shown, others = cause.told_by, len(cause.results) - 1
    limit = _SCREEN_LINES * width - _LENGTH_TOLD
    yield cut(_title(number, cause), limit)
    yield f"  check     {shown.check.id} ({shown.check.level})" + (
        f" and {counted(others, 'more check')}" if others else ""
    )
    yield from (cut(line, limit) for line in facts(shown))
    yield from (cut(line, limit) for line in requests(shown, last, width))


def _title(number: int, cause: Cause) -> str:
    return f"{_word(cause)} {number}. {cause.title} ({counted(len(cause.results), 'check')})"


def _word(cause: Cause) -> str:
    if cause.is_of_the_suite:
        return "ERROR"
    return "FAIL" if cause.decides else "ADVICE"
