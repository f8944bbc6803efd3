"""A story may send only values that the spec's choices list, or the one that stands for none of them."""

from __future__ import annotations

import pytest

from campaign_contract.contract_tests.api.safety import NO_SUCH_VALUE, refuse_unlisted
from campaign_contract.spec import NotInSpec, load

SPEC = load()


@pytest.mark.parametrize(
    ("command", "sent"),
    [
        ("Campaigns.Get", {"OrderType": "DESC", "CampaignStatus": "Pending"}),
        ("Campaigns.Get", {"OrderType": NO_SUCH_VALUE}),
        ("Campaigns.Get", {"OrderType": "", "CampaignStatus": ["All"]}),
        ("Campaigns.Get", {"SearchKeyword": "DOWN", "RecordsFrom": 3}),
        ("Campaign.Update", {"CampaignStatus": "Paused"}),
    ],
)
def test_what_is_listed_or_meant_as_unlisted_is_sent(command, sent):
    refuse_unlisted(SPEC.command(command), sent)


def test_another_value_is_not_of_this_spec():
    with pytest.raises(NotInSpec, match=r"the value DOWN of Campaigns\.Get's OrderType"):
        refuse_unlisted(SPEC.command("Campaigns.Get"), {"OrderType": "DOWN"})
