"""A result told as a whole story: what was checked, what was sent, what came back, what was wrong."""

from __future__ import annotations

from collections.abc import Iterator

from campaign_contract.contract_tests.api.outcomes import Outcome
from campaign_contract.contract_tests.report.printable import printable
from campaign_contract.contract_tests.report.verdict import Result, Run

_ANSWER_LIMIT = 600


def tell(result: Result) -> str:
    """The story of one result, in lines of plain text that a terminal can show."""
    return printable("\n".join(_lines(result)))


def headline(result: Result) -> str:
    """Outcome, address and level in one line: `FAIL Campaign.Pause/not-sending/from-Draft (MUST)`."""
    return f"{_word(result)} {result.check.id} ({result.check.level})"


def summary(run: Run) -> Iterator[str]:
    """How a run ended, in a few lines; the last one starts with the verdict."""
    for level, counts in run.counts().items():
        parts = [
            f"{count} {'passed' if outcome == Outcome.PASS else outcome}" for outcome, count in counts.items() if count
        ]
        yield f"{level:<7} {', '.join(parts) or 'none run'}"
    if run.left_behind:
        yield f"LEFT    {run.left_behind} test campaigns could not be deleted"
    yield f"{run.verdict.name}  {run.target}  ({run.requests} requests in {run.seconds:.1f} s)"


def _word(result: Result) -> str:
    if result.outcome is Outcome.FAIL and result.check.level != "MUST":
        return "ADVICE"
    return result.outcome.value.upper()


def _lines(result: Result) -> Iterator[str]:
    check = result.check
    yield headline(result)
    yield f"  section   {check.section}"
    yield f"  rule      {check.rule}"
    if check.note:
        yield f"  note      {check.note}"
    for line in result.message.splitlines():
        yield f"  found     {line}"
    for number, step in enumerate(result.exchanges, 1):
        yield f"  {number:>3}. {step.curl}"
        yield f"       {f'HTTP {step.status}' if step.status else ''} {_shortened(step.answer)}".rstrip()


def _shortened(answer: str) -> str:
    text = " ".join(answer.split())
    return text if len(text) <= _ANSWER_LIMIT else f"{text[:_ANSWER_LIMIT]}… ({len(text)} characters)"
