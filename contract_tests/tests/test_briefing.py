"""The end of a run on a terminal: one cause is told once, and nothing fills the screen."""

from __future__ import annotations

import shlex
from dataclasses import replace

import pytest

from campaign_contract.contract_tests.api.outcomes import Outcome
from campaign_contract.contract_tests.report.briefing import brief
from campaign_contract.contract_tests.report.failure_text import requests
from campaign_contract.contract_tests.tests.results import STEP, result, run
from campaign_contract.contract_tests.tests.test_causes import FINE, NO_OBJECT, WARNING, everywhere, failure
from campaign_contract.spec import Level

CURL = "curl -X POST http://api.example.test/api.php " + " ".join(
    f"--data-urlencode 'Parameter{n}=some text that is not short'" for n in range(9)
)


def height(lines, width):
    return sum(len(line) // width + 1 for line in lines)


def test_one_cause_is_told_once_and_the_first_line_names_it():
    lines = brief(everywhere(NO_OBJECT, WARNING + FINE), 80)
    assert lines[0].startswith('FAIL 1. all 5 commands: text before the JSON: "<br />')
    assert lines[0].endswith("(10 checks)")
    assert lines[1] == "  check     Campaign.Create/success/1 (MUST) and 9 more checks"
    assert height(lines, 80) <= 18


@pytest.mark.parametrize("width", [40, 80, 200])
def test_however_much_fails_the_causes_take_few_lines(width):
    step = replace(STEP, curl=CURL, answer="y" * 9000)
    many = [
        result(Outcome.FAIL, id=f"Campaign.Get/rule-{n}", message=f"field-{n}: {'z' * 900}", exchanges=(step,) * 9)
        for n in range(100)
    ]
    lines = brief(run(*many), width)
    assert height(lines, width) <= 60
    assert "more causes: -v tells all" in lines[-1]


def test_beside_a_cause_that_has_nearly_all_failures_the_others_get_a_line_each():
    told = everywhere(NO_OBJECT, WARNING + FINE)
    lines = brief(replace(told, results=(*told.results, failure("Campaign.Get/other", "x: differs"))), 80)
    assert lines[-1] == "FAIL 2. Campaign.Get/other: x: differs (1 check)"


def test_advice_beside_failures_gets_a_line():
    told = run(failure("Campaign.Get/a", "x: differs"), failure("Campaign.Get/b", "y: missing", level=Level.SHOULD))
    assert brief(told, 80)[-1] == "ADVICE 2. Campaign.Get/b: y: missing (1 check)"


@pytest.mark.parametrize("width", [40, 80])
def test_a_curl_line_continues_between_arguments_and_means_the_same(width):
    shown = list(requests(result(Outcome.FAIL, exchanges=(replace(STEP, curl=CURL),)), width=width))
    lines = shown[:-1]
    assert len(lines) > 3
    assert all(line.endswith(" \\") for line in lines[:-1])
    assert shlex.split(" ".join(line.removesuffix("\\") for line in lines).partition(". ")[2]) == shlex.split(CURL)


def test_nothing_failed_means_nothing_to_tell():
    assert brief(run(result()), 80) == []
