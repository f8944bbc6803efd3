"""The proxy before real servers: the suite's verdict stays what it is, and an implementation in PHP is judged."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import replace

import pytest
import requests

from campaign_contract.contract_tests.settings import as_environment
from campaign_contract.contract_tests.stand_in.process import started
from campaign_contract.tools.runs.local_target import reference_settings
from campaign_contract.tools.tests.proxied import proxy

IMPLEMENTATION = """<?php
$command = $_POST['Command'] ?? '';
header('Content-Type: application/json');
if (($_POST['APIKey'] ?? '') !== 'php-key') exit(json_encode(['Success' => false, 'ErrorCode' => 99998]));
switch ($command) {
    case 'Campaign.Create':
        exit(json_encode(['Success' => true, 'ErrorCode' => 0, 'CampaignID' => '7']));
    case 'Campaigns.Get':
        exit(json_encode(['Success' => true, 'ErrorCode' => 0, 'ErrorText' => '', 'Campaigns' => []]));
    case 'Campaign.Pause':
        exit(json_encode(['Success' => false, 'ErrorCode' => 3]));
    default:
        echo "Warning: Undefined variable\\n", json_encode(['Success' => true, 'ErrorCode' => 0]);
}
"""


def test_the_verdict_through_the_proxy_is_the_servers_own():
    with started("") as url, proxy(url) as through:
        command = [sys.executable, "-m", "campaign_contract.tools.cli", "verify", through.url, "--profile", "quick"]
        settings = replace(reference_settings(url), base_url=through.url)
        environment = {"PATH": "/usr/bin:/bin", **as_environment(settings)}
        ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=300)
        entries, coverage = through.entries, through.control("coverage")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "CONFORMS  None of 50" in ended.stdout
    answers = {line for entry in entries for line in entry["warnings"] if line.startswith("answer")}
    assert answers == set(), "the reference server answers as the contract says"
    assert coverage["percent"] > 50


@contextmanager
def php(folder):
    program = shutil.which("php") or pytest.skip("PHP is not installed")
    (folder / "api.php").write_text(IMPLEMENTATION, encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    arguments = [program, "-S", f"127.0.0.1:{port}", "-t", str(folder)]
    process = subprocess.Popen(arguments, stderr=subprocess.PIPE, text=True)
    try:
        while "started" not in process.stderr.readline():
            assert process.poll() is None, "php -S ended"
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.communicate()


def test_an_implementation_in_php_is_passed_through_and_judged(tmp_path):
    def send(url, command, **parameters):
        data = {"Command": command, "APIKey": "php-key", **parameters}
        answer = requests.post(f"{url}/api.php", data=data, timeout=10)
        kept = {name: value for name, value in answer.headers.items() if name not in ("Date", "Connection", "Host")}
        return answer.status_code, kept, answer.content

    calls = [
        ("Campaign.Create", {"CampaignName": "x"}),
        ("Campaigns.Get", {}),
        ("Campaign.Pause", {"CampaignID": "7"}),
        ("Campaign.Approve", {"CampaignID": "7"}),
    ]
    with php(tmp_path) as url, proxy(url) as through:
        base = through.url.removesuffix("/api.php")
        for command, parameters in calls:
            theirs, ours = send(url, command, **parameters), send(base, command, **parameters)
            assert {**ours[1], "Transfer-Encoding": ""} == {**theirs[1], "Transfer-Encoding": ""}
            assert (ours[0], ours[2]) == (theirs[0], theirs[2])
        told = {entry["command"]: (entry["decided"], entry["warnings"]) for entry in through.entries}
    assert told["Campaign.Create"] == (
        "Campaign.Create/success", ['answer: CampaignID: expected a whole number, got "7" (advice)'])  # fmt: skip
    assert told["Campaigns.Get"] == ("Campaigns.Get/success", ["answer: TotalCampaigns: missing"])
    assert told["Campaign.Pause"] == ("Campaign.Pause/not-sending", [])
    decided, (warning,) = told["Campaign.Approve"]
    assert decided == "Fault/no-envelope"
    assert warning.startswith('answer: body: expected one JSON object, got "Warning: Undefined')
