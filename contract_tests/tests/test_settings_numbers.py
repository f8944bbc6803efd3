"""The settings of generated checks are whole numbers."""

from __future__ import annotations

import pytest

from campaign_contract.contract_tests.settings import Settings, SettingsError
from campaign_contract.contract_tests.settings_sources import resolve


def resolved(**flags) -> Settings:
    return resolve(flags, {}, None)


def test_the_seed_is_0_and_the_number_of_examples_each_checks_own_unless_said_otherwise():
    assert (resolved().seed, resolved().examples) == (0, None)
    assert (resolved(seed="7").seed, resolved(examples="50").examples) == (7, 50)
    assert resolve({}, {"CAMPAIGN_CONTRACT_SEED": "7"}, None).seed == 7


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("seed", "-1", "--seed: '-1' is not allowed; allowed: a whole number from 0"),
        ("seed", "abc", "--seed: 'abc' is not allowed; allowed: a whole number from 0"),
        ("seed", "1.5", "--seed: '1.5' is not allowed; allowed: a whole number from 0"),
        ("seed", True, "--seed: True is not allowed; allowed: a whole number from 0"),
        ("examples", "0", "--examples: '0' is not allowed; allowed: a whole number from 1"),
    ],
)
def test_anything_else_is_refused(name, value, text):
    with pytest.raises(SettingsError, match=f"^{text.replace('.', '[.]')}$"):
        resolved(**{name: value})
