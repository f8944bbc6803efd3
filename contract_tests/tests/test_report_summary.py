import json

import pytest

from campaign_contract.contract_tests.api.outcomes import Outcome
from campaign_contract.contract_tests.report.conditions import Conditions
from campaign_contract.contract_tests.report.endings import Ending, by_ending, ending, sentence, title
from campaign_contract.contract_tests.report.html import render
from campaign_contract.contract_tests.report.summary import badge, markdown
from campaign_contract.contract_tests.tests.results import result, run
from campaign_contract.spec import Level

PASS, FAIL, WAIVED = Outcome.PASS, Outcome.FAIL, Outcome.WAIVED
MISSING, HIDDEN, ERROR = Outcome.NOT_ARRANGED, Outcome.NOT_OBSERVABLE, Outcome.ERROR
SHOULD = Level.SHOULD


@pytest.mark.parametrize(
    ("outcome", "level", "strict", "word"),
    [
        (PASS, Level.MUST, False, Ending.PASSED),
        (FAIL, Level.MUST, False, Ending.FAILED),
        (FAIL, SHOULD, False, Ending.ADVICE),
        (FAIL, SHOULD, True, Ending.FAILED),
        (WAIVED, Level.MUST, True, Ending.WAIVED),
        (MISSING, Level.MUST, False, Ending.NOT_ARRANGED),
        (HIDDEN, SHOULD, False, Ending.NOT_OBSERVABLE),
        (ERROR, SHOULD, False, Ending.ERROR),
    ],
)
def test_an_ending_is_an_outcome_with_its_meaning(outcome, level, strict, word):
    told = result(outcome, level)
    assert ending(run(told, strict=strict), told) is word


def test_endings_come_worst_first_and_only_those_that_occur():
    told = run(result(PASS), result(FAIL, SHOULD), result(FAIL))
    assert list(by_ending(told, told.results)) == [Ending.FAILED, Ending.ADVICE, Ending.PASSED]


@pytest.mark.parametrize(
    ("results", "text"),
    [
        ([result(PASS)], "None of 1 MUST check failed."),
        ([result(PASS), result(FAIL, SHOULD), result(WAIVED)], "None of 2 MUST checks failed, except for 1 waived."),
        ([result(PASS), result(MISSING)], "Nothing failed, but 1 of 2 MUST checks could not be arranged."),
        ([result(FAIL), result(ERROR, SHOULD), result(PASS)], "1 of 3 checks failed."),
        ([result(PASS), result(ERROR)], "The suite itself failed in 1 of 2 checks; no MUST failed."),
    ],
)
def test_a_sentence_says_why(results, text):
    assert sentence(run(*results)) == text


def test_an_interrupted_run_says_so():
    assert sentence(run(result(PASS), interrupted=True)) == "Interrupted after 1 check; none of them failed."
    assert sentence(run(result(FAIL), interrupted=True)) == "1 of 1 check failed."


@pytest.mark.parametrize(
    ("results", "conditions", "text", "message"),
    [
        ([result(PASS)], Conditions(profile="quick", must_checks=9),
         "None of 1 of 9 MUST checks failed (profile quick).", "conforms · 1 of 9 MUST"),
        ([result(PASS)], Conditions(filter="-k Get", must_checks=9),
         "None of 1 of 9 MUST checks failed (-k Get).", "partial · 1 of 9 MUST"),
        ([result(PASS)], Conditions(level="must", must_checks=1),
         "None of 1 MUST check failed (level must).", "conforms · 1 MUST"),
        ([result(FAIL)], Conditions(profile="soak", filter="-k x", must_checks=9),
         "1 of 1 check failed (profile soak, -k x).", "fails · 1 check"),
    ],
)  # fmt: skip
def test_nothing_claims_more_than_ran(results, conditions, text, message):
    told = run(*results, conditions=conditions)
    assert sentence(told) == text
    assert json.loads(badge(told))["message"] == message


@pytest.mark.parametrize(("waived", "text"), [(1, "CONFORMS WITH 1 WAIVER"), (2, "CONFORMS WITH 2 WAIVERS")])
def test_waivers_are_in_the_verdict_wherever_it_stands(waived, text):
    told = run(result(PASS), *(result(WAIVED, id=f"a/b/{n}") for n in range(waived)))
    assert title(told) == text
    assert markdown(told).startswith(f"## ✅ {text}: None of ")
    assert json.loads(badge(told))["message"].startswith(text.lower())
    assert f"<h1>{text}</h1>" in render(told)


