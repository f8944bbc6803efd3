"""Values as people read them: never Python's notation, one printable line, text told from numbers."""

from __future__ import annotations

import pytest

from campaign_contract.contract_tests.api.wording import told, told_choice


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Paused", "Paused"),
        ("Not Scheduled", '"Not Scheduled"'),
        ("", '""'),
        ("12", '"12"'),
        (12, "12"),
        ("true", '"true"'),
        (True, "true"),
        (None, "nothing"),
        ("nothing", '"nothing"'),
        (["a", None], '["a", null]'),
        ({3, 1, 2}, "[1, 2, 3]"),
        ({(1, 2): 3}, "{(1, 2): 3}"),
        ("ä\x1b\ud800", r'"ä\u001b\ud800"'),
    ],
)
def test_a_value_is_told_in_the_words_of_the_api(value, text):
    assert told(value) == text


def test_a_choice_is_told_with_or():
    assert told_choice(["a", "b", 3]) == "a, b or 3"
    assert told_choice(["a"]) == "a"
    assert told_choice(["a", "b", "a"]) == "a or b"
