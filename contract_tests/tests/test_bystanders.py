"""What existed before a run costs a hostile target's testers nothing more than it takes by the first deletion."""

from __future__ import annotations

import pytest

from campaign_contract.contract_tests.api import before
from campaign_contract.contract_tests.api.outcomes import Broken


@pytest.fixture
def greedy(miniature, monkeypatch):
    """A target whose Delete takes every campaign of everybody."""
    monkeypatch.setattr(miniature, "_delete", lambda *_: miniature.campaigns.clear() or {})
    miniature.plant(1)
    miniature.plant(2, "stranger")
    return miniature


def test_a_deletion_that_takes_more_than_it_names_is_the_last_of_the_run(world, greedy):
    before.remember(world)
    first, second = world.create(), world.create()
    with pytest.raises(Broken) as told:
        world.delete(first)
    (harm,) = told.value.differences
    assert harm.startswith("Campaigns.Delete: expected only what is named to be deleted, campaign 1 of the owner and ")
    greedy.plant(7)
    with pytest.raises(Broken, match="nothing more is deleted in this run"):
        world.delete(second)
    world.clean_up()
    assert 7 in greedy.campaigns
    assert greedy.commands().count("Campaigns.Delete") == 1
    told = world.ledger.remarks()
    assert told[0] == harm
    assert told[1].startswith(
        "campaigns from before the run are not listed any more (1, 2): the target took them away"
    )


def test_what_vanishes_in_whatever_way_is_told_at_the_end(world, miniature):
    for id in (1, 2, 3):
        miniature.plant(id)
    miniature.plant(4, "stranger")
    before.remember(world)
    del miniature.campaigns[2]
    world.clean_up()
    (said,) = world.ledger.remarks()
    assert said.startswith("campaigns from before the run are not listed any more (2): ")


def test_a_row_that_moved_past_the_reader_has_not_vanished(world, miniature, monkeypatch):
    for id in (1, 2):
        miniature.plant(id)
    before.remember(world)
    listed, moved = world.pages, iter([1])
    monkeypatch.setattr(world, "pages", lambda by: [page[next(moved, 0) :] for page in listed(by)])
    before.note_vanished(world)
    assert next(moved, None) is None
    assert world.ledger.remarks() == []


def test_what_another_run_makes_and_deletes_meanwhile_is_no_bystander(world, miniature):
    miniature.plant(1, name="Copy of cct-0123abcd 0001 campaign")
    miniature.plant(2)
    before.remember(world)
    del miniature.campaigns[1]
    world.delete(world.create())
    world.clean_up()
    assert world.ledger.remarks() == []
    assert 1 in world.ledger.before


def test_one_campaign_and_several_are_looked_after_once_each(world, miniature):
    miniature.plant(1)
    before.remember(world)
    looked = miniature.commands().count("Campaign.Get")
    for _ in range(3):
        world.delete(world.create())
        world.delete(world.create(), world.create())
    assert miniature.commands().count("Campaign.Get") == looked + 2
    assert world.ledger.remarks() == []


def test_a_target_that_shows_no_campaign_is_not_taken_for_one_that_lost_it(world, miniature):
    miniature.plant(1)
    miniature.answers["Campaign.Get"] = {"Campaign": []}
    before.remember(world)
    assert world.delete(world.create()).succeeded


def test_an_id_from_before_is_left_alone_and_told(world, miniature):
    miniature.plant(1001)
    before.remember(world)
    with pytest.raises(Broken, match="got 1001, which existed before the run"):
        world.create()
    (said,) = world.ledger.remarks()
    assert said.startswith("new campaigns got ids that existed before the run (1001)")


@pytest.mark.parametrize("key", ["CampaignName", "Name"])
def test_where_the_list_is_broken_a_new_id_that_shows_another_name_is_left_alone(world, miniature, key):
    miniature.answers["Campaigns.Get"] = {"Success": False, "ErrorCode": 9}
    before.remember(world)
    world.create()
    miniature.answers["Campaign.Create"] = {"CampaignID": 5}
    miniature.answers["Campaign.Get"] = {"Campaign": {"CampaignID": 5, key: "Summer Sale"}}
    with pytest.raises(Broken, match="got 5, which existed before the run"):
        world.create()
    assert not world.ledger.holds(5)


def test_where_the_list_is_broken_a_name_that_was_sent_as_a_number_is_the_runs_own(world, miniature):
    miniature.answers["Campaigns.Get"] = {"Success": False, "ErrorCode": 9}
    before.remember(world)
    miniature.answers["Campaign.Get"] = {"Campaign": {"CampaignID": 1001, "CampaignName": "7"}}
    world.owner.call("Campaign.Create", {"CampaignName": 7}, encoding="json")
    assert world.ledger.holds(1001)