def test_waivers_are_not_in_a_verdict_that_fails_all_the_same():
    assert title(run(result(FAIL), result(WAIVED))) == "FAILS"


@pytest.mark.parametrize(
    ("results", "message", "colour"),
    [
        ([result(PASS), result(PASS, SHOULD)], "conforms · 1 MUST", "brightgreen"),
        ([result(PASS), result(MISSING)], "partial · 1 of 2 MUST", "yellow"),
        ([result(PASS), result(FAIL)], "fails · 1 check", "red"),
        ([result(FAIL), result(ERROR, SHOULD)], "fails · 1 check", "red"),
        ([result(PASS), result(ERROR)], "error · 1 of 2 MUST", "lightgrey"),
    ],
)
def test_the_badge_is_what_shields_reads(results, message, colour):
    assert json.loads(badge(run(*results))) == {
        "schemaVersion": 1,
        "label": "contract",
        "message": message,
        "color": colour,
    }


def test_the_summary_starts_with_the_verdict_and_counts_by_level():
    lines = markdown(run(result(PASS), result(FAIL), result(FAIL, SHOULD))).splitlines()

    assert lines[0] == "## ❌ FAILS: 1 of 3 checks failed."
    assert "`http://api.example.test/api.php` · 7 requests in 1.2 s · started 2030-01-02T03:04:05+00:00" in lines
    assert "| level | failed | advice | passed |" in lines
    assert "| MUST | 1 | 0 | 1 |" in lines
    assert "| SHOULD | 0 | 1 | 0 |" in lines


def test_the_summary_names_what_failed_and_why():
    text = markdown(run(result(FAIL, message="ErrorCode: expected 3, got 4\nstatus: got `Sent`")))

    assert "- `Campaign.Pause/not-sending/fail-MUST` (MUST, section Pause a Campaign)" in text
    assert "  - `ErrorCode: expected 3, got 4`" in text
    assert "  - `` status: got `Sent` ``" in text


def test_what_does_not_decide_is_folded_and_passes_are_only_counted():
    text = markdown(run(result(FAIL, SHOULD), result(WAIVED, waiver="known <b>"), result(PASS)))

    assert "<details><summary>Advice: 1 check</summary>" in text
    assert "  - waived: known \\<b\\>" in text
    assert "pass-MUST" not in text


def test_nothing_a_target_says_is_taken_for_markup():
    text = markdown(run(result(FAIL, message="got '</details>| **x**\\n```'")))

    assert "```` got '</details>| **x**\\n```' ````" in text


def test_the_summary_stays_short_however_much_fails():
    many = [result(FAIL, id=f"Campaign.Get/x/{number}", message="y" * 9000) for number in range(2000)]
    text = markdown(run(*many))

    assert "- … and 1975 more; the other files of the report name them" in text
    assert len(text) < 50_000


def test_trouble_beside_the_checks_is_told():
    text = markdown(run(result(PASS), left_behind=2, waiver_problems=("waivers.yaml:3: expired",)))

    assert "⚠️ 2 test items could not be deleted." in text
    assert "⚠️ `waivers.yaml:3: expired`" in text


def test_the_summary_says_what_to_fix_first_before_it_names_the_checks():
    same = [result(FAIL, id=f"Campaign.Get/x/{n}", message="x: `differs`") for n in range(3)]
    lines = markdown(run(result(FAIL, id="Campaign.Copy/y", message="y: missing"), *same)).splitlines()
    start = lines.index("### What to fix first")
    assert lines[start + 2] == "1. `` Campaign.Get/x: x: `differs` `` (3 checks, such as `Campaign.Get/x/0`)"
    assert lines[start + 3] == "1. `Campaign.Copy/y: y: missing` (1 check, such as `Campaign.Copy/y`)"
    assert start < lines.index("### Failed")


def test_advice_is_nothing_to_fix_first():
    assert "What to fix first" not in markdown(run(result(FAIL, SHOULD), result(PASS)))
