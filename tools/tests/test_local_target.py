"""The reference server as a target: it comes up, it ends, and what goes wrong is told in one line."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from dataclasses import fields
from urllib.parse import urlsplit

import pytest
import requests

from campaign_contract.contract_tests.stand_in.process import NotStarted
from campaign_contract.mockserver import seed
from campaign_contract.tools.runs.local_target import reference_server, reference_settings
from campaign_contract.tools.tests.altered import default_spec

NOT_OF_THE_SEED = {
    "send_date", "send_time", "time_zone", "allow_sending", "level", "strict", "allow_partial", "timeout",
    "report_dir", "spec",
}  # fmt: skip


def test_it_answers_while_it_runs_and_is_gone_afterwards():
    with reference_server() as url:
        settings = reference_settings(url)
        assert urlsplit(url).path == "/api.php"
        answer = requests.post(url, {"Command": "Campaigns.Get", "APIKey": settings.api_key}, timeout=10)
        assert answer.json()["TotalCampaigns"] > 0
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((urlsplit(url).hostname, urlsplit(url).port), timeout=5)


def test_something_can_be_done_while_it_starts():
    done = []
    with reference_server(meanwhile=lambda: done.append("loaded")):
        assert done == ["loaded"]
    with pytest.raises(ZeroDivisionError), reference_server(meanwhile=lambda: 1 // 0):
        pass


def test_it_ends_also_after_an_error():
    with pytest.raises(ZeroDivisionError), reference_server() as url:
        raise ZeroDivisionError
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((urlsplit(url).hostname, urlsplit(url).port), timeout=5)


def test_what_keeps_it_from_starting_is_told(tmp_path):
    with pytest.raises(NotStarted) as caught, reference_server(tmp_path):
        pass
    problem = f"{tmp_path / 'api.yaml'}:1: cannot be read: No such file or directory"
    assert str(caught.value) == f"the reference server did not start: {problem}"


def test_its_settings_are_those_of_the_seed():
    owner, stranger = seed.load(default_spec()).accounts
    settings = reference_settings("http://127.0.0.1:1/api.php")
    assert (settings.api_key, settings.session_id) == (owner.api_key, owner.session_id)
    assert (settings.stranger_api_key, settings.stranger_session_id) == (stranger.api_key, stranger.session_id)
    assert int(settings.email_id) in owner.emails
    assert int(settings.foreign_email_id) in stranger.emails
    assert int(settings.tag_id) in [tag.id for tag in owner.tags]
    statuses = {str(campaign["CampaignID"]): campaign["CampaignStatus"] for campaign in owner.campaigns}
    assert statuses[settings.statistics_campaign_id] == "Sent"
    assert settings.may_send


def test_everything_that_an_operator_could_tell_is_told():
    settings = reference_settings("http://127.0.0.1:1/api.php")
    untold = {item.name for item in fields(settings) if getattr(settings, item.name) is None}
    assert untold.isdisjoint(
        {"base_url", "email_id", "foreign_email_id", "tag_id", "list_id", "statistics_campaign_id"}
    )


PARENT = """
from campaign_contract.tools.runs.local_target import reference_server
with reference_server() as url:
    print(url, flush=True)
    input()
"""


def test_it_ends_when_its_parent_is_killed():
    with subprocess.Popen([sys.executable, "-c", PARENT], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as parent:
        url = urlsplit(parent.stdout.readline().decode().strip())
        parent.kill()
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            with socket.create_connection((url.hostname, url.port), timeout=5) as connection:
                connection.recv(1)
        except ConnectionError:
            return
    pytest.fail("the server still listens")
