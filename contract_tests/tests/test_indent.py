import json

import pytest

from campaign_contract.contract_tests.report.indent import indented


def test_each_item_gets_a_line():
    assert indented('{"a": {"b": [1, {}], "c": []}, "d": null}') == (
        '{\n  "a": {\n    "b": [\n      1,\n      {}\n    ],\n    "c": []\n  },\n  "d": null\n}'
    )


@pytest.mark.parametrize("text", ["1.00", "1e3", "12345678901234567890.10", '"a\\u00e9 \\" {b}, [c]: d"', "true"])
def test_values_stay_as_they_were_written(text):
    assert indented(f'{{"x":{text}}}') == f'{{\n  "x": {text}\n}}'


def test_a_key_that_occurs_twice_is_shown_twice():
    assert indented('{"a":1,"a":2}').count('"a"') == 2


@pytest.mark.parametrize("value", [{"a": [[], {}, [[1]], {"b": "c"}]}, [], {}, [{"a": None}], "x", 1, [True, False]])
def test_it_is_laid_out_as_by_the_standard_library(value):
    assert indented(json.dumps(value)) == json.dumps(value, indent=2)


@pytest.mark.parametrize("text", ["", "<html>", '{"a": ', "[" * 20_000, "Gone,\nreally"])
def test_what_is_no_json_stays_as_it_is(text):
    assert indented(text) == text


def test_deep_nesting_does_not_run_off_to_the_right():
    assert max(map(len, indented("[" * 300 + "]" * 300).splitlines())) < 100
