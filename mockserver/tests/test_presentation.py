"""Campaigns as answers show them, and what is not made anew for each answer."""

from __future__ import annotations

import orjson
import pytest

from campaign_contract.mockserver import presentation
from campaign_contract.mockserver.casts import cast_to
from campaign_contract.mockserver.formats import PLAIN
from campaign_contract.mockserver.presentation import view
from campaign_contract.mockserver.shared import Shared


@pytest.fixture
def row(spec):
    return {field.name: field.default for field in spec.fields if field.stored} | {"CampaignID": 7}


@pytest.fixture
def shown(spec):
    return view(spec.fields, statistics=True, tagged=True)


def test_what_is_unchanged_is_not_made_anew(shown, row):
    assert shown(row, ["a"]) is shown(dict(row), ["a"])


@pytest.mark.parametrize(
    ("changes", "tags"), [({"CampaignName": "b"}, ["a"]), ({"TotalOpens": 1}, ["a"]), ({}, ["b"]), ({}, [])]
)
def test_what_is_changed_is_made_anew(shown, row, changes, tags):
    before, after = shown(row, ["a"]), shown({**row, **changes}, tags)
    assert after.items() >= changes.items()
    assert after["Tags"] == tags
    assert (before["CampaignName"], before["Tags"]) == (row["CampaignName"], ["a"])


def test_a_campaign_with_much_text_is_not_kept(shown, row):
    large = {**row, "RulesJsonBundle": "x" * (presentation._LONGEST_KEPT + 1)}
    assert shown(large, []) is not shown(large, [])
    assert shown(large, []) == shown(large, [])


def test_only_so_many_are_kept(monkeypatch, shown, row):
    monkeypatch.setattr(presentation, "_MOST_KEPT", 2)
    first = shown(row, [])
    shown({**row, "CampaignID": 8}, [])
    assert shown(row, []) is first
    shown({**row, "CampaignID": 9}, [])
    assert shown(row, []) is not first


def test_a_shared_object_is_cast_once_and_stays_as_it_is():
    cast = cast_to({"properties": {"id": {"type": "string"}}})
    assert cast is not None
    shared = Shared({"id": 7})
    assert cast(shared) is cast(shared)
    assert (cast(shared), shared) == ({"id": "7"}, {"id": 7})


def test_a_shared_object_is_written_as_any_other_and_once():
    shared = Shared({"id": 7, "of": [{"name": "ü"}]})
    body = {"Success": True, "Campaigns": [shared, shared], "plain": dict(shared)}
    assert PLAIN.written(body, "")[0] == orjson.dumps({**body, "Campaigns": [dict(shared)] * 2})
    assert shared.made(orjson.dumps) is shared.made(orjson.dumps)
