"""The server as a process: its lines, its exit status, its signals."""

from __future__ import annotations

import os
import re
import shlex
import signal
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from urllib.parse import urlsplit

import pytest
import requests

from campaign_contract.mockserver import seed
from campaign_contract.mockserver.options import ServeOptions
from campaign_contract.mockserver.serve import serve
from campaign_contract.mockserver.store import Store

PROGRAM = """
import sys
from dataclasses import replace
from campaign_contract.mockserver.options import ServeOptions
from campaign_contract.mockserver.serve import serve
from campaign_contract.mockserver.tests.plain_pages import pages
port, database, workers, host, forced = sys.argv[1:]
options = ServeOptions(host, int(port), database, workers=int(workers), forced_errors=forced == "True")
sys.exit(serve(replace(options, make_pages=pages)))
"""


@contextmanager
def started(port=0, database="sqlite://", workers=1, host="127.0.0.1", forced_errors=False):
    command = [sys.executable, "-c", PROGRAM, str(port), database, str(workers), host, str(forced_errors)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        try:
            yield process
        finally:
            process.terminate()
            process.communicate(timeout=10)


def url_of(process):
    line = process.stdout.readline()
    assert re.fullmatch(r"listening on http://127\.0\.0\.1:[1-9][0-9]*/api\.php\n", line)
    return line.split()[-1]


def example_of(process):
    return shlex.split(process.stdout.readline())


@pytest.fixture(scope="module")
def announced():
    """The URL and the example of one server for the tests that leave it as it is."""
    with started() as process:
        yield url_of(process), example_of(process)


def test_it_says_where_it_listens_when_it_answers_and_what_to_try(announced, seeded):
    url, example = announced
    assert (example[:2], example[-1]) == (["try:", "curl"], url)
    data = dict(pair.split("=") for pair in example if "=" in pair)
    assert requests.post(url, data=data, timeout=5).json()["TotalCampaigns"] == len(seeded.accounts[0].campaigns)


def test_its_journal_begins_with_what_a_client_sent():
    with started() as process:
        journal = url_of(process).replace("/api.php", "/__admin/journal")
        assert requests.get(journal, timeout=5).json() == {"entries": []}


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_cleanly(sent):
    with started() as process:
        url = url_of(process)
        assert example_of(process)
        with requests.Session() as kept_alive:
            kept_alive.get(url, timeout=5)
            os.killpg(process.pid, sent)  # as a terminal does: the worker gets it too
            rest, errors = process.communicate(timeout=5)
    assert (process.returncode, rest, errors) == (0, "", "")


def test_a_port_that_is_taken_is_one_line_and_status_2(announced):
    port = urlsplit(announced[0]).port
    with started(port) as second:
        output, errors = second.communicate(timeout=10)
    assert second.returncode == 2
    assert output == ""
    assert errors == f"cannot listen on 127.0.0.1, port {port}: Address already in use; choose another one\n"


def test_a_file_database_survives_a_restart(tmp_path, seeded):
    database = f"sqlite:///{tmp_path / 'campaigns.db'}"
    key = {"APIKey": seeded.accounts[0].api_key}
    with started(database=database) as process:
        created = requests.post(
            url_of(process), data={**key, "Command": "Campaign.Create", "CampaignName": "x"}, timeout=5
        )
    with started(database=database) as process:
        read = {**key, "Command": "Campaign.Get", "CampaignID": str(created.json()["CampaignID"])}
        assert requests.post(url_of(process), data=read, timeout=5).json()["Campaign"]["Name"] == "x"


def test_a_connection_is_kept_after_every_refusal(announced):
    url, _ = announced
    with requests.Session() as session:
        large = b"x" * 3_000_000
        for make_body, status in 10 * ((bytes, 400), (lambda: large, 413), (lambda: iter([large]), 413)):
            answer = session.post(url, data=make_body(), headers={"Content-Type": "application/json"}, timeout=5)
            assert (answer.status_code, answer.json()["Success"]) == (status, False)
            assert "Connection" not in answer.headers


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"database": "nonsense"}, "'nonsense' is no database"),
        ({"workers": 2}, "2 workers cannot share memory; name a file"),
        ({"seed_file": "/none/seed.yaml"}, "/none/seed.yaml:1: cannot be read"),
        ({"spec_directory": "/none"}, "/none/api.yaml:1: cannot be read"),
        ({"port": 70_000}, "cannot listen on port 70000"),
        ({"host": "no such host"}, "cannot listen on no such host"),
    ],
)
def test_a_setting_that_cannot_be_used_is_one_line_and_status_2(capfd, arguments, error):
    assert serve(ServeOptions(**({"port": 0} | arguments))) == 2
    output, errors = capfd.readouterr()
    assert output == ""
    assert errors.startswith(error)
    assert errors.count("\n") == 1


def test_a_server_of_another_kind_on_the_port_is_noticed(capfd):
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("127.0.0.1", 0))
        other.listen()
        assert serve(ServeOptions(port=other.getsockname()[1])) == 2
    assert "already in use" in capfd.readouterr().err


