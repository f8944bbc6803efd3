"""Results and runs to judge, tell and report."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from campaign_contract.contract_tests.api.outcomes import Outcome
from campaign_contract.contract_tests.checks import Check
from campaign_contract.contract_tests.report.verdict import Result, Run, Step
from campaign_contract.spec import Level

STEP = Step(
    curl="curl -X POST http://api.example.test/api.php", status=200, answer='{"Success": false}', milliseconds=4
)
FINE = '{"Success": true, "ErrorCode": 0}'


def check(id: str = "Campaign.Pause/not-sending/from-Draft", level: Level = Level.MUST, **parts: Any) -> Check:
    command, statement, *_ = id.split("/")
    values = {"rule": "Error 3 when it is not being sent.", "section": "Pause a Campaign", **parts}
    return Check(id=id, command=command, level=level, statement=f"{command}/{statement}", **values)


def result(outcome: Outcome = Outcome.PASS, level: Level = Level.MUST, **parts: Any) -> Result:
    id = parts.pop("id", f"Campaign.Pause/not-sending/{outcome.value.replace(' ', '-')}-{level}")
    return Result(check(id, level), outcome, **parts)


def failure(
    id: str, message: str, answer: str = FINE, status: int = 200, level: Level = Level.MUST, **step: Any
) -> Result:
    """A failed check whose one request has this answer; of `step` also the command, else that of the address."""
    command = step.pop("command", id.partition("/")[0])
    shown = replace(STEP, command=command, status=status, answer=answer, **step)
    return result(Outcome.FAIL, level, id=id, message=message, exchanges=(shown,))


def run(*results: Result, **parts: Any) -> Run:
    values = {"target": "http://api.example.test/api.php", "started": "2030-01-02T03:04:05+00:00", **parts}
    return Run(seconds=1.25, requests=7, results=results, **values)
