"""How checks ended, as people read it: an outcome, seen with what it means for the verdict."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import assert_never

from campaign_contract.contract_tests.api.outcomes import Outcome
from campaign_contract.contract_tests.report.verdict import Result, Run, Verdict
from campaign_contract.spec import Level


class Ending(StrEnum):
    """How a check ended, worst first. A failure that does not decide the verdict is advice."""

    FAILED = "failed"
    ERROR = "error"
    ADVICE = "advice"
    WAIVED = "waived"
    NOT_ARRANGED = "not arranged"
    NOT_OBSERVABLE = "not observable"
    PASSED = "passed"

    @property
    def anchor(self) -> str:
        """The word as part of a URL or a class name."""
        return self.replace(" ", "-")


_ENDINGS = {
    Outcome.PASS: Ending.PASSED,
    Outcome.FAIL: Ending.ADVICE,
    Outcome.WAIVED: Ending.WAIVED,
    Outcome.NOT_ARRANGED: Ending.NOT_ARRANGED,
    Outcome.NOT_OBSERVABLE: Ending.NOT_OBSERVABLE,
    Outcome.ERROR: Ending.ERROR,
}


def ending(run: Run, result: Result) -> Ending:
    """How a check of the run ended."""
    if result.outcome is Outcome.FAIL and run.decides(result):
        return Ending.FAILED
    return _ENDINGS[result.outcome]


def by_ending(run: Run, results: Iterable[Result]) -> dict[Ending, list[Result]]:
    """The results under each ending that occurs, worst first, in the order of the run."""
    found: dict[Ending, list[Result]] = {word: [] for word in Ending}
    for result in results:
        found[ending(run, result)].append(result)
    return {word: some for word, some in found.items() if some}


def title(run: Run) -> str:
    """The verdict, as it may be quoted alone: it says when failures are waived."""
    if run.verdict is not Verdict.CONFORMS or not run.waived:
        return run.verdict.name
    return f"{run.verdict.name} WITH {run.waived} WAIVER{'' if run.waived == 1 else 'S'}"


def sentence(run: Run) -> str:
    """Why the verdict is what it is, in one sentence that claims no more than ran."""
    restriction = f" ({run.conditions.restriction})" if run.conditions.restriction else ""
    return f"{_reason(run)}{restriction}."


def account(run: Run) -> str:
    """The sentence, and how much ran where at what cost: the one line that ends the output of a run."""
    totals = " and ".join(f"{sum(outcomes.values())} {level}" for level, outcomes in run.counts().items())
    cost = f"{counted(run.requests, 'request')} in {run.seconds:.1f} s"
    return f"{sentence(run)} {totals} checks ran on {run.target}: {cost}"


def _reason(run: Run) -> str:
    must = must_checks(run)
    match run.verdict:
        case Verdict.UNREACHABLE:
            failed = sum(map(run.decides, run.results))
            return f"{_capital(run.unreachable)}; until then {must} ran, {failed or 'none'} failed"
        case Verdict.FAILS:
            return f"{sum(map(run.decides, run.results))} of {counted(len(run.results), 'check')} failed"
        case Verdict.ERROR:
            broken = len(run.with_outcome(Outcome.ERROR))
            return f"The suite itself failed in {broken} of {counted(len(run.results), 'check')}; no MUST failed"
        case Verdict.PARTIAL if _unfinished(run):
            return _unfinished(run)
        case Verdict.PARTIAL | Verdict.CONFORMS:
            return f"None of {must} failed{f', except for {run.waived} waived' if run.waived else ''}"
        case _:
            assert_never(run.verdict)


def _unfinished(run: Run) -> str:
    """Why not all could be tried of what was asked for; empty where it could."""
    missing = [result for result in run.with_outcome(Outcome.NOT_ARRANGED) if result.check.level is Level.MUST]
    if run.interrupted:
        return f"Interrupted after {counted(len(run.results), 'check')}; none of them failed"
    if missing:
        return f"Nothing failed, but {len(missing)} of {must_checks(run)} could not be arranged"
    if run.strict and run.unchecked:
        return f"Nothing failed, but {counted(run.unchecked, 'statement')} of the spec cannot be checked"
    return ""


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def must_checks(run: Run) -> str:
    """How many MUST checks ran, and of how many where not all did: `50 of 468 MUST checks`."""
    ran = sum(result.check.level is Level.MUST for result in run.results)
    known = run.conditions.must_checks
    return f"{ran} of {counted(known, 'MUST check')}" if known > ran else counted(ran, "MUST check")


def counted(number: int, what: str) -> str:
    """`1 check`, `2 checks`."""
    return f"{number} {what}{'' if number == 1 else 's'}"
