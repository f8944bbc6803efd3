"""The samples of the docs, run as they are published against the reference server; only the host is another."""

import json
from dataclasses import replace

import pytest

from campaign_contract import spec
from campaign_contract.mockserver.app import create_app
from campaign_contract.mockserver.local import running
from campaign_contract.mockserver.seed import Account, Seed, load, plant
from campaign_contract.mockserver.store import Store
from campaign_contract.spec import life_cycle
from campaign_contract.tools.artefacts import samples
from campaign_contract.tools.site.snippets import HOST, snippets
from campaign_contract.tools.tests import sample_languages

SPEC = spec.load()


def cases(commands):
    return [pytest.param(c, s, id=f"{c.name}-{s.id}") for c in commands for s in snippets(SPEC, c)]


def prepared(status):
    """What a fresh server starts with: a campaign 123 in `status`, and a user with the samples' credential."""
    campaign = {"CampaignID": 123, "CampaignName": "Autumn", "CampaignStatus": status}
    key = samples.credential(SPEC).example
    account = Account(1, "owner", key, "session-of-the-owner", emails=(), tags=(), campaigns=(campaign,))
    return Seed((account,))


def run(snippet, seed):
    """Run a sample against a fresh server, and answer what it did and the campaigns that there are then."""
    store = Store(SPEC.fields)
    plant(seed, store)
    try:
        with running(create_app(SPEC, store)) as base:
            code = snippet.code.replace(HOST, base)
            return sample_languages.run(snippet.id, code), remaining(store)
    finally:
        store.close()


def remaining(store):
    with store.transaction():
        return {number: store.campaign(number) for number in store.campaign_ids(1)}


@pytest.mark.parametrize(("command", "snippet"), cases(SPEC.commands))
def test_a_published_sample_succeeds_and_has_its_effect(command, snippet):
    before = life_cycle.before(SPEC, command).statuses[0]

    done, campaigns = run(snippet, prepared(before))

    assert done.returncode == 0, done.stderr
    if snippet.id == "curl":
        assert json.loads(done.stdout)["Success"] is True
    changed = max(campaigns) if command.new_campaign else 123
    if command.success.sets:
        assert campaigns[changed]["CampaignStatus"] == command.success.sets.status
    assert (changed != 123) == bool(command.new_campaign)


@pytest.mark.parametrize("snippet", snippets(SPEC, SPEC.command("Campaign.Pause")), ids=lambda snippet: snippet.id)
def test_a_sample_shows_a_refusal(snippet):
    done, campaigns = run(snippet, prepared("Draft"))

    assert "3" in done.stdout + done.stderr
    assert (done.returncode == 0) == (snippet.id == "curl")
    assert campaigns[123]["CampaignStatus"] == "Draft"


@pytest.mark.parametrize(("command", "snippet"), cases(SPEC.supporting))
def test_a_sample_of_a_supporting_command_succeeds_as_the_server_starts(command, snippet):
    key = samples.credential(SPEC).example
    seeded = load(SPEC)
    accounts = [replace(account, api_key=key) if account.name == "owner" else account for account in seeded.accounts]

    done, _ = run(snippet, replace(seeded, accounts=tuple(accounts)))

    assert done.returncode == 0, done.stdout + done.stderr
    if snippet.id == "curl":
        assert json.loads(done.stdout)["Success"] is True
    assert (key in snippet.code) == (not command.anonymous)
