"""The report files: their keys, what CI reads of them, and texts that no file format likes."""

from __future__ import annotations

import json
import re
import resource
from contextlib import contextmanager
from dataclasses import replace
from xml.etree import ElementTree as ET

import junitparser
import pytest

from campaign_contract.contract_tests.api.outcomes import Outcome
from campaign_contract.contract_tests.report import files
from campaign_contract.contract_tests.report.conditions import Conditions
from campaign_contract.contract_tests.tests.results import STEP, result, run
from campaign_contract.spec import Level

MIXED = (
    result(exchanges=(STEP,)),
    result(Outcome.FAIL, message="ErrorCode: expected 3, got 1", exchanges=(STEP,)),
    result(Outcome.FAIL, Level.SHOULD, message="only advice"),
    result(Outcome.NOT_ARRANGED, message="no stranger's credentials"),
    result(Outcome.NOT_OBSERVABLE, message="not shown"),
    result(Outcome.ERROR, message="the suite itself failed"),
)


def written(folder, judged):
    files.write(judged, folder)
    conformance = json.loads((folder / "conformance.json").read_text(encoding="utf-8"))
    return conformance, junitparser.JUnitXml.fromfile(str(folder / "junit.xml"))


def test_conformance_json_has_the_promised_keys(tmp_path):
    conformance, _ = written(tmp_path, run(*MIXED))
    assert {"verdict", "target", "started", "counts", "checks"} <= conformance.keys()
    assert (conformance["verdict"], conformance["requests"]) == ("FAILS", 7)
    assert conformance["target"] == "http://api.example.test/api.php"
    assert conformance["started"] == "2030-01-02T03:04:05+00:00"
    assert conformance["counts"] == run(*MIXED).counts()
    assert len(conformance["checks"]) == len(MIXED)
    for check in conformance["checks"]:
        assert {"id", "command", "level", "outcome", "message", "exchanges"} <= check.keys()
    assert conformance["checks"][1]["message"] == "ErrorCode: expected 3, got 1"
    assert {"curl", "status", "answer", "milliseconds"} <= conformance["checks"][1]["exchanges"][0].keys()


@pytest.mark.parametrize(("strict", "failures", "skipped"), [(False, 1, 3), (True, 2, 2)])
def test_junit_counts_what_decides_as_failures_and_the_rest_as_skipped(tmp_path, strict, failures, skipped):
    _, junit = written(tmp_path, run(*MIXED, strict=strict))
    (suite,) = junit
    assert (junit.tests, junit.failures, junit.errors) == (6, failures, 1)
    assert (suite.tests, suite.failures, suite.errors, suite.skipped) == (6, failures, 1, skipped)


def test_junit_tells_each_case_whole(tmp_path):
    _, junit = written(tmp_path, run(*MIXED))
    (suite,) = junit
    cases = {case.name: case for case in suite}
    assert set(cases) == {item.check.id for item in MIXED}
    assert {case.classname for case in suite} == {"Campaign.Pause"}
    assert cases["Campaign.Pause/not-sending/pass-MUST"].result == []
    (failure,) = cases["Campaign.Pause/not-sending/fail-MUST"].result
    assert failure.message == "ErrorCode: expected 3, got 1"
    assert STEP.curl in failure.text
    (skipped,) = cases["Campaign.Pause/not-sending/not-arranged-MUST"].result
    assert skipped.message == "not arranged: no stranger's credentials"


SEEN = "NUL \\x00, escape \\x1b[2J, <&\"'>]]>, \\ufffe, lone \\ud800, 😀"
AWKWARD = "NUL \0, escape \x1b[2J, <&\"'>]]>, ￾, lone \ud800, 😀"


def test_awkward_texts_reach_both_files(tmp_path):
    step = replace(STEP, curl=f"curl {AWKWARD}", answer=AWKWARD)
    failed = result(Outcome.FAIL, message=AWKWARD, observed=(AWKWARD,), exchanges=(step,))
    conformance, junit = written(tmp_path, run(failed))
    (check,) = conformance["checks"]
    assert check["message"] == check["exchanges"][0]["answer"] == AWKWARD
    (suite,) = junit
    (case,) = suite
    (failure,) = case.result
    assert failure.message == SEEN
    assert SEEN in failure.text


