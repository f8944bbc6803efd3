"""The commands around campaigns that clients begin with: a login, its session, e-mails and tags."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest
from werkzeug.test import Client

from campaign_contract.mockserver.app import create_app
from campaign_contract.mockserver.clock import Clock
from campaign_contract.mockserver.options import AppOptions
from campaign_contract.mockserver.supporting import SUPPORTING_ACTIONS
from campaign_contract.mockserver.tests.conftest import NOW


@pytest.fixture
def account(seeded):
    return seeded.accounts[0]


def login(owner, username, password, **parameters):
    return owner.post({"command": "user.login", "username": username, "password": password, **parameters})


def test_a_login_begins_a_session_that_acts_as_its_account(owner, account):
    answer = login(owner, account.name, account.password)
    session = answer.pop("SessionID")
    assert answer == {
        "Success": True,
        "ErrorCode": 0,
        "ErrorText": "",
        "UserInfo": {
            "UserID": "1",
            "Username": "owner",
            "EmailAddress": "owner@example.test",
            "AccountStatus": "Enabled",
            "Password": "********",
        },
    }
    mine = owner.post({"Command": "Campaigns.Get", "SessionID": session})
    assert mine == owner("Campaigns.Get")


def test_every_login_begins_another_session(owner, account):
    first, second = (login(owner, account.name, account.password)["SessionID"] for _ in range(2))
    assert first != second
    for session in (first, second):
        assert owner.post({"Command": "Campaigns.Get", "SessionID": session})["Success"] is True


def test_an_address_is_a_name_and_a_password_may_be_sent_as_its_md5(owner, account):
    digest = hashlib.md5(account.password.encode()).hexdigest().upper()
    assert login(owner, account.email_address, digest, PasswordEncrypted="true")["Success"] is True
    assert login(owner, account.email_address, digest)["ErrorCode"] == [3]


@pytest.mark.parametrize(
    ("username", "password", "code", "text"),
    [
        ("", "x", 1, "Username is missing"),
        ("owner", "", 2, "Password is missing"),
        ("owner", "wrong", 3, "Invalid login information"),
        ("owner", "stranger-password", 3, "Invalid login information"),
        ("nobody", "owner-password", 3, "Invalid login information"),
        ("owner", "é", 3, "Invalid login information"),
    ],
)
def test_a_login_that_fails_says_why_and_begins_no_session(owner, username, password, code, text):
    answer = login(owner, username, password)
    assert answer == {"Success": False, "ErrorCode": [code], "ErrorText": [text]}


def test_a_key_is_enough_to_log_in_and_stands_behind_name_and_password(owner, stranger, account):
    assert login(owner, "", "", apikey=owner.key)["UserInfo"]["Username"] == account.name
    assert login(owner, account.name, account.password, APIKey=stranger.key)["UserInfo"]["Username"] == account.name
    assert login(owner, account.name, "wrong", APIKey=owner.key)["ErrorCode"] == [3]
    assert login(owner, "", "", APIKey="wrong")["ErrorCode"] == [3]


def test_a_session_ends_when_it_is_old_enough_and_is_refused_afterwards(spec, store, owner, account):
    clock = Clock(NOW)
    owner.client = Client(create_app(spec, store, AppOptions(clock=clock, session_lifetime=timedelta(hours=2))))
    session = {"Command": "Campaigns.Get", "SessionID": login(owner, account.name, account.password)["SessionID"]}
    clock.advance(timedelta(hours=2, seconds=-1))
    assert owner.post(session)["Success"] is True
    clock.advance(timedelta(seconds=1))
    answer = owner.post(session)
    assert (answer["Success"], answer["ErrorCode"]) == (False, 99998)
    assert owner.post({"Command": "Campaigns.Get", "SessionID": account.session_id})["Success"] is True


def test_a_session_is_a_session_id_and_no_key(owner, account):
    session = login(owner, account.name, account.password)["SessionID"]
    assert owner.post({"Command": "Campaigns.Get", "APIKey": session})["ErrorCode"] == 99998


def test_a_new_email_is_listed_and_can_be_sent_by_a_campaign(owner, stranger):
    before = owner("Emails.Get")
    new = owner("Email.Create")["EmailID"]
    after = owner("Emails.Get")
    assert after["TotalEmailCount"] == before["TotalEmailCount"] + 1
    assert after["Emails"][:-1] == before["Emails"]
    assert after["Emails"][-1].items() >= {"EmailID": str(new), "RelUserID": "1"}.items()
    assert str(new) not in [row["EmailID"] for row in stranger("Emails.Get")["Emails"]]
    assert owner("Campaign.Update", CampaignID="2", RelEmailID=str(new))["Success"] is True
    assert stranger("Email.Create")["EmailID"] != new


def test_tags_are_listed_with_the_ids_that_campaigns_are_filtered_by(owner, account):
    answer = owner("Tags.Get")
    assert answer["TotalTagCount"] == len(account.tags)
    assert answer["Tags"] == [{"TagID": tag.id, "Tag": tag.name, "RelOwnerUserID": 1} for tag in account.tags]


def test_supporting_commands_ask_for_a_credential_except_the_login(owner, spec):
    open_to_all = {c.name for c in spec.supporting if owner.post({"Command": c.name})["ErrorCode"] != 99998}
    assert open_to_all == {"User.Login"}


def test_every_supporting_command_has_an_action_and_an_example_in_its_own_keys(spec, owner):
    assert {command.name for command in spec.supporting} == set(SUPPORTING_ACTIONS)
    for command in sorted(spec.supporting, key=lambda command: "Delete" in command.name):
        answer = owner.post({"APIKey": owner.key, **command.examples.request})
        assert (command.name, answer["Success"]) == (command.name, True)
        assert_holds(answer, command.examples.success)


def assert_holds(answer, example):
    """Every key of the example, with a value of its type."""
    assert type(answer) is type(example)
    if isinstance(example, dict):
        for key, value in example.items():
            assert_holds(answer[key], value)
    if isinstance(example, list):
        for value in example:
            assert_holds(answer[0], value)
