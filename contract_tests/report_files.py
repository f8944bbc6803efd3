"""The files of `--report-dir`: conformance.json for programs, junit.xml for CI systems."""

from __future__ import annotations

import json
from pathlib import Path

import junitparser

from contract_tests.outcomes import Outcome
from contract_tests.story import tell
from contract_tests.verdict import Result, Run


def write(run: Run, directory: Path) -> None:
    """Write both files; the directory is made where it is missing."""
    directory.mkdir(parents=True, exist_ok=True)
    text = json.dumps(run.to_json(), indent=2, ensure_ascii=False)
    (directory / "conformance.json").write_text(text + "\n", "utf-8", "backslashreplace")
    _junit(run).write(str(directory / "junit.xml"), pretty=True)


def _junit(run: Run) -> junitparser.JUnitXml:
    suite = junitparser.TestSuite("campaign-contract")
    for result in run.results:
        suite.add_testcase(_test_case(run, result))
    document = junitparser.JUnitXml()
    document.add_testsuite(suite)
    document.update_statistics()  # type: ignore[no-untyped-call]
    return document


def _test_case(run: Run, result: Result) -> junitparser.TestCase:
    case = junitparser.TestCase(result.check.id, classname=result.check.command)
    story = _xml_text(tell(result))
    match result.outcome:
        case Outcome.PASS:
            pass
        case Outcome.ERROR:
            case.result = [junitparser.Error(_xml_text(result.message), story)]
        case Outcome.FAIL if run.decides(result):
            case.result = [junitparser.Failure(_xml_text(result.message), story)]
        case _:
            case.result = [junitparser.Skipped(_xml_text(f"{result.outcome}: {result.message}"))]
            case.system_out = story
    return case


def _xml_text(text: str) -> str:
    return "".join(
        c if c in "\n\t" or " " <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd" or c >= "\U00010000" else "�"
        for c in text
    )
