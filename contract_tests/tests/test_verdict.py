"""What outcomes make of a run: the verdict, the exit status, the counts, and the last word on each check."""

from __future__ import annotations

import itertools
import json

import pytest

from campaign_contract.contract_tests.api.outcomes import Outcome
from campaign_contract.contract_tests.report.verdict import Result, Verdict, latest
from campaign_contract.contract_tests.tests.results import STEP, result, run
from campaign_contract.spec import Level

MUST, SHOULD = Level.MUST, Level.SHOULD
CONFORMS, FAILS, PARTIAL = Verdict.CONFORMS, Verdict.FAILS, Verdict.PARTIAL


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
        (Outcome.ERROR, MUST, False, FAILS),
        (Outcome.ERROR, SHOULD, False, FAILS),
    ],
)
def test_one_outcome_among_passes_decides_as_its_level_says(outcome, level, strict, verdict):
    judged = run(result(id="a/b/1"), result(outcome, level, id="a/b/2"), result(id="a/b/3"), strict=strict)
    assert judged.verdict is verdict
    assert judged.exit_status == verdict.value


def test_the_exit_statuses_are_those_that_are_promised():
    assert {verdict.name: verdict.value for verdict in Verdict} == {"CONFORMS": 0, "FAILS": 1, "PARTIAL": 3}


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


def test_the_last_word_on_a_check_counts_in_the_place_of_the_first():
    first, other = result(id="a/b/1", exchanges=(STEP,)), result(id="a/b/2")
    torn_down = result(Outcome.ERROR, id="a/b/1", message="while tearing down")
    found = latest([first, other, torn_down])
    assert [(item.check.id, item.outcome) for item in found] == [("a/b/1", Outcome.ERROR), ("a/b/2", Outcome.PASS)]
    assert found[0].exchanges == (STEP,)


@pytest.mark.parametrize("outcome", Outcome)
def test_a_result_survives_its_way_through_json(outcome):
    made = result(outcome, SHOULD, message="a\nb", observed=("c",), exchanges=(STEP,), waiver="until then")
    assert Result.from_json(json.loads(json.dumps(made.to_json()))) == made
