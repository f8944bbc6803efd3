"""How checks ended, as people read it: an outcome, seen with what it means for the verdict."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

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


def sentence(run: Run) -> str:
    """Why the verdict is what it is, in one sentence."""
    must = sum(result.check.level is Level.MUST for result in run.results)
    match run.verdict:
        case Verdict.PARTIAL if run.interrupted:
            return f"Interrupted after {counted(len(run.results), 'check')}; none of them failed."
        case Verdict.CONFORMS:
            return f"None of {counted(must, 'MUST check')} failed."
        case Verdict.PARTIAL:
            missing = sum(
                result.outcome is Outcome.NOT_ARRANGED and result.check.level is Level.MUST for result in run.results
            )
            return f"Nothing failed, but {missing} of {counted(must, 'MUST check')} could not be arranged."
        case Verdict.FAILS:
            failed = sum(map(run.decides, run.results))
            return f"{failed} of {counted(len(run.results), 'check')} failed."


def counted(number: int, what: str) -> str:
    """`1 check`, `2 checks`."""
    return f"{number} {what}{'' if number == 1 else 's'}"
