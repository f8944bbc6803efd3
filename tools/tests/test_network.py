"""Whole runs over a network that loses, refuses and ends, and against what never ends: the verdict is the target's."""

from __future__ import annotations

import gzip
import subprocess
import sys
from dataclasses import replace
from urllib.parse import urlsplit

import pytest

from campaign_contract import spec
from campaign_contract.contract_tests.settings import as_environment
from campaign_contract.contract_tests.tests.flaky_proxy import Faults, proxying
from campaign_contract.contract_tests.tests.scripted import answer, scripted
from campaign_contract.tools.runs.local_target import reference_server, reference_settings


@pytest.fixture(scope="module")
def reference():
    with reference_server(spec.DEFAULT_DIRECTORY) as url:
        yield reference_settings(url, spec.DEFAULT_DIRECTORY)


@pytest.fixture
def verify(reference, monkeypatch):
    """Run the quick profile through a proxy with these faults; answers exit status and lines."""

    def run(faults, *arguments):
        with proxying(urlsplit(reference.base_url).port, faults) as port:
            settings = replace(reference, base_url=f"http://127.0.0.1:{port}/api.php", profile="quick")
            for name, value in as_environment(settings).items():
                monkeypatch.setenv(name, value)
            command = [sys.executable, "-m", "campaign_contract.tools.cli", "verify", *arguments]
            ended = subprocess.run(command, capture_output=True, text=True, check=False)
            return ended.returncode, ended.stdout.splitlines() + ended.stderr.splitlines()

    return run


def test_lost_requests_do_not_fail_a_target(verify):
    faults = Faults(resets=0.03)
    status, lines = verify(faults)
    assert (status, faults.lost > 0) == (0, True), lines


def test_a_limit_on_requests_does_not_fail_a_target(verify):
    faults = Faults(limit=25)
    status, lines = verify(faults)
    assert status == 0, lines


@pytest.mark.parametrize("processes", [(), ("-n", "2")])
def test_a_target_that_dies_is_told_in_few_lines_with_the_cause_first(verify, processes):
    status, lines = verify(Faults(dies_after=60), *processes)
    assert status == 4
    assert "the target stopped answering at" in lines[0]
    assert any("could not be deleted; later: campaign-contract cleanup" in line for line in lines)
    assert len(lines) <= 25


_BEGINNING = b'{"Success": true, "ErrorCode": 0, "Text": "'
_PIECE = b"x" * (1 << 20)


def a_gibibyte(connection, _):
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n" + _BEGINNING)
    for _ in range(1024):
        connection.sendall(_PIECE)


def without_end(connection, _):
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n" + _BEGINNING)
    while True:
        connection.sendall(_PIECE)


BOMB = answer(200, gzip.compress(_BEGINNING + _PIECE * 64), "Content-Encoding: gzip")
NESTED = answer(200, b'{"Success": true, "ErrorCode": 0, "Text": ' + b"[" * 100_000 + b"]" * 100_000 + b"}")


MEASURED = """
import resource, subprocess, sys
ended = subprocess.run(sys.argv[1:])
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(ended.returncode)
"""
"""A process of its own: what a child has begun with counts, too, and that would be the memory of these tests."""
KIBIBYTES = 1024 if sys.platform == "darwin" else 1
"""In what ru_maxrss is counted."""


@pytest.mark.parametrize(
    ("step", "found"),
    [
        (a_gibibyte, "longer than 10 MiB"),
        (without_end, "longer than 10 MiB"),
        (BOMB, "longer than 10 MiB"),
        (NESTED, "more than 200 lists and objects in one another"),
    ],
    ids=["gibibyte", "endless", "bomb", "nested"],
)
def test_memory_stays_small_whatever_a_target_answers(step, found):
    with scripted([], then=step) as target:
        command = [sys.executable, "-m", "campaign_contract.tools.cli", "verify", target.url, "--api-key", "owner-key"]
        measured = [sys.executable, "-c", MEASURED, *command, "--profile", "quick", "--no-preflight"]
        ended = subprocess.run(measured, capture_output=True, text=True, check=False)
    *lines, most = ended.stdout.splitlines()
    assert (ended.returncode, found in lines[0], len(lines) <= 25) == (1, True, True), lines
    assert int(most) / KIBIBYTES < 300 * 1024
