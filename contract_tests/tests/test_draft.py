"""What a check saw last of a campaign the next one need not ask for, unless the campaign may be another by then."""

from __future__ import annotations

from typing import Any, cast

import pytest

from campaign_contract.contract_tests.api.draft import Draft
from campaign_contract.contract_tests.api.outcomes import Broken


class World:
    """Counts what is asked; refuses to name a campaign "bad"."""

    def __init__(self) -> None:
        self.asked = 0

    def get(self, _):
        self.asked += 1
        return self.asked

    def update(self, _, CampaignName):  # noqa: N803 - as the page writes it
        if CampaignName == "bad":
            raise Broken(["refused"])


@pytest.fixture
def world():
    return World()


@pytest.fixture
def draft(world):
    return Draft(cast("Any", world), cast("Any", "campaign"))


def test_what_was_seen_last_is_not_asked_for_again(world, draft):
    draft.update(CampaignName="good")
    seen = draft.after()
    assert (draft.before(), world.asked) == (seen, 1)


def test_a_check_that_ended_before_it_looked_leaves_nothing_known(world, draft):
    draft.after()
    draft.before()
    assert (draft.before(), world.asked) == (2, 2)


def test_a_change_that_fails_leaves_nothing_known(world, draft):
    draft.after()
    with pytest.raises(Broken):
        draft.update(CampaignName="bad")
    assert (draft.before(), world.asked) == (2, 2)
