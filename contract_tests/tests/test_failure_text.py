"""A result told: the address, the level, the rule, every request and answer, what was wrong."""

from __future__ import annotations

from dataclasses import replace

from campaign_contract.contract_tests.api.outcomes import Outcome
from campaign_contract.contract_tests.report.failure_text import headline, summary, tell
from campaign_contract.contract_tests.report.verdict import Result
from campaign_contract.contract_tests.tests.results import STEP, check, result, run
from campaign_contract.spec import Level


def test_a_failure_is_told_whole():
    silent = replace(STEP, curl="curl second", status=0, answer="(no answer: ReadTimeout)")
    failed = Result(
        check(note="Only an example shows it.", later="Later versions do otherwise."),
        Outcome.FAIL,
        "ErrorCode: expected 3, got 1\nstatus: expected a, got b",
        exchanges=(STEP, silent),
    )
    assert tell(failed).splitlines() == [
        "FAIL Campaign.Pause/not-sending/from-Draft (MUST)",
        "  section   Pause a Campaign",
        "  rule      Error 3 when it is not being sent.",
        "  note      Only an example shows it.",
        "  later     Later versions do otherwise.",
        "  found     ErrorCode: expected 3, got 1",
        "  found     status: expected a, got b",
        "    1. curl -X POST http://api.example.test/api.php",
        '       HTTP 200 {"Success": false}',
        "    2. curl second",
        "        (no answer: ReadTimeout)",
    ]


def test_a_long_answer_is_cut_and_says_how_long_it_was():
    told = tell(result(Outcome.FAIL, exchanges=(replace(STEP, answer="y " * 5000),)))
    assert "(9999 characters)" in told
    assert len(told) < 1500


def test_an_answer_cannot_steer_the_terminal():
    told = tell(result(Outcome.FAIL, exchanges=(replace(STEP, answer="\x1b[2Jred\x9b31m"),)))
    assert told.endswith(r"\x1b[2Jred\x9b31m")


def test_a_headline_says_what_a_failure_weighs():
    assert headline(result(id="a/b")) == "PASS a/b (MUST)"
    assert headline(result(Outcome.FAIL, id="a/b")) == "FAIL a/b (MUST)"
    assert headline(result(Outcome.FAIL, Level.SHOULD, id="a/b")) == "ADVICE a/b (SHOULD)"
    assert headline(result(Outcome.FAIL, Level.SHOULD, id="a/b"), strict=True) == "FAIL a/b (SHOULD)"
    assert headline(result(Outcome.NOT_ARRANGED, id="a/b")) == "NOT ARRANGED a/b (MUST)"


def test_a_summary_ends_with_the_verdict():
    judged = run(result(), result(Outcome.FAIL, Level.SHOULD), left_behind=2, remarks=("mind the gap\x07",))
    assert list(summary(judged)) == [
        "MUST    1 passed",
        "SHOULD  1 fail",
        r"NOTE    mind the gap\x07",
        "LEFT    2 test items could not be deleted",
        (
            "CONFORMS  None of 1 MUST check failed. 1 MUST and 1 SHOULD checks ran on "
            "http://api.example.test/api.php: 7 requests in 1.2 s"
        ),
    ]
    assert list(summary(run(result())))[1:] == [
        "SHOULD  none run",
        (
            "CONFORMS  None of 1 MUST check failed. 1 MUST and 0 SHOULD checks ran on "
            "http://api.example.test/api.php: 7 requests in 1.2 s"
        ),
    ]
