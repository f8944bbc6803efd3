"""A credential that a forgery leaves as it is would open everything beside one that it spoils."""

from __future__ import annotations

from campaign_contract.contract_tests.stories.test_whose_credential import FORGERIES, forge

SHORT, LONG = "key-anna-1111", "session-anna-11111111"


def test_a_credential_too_short_for_halves_is_not_sent_beside_half_of_another():
    forged = forge({"APIKey": SHORT, "SessionID": LONG}, FORGERIES["first-half"].spoil)
    assert forged == {"SessionID": "session-an"}


def test_a_credential_without_letters_is_not_sent_beside_another_in_other_case():
    forged = forge({"APIKey": "1234567890", "SessionID": LONG}, FORGERIES["other-case"].spoil)
    assert forged == {"SessionID": LONG.upper()}


def test_nothing_is_left_where_all_stay_as_they_are():
    assert forge({"APIKey": SHORT}, FORGERIES["second-half"].spoil) == {}