def test_silent_clients_hold_nobody_up(announced):
    """Some announce a body that does not come, some are idle, some do not end their headers, some read no answer."""
    url, example = announced
    address = urlsplit(url).hostname, urlsplit(url).port
    begun = b"POST /api.php HTTP/1.1\r\nHost: x\r\n"
    said = [begun + b"Content-Length: 9\r\n\r\nComm", b"", begun, begun.replace(b"POST", b"GET") + b"\r\n"]
    with ExitStack() as stack:
        for text in said * 50:
            stack.enter_context(socket.create_connection(address)).sendall(text)
        data = dict(pair.split("=") for pair in example if "=" in pair)
        assert requests.post(url, data=data, timeout=10).json()["Success"]


def test_well_known_credentials_do_not_hold_beyond_loopback(seeded):
    with started(host="0.0.0.0") as process:
        listening, example, notice, owner = (process.stdout.readline() for _ in range(4))
        url = listening.split()[-1].replace("0.0.0.0", "127.0.0.1")
        assert "do not hold here" in notice
        assert shlex.split(owner)[1] in shlex.split(example)
        call = {"Command": "Campaigns.Get", "APIKey": seeded.accounts[0].api_key}
        assert requests.post(url, data=call, timeout=5).json()["ErrorCode"] == 99998
        call["APIKey"] = shlex.split(owner)[1].removeprefix("APIKey=")
        assert requests.post(url, data=call, timeout=5).json()["Success"]
        closed = requests.get(url.replace("/api.php", "/__admin/clock"), timeout=5)
        assert (closed.status_code, "closed" in closed.json()["error"]) == (403, True)
        assert call["APIKey"] not in requests.get(url.replace("/api.php", "/"), timeout=5).text


def test_a_database_with_well_known_credentials_is_refused_beyond_loopback(tmp_path, spec, seeded, capfd):
    database = f"sqlite:///{tmp_path / 'campaigns.db'}"
    store = Store(spec.fields, database)
    seed.plant(seeded, store)
    store.close()
    assert serve(ServeOptions(host="0.0.0.0", port=0, database=database)) == 2
    assert "well-known credentials" in capfd.readouterr().err


def test_a_database_that_cannot_be_written_just_now_is_one_line_and_status_2(tmp_path, spec, capfd, monkeypatch):
    database = f"sqlite:///{tmp_path / 'campaigns.db'}"
    Store(spec.fields, database).close()
    monkeypatch.setattr("os.access", lambda *_: False)
    assert serve(ServeOptions(port=0, database=database)) == 2
    assert capfd.readouterr().err == f"database {database} cannot be used: The database is read-only\n"


def test_the_control_api_is_open_on_loopback(announced):
    answer = requests.get(announced[0].replace("/api.php", "/__admin/accounts"), timeout=5)
    assert [account["name"] for account in answer.json()["accounts"]] == ["owner", "stranger"]
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_the_journal_is_followed_live_and_ends_with_the_server():
    with started() as process:
        url = url_of(process)
        call = dict(pair.split("=") for pair in example_of(process) if "=" in pair)
        with requests.get(url.replace("api.php", "__admin/journal/stream"), stream=True, timeout=5) as stream:
            lines = stream.iter_lines(decode_unicode=True, chunk_size=1)
            assert next(lines) == ": listening"
            requests.post(url, data=call, timeout=5)
            assert next(text for text in lines if text.startswith("data: "))
            process.terminate()
            _, errors = process.communicate(timeout=5)
        assert (process.returncode, errors) == (0, "")


def test_readers_that_left_the_journal_keep_no_place(announced):
    url = announced[0].replace("api.php", "__admin/journal/stream")
    for _ in range(25):
        with requests.get(url, stream=True, timeout=10) as stream:
            assert next(stream.iter_lines(chunk_size=1)) == b": listening"
            requests.get(announced[0], timeout=5)


def test_workers_share_one_database_and_lose_nothing(tmp_path, seeded):
    """Every creation is told apart, whoever of the workers answers; a connection each, so that all are at work."""
    call = {"APIKey": seeded.accounts[0].api_key, "Command": "Campaign.Create", "CampaignName": "new"}
    with started(database=f"sqlite:///{tmp_path / 'campaigns.db'}", workers=3) as process:
        url = url_of(process)

        def create(_):
            answer = requests.post(url, data=call, timeout=30)
            return answer.status_code, answer.json().get("CampaignID")

        with ThreadPoolExecutor(8) as clients:
            answers = list(clients.map(create, range(120)))
        found = requests.post(
            url, data={**call, "Command": "Campaigns.Get", "SearchKeyword": "new"}, timeout=30
        ).json()
        process.terminate()
        output, errors = process.communicate(timeout=10)
    assert {status for status, _ in answers} == {200}
    ids = {str(number) for _, number in answers}
    assert len(ids) == 120
    assert ids <= {row["CampaignID"] for row in found["Campaigns"]}
    assert ("listening on" in output, errors) == (False, "")
