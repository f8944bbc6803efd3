"""Second values are other ones, in the form of the first; where none is known to be good there is none."""

from __future__ import annotations

import pytest

from campaign_contract.contract_tests.api.second_values import second_value
from campaign_contract.contract_tests.settings import Settings

SETTINGS = Settings(email_id="12, 13")


@pytest.mark.parametrize(
    ("name", "first", "second"),
    [
        ("SendDate", "2037-12-31", "2038-01-01"),
        ("SendDate", "31.12.2037", None),
        ("SendTime", "09:50", "09:05"),
        ("SendTime", "09:30:00", "09:45:00"),
        ("SendTime", "half past nine", None),
        ("ScheduleRecMonths", "1,7", "2"),
        ("ScheduleRecSendMaxInstance", "3", "4"),
        ("S2SEnabled", "true", "false"),
        ("PublishOnRSS", "Enabled", "Disabled"),
        ("RelEmailID", "12", "13"),
        ("GoogleAnalyticsDomains", "example.test", "second.example.test"),
        ("CampaignStatus", "Draft", None),
        ("SendTimeZone", "UTC", None),
        ("RecipientListsAndSegments", "6", None),
    ],
)
def test_second_value(api, name, first, second):
    assert second_value(SETTINGS, api.command("Campaign.Update").parameter(name), first) == second


def test_no_second_email_without_one():
    assert Settings(email_id="12").emails == ("12",)
    assert Settings().emails == ()
