"""E-mails, lists, segments and tags: what the commands around campaigns do to them, and to nobody else's."""

from __future__ import annotations

import pytest

from campaign_contract.mockserver.store import Store

UNSUBSCRIBE = "%Link:Unsubscribe%"
GOOD = {"EmailID": "1", "ValidateScope": "Campaign", "PlainContent": UNSUBSCRIBE}


def codes(answer):
    assert answer["Success"] is False
    return answer["ErrorCode"]


def test_the_current_user_is_the_credentials(owner, stranger):
    mine, theirs = owner("User.Current"), stranger("User.Current")
    assert mine["UserInfo"].items() >= {"UserID": "1", "Username": "owner", "AccountStatus": "Enabled"}.items()
    assert mine["UserInfo"]["GroupInfo"]["Options"] == {}
    assert theirs["UserInfo"]["EmailAddress"] == "stranger@example.test"
    assert "password" not in str(mine).lower()


class TestEmails:
    def read(self, api, id="1"):
        return api("Email.Get", EmailID=id)["EmailInformation"]

    def test_an_update_changes_what_is_sent_and_keeps_the_rest(self, owner):
        before = self.read(owner)
        assert owner("Email.Update", **GOOD, Subject="One", FromEmail="a@example.test") == {
            "Success": True,
            "ErrorCode": 0,
        }
        assert owner("Email.Update", EmailID="1", ValidateScope="Campaign", subject="Two")["Success"] is True
        changed = {
            "Subject": "Two",
            "FromEmail": "a@example.test",
            "PlainContent": UNSUBSCRIBE,
            "ContentType": "Plain",
        }
        assert self.read(owner) == before | changed
        assert owner("Emails.Get")["Emails"][0]["Subject"] == "Two"

    def test_a_row_shows_no_scope_and_nothing_that_is_ignored(self, owner):
        owner("Email.Update", **GOOD, SenderDomain="example.test")
        assert self.read(owner).keys().isdisjoint({"ValidateScope", "SenderDomain"})

    @pytest.mark.parametrize(
        ("sent", "expected"),
        [
            ({"EmailID": ""}, [1]),
            ({"EmailID": "", "ValidateScope": ""}, [1, 9]),
            ({"Mode": "Import"}, [2]),
            ({"EmailID": "777"}, [3]),
            ({"EmailID": "3"}, [3]),
            ({"Mode": "Wild"}, [4]),
            ({"Mode": "Template"}, [5]),
            ({"FromEmail": "nobody", "ReplyToEmail": "no one@"}, [6, 7]),
            ({"PlainContent": ""}, [8]),
            ({"ValidateScope": "Letter"}, [10]),
            ({"PlainContent": "x", "HTMLContent": "x"}, [11, 12]),
            ({"PlainContent": "x", "HTMLContent": "x", "ValidateScope": "OptIn"}, [13, 14, 15, 16]),
        ],
    )
    def test_a_bad_update_collects_its_faults_and_changes_nothing(self, owner, sent, expected):
        before = self.read(owner)
        answer = owner("Email.Update", **(GOOD | {"Subject": "new"} | sent))
        assert codes(answer) == expected
        assert len(answer["ErrorText"]) == len(expected)
        assert self.read(owner) == before

    @pytest.mark.parametrize("sent", [{"Mode": "Import", "FetchURL": "https://example.test"}, {"Mode": "Empty"}])
    def test_content_that_comes_from_elsewhere_need_not_be_sent(self, owner, sent):
        answer = owner("Email.Update", EmailID="1", ValidateScope="Campaign", **sent)
        assert answer["Success"] is (sent["Mode"] == "Import")

    def test_another_users_is_neither_read_nor_deleted(self, owner, stranger):
        assert codes(owner("Email.Get", EmailID="3")) == [2]
        assert codes(owner("Email.Get", EmailID="x")) == [2]
        assert codes(owner("Email.Get")) == [1]
        assert owner("Email.Delete", EmailID="3")["Success"] is True
        assert self.read(stranger, "3")["EmailID"] == "3"

    def test_a_deleted_one_is_gone_and_its_id_is_not_used_again(self, owner):
        new = owner("Email.Create")["EmailID"]
        assert owner("Email.Delete", EmailID=str(new)) == {"Success": True, "ErrorCode": 0, "ErrorText": ""}
        assert codes(owner("Email.Get", EmailID=str(new))) == [2]
        assert owner("Email.Create")["EmailID"] == new + 1


