"""The world: names and campaigns of its own, a guard against sending, and nothing left behind."""

from __future__ import annotations

import pytest

from campaign_contract.contract_tests.api import before
from campaign_contract.contract_tests.api.client import JSON
from campaign_contract.contract_tests.api.ledger import Ledger
from campaign_contract.contract_tests.api.outcomes import Broken, NotArranged, NotObservable
from campaign_contract.contract_tests.api.world import NEVER_ISSUED, new_campaign
from campaign_contract.contract_tests.tests.conftest import NOBODY, PREFIX

pytestmark = pytest.mark.usefixtures("miniature")

NO_SENDING = {"allow_sending": False}
FAILED = {"Success": False, "ErrorCode": 1}


def test_every_name_is_new_and_carries_the_prefix(world):
    names = [world.name("same hint") for _ in range(100)]
    assert len(set(names)) == 100
    assert all(name.startswith(PREFIX) and name.endswith("same hint") for name in names)


def test_a_campaign_is_made_under_its_name_for_its_user(world, miniature):
    mine, theirs = world.create("a name"), world.create(by=world.stranger)
    assert miniature.of("owner")[mine.id]["CampaignName"] == "a name"
    assert list(miniature.of("stranger")) == [theirs.id]
    assert theirs.owner is world.stranger
    assert world.ledger.holds(mine.id)
    assert world.ledger.holds(str(theirs.id))
    assert not world.ledger.holds(NEVER_ISSUED)


@pytest.mark.parametrize("status", ["Draft", "Ready", "Sending", "Paused", "Pending Approval", "Sent", "Failed"])
def test_a_campaign_is_brought_into_each_status(world, miniature, status):
    campaign = world.campaign(status)
    assert miniature.campaigns[campaign.id]["CampaignStatus"] == status
    assert world.get(campaign).status == status


def test_a_status_that_the_target_does_not_take_is_not_observable(world, miniature):
    miniature.answers["Campaign.Update"] = FAILED
    with pytest.raises(NotObservable, match="does not let a user set the status Failed"):
        world.campaign("Failed")


def test_a_step_that_fails_says_that_it_was_only_arranging(world, miniature):
    miniature.answers["Campaign.Update"] = FAILED
    with pytest.raises(
        Broken, match=r"while arranging \(Campaign.Update CampaignStatus=Sending\): outcome: expected a"
    ):
        world.campaign("Sending")
    miniature.answers["Campaign.Create"] = FAILED
    with pytest.raises(Broken, match=r"while arranging \(create a campaign\): outcome: expected a success"):
        world.create()


@pytest.mark.parametrize("issued", [None, "abc", True, "", [7]])
def test_a_new_campaign_without_an_id_breaks_the_contract(world, miniature, issued):
    miniature.answers["Campaign.Create"] = {"CampaignID": issued}
    with pytest.raises(Broken, match="CampaignID: expected a number or numeric text, got "):
        world.create()


def test_a_new_campaign_keeps_its_id_as_it_was_issued(world, miniature):
    miniature.answers["Campaign.Create"] = {"CampaignID": "0071"}
    campaign = world.create()
    assert (campaign.id, campaign.number) == ("0071", 71)
    copied = world.owner.call("Campaign.Create", {"CampaignName": "x"})
    assert new_campaign(copied, "CampaignID", "x", world.owner).id == "0071"


def test_an_answer_that_is_no_envelope_breaks_the_contract(world, miniature):
    miniature.answers["Campaign.Pause"] = {"Success": "yes"}
    with pytest.raises(Broken, match='Success: expected true or false, got "yes"'):
        world.owner.call("Campaign.Pause", {"CampaignID": world.create().id})


def test_an_id_that_stood_there_before_is_refused_and_never_deleted(world, miniature):
    miniature.plant(1001)
    before.remember(world)
    with pytest.raises(
        Broken, match="expected one that no campaign had before, got 1001, which existed before the run"
    ):
        world.create()
    assert world.ledger.created == []
    world.clean_up()
    assert "Campaigns.Delete" not in miniature.commands()


def test_what_stood_there_before_is_read_from_every_page_and_user(make_world, miniature):
    for id in range(1, 251):
        miniature.plant(id, "stranger" if id % 5 == 0 else "owner")
    world = make_world()
    before.remember(world)
    assert world.ledger.before == set(range(1, 251))


def test_a_copy_is_noted_like_a_new_campaign(world, miniature):
    miniature.answers["Campaign.Copy"] = {"NewCampaignID": "77"}
    world.owner.call("Campaign.Copy", {"CampaignID": world.create().id})
    assert world.ledger.holds(77)


