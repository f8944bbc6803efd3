"""The seed: what it ships, and what it refuses with file, line and key."""

from __future__ import annotations

import json
from contextlib import closing

import pytest
import yaml

from campaign_contract.mockserver import seed
from campaign_contract.mockserver.store import Store
from campaign_contract.spec import DocumentError

GOOD = yaml.safe_load(seed.DEFAULT_FILE.read_text(encoding="utf-8"))


def refused(spec, path, text):
    file = path / "seed.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(DocumentError) as error:
        seed.load(spec, file)
    return [line.replace(f"{file}:", "") for line in str(error.value).splitlines()]


def account(lines="", campaigns="[]", **changes):
    values = {"id": 1, "name": "owner", "api_key": "k", "session_id": "s" * 26, "emails": [], "tags": []} | changes
    head = [f"    {key}: {value}" for key, value in values.items()]
    return "\n".join(["  -", *head, *lines.splitlines(), f"    campaigns: {campaigns}"])


def campaign(**values):
    return "\n".join(["", "      -", *(f"        {key}: {value}" for key, value in values.items())])


CASES = {
    "lone surrogate": ("accounts:\n" + account(name='"\\ud800"'), "1: holds a lone surrogate"),
    "no accounts": ("accounts: []", "1: accounts"),
    "unknown key at the top": ("accounts: []\nusers: 1", "2: users: unknown key; allowed: accounts"),
    "unknown key of an account": (
        "accounts:\n" + account("    colour: red"),
        "9: accounts[0].colour: unknown key; allowed: api_key, campaigns",
    ),
    "short session id": (
        "accounts:\n" + account(session_id="short"),
        "6: accounts[0].session_id: 'short' does not match",
    ),
    "text as an id": (
        "accounts:\n" + account(id="one"),
        "3: accounts[0].id: 'one' has the wrong type; allowed: integer",
    ),
    "account without key": (
        "accounts:\n" + account().replace("    api_key: k\n", ""),
        "3: accounts[0]: 'api_key' is a required property",
    ),
    "repeated account": (
        "accounts:\n" + account() + "\n" + account(name="b", api_key="b", session_id="b" * 26),
        "11: accounts[1].id: 1 is there twice; allowed: once",
    ),
    "repeated key": (
        "accounts:\n" + account() + "\n" + account(id=2, name="b", session_id="b" * 26),
        "13: accounts[1].api_key: 'k' is there twice",
    ),
    "repeated session id": (
        "accounts:\n" + account() + "\n" + account(id=2, name="b", api_key="b"),
        "14: accounts[1].session_id: 'ssss",
    ),
    "repeated e-mail address": (
        "accounts:\n"
        + account(email_address="a@example.test")
        + "\n"
        + account(id=2, name="b", api_key="b", session_id="b" * 26, email_address="a@example.test"),
        "18: accounts[1].email_address: 'a@example.test' is there twice",
    ),
    "repeated e-mail": ("accounts:\n" + account(emails=[1, 1]), "7: accounts[0].emails[1]: 1 is there twice"),
    "repeated tag id": (
        "accounts:\n" + account(tags="[{id: 1, name: a}, {id: 1, name: b}]"),
        "8: accounts[0].tags[1].id: 1 is there twice",
    ),
    "repeated tag name": (
        "accounts:\n" + account(tags="[{id: 1, name: a}, {id: 2, name: a}]"),
        "8: accounts[0].tags[1].name: 'a' is there twice",
    ),
    "repeated campaign": (
        "accounts:\n"
        + account(campaigns=campaign(CampaignID=5, CampaignName="a") + campaign(CampaignID=5, CampaignName="b")),
        "14: accounts[0].campaigns[1].CampaignID: 5 is there twice",
    ),
    "campaign without name": (
        "accounts:\n" + account(campaigns=campaign(CampaignID=5)),
        "11: accounts[0].campaigns[0]: 'CampaignName' is a required property",
    ),
    "unknown field": (
        "accounts:\n" + account(campaigns=campaign(CampaignID=5, CampaignName="a", Colour="red")),
        "13: accounts[0].campaigns[0].Colour: unknown key; allowed: CampaignID, CampaignName,",
    ),
    "derived field": (
        "accounts:\n" + account(campaigns=campaign(CampaignID=5, CampaignName="a", HardBounceRatio="1.00")),
        "13: accounts[0].campaigns[0].HardBounceRatio: unknown key",
    ),
    "unknown status": (
        "accounts:\n" + account(campaigns=campaign(CampaignID=5, CampaignName="a", CampaignStatus="Active")),
        "13: accounts[0].campaigns[0].CampaignStatus: 'Active' is not allowed; allowed: Draft, Ready,",
    ),
    "number for text": (
        "accounts:\n" + account(campaigns=campaign(CampaignID=5, CampaignName="a", SendTimeZone=4)),
        "13: accounts[0].campaigns[0].SendTimeZone: 4 is not allowed; allowed: text (in quotation marks)",
    ),
    "text for a number": (
        "accounts:\n" + account(campaigns=campaign(CampaignID=5, CampaignName="a", TotalSent="many")),
        "13: accounts[0].campaigns[0].TotalSent: 'many' is not allowed; allowed: a number from 0 on",
    ),
    "negative number": (
        "accounts:\n" + account(campaigns=campaign(CampaignID=5, CampaignName="a", TotalSent=-1)),
        "13: accounts[0].campaigns[0].TotalSent: -1 is not allowed",
    ),
    "boolean for a number": (
        "accounts:\n" + account(campaigns=campaign(CampaignID=5, CampaignName="a", TotalSent="true")),
        "13: accounts[0].campaigns[0].TotalSent: True is not allowed",
    ),
    "bad moment": (
        "accounts:\n" + account(campaigns=campaign(CampaignID=5, CampaignName="a", SendProcessStartedOn="yesterday")),
        "13: accounts[0].campaigns[0].SendProcessStartedOn: 'yesterday' is not allowed; allowed: YYYY-MM-DD HH:MM:SS",
    ),
    "tag that the account lacks": (
        "accounts:\n"
        + account(tags="[{id: 1, name: a}]", campaigns=campaign(CampaignID=5, CampaignName="a", Tags="[b]")),
        "13: accounts[0].campaigns[0].Tags[0]: 'b' is no tag of the account; allowed: a",
    ),
    "tag given twice": (
        "accounts:\n"
        + account(tags="[{id: 1, name: a}]", campaigns=campaign(CampaignID=5, CampaignName="a", Tags="[a, a]")),
        "13: accounts[0].campaigns[0].Tags[1]: 'a' is there twice",
    ),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES)