def test_a_folder_that_is_missing_is_made(tmp_path):
    files.write(run(result()), tmp_path / "a" / "b")
    assert {"conformance.json", "junit.xml"} <= {path.name for path in (tmp_path / "a" / "b").iterdir()}


TROUBLE = {"message", "type"}
JENKINS = {
    "testsuites": ({"name", "time", "tests", "failures", "errors"}, {"testsuite"}, {"tests", "failures", "errors"}),
    "testsuite": (
        {"name", "tests", "failures", "errors", "group", "time", "skipped", "timestamp", "hostname", "id", "package"},
        {"testsuite", "properties", "testcase", "system-out", "system-err"},
        {"name", "tests", "failures", "errors", "time", "timestamp"},
    ),
    "properties": (set(), {"property"}, set()),
    "property": ({"name", "value"}, set(), {"name", "value"}),
    "testcase": (
        {"name", "time", "classname", "group"},
        {"skipped", "error", "failure", "system-out", "system-err"},
        {"name", "time", "classname"},
    ),
    "skipped": (TROUBLE, set(), set()),
    "error": (TROUBLE, set(), set()),
    "failure": (TROUBLE, set(), set()),
    "system-out": (set(), set(), set()),
}
"""What junit-10.xsd of Jenkins' xUnit plugin allows: attributes, children; and attributes that are always there."""


@pytest.mark.parametrize("results", [MIXED, (), (result(),)])
def test_junit_is_what_jenkins_schema_allows(tmp_path, results):
    written(tmp_path, run(*results))
    for element in ET.parse(tmp_path / "junit.xml").iter():
        attributes, children, always = JENKINS[element.tag]
        assert always <= element.attrib.keys() <= attributes, element.tag
        assert {child.tag for child in element} <= children
        if element.tag in {"testsuites", "testsuite"}:
            assert re.fullmatch(r"\d+(\.\d+)?", element.attrib["time"])


def test_junit_says_when_how_long_and_under_which_conditions(tmp_path):
    made = Conditions("1.2.3", "ab12", profile="quick", filter="-k x", seed=7)
    passed = result(exchanges=(STEP, STEP))
    _, (suite,) = written(tmp_path, run(passed, conditions=made))
    assert (suite.timestamp, suite.time) == ("2030-01-02T03:04:05+00:00", 1.25)
    assert [case.time for case in suite] == [0.008]
    assert {item.name: item.value for item in suite.properties()}.items() >= {
        "verdict": "PARTIAL", "target": "http://api.example.test/api.php", "suite_version": "1.2.3",
        "spec_hash": "ab12", "profile": "quick", "filter": "-k x", "seed": "7",
    }.items()  # fmt: skip


@contextmanager
def full_disk():
    """No file may grow beyond 150 bytes, as on a disk that is full, nor one that pytest writes to."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (150, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_full_disk_costs_the_files_and_leaves_those_of_the_last_run(tmp_path):
    old = tmp_path / "report.html"
    old.write_text("the last run", encoding="utf-8")
    with full_disk():
        (told,) = files.write(run(result()), tmp_path)
    assert told == f"conformance.json, report.html, summary.md, junit.xml in {tmp_path}: not written: File too large"
    assert old.read_text(encoding="utf-8") == "the last run"
    assert {path.name for path in tmp_path.iterdir()} == {"report.html", "badge.json"}


def test_a_folder_that_cannot_be_made_is_one_line(tmp_path):
    (tmp_path / "file").touch()
    (told,) = files.write(run(result()), tmp_path / "file" / "report")
    assert told == f"{tmp_path}/file/report: not written: Not a directory"


def test_only_the_user_may_read_the_files(tmp_path):
    files.write(run(result()), tmp_path / "a")
    assert {path.stat().st_mode & 0o077 for path in (tmp_path / "a", *(tmp_path / "a").iterdir())} == {0}