def test_clean_up_deletes_what_the_run_made_and_nothing_else(world, miniature):
    for id in (1, 2):
        miniature.plant(id)
    miniature.plant(3, "stranger")
    before.remember(world)
    for number in range(60):
        world.create(by=world.stranger if number % 2 else None)
    world.delete(world.create(), world.create())
    assert world.clean_up() == 0
    assert sorted(miniature.campaigns) == [1, 2, 3]


def test_clean_up_goes_one_by_one_where_a_list_is_refused(world, miniature):
    first, gone, last = (world.create() for _ in range(3))
    del miniature.campaigns[gone.id]
    assert world.clean_up() == 0
    assert miniature.campaigns == {}
    deleted = [sent["Campaigns"] for sent in miniature.received if sent["Command"] == "Campaigns.Delete"]
    assert deleted[1:] == [str(first.id), str(gone.id), str(last.id)]


def test_clean_up_goes_on_after_a_failure_and_tells_what_is_left(world, miniature):
    world.create()
    world.create(by=world.stranger)
    miniature.answers["Campaigns.Delete"] = FAILED
    assert world.clean_up() == 2
    miniature.answers["Campaigns.Delete"] = {"Success": "broken"}
    assert world.clean_up() == 2


def test_where_the_list_fails_nothing_counts_as_cleaned_up(world, miniature, tmp_path):
    world.ledger.file = tmp_path / "ledger.jsonl"
    world.create()
    miniature.answers["Campaigns.Get"] = FAILED
    assert world.clean_up() == 1
    assert world.ledger.file.exists()


def test_the_ledger_is_written_as_it_goes_and_removed_when_all_is_clean(make_world, miniature, tmp_path):
    world = make_world()
    world.ledger.file = tmp_path / "new" / "ledger.jsonl"
    world.create()
    world.create(by=world.stranger)
    assert world.ledger.file.read_text() == '{"user": "owner", "id": 1001}\n{"user": "stranger", "id": 1002}\n'
    world.clean_up()
    assert not world.ledger.file.exists()
    assert miniature.campaigns == {}


def test_two_ledgers_share_nothing():
    assert Ledger().created is not Ledger().created


COULD_SEND = {
    "status-ready": ("Campaign.Update", {"CampaignStatus": "Ready"}),
    "status-sending": ("Campaign.Update", {"CampaignStatus": "Sending"}),
    "immediate": ("Campaign.Update", {"ScheduleType": "Immediate"}),
    "future": ("Campaign.Update", {"ScheduleType": "Future"}),
    "recursive": ("Campaign.Update", {"ScheduleType": "Recursive"}),
    "unknown-schedule": ("Campaign.Update", {"ScheduleType": "No Such Value"}),
    "approve": ("Campaign.Approve", {}),
    "resume": ("Campaign.Resume", {}),
}
CANNOT_SEND = {
    "status-draft": ("Campaign.Update", {"CampaignStatus": "Draft"}),
    "status-paused": ("Campaign.Update", {"CampaignStatus": "Paused"}),
    "name": ("Campaign.Update", {"CampaignName": "x"}),
    "date-alone": ("Campaign.Update", {"SendDate": "2037-06-01"}),
    "not-scheduled": ("Campaign.Update", {"ScheduleType": "Not Scheduled"}),
    "pause": ("Campaign.Pause", {}),
    "cancel": ("Campaign.Cancel", {}),
    "copy": ("Campaign.Copy", {}),
}


@pytest.mark.parametrize("name", COULD_SEND)
def test_without_permission_nothing_that_could_send_leaves(make_world, miniature, name):
    world = make_world(**NO_SENDING)
    campaign, (command, parameters) = world.create(), COULD_SEND[name]
    before = len(miniature.received)
    with pytest.raises(NotArranged, match="sending is not allowed on this target; --allow-sending allows it"):
        world.owner.call(command, {"CampaignID": campaign.id, **parameters})
    assert len(miniature.received) == before


@pytest.mark.parametrize("name", CANNOT_SEND)
def test_without_permission_what_cannot_send_goes_out(make_world, miniature, name):
    world = make_world(**NO_SENDING)
    command, parameters = CANNOT_SEND[name]
    world.owner.call(command, {"CampaignID": world.create().id, **parameters})
    assert miniature.commands()[-1] == command


@pytest.mark.parametrize("name", COULD_SEND)
def test_with_permission_everything_goes_out(make_world, miniature, name):
    world = make_world(allow_sending=True)
    command, parameters = COULD_SEND[name]
    world.owner.call(command, {"CampaignID": world.create().id, **parameters})
    assert miniature.commands()[-1] == command


