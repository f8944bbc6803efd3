"""The samples of the docs, run as they are published against the reference server; only the host is another."""

import json
import shutil
import subprocess
import sys

import pytest

from campaign_contract import spec
from campaign_contract.mockserver.app import create_app
from campaign_contract.mockserver.local import running
from campaign_contract.mockserver.seed import Account, Seed, plant
from campaign_contract.mockserver.store import Store
from campaign_contract.spec import life_cycle
from campaign_contract.tools.artefacts import samples
from campaign_contract.tools.site.snippets import HOST, snippets

SPEC = spec.load()
RUNNERS = {
    "curl": ["bash"],
    "python": [sys.executable, "-"],
    "php": ["php"],
    "javascript": ["node", "--input-type=module", "-"],
}
CASES = [pytest.param(c, s, id=f"{c.name}-{s.id}") for c in SPEC.commands for s in snippets(SPEC, c)]


def run(snippet, status):
    """Run a sample against a fresh server that has a campaign 123 in `status` and knows the samples' credential."""
    needed = [RUNNERS[snippet.id][0], *(["curl"] if snippet.id == "curl" else [])]
    missing = [program for program in needed if not shutil.which(program)]
    if missing:
        pytest.skip(f"{', '.join(missing)} is not installed")
    campaign = {"CampaignID": 123, "CampaignName": "Autumn", "CampaignStatus": status}
    key = samples.credential(SPEC).example
    account = Account(1, "owner", key, "session-of-the-owner", emails=(), tags=(), campaigns=(campaign,))
    store = Store(SPEC.fields)
    plant(Seed((account,)), store)
    try:
        with running(create_app(SPEC, store)) as base:
            code = snippet.code.replace(HOST, base)
            return subprocess.run(
                RUNNERS[snippet.id], input=code, capture_output=True, text=True, timeout=60, check=False
            ), remaining(store)
    finally:
        store.close()


def remaining(store):
    with store.transaction():
        return {number: store.campaign(number) for number in store.campaign_ids(1)}


@pytest.mark.parametrize(("command", "snippet"), CASES)
def test_a_published_sample_succeeds_and_has_its_effect(command, snippet):
    before = life_cycle.before(SPEC, command).statuses[0]

    done, campaigns = run(snippet, before)

    assert done.returncode == 0, done.stderr
    if snippet.id == "curl":
        assert json.loads(done.stdout)["Success"] is True
    changed = max(campaigns) if command.new_campaign else 123
    if command.success.sets:
        assert campaigns[changed]["CampaignStatus"] == command.success.sets.status
    assert (changed != 123) == bool(command.new_campaign)


@pytest.mark.parametrize("snippet", snippets(SPEC, SPEC.command("Campaign.Pause")), ids=lambda snippet: snippet.id)
def test_a_sample_shows_a_refusal(snippet):
    done, campaigns = run(snippet, "Draft")

    assert "3" in done.stdout + done.stderr
    assert (done.returncode == 0) == (snippet.id == "curl")
    assert campaigns[123]["CampaignStatus"] == "Draft"
