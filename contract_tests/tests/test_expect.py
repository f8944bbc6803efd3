"""Each expectation decides both ways, and its difference says what was wanted and what came."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from campaign_contract.contract_tests.api import expect
from campaign_contract.contract_tests.api.outcomes import Broken, require
from campaign_contract.contract_tests.tests.conftest import reply
from campaign_contract.spec import Error

ONE, TWO = Error("missing-id", 1, "Missing", ()), Error("not-found", 2, "Not found", ())
FINE = {"Success": True, "ErrorCode": 0}


def failed(code):
    return reply({"Success": False, "ErrorCode": code})


@pytest.mark.parametrize(
    "body",
    [FINE, {"Success": True, "ErrorCode": "0", "More": 1}, {"Success": False, "ErrorCode": 1},
     {"Success": False, "ErrorCode": [1]}, {"Success": False, "ErrorCode": {"campaigns": 1}}],
)  # fmt: skip
def test_an_envelope_is_one(api, body):
    assert expect.envelope(reply(body), api) == []


@pytest.mark.parametrize(
    ("body", "difference"),
    [
        ({"Success": True}, "ErrorCode: missing"),
        ({"ErrorCode": 0}, "Success: missing"),
        ({"Success": "true", "ErrorCode": 0}, 'Success: expected true or false, got "true"'),
        ({"Success": True, "ErrorCode": 1}, 'ErrorCode: expected 0 or "0", got 1'),
        (
            {"Success": False, "ErrorCode": None},
            "ErrorCode: expected a whole number or text or a list or an object, got null",
        ),
        ([FINE], "body: expected one JSON object, got "),
        (None, "body: expected one JSON object, got "),
    ],
)
def test_what_is_no_envelope_is_told(api, body, difference):
    assert any(line.startswith(difference) for line in expect.envelope(reply(body), api))


def test_a_failure_with_the_code_zero_is_no_envelope(api):
    assert expect.envelope(failed(0), api)


def test_success_and_failure_are_opposites():
    assert expect.success(reply(FINE)) == []
    assert expect.failure(failed(1)) == []
    assert expect.success(failed([1])) == ["outcome: expected a success, got ErrorCode [1]"]
    assert expect.failure(reply(FINE)) == ["outcome: expected a failure, got a success"]


@pytest.mark.parametrize("code", [1, "1", [1], {"campaigns": 1}])
def test_a_refusal_has_the_number_however_it_is_wrapped(code):
    assert expect.refusal(failed(code), ONE) == []
    assert expect.refusal(failed(code), (TWO, ONE)) == []
    assert expect.refusal(failed(code), TWO) == [f"ErrorCode: expected 2 (Not found), got {json.dumps(code)}"]


def test_a_refusal_by_another_number_or_a_success_is_told():
    assert expect.refusal(failed(3), (ONE, TWO)) == ["ErrorCode: expected 1 (Missing) or 2 (Not found), got 3"]
    assert expect.refusal(reply(FINE), ONE) == ["outcome: expected error 1 (Missing), got a success"]


def test_any_outcome_but_one_number_is_another():
    assert expect.other_than(reply(FINE), ONE) == []
    assert expect.other_than(failed(2), ONE) == []
    assert expect.other_than(failed([1]), ONE) == ["ErrorCode: expected anything but 1 (Missing), got it"]


def test_a_schema_names_the_place_of_each_difference():
    wanted = {"properties": {"Campaigns": {"items": {"required": ["id"], "properties": {"id": {"type": "string"}}}}}}
    assert expect.schema(reply({"Campaigns": [{"id": "1"}]}), wanted) == []
    assert expect.schema(reply({"Campaigns": [{"id": "1"}, {"id": 2}, {}]}), wanted) == [
        "Campaigns.1.id: expected text, got 2",
        "Campaigns.2.id: missing",
    ]


def test_values_are_compared():
    assert expect.equal("name", "a", "a") == []
    assert expect.equal("name", "a", "b") == ["name: expected a, got b"]
    assert expect.among("status", ("a", "b"), "b") == []
    assert expect.among("status", ("a", "b"), "c") == ["status: expected a or b, got c"]
    assert expect.none_of("status", ("a", "b"), "c") == []
    assert expect.none_of("status", ("a", "b"), "a") == ["status: expected anything but a, got it"]


def test_only_what_was_seen_before_has_to_be_the_same_afterwards():
    assert expect.unchanged({"a": 1}, {"a": 1, "b": 2}) == []
    assert expect.unchanged({"a": 1, "b": 2}, {"a": 3}) == [
        "a afterwards: expected 1, got 3",
        "b afterwards: expected 2, got nothing",
    ]
    assert expect.unchanged({"a": 1, "b": 2}, {}) == ["campaign afterwards: expected as it was, got nothing"]


@pytest.mark.parametrize("value", ["x" * 300, "\n\x1b\ud800" * 300, list(range(300))])
def test_a_long_value_is_cut_and_stays_one_printable_line(value):
    (line,) = expect.equal("name", "a", value)
    assert line.isprintable()
    assert len(line) < 260
    assert line.endswith(" characters)")


def test_a_difference_breaks_the_contract_and_none_does_not():
    require([])
    with pytest.raises(Broken) as caught:
        require(line for line in ("one", "two"))
    assert caught.value.differences == ("one", "two")
    assert str(caught.value) == "one; two"


def test_an_envelope_is_strict_json(api):
    assert expect.envelope(replace(reply(FINE), faults=("body: NaN is no JSON",)), api) == ["body: NaN is no JSON"]


def test_what_is_true_or_not_is_told_as_yes_or_no():
    assert expect.equal("tags are shown", True, False) == ["tags are shown: expected yes, got no"]


def test_campaigns_of_a_list_are_told_with_names_or_statuses():
    assert expect.same_campaigns("the list", {1: "Draft"}, {1: "Draft"}) == []
    assert expect.same_campaigns("the list", {1: "Draft", 2: "Draft"}, {2: "Draft", 3: "Sent", 4: "Ready"}) == [
        "the list: expected also 1 (Draft)",
        "the list: expected none of 3 (Sent), 4 (Ready), got them",
    ]