@pytest.mark.parametrize("status", ["Ready", "Sending", "Paused"])
def test_without_permission_no_campaign_gets_where_it_could_send(make_world, miniature, status):
    with pytest.raises(NotArranged):
        make_world(**NO_SENDING).campaign(status)
    assert set(miniature.commands()) == {"Campaign.Create"}


def test_without_permission_a_filter_by_status_goes_out(make_world):
    world = make_world(**NO_SENDING)
    assert world.rows(CampaignStatus="Ready") == []


def test_a_stranger_or_a_value_that_nobody_gave_is_not_arranged(make_world):
    world = make_world(stranger=NOBODY, list_id=None)
    with pytest.raises(NotArranged, match="no stranger's credentials; --stranger-api-key"):
        _ = world.stranger
    with pytest.raises(NotArranged, match="--list-id is not given"):
        world.operator_value("list_id")
    assert make_world().operator_value("email_id") == "7"


def test_an_answer_without_a_campaign_is_an_empty_view(world, miniature):
    assert not world.get(NEVER_ISSUED).exists
    miniature.answers["Campaign.Get"] = {**FAILED, "Campaign": {"CampaignID": 1}}
    assert not world.get(1).exists


def test_a_campaign_is_found_in_the_list_by_its_id(world, miniature):
    campaign = world.create()
    miniature.plant(5, name=campaign.name)
    assert world.find(campaign).id == campaign.id
    del miniature.campaigns[campaign.id]
    assert world.find(campaign) is None


@pytest.mark.parametrize("rows", [None, {}, [1], "text"])
def test_a_list_that_is_none_breaks_the_contract(world, miniature, rows):
    miniature.answers["Campaigns.Get"] = {"Campaigns": rows}
    with pytest.raises(Broken, match="Campaigns: expected a list of objects, got "):
        world.rows()


def test_all_rows_end_where_the_target_ignores_the_page(world, miniature):
    miniature.answers["Campaigns.Get"] = {"Campaigns": [{"CampaignID": 1}, {"CampaignID": "2"}]}
    assert [row.id for row in world.all_rows()] == [1, 2]


@pytest.fixture
def endless(miniature, monkeypatch):
    """A target whose list goes on for ever, whatever is looked for."""

    def page(_, sent):
        start = int(sent["RecordsFrom"])
        return {"Campaigns": [{"CampaignID": id, "CampaignName": "x"} for id in range(start + 1, start + 101)]}

    monkeypatch.setattr(miniature, "_list", page)
    return miniature


def test_no_more_of_a_list_is_read_than_so_many_pages(world, endless):
    with pytest.raises(NotObservable, match="more than 20000 campaigns are listed; no more of them are read"):
        world.all_rows()
    with pytest.raises(Broken, match="rows for a keyword of this run: expected its own campaigns, got 20000 and more"):
        world.all_rows(SearchKeyword=world.name())
    assert len(endless.received) == 400


@pytest.mark.usefixtures("endless")
def test_no_more_of_a_list_is_read_than_one_answer_may_hold(make_world):
    world = make_world(answer_limit=0.02)
    with pytest.raises(NotObservable, match="more than 500 campaigns"):
        world.all_rows()


def test_of_a_list_without_end_only_the_ids_are_kept_and_new_ids_are_looked_at(world, endless):
    before.remember(world)
    assert len(world.ledger.before) == 20_000
    assert world.ledger.is_unsure
    endless.next_id = 30_001
    looks = endless.commands().count("Campaign.Get")
    world.create()
    assert endless.commands().count("Campaign.Get") == looks + 1
    before.note_vanished(world)
    assert world.ledger.vanished == set()


@pytest.mark.parametrize(("sent", "shown"), [(True, "true"), (True, "1"), (1.5, "1.5"), (7, "7"), ("odd", "odd")])
def test_a_name_that_is_no_text_in_json_is_the_run_s_own_all_the_same(world, endless, sent, shown):
    before.remember(world)
    endless.answers["Campaign.Create"] = {"CampaignID": 30_001}
    endless.answers["Campaign.Get"] = {"Campaign": {"CampaignID": 30_001, "CampaignName": shown}}
    world.owner.call("Campaign.Create", {"CampaignName": sent}, encoding=JSON)
    assert 30_001 not in world.ledger.before


def test_credentials_of_ones_own_take_the_place_of_the_users(world, miniature):
    world.owner.call("Campaigns.Get", {}, credentials={})
    world.owner.call("Campaigns.Get", {}, credentials={"APIKey": "wrong"})
    assert [sent.get("APIKey") for sent in miniature.received] == [None, "wrong"]


def test_the_same_user_over_another_connection_keeps_one_ledger(world):
    campaign = world.create(by=world.owner.in_another_thread())
    assert world.ledger.holds(campaign.id)
