"""What a session of a client's tests has met of the contract, over all its servers."""

from __future__ import annotations

import json

import pytest

from campaign_contract.contract_tests.stand_in.control import CampaignApi
from campaign_contract.contract_tests.stand_in.process import started
from campaign_contract.contract_tests.tests.test_stand_in import run

EACH_ITS_COMMAND = """
import pytest

@pytest.mark.parametrize("command", ["Campaigns.Get", "Campaign.Get", "Campaign.Copy", "Campaign.Create"])
def test_it(campaign_account, command):
    campaign_account.call(command)
"""
ALL_FOUR = dict.fromkeys(["Campaigns.Get", "Campaign.Get", "Campaign.Copy", "Campaign.Create"], 1)


def commands(file):
    counts = json.loads(file.read_text(encoding="utf-8"))["kinds"]["commands"]["counts"]
    return {name: count for name, count in counts.items() if count}


@pytest.mark.parametrize("times", [1, 2])
def test_the_servers_of_all_workers_are_taken_together(tmp_path, times):
    file = tmp_path / "coverage.json"
    options = ("--contract-mock-coverage", str(file), "--contract-mock-fail-under", "8")
    workers = ("-n", "2", "--dist", "each") if times == 2 else ()
    status, output = run(tmp_path, EACH_ITS_COMMAND, *options, *workers)
    assert status == 0, output
    assert commands(file) == dict.fromkeys(ALL_FOUR, times)
    assert "8 of 94 parts of the contract met: 8.5 %" in output
    assert "Campaigns.Delete" in output


def test_less_than_asked_for_fails_the_session(tmp_path):
    status, output = run(tmp_path, EACH_ITS_COMMAND, "--contract-mock-fail-under", "80", "-n", "2")
    assert (status, "4 passed" in output) == (1, True), output
    assert "8.5 % of the contract met, below 80 %" in output


def test_on_a_shared_server_only_the_session_counts(tmp_path):
    file = tmp_path / "coverage.json"
    with started("") as url:
        with CampaignApi(url).account() as account:
            account.call("Campaign.Approve")
            account.call("Campaigns.Get")
        options = ("--contract-mock-url", url, "--contract-mock-coverage", str(file), "-n", "2")
        status, output = run(tmp_path, EACH_ITS_COMMAND, *options)
    assert status == 0, output
    assert commands(file) == ALL_FOUR


def test_a_server_that_is_not_there_is_said_before_any_test(tmp_path):
    options = ("--contract-mock-url", "http://127.0.0.1:9", "--contract-mock-coverage", "x")
    status, output = run(tmp_path, EACH_ITS_COMMAND, *options)
    assert status == 4, output
    assert "does not answer as a control API" in output


def test_a_file_that_cannot_be_written_fails_the_session_in_a_line(tmp_path):
    file = tmp_path / "no-folder" / "coverage.json"
    status, output = run(tmp_path, EACH_ITS_COMMAND, "--contract-mock-coverage", str(file))
    assert (status, "Traceback" in output) == (1, False), output
    assert f"{file}: cannot be written: No such file or directory" in output


def test_a_session_that_asks_nothing_of_a_server_has_met_nothing(tmp_path):
    source = "def test_it(): pass\n"
    status, output = run(tmp_path, source, "--contract-mock-fail-under", "1")
    assert (status, "no test used campaign_api" in output) == (1, True), output
