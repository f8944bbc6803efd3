"""The server as a guest on a machine: it ends when it is told to, leaves nothing behind, and comes back at once."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests

SERVE = [sys.executable, "-m", "campaign_contract.tools", "serve"]
PATIENCE = 20


@pytest.fixture(autouse=True)
def attached():
    """Servers inherit who ignores the end of the terminal; these tests may themselves run under nohup."""
    inherited = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, inherited)


@contextmanager
def started(*arguments, port=0, before=(), command=SERVE, **options):
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen([*before, *command, "--port", str(port), *arguments], **pipes, **options) as process:
        try:
            yield process
        finally:
            process.kill()


def url_of(process):
    line = process.stdout.readline()
    assert line.startswith("listening on "), (line, process.stderr.read())
    return line.split()[-1]


def comes_to_pass(happened):
    last = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < last
        time.sleep(0.01)


TOLD_TO_END_AS_IT_BEGINS = """
import os, sys

class Teller:
    def find_spec(self, name, path, target=None):
        if name == "click":
            os.kill(os.getpid(), {sent})

sys.argv = ["campaign-contract", {command!r}]
sys.meta_path.insert(0, Teller())
import runpy
runpy.run_module("campaign_contract.tools")
"""


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_server_that_has_only_begun_to_start_ends_cleanly(sent):
    def ended(command):
        source = TOLD_TO_END_AS_IT_BEGINS.format(sent=int(sent), command=command)
        return subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=False)

    serve = ended("serve")
    assert (serve.returncode, serve.stdout, serve.stderr) == (0, "", "")
    verify = ended("verify")
    assert (verify.returncode, verify.stderr) == (-sent, "")


def is_silent(url):
    try:
        return not requests.get(url, timeout=1)
    except requests.ConnectionError:
        return True


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_to_it_alone_ends_it_and_its_workers(sent, tmp_path):
    with started("--workers", "2", "--database", f"sqlite:///{tmp_path}/a.db") as process:
        url = url_of(process)
        process.send_signal(sent)
        assert process.wait(PATIENCE) == 0
        comes_to_pass(lambda: is_silent(url))
        assert process.stderr.read() == ""


EARLY = """
import os, signal, sys
from campaign_contract.mockserver import lifeline
started = lifeline.end_with_starter
lifeline.end_with_starter = lambda: (print("begun", flush=True), started())
from campaign_contract.tools.cli import main
main()
"""


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_before_it_listens_ends_it_too(sent):
    with started(command=[sys.executable, "-c", EARLY, "serve"]) as process:
        assert process.stdout.readline() == "begun\n"
        process.send_signal(sent)
        assert process.communicate(timeout=PATIENCE) == ("", "")
        assert process.returncode == 0


STARTER = """
import subprocess, sys
process = subprocess.Popen(sys.argv[1:], stdout=subprocess.PIPE, text=True)
print(process.stdout.readline(), process.pid, flush=True)
process.wait()
"""


@pytest.mark.parametrize("is_detached", [False, True])
def test_it_ends_when_its_starter_is_killed_unless_it_is_detached(is_detached):
    before = [sys.executable, "-c", STARTER, *(["nohup"] if is_detached else [])]
    with started(before=before) as starter:
        url = url_of(starter)
        server = int(starter.stdout.readline())
        starter.kill()
        starter.wait()
        if is_detached:
            os.kill(server, signal.SIGHUP)
            assert requests.get(url, timeout=PATIENCE).json()["ErrorCode"] == 100003
            os.kill(server, signal.SIGTERM)
        comes_to_pass(lambda: is_silent(url))


def test_killed_and_started_again_at_once_it_gets_its_port(tmp_path):
    shared = ["--database", f"sqlite:///{tmp_path}/a.db", "--workers", "2"]
    with started(*shared) as first:
        port = urlsplit(url_of(first)).port
        first.kill()
        with started(*shared, port=port) as second:
            assert urlsplit(url_of(second)).port == port


CALL = {"Command": "Campaigns.Get", "APIKey": "owner-api-key-4f1c9a7e2b"}


class TestTls:
    def test_a_certificate_made_for_the_run_is_one_that_clients_can_trust(self):
        with started("--tls") as process:
            url = url_of(process)
            words = process.stdout.readline().split()
            authority = words[words.index("--cacert") + 1]
            assert requests.post(url, data=CALL, verify=authority, timeout=PATIENCE).json()["Success"] is True
            with pytest.raises(requests.exceptions.SSLError):
                requests.post(url, data=CALL, timeout=PATIENCE)
            process.terminate()
            assert process.wait(PATIENCE) == 0
        assert url.startswith("https://127.0.0.1:")
        assert not Path(authority).exists()

    def test_a_certificate_of_the_operator_is_taken(self, tmp_path):
        trustme = pytest.importorskip("trustme")
        authority = trustme.CA()
        issued = authority.issue_cert("localhost")
        issued.private_key_and_cert_chain_pem.write_to_path(tmp_path / "both.pem")
        authority.cert_pem.write_to_path(tmp_path / "ca.pem")
        both = str(tmp_path / "both.pem")
        with started("--cert", both, "--key", both, "--host", "localhost") as process:
            url = url_of(process)
            assert "--cacert" not in process.stdout.readline()
            assert requests.post(url, data=CALL, verify=str(tmp_path / "ca.pem"), timeout=PATIENCE).json()["Success"]

    @pytest.mark.parametrize(
        ("arguments", "problem"),
        [
            (["--cert", "none.pem"], "a certificate needs its key; give both --cert and --key"),
            (["--key", "none.pem"], "a certificate needs its key; give both --cert and --key"),
            (
                ["--cert", "none.pem", "--key", "none.pem"],
                "certificate none.pem with key none.pem cannot be used: No such",
            ),
            (["--cert", __file__, "--key", __file__], "cannot be used: "),
        ],
    )
    def test_one_that_cannot_be_used_is_one_line_and_status_2(self, arguments, problem):
        with started(*arguments) as process:
            output, errors = process.communicate(timeout=PATIENCE)
        assert (process.returncode, output, errors.count("\n")) == (2, "", 1)
        assert problem in errors


def test_data_that_is_there_is_left_as_it_is_and_that_is_said(tmp_path):
    seed_file = tmp_path / "seed.jsonl"
    account = {"id": 5, "name": "new", "api_key": "new-key", "session_id": "s" * 26, "emails": [], "tags": []}
    seed_file.write_text(json.dumps(account), encoding="utf-8")
    shared = ["--database", f"sqlite:///{tmp_path}/a.db"]
    with started(*shared) as first:
        url_of(first)
        first.terminate()
        assert first.wait(PATIENCE) == 0
    with started(*shared, "--seed-file", str(seed_file)) as second:
        url_of(second)
        assert "APIKey=owner-api-key" in second.stdout.readline()
        assert second.stdout.readline().endswith(f"has data already and is left as it is; {seed_file} is not used\n")