def test_a_bad_seed_is_refused_with_line_and_key(spec, tmp_path, text, expected):
    lines = refused(spec, tmp_path, text)
    assert any(line.startswith(expected) for line in lines), lines


def test_a_missing_file_is_refused(spec, tmp_path):
    with pytest.raises(DocumentError, match="cannot be read"):
        seed.load(spec, tmp_path / "none.yaml")


def test_the_shipped_seed_has_what_the_suite_needs(spec, seeded):
    owner, stranger = seeded.accounts
    assert (owner.name, stranger.name) == ("owner", "stranger")
    assert {campaign["CampaignStatus"] for campaign in owner.campaigns} == {status.name for status in spec.statuses}
    assert stranger.campaigns
    for account in seeded.accounts:
        assert len(account.emails) == len(account.tags) == 2
    sent = next(campaign for campaign in owner.campaigns if campaign["CampaignStatus"] == "Sent")
    assert (sent["TotalSent"], sent["TotalHardBounces"], sent["TotalSoftBounces"]) == (10_000, 100, 50)


def test_credentials_are_those_that_the_spec_names(spec, seeded):
    assert set(seeded.accounts[0].credentials) == set(spec.credentials)


ACCOUNT = json.dumps(
    {"id": 1, "name": "owner", "api_key": "k", "session_id": "s" * 26, "emails": [], "tags": [{"id": 1, "name": "a"}]}
)


class TestJsonLines:
    def written(self, path, *lines):
        file = path / "seed.jsonl"
        file.write_text("\n".join(lines), encoding="utf-8")
        return file

    def test_campaigns_are_the_accounts_on_the_line_before_them(self, spec, tmp_path):
        other = ACCOUNT.replace('"id": 1, "name": "owner"', '"id": 2, "name": "b"').replace('"k"', '"l"')
        other = other.replace("ssss", "tttt").replace('[{"id": 1, "name": "a"}]', "[]")
        lines = [ACCOUNT, '{"CampaignID": 7, "CampaignName": "x", "Tags": ["a"]}', "", other]
        loaded = seed.load(spec, self.written(tmp_path, *lines, '{"CampaignID": 8, "CampaignName": "y"}'))
        assert [[row["CampaignID"] for row in account.campaigns] for account in loaded.accounts] == [[7], [8]]
        with closing(Store(spec.fields)) as store:
            assert seed.plant(loaded, store) is True
            assert store.tag_names(1, [7]) == {7: ["a"]}
            assert store.next_id() == 9
            assert seed.plant(loaded, store) is False

    @pytest.mark.parametrize(
        "wrong", ['{"CampaignName": "an account?"}', '{"CampaignID": 7, "CampaignName": "x", "a": 1}']
    )
    def test_of_many_wrong_lines_the_first_ones_are_told(self, spec, tmp_path, wrong):
        file = self.written(tmp_path, ACCOUNT, *[wrong] * 500)
        with pytest.raises(DocumentError) as error:
            seed.load(spec, file)
        told = str(error.value).splitlines()
        assert len(told) == 21
        assert all(line.startswith(f"{file}:") for line in told)
        assert told[-1].endswith(": and more from here on")

    @pytest.mark.parametrize(
        ("lines", "problem"),
        [
            (
                ['{"CampaignID": 1, "CampaignName": "x"}'],
                "1: the campaign has no account; allowed: an account on a line",
            ),
            (["[]"], "1: no object; allowed: an account or a campaign"),
            (["{"], "1: not valid JSON"),
            ([ACCOUNT, '{"CampaignID": 1, "CampaignName": "\\ud800"}'], "2: not valid JSON"),
            ([ACCOUNT, '{"CampaignID": 1}'], "2: accounts[0].campaigns[0]: 'CampaignName' is a required property"),
            (
                [ACCOUNT, "", '{"CampaignID": 1, "CampaignName": "x", "Colour": 1}'],
                "3: accounts[0].campaigns[0].Colour: unk",
            ),
            ([""], "1: accounts: [] should be non-empty"),
        ],
    )
    def test_a_bad_line_is_refused_by_its_number(self, spec, tmp_path, lines, problem):
        file = self.written(tmp_path, *lines)
        with pytest.raises(DocumentError) as error:
            seed.load(spec, file)
        assert str(error.value).startswith(f"{file}:{problem}")
