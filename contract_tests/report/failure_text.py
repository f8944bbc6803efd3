"""A result as text: what was checked, what was sent, what came back, what was wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator

from campaign_contract.contract_tests.api.outcomes import Outcome
from campaign_contract.contract_tests.report.endings import account, title
from campaign_contract.contract_tests.report.printable import printable
from campaign_contract.contract_tests.report.verdict import Result, Run, is_decisive

_ANSWER_LIMIT = 600
_WORD = r"""(?:'[^']*'|"[^"]*"|\\.|[^\s'"\\])+"""
_ARGUMENT = re.compile(rf"\s*(?:-[-\w]+ +)?{_WORD}")
"""A word of a shell line, together with the option that it belongs to."""


def tell(result: Result, *, strict: bool = False) -> str:
    """One result in lines of plain text that a terminal can show; `strict` as the run is."""
    return printable("\n".join([headline(result, strict=strict), *facts(result), *requests(result)]))


def headline(result: Result, *, strict: bool = False) -> str:
    """Outcome, address and level in one line: `FAIL Campaign.Pause/not-sending/from-Draft (MUST)`.

    A failure that does not decide the verdict is advice; which ones do depends on `strict`.
    """
    is_advice = result.outcome is Outcome.FAIL and not is_decisive(result, strict=strict)
    return f"{'ADVICE' if is_advice else result.outcome.value.upper()} {result.check.id} ({result.check.level})"


def summary(run: Run) -> Iterator[str]:
    """How a run ended, in a few lines; the last one starts with the verdict."""
    for level, counts in run.counts().items():
        parts = [
            f"{count} {'passed' if outcome == Outcome.PASS else outcome}" for outcome, count in counts.items() if count
        ]
        yield f"{level:<7} {', '.join(parts) or 'none run'}"
    yield from (f"NOTE    {printable(remark)}" for remark in run.remarks)
    if run.left_behind:
        yield f"LEFT    {run.left_behind} test items could not be deleted"
    yield f"{title(run)}  {printable(account(run))}"


def facts(result: Result) -> Iterator[str]:
    """What a result's check says and what was found instead, a line each."""
    check = result.check
    yield f"  section   {check.section}"
    yield f"  rule      {check.rule}"
    if check.note:
        yield f"  note      {check.note}"
    if check.later:
        yield f"  later     {check.later}"
    for line in result.message.splitlines():
        yield f"  found     {line}"


def requests(result: Result, last: int | None = None, width: int | None = None) -> Iterator[str]:
    """The requests of a result, or the `last` of them, with their answers; long ones continue on lines of `width`."""
    skipped = max(len(result.exchanges) - last, 0) if last is not None else 0
    if skipped:
        yield f"       … {skipped} more before"
    for number, step in list(enumerate(result.exchanges, 1))[skipped:]:
        yield from _continued(f"  {number:>3}. {step.curl}", width)
        if step.retries:
            yield f"       sent again after: {', '.join(step.retries)}"
        yield f"       {f'HTTP {step.status}' if step.status else ''} {_shortened(step.answer)}".rstrip()


def _continued(line: str, width: int | None) -> Iterator[str]:
    """A shell line on several that end in a backslash, broken between arguments only."""
    if width is None or len(line) <= width:
        yield line
        return
    first, *others = _ARGUMENT.findall(line)
    begun = first
    for part in others:
        if len(begun) + len(part) + len(" \\") > width:
            yield f"{begun} \\"
            begun = f"       {part.strip()}"
        else:
            begun += part
    yield begun


def _shortened(answer: str) -> str:
    text = " ".join(answer.split())
    return text if len(text) <= _ANSWER_LIMIT else f"{text[:_ANSWER_LIMIT]}… ({len(text)} characters)"
