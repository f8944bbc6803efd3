"""What --arrange makes on a target that has the commands for it, and what it leaves alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from campaign_contract.contract_tests import wiring
from campaign_contract.contract_tests.api.arranging import LIST_NAME, arrange
from campaign_contract.contract_tests.api.client import Transcript
from campaign_contract.contract_tests.settings import Settings
from campaign_contract.contract_tests.stand_in.control import CampaignApi
from campaign_contract.contract_tests.stand_in.process import started
from campaign_contract.spec import load


@pytest.fixture(scope="module")
def stand_in():
    with started("") as url:
        yield CampaignApi(url)


@pytest.fixture
def users(stand_in):
    with stand_in.account(emails=0) as owner, stand_in.account(emails=0) as stranger:
        yield owner, stranger


def world_of(users, tmp_path, **given):
    owner, stranger = users
    settings = Settings(
        base_url=owner.url,
        api_key=owner.api_key,
        stranger_api_key=stranger.api_key,
        report_dir=str(tmp_path),
        arrange=True,
        **given,
    )
    return wiring.world(settings, load(), Transcript())


def ids(stand_in, user):
    shown = stand_in.control("GET", f"accounts/{user.id}")
    return {
        kind: [one["id"] if isinstance(one, dict) else one for one in shown[kind]] for kind in shown if kind in KINDS
    }


KINDS = ("emails", "tags", "lists", "campaigns")


def test_what_is_not_given_is_made_and_deleted_at_the_end(stand_in, users, tmp_path):
    world = world_of(users, tmp_path)
    remarks = list(arrange(world))
    owner, stranger = (ids(stand_in, user) for user in users)
    assert world.settings.emails == tuple(map(str, owner["emails"]))
    assert len(owner["emails"]) == 2
    assert world.settings.foreign_email_id == str(*stranger["emails"])
    assert world.settings.tag_id == str(*owner["tags"])
    assert [row.id for row in world.all_rows(Tags=world.settings.tag_id)] == owner["campaigns"]
    assert (world.settings.list_id, len(owner["lists"])) == (str(*owner["lists"]), 1)
    stays = f"the empty list {world.settings.list_id} ({LIST_NAME}) stays on the target"
    assert remarks == [f"--arrange: {stays}, where no command deletes lists"]
    assert world.clean_up() == 0
    assert [ids(stand_in, user) for user in users] == [
        {"emails": [], "tags": [], "lists": owner["lists"], "campaigns": []},
        {"emails": [], "tags": [], "lists": [], "campaigns": []},
    ]


def test_a_list_is_made_once(stand_in, users, tmp_path):
    first, second = world_of(users, tmp_path), world_of(users, tmp_path)
    for world in (first, second):
        list(arrange(world))
        world.clean_up()
    assert first.settings.list_id == second.settings.list_id
    assert len(ids(stand_in, users[0])["lists"]) == 1


def test_what_is_given_is_left_as_it_is(stand_in, users, tmp_path):
    given = {"email_id": "7", "foreign_email_id": "8", "tag_id": "9", "list_id": "10"}
    world = world_of(users, tmp_path, **given)
    assert list(arrange(world)) == []
    (own,) = ids(stand_in, users[0])["emails"]
    assert world.settings == replace(world.settings, **{**given, "email_id": f"7,{own}"})
    world.clean_up()


def test_a_target_without_these_commands_is_asked_and_not_blamed(world, miniature):
    refused = {"Success": False, "ErrorCode": 7}
    miniature.answers |= {"Email.Create": refused, "Tag.Create": refused}
    world.settings = replace(world.settings, email_id=None, foreign_email_id="8", tag_id=None, list_id="10")
    assert list(arrange(world)) == [
        f"--arrange: {command}: outcome: expected a success, got ErrorCode 7"
        for command in ("Email.Create", "Tag.Create")
    ]
    assert (world.settings.email_id, world.settings.tag_id) == (None, None)


def test_an_interrupted_run_is_cleaned_up_by_its_ledger(users, tmp_path):
    world = world_of(users, tmp_path)
    list(arrange(world))
    text = world.ledger.file.read_text(encoding="utf-8")
    assert {'"kind": "email"', '"kind": "tag"'} <= {part.strip("{}") for part in text.replace("}\n", ", ").split(", ")}
    world.clean_up()
