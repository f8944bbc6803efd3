"""report.html: the whole run on one page that needs nothing else, for people."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from campaign_contract.contract_tests.api.outcomes import Outcome
from campaign_contract.contract_tests.report.causes import Cause, causes
from campaign_contract.contract_tests.report.endings import Ending, by_ending, sentence, title
from campaign_contract.contract_tests.report.hints import reproductions
from campaign_contract.contract_tests.report.indent import indented
from campaign_contract.contract_tests.report.printable import printable
from campaign_contract.contract_tests.report.verdict import Result, Run, Step
from campaign_contract.spec import Level

SIZE_LIMIT = 1_900_000
"""Bytes that the page keeps below, by showing less of each request; conformance.json has it all."""
_TEMPLATES = Path(__file__).parent / "templates"
_FEW = 5
"""Of so many causes the check that tells it is shown unfolded."""
_FIXES = 20
"""Causes that the first screen names."""
_OTHERS = 60
"""Checks that are named under a cause besides the one that tells it."""
_CURL = 2000
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True)
class _Detail:
    """How many requests of a check are shown, and how many characters of each answer."""

    requests: int
    characters: int


_DETAILS = (
    (_Detail(60, 900), _Detail(200, 8000)),
    (_Detail(20, 300), _Detail(100, 4000)),
    (_Detail(10, 120), _Detail(40, 1500)),
    (_Detail(4, 60), _Detail(20, 400)),
    (_Detail(0, 0), _Detail(10, 100)),
    (_Detail(0, 0), _Detail(0, 0)),
)
"""What is shown of checks that passed and of all others; the first pair that fits counts."""


@dataclass(frozen=True)
class _Request:
    """One request of a check as it is shown. `left_out` says what is missing of the answer."""

    curl: str
    outcome: str
    answer: str
    left_out: str


@dataclass(frozen=True)
class _Entry:
    """A check as it is listed. `more` is the number of its requests that are not shown."""

    result: Result
    ending: Ending
    requests: tuple[_Request, ...]
    more: int
    unfolded: bool


@dataclass(frozen=True)
class _Fix:
    """A cause as the first screen shows it. `curl` is the request that shows it, `others` addresses of more checks."""

    cause: Cause
    curl: str
    others: tuple[str, ...]
    more: int


@dataclass(frozen=True)
class _Row:
    """A command in the table: for each level, how many of its checks ended how."""

    command: str
    cells: dict[Level, dict[Ending, int]]


def render(run: Run) -> str:
    """The page. It loads nothing, stays below `SIZE_LIMIT` and is the same for the same run."""
    page = ""
    for passed, others in _DETAILS:
        if _least_size(run, passed, others) <= SIZE_LIMIT:
            page = _page(run, passed, others)
            if len(page.encode()) <= SIZE_LIMIT:
                break
    return page


def _least_size(run: Run, passed: _Detail, others: _Detail) -> int:
    """Characters that the requests take at least, so that no page is made in vain that is far too large."""
    return sum(
        len(step.curl) + min(len(step.answer), detail.characters)
        for result in run.results
        for detail in [passed if result.outcome is Outcome.PASS else others]
        for step in result.exchanges[: detail.requests]
    )


def _page(run: Run, passed: _Detail, others: _Detail) -> str:
    groups = by_ending(run, run.results)
    unfolded = {cause.told_by.check.id for cause in causes(run)[:_FEW] if cause.decides}
    text = (
        _environment()
        .get_template("report.html")
        .render(
            run=run,
            title=title(run),
            sentence=sentence(run),
            started=datetime.fromisoformat(run.started).strftime("%Y-%m-%d %H:%M %Z"),
            levels=(Level.MUST, Level.SHOULD),
            rows=list(_rows(run)),
            fixes=[_fix(cause) for cause in causes(run)[:_FIXES]],
            reproductions=list(_reproductions(run)),
            groups={word: list(_entries(word, some, passed, others, unfolded)) for word, some in groups.items()},
        )
    )
    return _UNSEEN.sub("\N{REPLACEMENT CHARACTER}", text)


def _fix(cause: Cause) -> _Fix:
    shown, others = cause.told_by, [result.check.id for result in cause.results[1:]]
    curl = shown.exchanges[-1].curl if shown.exchanges else ""
    return _Fix(cause, curl if len(curl) <= _CURL else "", tuple(others[:_OTHERS]), max(len(others) - _OTHERS, 0))


def _reproductions(run: Run) -> Iterator[str]:
    for cause in causes(run)[:1]:
        for line in reproductions(run, cause.told_by.check.id, "."):
            yield line.partition("  ")[2].strip()


def _rows(run: Run) -> Iterator[_Row]:
    for command in sorted({result.check.command for result in run.results}):
        of_command = [result for result in run.results if result.check.command == command]
        yield _Row(command, {level: _counts(run, of_command, level) for level in (Level.MUST, Level.SHOULD)})


def _counts(run: Run, results: list[Result], level: Level) -> dict[Ending, int]:
    found = by_ending(run, (result for result in results if result.check.level is level))
    return {word: len(some) for word, some in found.items()}


def _entries(
    word: Ending, results: list[Result], passed: _Detail, others: _Detail, unfolded: set[str]
) -> Iterator[_Entry]:
    detail = passed if word is Ending.PASSED else others
    for result in results:
        shown = tuple(_request(step, detail) for step in result.exchanges[: detail.requests])
        yield _Entry(result, word, shown, len(result.exchanges) - len(shown), result.check.id in unfolded)


def _request(step: Step, detail: _Detail) -> _Request:
    answer = indented(step.answer, detail.characters + 1)
    outcome = f"HTTP {step.status} · {step.milliseconds} ms" if step.status else "no answer"
    if len(answer) <= detail.characters:
        return _Request(step.curl, outcome, answer, step.shortened)
    left_out = f"the first {detail.characters} characters" if detail.characters else "the answer is not shown"
    return _Request(step.curl, outcome, answer[: detail.characters], left_out)


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=select_autoescape(("html",)),
        undefined=StrictUndefined,
        finalize=lambda value: printable(value) if type(value) is str else value,
        trim_blocks=True,
        lstrip_blocks=True,
    )
