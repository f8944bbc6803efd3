"""Values as text: lists of numbers."""

from __future__ import annotations

import pytest

from campaign_contract.mockserver.values import HIGHEST, numbers, well_formed
from campaign_contract.spec import Kind


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1", {1}),
        ("1,2,2", {1, 2}),
        ("007,999999999999999999", {7, HIGHEST - 1}),
        (" 1 , 2", {1, 2}),
        ("1,,x,-3,4", {1, 4}),
        ("1," + "9" * 19, {1, HIGHEST}),
        ("0" * 5000 + "7", {7}),
        ("", set()),
        (",".join(map(str, range(20_000))), set(range(20_000))),
    ],
)
def test_a_list_of_numbers_is_read_however_it_is_written(text, found):
    assert numbers(text) == found


@pytest.mark.parametrize("kind", [Kind.CAMPAIGNS, Kind.TAGS, Kind.NUMBERS])
@pytest.mark.parametrize(
    ("text", "is_good"),
    [
        ("1", True), ("0", True), (" 000 , 2 ,3", True), ("0" * 30 + "9" * 18, True), ("9" * 18, True),
        ("", False), ("1,", False), (",1", False), ("1 2", False), ("1,x", False), ("9" * 19, False), ("-1", False),
    ],
)  # fmt: skip
def test_a_list_of_ids_holds_ids_and_nothing_else(kind, text, is_good):
    assert well_formed(kind, text) is is_good


@pytest.mark.parametrize(
    ("text", "is_good"),
    [
        ("1", True),
        ("1:0, 2:3", True),
        ("5: 0,5::0", True),
        ("1:2:3", False),
        ("1,", False),
        (":1", False),
        ("1:", False),
    ],
)
def test_recipients_are_lists_and_segments(text, is_good):
    assert well_formed(Kind.RECIPIENTS, text) is is_good
