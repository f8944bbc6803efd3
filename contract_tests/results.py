"""How a check ended → its result: the five outcomes told apart, with what was sent, and without credentials."""

from __future__ import annotations

import traceback
from dataclasses import replace
from pathlib import Path

import pytest

from campaign_contract.contract_tests import wiring
from campaign_contract.contract_tests.api.outcomes import (
    Broken,
    Disturbed,
    Grave,
    NotArranged,
    NotObservable,
    Outcome,
    TargetGone,
)
from campaign_contract.contract_tests.checks import Check
from campaign_contract.contract_tests.report.steps import Scribe
from campaign_contract.contract_tests.report.verdict import Result
from campaign_contract.contract_tests.session import Session
from campaign_contract.spec import Level, NotInSpec
from campaign_contract.spec.wording import HTTP

_FRAMES = 4


class Results:
    """The results of the checks of a run, as they end."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._scribe = Scribe()

    def of(self, check: Check, call: pytest.CallInfo[None]) -> Result:
        """What the check found; one that a 5xx ended is MUST, whatever it asks (ARCHITECTURE.md, G7)."""
        outcome, message = _outcome(call.excinfo)
        if call.excinfo and isinstance(call.excinfo.value, Grave) and not check.id.startswith(f"{HTTP}/"):
            check = replace(check, level=Level.MUST)
        redactor = wiring.redactor(self._session.settings)
        steps = tuple(self._scribe.steps(self._session.transcript.exchanges, redactor))
        observed = dict.fromkeys(map(redactor.text, self._session.observed))
        return Result(check, outcome, redactor.text(message), tuple(observed), steps)


def _outcome(excinfo: pytest.ExceptionInfo[BaseException] | None) -> tuple[Outcome, str]:
    match excinfo and excinfo.value:
        case None:
            return Outcome.PASS, ""
        case Broken(differences=differences):
            return Outcome.FAIL, "\n".join(differences)
        case NotArranged() as reason:
            return Outcome.NOT_ARRANGED, str(reason)
        case NotObservable() | NotInSpec() | Disturbed() | TargetGone() as reason:
            return Outcome.NOT_OBSERVABLE, str(reason)
        case problem:
            return Outcome.ERROR, f"the suite itself failed: {type(problem).__name__}: {problem}{_place(problem)}"


def _place(problem: BaseException | None) -> str:
    """Where an error of the suite's own arose, innermost last, for whoever is to mend it."""
    frames = traceback.extract_tb(problem.__traceback__)[-_FRAMES:] if problem else []
    return "".join(f"\nin {Path(frame.filename).name}, line {frame.lineno}: {frame.line}" for frame in frames)
