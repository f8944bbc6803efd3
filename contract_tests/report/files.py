"""The files of `--report-dir`: for programs, for CI systems, for people and for a badge."""

from __future__ import annotations

import json
from pathlib import Path

import junitparser

from campaign_contract.contract_tests.api.outcomes import Outcome
from campaign_contract.contract_tests.report import html, summary
from campaign_contract.contract_tests.report.failure_text import tell
from campaign_contract.contract_tests.report.verdict import Result, Run


def write(run: Run, directory: Path) -> None:
    """Write all files; the directory is made where it is missing. Raises OSError."""
    directory.mkdir(parents=True, exist_ok=True)
    texts = {
        "conformance.json": json.dumps(run.to_json(), indent=2, ensure_ascii=False) + "\n",
        "report.html": html.render(run),
        "summary.md": summary.markdown(run),
        "badge.json": summary.badge(run),
    }
    for name, text in texts.items():
        (directory / name).write_text(text, "utf-8", "backslashreplace")
    _junit(run).write(str(directory / "junit.xml"), pretty=True)


def add_summary(run: Run, file: Path) -> None:
    """Add the summary to a file that others write to as well, as GitHub's step summary is. Raises OSError."""
    with file.open("a", encoding="utf-8", errors="backslashreplace") as stream:
        stream.write(summary.markdown(run))


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
    match result.outcome:
        case Outcome.PASS:
            pass
        case Outcome.ERROR:
            case.result = [_told(junitparser.Error, result)]
        case Outcome.FAIL if run.decides(result):
            case.result = [_told(junitparser.Failure, result)]
        case _:
            case.result = [junitparser.Skipped(_xml_text(f"{result.outcome}: {result.message}"))]
            case.system_out = _xml_text(tell(result))
    return case


def _told(kind: type[junitparser.Error | junitparser.Failure], result: Result) -> junitparser.junitparser.FinalResult:
    outcome = kind(_xml_text(result.message), result.check.level)
    outcome.text = _xml_text(tell(result))
    return outcome


def _xml_text(text: str) -> str:
    return "".join(
        c if c in "\n\t" or " " <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd" or c >= "\U00010000" else "�"
        for c in text
    )
