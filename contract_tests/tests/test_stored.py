"""Whether a value that was sent is shown is told also on a target that shows only what was set."""

from __future__ import annotations

from campaign_contract import spec
from campaign_contract.contract_tests.api.shown import View
from campaign_contract.contract_tests.api.stored import UPDATE, applied, idle_parts

DATE = {"SendDate", "SendTime", "SendTimeZone"}
MONTHS = "ScheduleRecMonths"


def shown_after(value):
    api = spec.load()
    return applied(api.command(UPDATE).parameter(MONTHS), "1,6,12", View({}, api), View({MONTHS: value}, api))


def test_another_value_is_told_where_nothing_was_shown_before():
    assert "ScheduleRecMonths afterwards" in shown_after("1,6")[0]


def test_another_way_of_writing_is_not():
    assert shown_after("1, 6, 12") == []


def test_a_spoiled_way_of_writing_is_told():
    api = spec.load()
    bundle = api.command(UPDATE).parameter("RulesJsonBundle")
    sent = '{"operator": "or", "criteria": []}'
    shown = View({bundle.name: sent.replace('"', "'")}, api)
    assert applied(bundle, sent, View({}, api), shown)


def idle(**values):
    return idle_parts(spec.load().command(UPDATE), values)


def test_a_schedule_type_has_no_use_for_the_parts_of_another():
    assert idle(ScheduleType="Immediate") == idle(ScheduleType="Future") | DATE
    assert not idle(ScheduleType="Future") & DATE
    assert idle(ScheduleType="Recursive") == DATE - {"SendTimeZone"}


def test_without_a_schedule_type_every_part_counts():
    assert idle(CampaignStatus="Draft") == set()


def test_nothing_is_shown_in_many_ways():
    shown = View({"a": None, "b": [], "c": "0000-00-00", "d": "00:00:00", "e": "2037-01-01", "f": 5}, spec.load())
    assert [name for name in "abcdefg" if shown.is_empty(name)] == list("abcdg")
