"""A server that follows its files."""

from __future__ import annotations

import shutil
import subprocess
import sys

import pytest
import requests
import yaml

from campaign_contract.mockserver import seed
from campaign_contract.spec import DEFAULT_DIRECTORY

KEY = {"APIKey": "owner-api-key-4f1c9a7e2b"}


@pytest.fixture
def folder(tmp_path):
    ignored = shutil.ignore_patterns("*.py", "tests", "generated", "__pycache__")
    shutil.copytree(DEFAULT_DIRECTORY, tmp_path / "spec", ignore=ignored)
    shutil.copy(seed.DEFAULT_FILE, tmp_path / "seed.yaml")
    return tmp_path


@pytest.fixture
def server(folder):
    files = ["--spec", folder / "spec", "--seed-file", folder / "seed.yaml"]
    command = [sys.executable, "-m", "campaign_contract.tools", "serve", "--port", "0", "--watch", *files]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        url = process.stdout.readline().split()[-1]

        def call(command, **sent):
            return requests.post(url, data={**KEY, "Command": command, **sent}, timeout=20).json()

        yield process, call
        process.terminate()


def test_a_changed_spec_and_a_longer_seed_take_effect_and_the_state_stays(folder, server):
    _, call = server
    assert call("Campaign.Update", CampaignID="2", CampaignName="kept")["Success"]
    assert call("Campaign.Pause", CampaignID="3")["ErrorCode"] == 3

    pause = folder / "spec" / "commands" / "campaign-pause.yaml"
    pause.write_text(pause.read_text().replace("code: 3", "code: 7"))
    planted = yaml.safe_load((folder / "seed.yaml").read_text())
    planted["accounts"][0]["campaigns"].append({"CampaignID": 70, "CampaignName": "planted", "Tags": ["Sale"]})
    (folder / "seed.yaml").write_text(yaml.safe_dump(planted))

    assert call("Campaign.Pause", CampaignID="3")["ErrorCode"] == 7
    assert call("Campaign.Get", campaignid="2")["Campaign"]["Name"] == "kept"
    assert call("Campaign.Get", campaignid="70", retrievetags="1")["Campaign"]["Tags"] == ["Sale"]


def test_files_that_cannot_be_used_are_told_and_the_last_ones_go_on(folder, server):
    process, call = server
    pause = folder / "spec" / "commands" / "campaign-pause.yaml"
    good = pause.read_text()
    pause.write_text("command: 1")
    assert call("Campaign.Pause", CampaignID="3")["ErrorCode"] == 3
    assert "campaign-pause.yaml" in process.stderr.readline()
    pause.write_text(good.replace("code: 3", "code: 8"))
    assert call("Campaign.Pause", CampaignID="3")["ErrorCode"] == 8
