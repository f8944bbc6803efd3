"""The report in short: summary.md for the page of a CI run, badge.json for shields.io."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from campaign_contract.contract_tests.api.outcomes import Outcome
from campaign_contract.contract_tests.report.causes import causes
from campaign_contract.contract_tests.report.endings import Ending, by_ending, counted, sentence, title
from campaign_contract.contract_tests.report.printable import printable
from campaign_contract.contract_tests.report.verdict import Result, Run, Verdict
from campaign_contract.spec import Level

_SHOWN = 25
"""Checks that a section of the summary names; CI systems limit its size."""
_LINE = 300
_MARKS = {
    Verdict.CONFORMS: "✅",
    Verdict.PARTIAL: "🟡",
    Verdict.FAILS: "❌",
    Verdict.UNREACHABLE: "🔌",
    Verdict.ERROR: "💥",
}
_COLOURS = {
    Verdict.CONFORMS: "brightgreen",
    Verdict.PARTIAL: "yellow",
    Verdict.FAILS: "red",
    Verdict.UNREACHABLE: "lightgrey",
    Verdict.ERROR: "lightgrey",
}
_FOLDED = (Ending.ADVICE, Ending.WAIVED, Ending.NOT_ARRANGED, Ending.NOT_OBSERVABLE)


def markdown(run: Run) -> str:
    """The run as GitHub-flavoured Markdown: verdict, counts, what went wrong and why. Ends in a line feed."""
    return "\n".join(_lines(run)) + "\n"


def badge(run: Run) -> str:
    """The run as a JSON object for shields.io's endpoint badge: `contract | conforms · 398 MUST`."""
    message = f"{title(run).lower()} · {_measure(run)}"
    colour = "green" if run.verdict is Verdict.CONFORMS and run.waived else _COLOURS[run.verdict]
    content = {"schemaVersion": 1, "label": "contract", "message": message, "color": colour}
    return json.dumps(content, ensure_ascii=False) + "\n"


def _measure(run: Run) -> str:
    if run.verdict is Verdict.FAILS:
        return counted(sum(map(run.decides, run.results)), "check")
    must = [result for result in run.results if result.check.level is Level.MUST]
    passed = sum(result.outcome is Outcome.PASS for result in must)
    known = max(run.conditions.must_checks, len(must))
    is_whole = run.verdict is Verdict.CONFORMS and known == len(must)
    return f"{passed} MUST" if is_whole else f"{passed} of {known} MUST"


def _lines(run: Run) -> Iterator[str]:
    yield f"## {_MARKS[run.verdict]} {title(run)}: {_text(sentence(run))}"
    yield ""
    yield f"{_code(run.target)} · {run.requests} requests in {run.seconds:.1f} s · started {run.started}"
    yield ""
    yield from _table(run)
    for problem in (*run.waiver_problems, *run.remarks):
        yield f"\n⚠️ {_code(problem)}"
    if run.left_behind:
        yield f"\n⚠️ {counted(run.left_behind, 'test item')} could not be deleted."
    yield from _causes(run)
    groups = by_ending(run, run.results)
    for ending in (Ending.FAILED, Ending.ERROR):
        if ending in groups:
            yield f"\n### {ending.capitalize()}\n"
            yield from _items(groups[ending])
    for ending in _FOLDED:
        if ending in groups:
            heading = f"{ending.capitalize()}: {counted(len(groups[ending]), 'check')}"
            yield f"\n<details><summary>{heading}</summary>\n"
            yield from _items(groups[ending])
            yield "\n</details>"


def _causes(run: Run) -> Iterator[str]:
    found = [cause for cause in causes(run) if cause.decides]
    if found:
        yield "\n### What to fix first\n"
    for cause in found[:_SHOWN]:
        reach = f"{counted(len(cause.results), 'check')}, such as {_code(cause.told_by.check.id)}"
        yield f"1. {_code(cause.title)} ({reach})"
    if len(found) > _SHOWN:
        yield f"\n… and {counted(len(found) - _SHOWN, 'more cause')}"


def _table(run: Run) -> Iterator[str]:
    endings = list(by_ending(run, run.results))
    yield f"| level | {' | '.join(endings)} |"
    yield f"| --- |{' ---: |' * len(endings)}"
    for level in (Level.MUST, Level.SHOULD):
        found = by_ending(run, (result for result in run.results if result.check.level is level))
        yield f"| {level} | {' | '.join(str(len(found.get(ending, ()))) for ending in endings)} |"


def _items(results: list[Result]) -> Iterator[str]:
    for result in results[:_SHOWN]:
        yield f"- {_code(result.check.id)} ({result.check.level}, section {_text(result.check.section)})"
        yield f"  {_text(result.check.rule)}"
        for line in result.message.splitlines():
            yield f"  - {_code(line)}"
        if result.waiver:
            yield f"  - waived: {_text(result.waiver)}"
    if len(results) > _SHOWN:
        yield f"- … and {len(results) - _SHOWN} more; the other files of the report name them"


def _code(text: str) -> str:
    """Text as a code span, whatever is in it."""
    text = " ".join(printable(text).split())
    text = text if len(text) <= _LINE else f"{text[:_LINE]}…"
    fence = "`" * (max(map(len, re.findall("`+", text)), default=0) + 1)
    space = " " if "`" in text else ""
    return f"{fence}{space}{text}{space}{fence}"


def _text(text: str) -> str:
    """Text in which nothing is taken for markup."""
    return re.sub(r"([\\`*_{}\[\]<>#|~&])", r"\\\1", " ".join(printable(text).split()))
