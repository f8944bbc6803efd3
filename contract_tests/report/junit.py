"""junit.xml: the run for CI systems, valid by the schema of Jenkins' xUnit plugin (junit-10.xsd)."""

from __future__ import annotations

from typing import assert_never

import junitparser

from campaign_contract.contract_tests.api.outcomes import Outcome
from campaign_contract.contract_tests.report.endings import title
from campaign_contract.contract_tests.report.failure_text import tell
from campaign_contract.contract_tests.report.printable import printable
from campaign_contract.contract_tests.report.verdict import Result, Run


def document(run: Run) -> junitparser.JUnitXml:
    """The run as one suite; a check's time is that of its requests, in seconds."""
    suite = junitparser.TestSuite("campaign-contract")
    for name, value in _properties(run).items():
        suite.add_property(name, printable(str(value)))
    for result in run.results:
        suite.add_testcase(_test_case(run, result))
    suite.update_statistics()  # type: ignore[no-untyped-call]
    suite.timestamp, suite.time = run.started, round(run.seconds, 3)
    whole = junitparser.JUnitXml()
    whole.add_testsuite(suite)
    whole.tests, whole.failures, whole.errors, whole.time = suite.tests, suite.failures, suite.errors, suite.time
    return whole


def _properties(run: Run) -> dict[str, object]:
    """What the run was made of, by name; the names are those of conformance.json."""
    report = run.to_json()
    names = ("target", "requests", "suite_version", "spec_hash", "profile", "level", "filter", "seed", "strict")
    return {"verdict": title(run), **{name: report[name] for name in names if report[name] is not None}}


def _seconds(result: Result) -> float:
    return sum(step.milliseconds for step in result.exchanges) / 1000


def _test_case(run: Run, result: Result) -> junitparser.TestCase:
    case = junitparser.TestCase(result.check.id, classname=result.check.command, time=_seconds(result))
    match result.outcome:
        case Outcome.PASS:
            pass
        case Outcome.ERROR:
            case.result = [_told(junitparser.Error, run, result)]
        case Outcome.FAIL if run.decides(result):
            case.result = [_told(junitparser.Failure, run, result)]
        case Outcome.FAIL | Outcome.WAIVED | Outcome.NOT_ARRANGED | Outcome.NOT_OBSERVABLE:
            case.result = [junitparser.Skipped(printable(f"{result.outcome}: {result.message}"))]
            case.system_out = tell(result, strict=run.strict)
        case _:
            assert_never(result.outcome)
    return case


def _told(
    kind: type[junitparser.Error | junitparser.Failure], run: Run, result: Result
) -> junitparser.junitparser.FinalResult:
    outcome = kind(printable(result.message), result.check.level)
    outcome.text = tell(result, strict=run.strict)
    return outcome
