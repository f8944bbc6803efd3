"""What outcomes make of a run: the verdict, the exit status, the counts, and the last word on each check."""

from __future__ import annotations

import itertools
import json

import pytest

from campaign_contract.contract_tests.api.outcomes import Outcome
from campaign_contract.contract_tests.report.conditions import Conditions
from campaign_contract.contract_tests.report.verdict import Result, Verdict, worst
from campaign_contract.contract_tests.tests.results import STEP, result, run
from campaign_contract.spec import Level

MUST, SHOULD = Level.MUST, Level.SHOULD
CONFORMS, FAILS, PARTIAL, ERROR = Verdict.CONFORMS, Verdict.FAILS, Verdict.PARTIAL, Verdict.ERROR


@pytest.mark.parametrize(
    ("outcome", "level", "strict", "verdict"),
    [
        (Outcome.PASS, MUST, False, CONFORMS),
        (Outcome.PASS, SHOULD, True, CONFORMS),
        (Outcome.FAIL, MUST, False, FAILS),
        (Outcome.FAIL, MUST, True, FAILS),
        (Outcome.FAIL, SHOULD, False, CONFORMS),
        (Outcome.FAIL, SHOULD, True, FAILS),
        (Outcome.WAIVED, MUST, False, CONFORMS),
        (Outcome.WAIVED, SHOULD, True, CONFORMS),
        (Outcome.NOT_ARRANGED, MUST, False, PARTIAL),
        (Outcome.NOT_ARRANGED, MUST, True, PARTIAL),
        (Outcome.NOT_ARRANGED, SHOULD, False, CONFORMS),
        (Outcome.NOT_ARRANGED, SHOULD, True, CONFORMS),
        (Outcome.NOT_OBSERVABLE, MUST, False, CONFORMS),
        (Outcome.NOT_OBSERVABLE, SHOULD, True, CONFORMS),
        (Outcome.ERROR, MUST, False, ERROR),
        (Outcome.ERROR, SHOULD, False, ERROR),
    ],
)
def test_one_outcome_among_passes_decides_as_its_level_says(outcome, level, strict, verdict):
    judged = run(result(id="a/b/1"), result(outcome, level, id="a/b/2"), result(id="a/b/3"), strict=strict)
    assert judged.verdict is verdict
    assert judged.exit_status == verdict.value


def test_the_exit_statuses_are_those_that_are_promised():
    promised = {"CONFORMS": 0, "FAILS": 1, "PARTIAL": 3, "UNREACHABLE": 4, "ERROR": 70}
    assert {verdict.name: verdict.value for verdict in Verdict} == promised


@pytest.mark.parametrize("others", [{}, {"allow_partial": True}, {"waiver_problems": ("stale",)}])
def test_a_target_that_went_away_is_unreachable_whatever_was_found_before(others):
    judged = run(
        result(), result(Outcome.FAIL), unreachable="the target stopped answering at 20:15:03: reset", **others
    )
    assert (judged.verdict, judged.exit_status) == (Verdict.UNREACHABLE, 4)
    assert judged.to_json()["unreachable"] == judged.unreachable


def test_the_suites_own_error_hides_no_failure():
    errors = (result(Outcome.ERROR), result(Outcome.ERROR, id="a/b/2"))
    assert run(*errors, result(Outcome.FAIL)).verdict is FAILS
    assert run(*errors, waiver_problems=("one has to go",), allow_partial=True).exit_status == 70
    (found,) = worst([result(Outcome.ERROR, id="a/b/1"), result(Outcome.FAIL, id="a/b/1")])
    assert found.outcome is Outcome.FAIL


@pytest.mark.parametrize(("outcome", "status"), [(Outcome.NOT_ARRANGED, 0), (Outcome.FAIL, 1), (Outcome.PASS, 0)])
def test_what_is_partial_may_be_allowed_and_a_failure_may_not(outcome, status):
    judged = run(result(outcome), allow_partial=True)
    assert judged.exit_status == status


def test_a_failure_weighs_more_than_what_could_not_be_arranged():
    for results in itertools.permutations([result(Outcome.FAIL), result(Outcome.NOT_ARRANGED), result()]):
        assert run(*results).verdict is FAILS


def test_a_run_that_was_interrupted_does_not_conform():
    assert run(result(), interrupted=True).verdict is PARTIAL
    assert run(result(Outcome.FAIL), interrupted=True).verdict is FAILS


def test_counts_name_every_outcome_of_both_levels():
    counts = run(result(), result(id="a/b/2"), result(Outcome.FAIL, SHOULD)).counts()
    assert list(counts) == ["MUST", "SHOULD"]
    assert all(list(outcomes) == [outcome.value for outcome in Outcome] for outcomes in counts.values())
    assert (counts["MUST"]["pass"], counts["SHOULD"]["fail"], counts["MUST"]["fail"]) == (2, 1, 0)


@pytest.mark.parametrize("outcome", [outcome for outcome in Outcome if outcome is not Outcome.PASS])
def test_the_worst_end_of_a_check_counts_in_the_place_of_its_first(outcome):
    first, other = result(id="a/b/1", exchanges=(STEP,)), result(id="a/b/2")
    bad = result(outcome, id="a/b/1", message="the second time")
    for order in ([first, other, bad], [bad, other, first], [bad, other, bad, first]):
        found = worst(order)
        assert [(item.check.id, item.outcome) for item in found] == [("a/b/1", outcome), ("a/b/2", Outcome.PASS)]
        assert found[0].exchanges == (STEP,)


def test_what_was_picked_by_hand_is_partial_and_ends_well():
    picked = run(result(), conditions=Conditions(filter="-k Pause"))
    assert (picked.verdict, picked.exit_status) == (PARTIAL, 0)
    missing = run(result(Outcome.NOT_ARRANGED), conditions=Conditions(filter="-k Pause"))
    assert (missing.verdict, missing.exit_status) == (PARTIAL, 3)
    assert run(result(Outcome.FAIL), conditions=Conditions(filter="-k Pause")).verdict is FAILS


def test_the_json_says_what_was_run():
    made = Conditions("1.2.3", "ab12", profile="quick", level="must", filter="-k x", seed=7, must_checks=9)
    told = run(result(), result(Outcome.WAIVED, id="a/b/2"), conditions=made).to_json()
    assert {
        "suite_version": "1.2.3", "spec_hash": "ab12", "profile": "quick", "level": "must", "filter": "-k x",
        "seed": 7, "seconds": 1.25, "target": "http://api.example.test/api.php", "waived": 1,
    }.items() <= told.items()  # fmt: skip
    assert run(result()).to_json()["filter"] is None


@pytest.mark.parametrize("outcome", Outcome)
def test_a_result_survives_its_way_through_json(outcome):
    made = result(outcome, SHOULD, message="a\nb", observed=("c",), exchanges=(STEP,), waiver="until then")
    assert Result.from_json(json.loads(json.dumps(made.to_json()))) == made