class TestLists:
    def test_a_new_list_is_read_and_listed_by_its_user_only(self, owner, stranger):
        new = owner("List.Create", subscriberlistname="New")["ListID"]
        found = owner("List.Get", ListID=str(new))["List"]
        assert found.items() >= {"ListID": str(new), "ListName": "New", "Name": "New", "SubscriberCount": 0}.items()
        assert str(new) in [row["ListID"] for row in owner("Lists.Get")["Lists"]]
        assert codes(stranger("List.Get", ListID=str(new))) == {"listid": 1}

    def test_a_list_needs_a_name_which_another_one_may_have(self, owner):
        assert codes(owner("List.Create")) == [1]
        first, second = (owner("List.Create", SubscriberListName="Same")["ListID"] for _ in range(2))
        assert first != second

    def test_lists_are_ordered_and_paged(self, owner):
        owner("List.Create", SubscriberListName="A")
        answer = owner("Lists.Get", RecordsPerRequest="2", RecordsFrom="1", OrderField="name", OrderType="DESC")
        assert answer["TotalListCount"] == 3
        assert [row["Name"] for row in answer["Lists"]] == ["Customers", "A"]
        assert [row["ListID"] for row in owner("Lists.Get", OrderField="Colour")["Lists"]] == ["1", "2", "4"]
        assert all(len(row["EncryptedSaltedListID"]) == 32 for row in answer["Lists"])

    @pytest.mark.parametrize("id", ["", "x", "777", "3"])
    def test_a_list_that_is_not_the_users_is_refused(self, owner, id):
        assert codes(owner("List.Get", ListID=id)) == {"listid": 1}

    def test_segments_are_those_of_the_users_own_list(self, owner, stranger):
        segment = {
            "SegmentID": "3",
            "SegmentName": "Regulars",
            "CreationDate": "2024-03-01",
            "LastUpdated": "2024-03-01",
        }
        answer = owner("Segments.Get", SubscriberListID="2", OrderField="SegmentName")
        assert (answer["TotalSegmentCount"], answer["Segments"]) == (1, [segment])
        assert stranger("Segments.Get", SubscriberListID="2")["Segments"] == []
        assert owner("Segments.Get", SubscriberListID="x")["Segments"] == []
        assert codes(owner("Segments.Get")) == 1


class TestTags:
    def names(self, api):
        return {row["TagID"]: row["Tag"] for row in api("Tags.Get")["Tags"]}

    def campaigns(self, api, tag):
        return {row["CampaignID"] for row in api.list(Tags=str(tag), RetrieveTags="true")}

    def test_a_new_tag_finds_the_campaigns_that_it_is_given(self, owner, stranger):
        tag = owner("Tag.Create", Tag="Autumn")["TagID"]
        assert owner("Tag.AssignToCampaigns", TagID=str(tag), CampaignIDs="2,9,777")["Success"] is True
        assert owner("Tag.AssignToCampaigns", TagID=str(tag), **{"CampaignIDs[]": ["2", "3"]})["Success"] is True
        assert self.campaigns(owner, tag) == {"2", "3"}
        assert "Autumn" in next(row["Tags"] for row in owner.list(RetrieveTags="true") if row["CampaignID"] == "2")
        owner("Tag.UnassignFromCampaigns", TagID=str(tag), CampaignIDs="3")
        assert self.campaigns(owner, tag) == {"2"}
        assert stranger.list(RetrieveTags="true")[0]["Tags"] == ["Internal"]

    def test_nobody_gives_or_takes_anothers_tag(self, owner, stranger):
        assert owner("Tag.AssignToCampaigns", TagID="3", CampaignIDs="2")["Success"] is True
        assert owner.list(RetrieveTags="true", CampaignStatus="Draft")[0]["Tags"] == []
        assert owner("Tag.UnassignFromCampaigns", TagID="3", CampaignIDs="9")["Success"] is True
        assert self.campaigns(stranger, 3) == {"9"}
        assert owner("Tag.Update", TagID="3", Tag="Mine")["Success"] is True
        assert owner("Tags.Delete", Tags="3")["Success"] is True
        assert self.names(stranger)[3] == "Internal"

    def test_a_renamed_tag_is_the_same_and_a_deleted_one_is_gone(self, owner):
        assert owner("Tag.Update", TagID="1", Tag="Spring")["Success"] is True
        assert self.names(owner) == {1: "Spring", 2: "Sale"}
        assert owner("Tags.Delete", Tags="1,3") == {"Success": True, "ErrorCode": 0, "ErrorText": ""}
        assert self.names(owner) == {2: "Sale"}
        assert next(row["Tags"] for row in owner.list(RetrieveTags="true") if row["CampaignID"] == "1") == ["Sale"]
        assert owner("Tag.Create", Tag="Next")["TagID"] == 5

    @pytest.mark.parametrize(
        ("command", "sent", "expected"),
        [
            ("Tag.Create", {}, 1),
            ("Tag.Create", {"Tag": "Summer"}, 2),
            ("Tag.Create", {"Tag": "50%"}, 3),
            ("Tag.Create", {"Tag": "  "}, 4),
            ("Tag.Update", {}, [1, 2]),
            ("Tag.Update", {"TagID": "1", "Tag": "a/b"}, [3]),
            ("Tag.Update", {"TagID": "1", "Tag": " "}, [4]),
            ("Tags.Delete", {}, [1]),
            ("Tag.AssignToCampaigns", {}, [1, 2]),
            ("Tag.UnassignFromCampaigns", {"TagID": "1"}, [2]),
        ],
    )
    def test_a_bad_call_is_refused_with_its_codes(self, owner, command, sent, expected):
        assert codes(owner(command, **sent)) == expected
        assert self.names(owner) == {1: "Summer", 2: "Sale"}

    def test_another_user_may_have_a_tag_of_the_same_name(self, stranger):
        assert stranger("Tag.Create", Tag="Summer")["Success"] is True


@pytest.mark.parametrize("kind", ["email", "list", "tag"])
def test_ids_of_the_seed_are_not_given_again(store: Store, kind):
    with store.transaction():
        assert store._next_id(kind) > {"email": 4, "list": 3, "tag": 4}[kind]
