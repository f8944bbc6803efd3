"""A shown value contradicts the one that was sent only where it is written the same way and says something else."""

from __future__ import annotations

import json

import pytest

from campaign_contract.contract_tests.api.contradiction import contradicts
from campaign_contract.spec import Kind

BUNDLE = {"operator": "or", "criteria": [{"list_id": 6, "rules": [{"value": "a"}, {"value": "b"}]}]}


def bundle(**changes):
    return json.dumps({**BUNDLE, **changes})


@pytest.mark.parametrize(
    ("kind", "sent", "shown"),
    [
        (Kind.DATE, "2037-06-01", "2037-05-31"),
        (Kind.TIME, "09:30:00", "13:30:00"),
        (Kind.TIME, "09:30", "09:00:00"),
        (Kind.NUMBERS, "1,7", "1"),
        (Kind.NUMBERS, "1,7", '["1", "8"]'),
        (Kind.RECIPIENTS, "6:0", "7:0"),
        (Kind.BOOLEAN, "true", "0"),
        (Kind.BOOLEAN, "false", "Enabled"),
        (Kind.RULES, bundle(), bundle(operator="and")),
        (Kind.RULES, bundle(), bundle(criteria=[])),
        (Kind.RULES, bundle(), bundle().replace('"', "'")),
        (Kind.RULES, bundle(), json.dumps(bundle())),
        (Kind.RULES, bundle(), "[object Object]"),
    ],
)
def test_another_value_in_the_same_form(kind, sent, shown):
    assert contradicts(kind, sent, shown)


@pytest.mark.parametrize(
    ("kind", "sent", "shown"),
    [
        (Kind.DATE, "2037-06-01", "1 June 2037"),
        (Kind.TIME, "09:30:00", "9.30 a.m."),
        (Kind.TIME, "09:30:00", "09:30"),
        (Kind.NUMBERS, "1,7", "7, 1"),
        (Kind.NUMBERS, "1,7", "January and July"),
        (Kind.RECIPIENTS, "6", "6:0"),
        (Kind.RECIPIENTS, "6", "Newsletter"),
        (Kind.BOOLEAN, "true", "active"),
        (Kind.RULES, bundle(), bundle(version=2)),
        (Kind.RULES, bundle(), "Newsletter subscribers"),
        (Kind.TEXT, "a", "b"),
    ],
)
def test_a_form_of_the_target_s_own(kind, sent, shown):
    assert not contradicts(kind, sent, shown)
