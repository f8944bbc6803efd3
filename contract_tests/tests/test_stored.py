"""Whether a value that was sent is shown is told also on a target that shows only what was set."""

from __future__ import annotations

from campaign_contract import spec
from campaign_contract.contract_tests.api.shown import View
from campaign_contract.contract_tests.api.stored import UPDATE, applied

MONTHS = "ScheduleRecMonths"


def shown_after(value):
    api = spec.load()
    return applied(api.command(UPDATE).parameter(MONTHS), "1,6,12", View({}, api), View({MONTHS: value}, api))


def test_another_value_is_told_where_nothing_was_shown_before():
    assert "ScheduleRecMonths afterwards" in shown_after("1,6")[0]


def test_another_way_of_writing_is_not():
    assert shown_after("1, 6, 12") == []
