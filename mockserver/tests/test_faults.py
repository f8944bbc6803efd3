"""Faults: each over a real socket, by a client that tries again; whom they meet, and how often."""

from __future__ import annotations

import random
import socket
from contextlib import ExitStack
from urllib.parse import urlencode, urlsplit

import pytest
import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

from campaign_contract.mockserver import app as module
from campaign_contract.mockserver.admin.world import World
from campaign_contract.mockserver.clock import Clock
from campaign_contract.mockserver.faults import HEADER, Fault, Faults
from campaign_contract.mockserver.journal import Journal
from campaign_contract.mockserver.options import ServeOptions
from campaign_contract.mockserver.tests.admin_client import Admin
from campaign_contract.mockserver.tests.conftest import NOW
from campaign_contract.mockserver.tests.test_serve import example_of, started, url_of


@pytest.fixture(scope="module")
def url():
    with started(forced_errors=True) as process:
        found = url_of(process)
        assert example_of(process)
        yield found


class Impatient(requests.Session):
    """Waits only briefly for an answer."""

    def request(self, *sent, **options):
        return super().request(*sent, **{**options, "timeout": (5, 0.3)})


class Client:
    """A fresh account's client, which tries again on 429, 5xx and broken connections."""

    def __init__(self, url):
        self.url, self.control = url, url.replace("/api.php", "/__admin")
        self.account = requests.post(f"{self.control}/accounts", json={}, timeout=5).json()
        self.session = requests.Session()
        again = Retry(
            total=4,
            backoff_factor=0.01,
            status_forcelist=[429, 500, 502, 503],
            allowed_methods=None,
            raise_on_status=False,
        )
        self.session.mount("http://", HTTPAdapter(max_retries=again))
        self.impatient = Impatient()
        self.impatient.mount("http://", HTTPAdapter(max_retries=again))

    def fault(self, **body):
        answer = requests.post(f"{self.control}/faults", json={"account": self.account["id"], **body}, timeout=5)
        assert answer.status_code == 201, answer.text
        return answer.json()["id"]

    def __call__(self, command="Campaign.Create", send=None, headers=None, **parameters):
        data = {"Command": command, "APIKey": self.account["api_key"], "CampaignName": "x", **parameters}
        return (send or self.session.post)(self.url, data=data, timeout=5, headers=headers)

    def decisions(self):
        journal = requests.get(f"{self.control}/journal?account={self.account['id']}", timeout=5).json()
        return [entry["decided"] for entry in journal["entries"]]

    def campaigns(self):
        return requests.get(f"{self.control}/accounts/{self.account['id']}/campaigns", timeout=5).json()["campaigns"]


@pytest.fixture
def client(url):
    client = Client(url)
    yield client
    client.session.close()
    client.impatient.close()


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_a_status_is_tried_again_and_nothing_was_carried_out_before(client, status):
    client.fault(status=status, retry_after=0, count=2)
    assert client().json()["Success"] is True
    assert client.decisions() == ["Fault/injected", "Fault/injected", "Campaign.Create/success"]
    assert len(client.campaigns()) == 1


def test_429_says_when_to_come_again(client):
    client.fault(status=429, retry_after=7, count=1)
    answer = client(send=requests.post)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "7")


def test_a_documented_error_has_its_documented_shape_whatever_the_campaign(client):
    campaign = client().json()["CampaignID"]
    client.fault(error="Campaign.Get/missing-id", count=1)
    refused = client("Campaign.Get", campaignid=campaign).json()
    assert (refused["Success"], refused["ErrorCode"], bool(refused["ErrorMessage"])) == (False, 1, True)
    assert client("Campaign.Get", campaignid=campaign).json()["Success"] is True
    assert client.decisions()[1:] == ["Campaign.Get/missing-id", "Campaign.Get/success"]


def test_a_connection_is_dropped_before_an_answer_and_the_client_tries_again(client):
    client.fault(garbling="dropped", count=1)
    with pytest.raises(requests.ConnectionError):
        client(send=requests.post)
    assert client.campaigns() == []
    client.fault(garbling="dropped", count=2)
    assert client().json()["Success"] is True
    assert len(client.campaigns()) == 1


def test_a_connection_breaks_off_in_the_middle_of_an_answer_that_was_carried_out(client):
    client.fault(garbling="broken-off", count=1)
    with pytest.raises((requests.exceptions.ChunkedEncodingError, requests.ConnectionError)):
        client(send=requests.post)
    assert len(client.campaigns()) == 1
    assert client().json()["Success"] is True


def test_html_and_cut_json_are_no_json(client):
    client.fault(garbling="html", count=1)
    answer = client()
    assert (answer.headers["Content-Type"], answer.text[:15]) == ("text/html; charset=utf-8", "<!doctype html>")
    client.fault(garbling="cut", count=1)
    answer = client()
    with pytest.raises(requests.exceptions.JSONDecodeError):
        answer.json()
    assert answer.text.startswith('{"Success":true')


def test_slow_bytes_come_whole_in_the_end(client):
    client.fault(garbling="slow", count=1)
    body = urlencode({"Command": "Tags.Get", "APIKey": client.account["api_key"]})
    address = urlsplit(client.url)
    with socket.create_connection((address.hostname, address.port), timeout=5) as connection:
        head = ["Host: x", "Connection: close", f"Content-Length: {len(body)}", "", body]
        connection.sendall("\r\n".join([f"POST {address.path} HTTP/1.1", *head]).encode())
        pieces = list(iter(lambda: connection.recv(65536), b""))
    assert len(pieces) > 5
    assert b'"Success":true' in b"".join(pieces)


def test_a_client_that_does_not_wait_gives_up_on_a_slow_answer_and_others_are_not_held_up(client, url):
    client.fault(latency={"fixed": 1.5}, count=1)
    with pytest.raises(requests.Timeout):
        requests.post(url, data={"Command": "Campaigns.Get", "APIKey": client.account["api_key"]}, timeout=0.3)
    assert Client(url)().json()["Success"] is True


@pytest.mark.parametrize(
    "latency",
    [{"fixed": 1.5}, {"uniform": [1.5, 1.6]}, {"log_normal": {"median": 1.5, "sigma": 0}}],
    ids=["fixed", "uniform", "log-normal"],
)
def test_a_client_that_tries_again_gets_past_each_kind_of_latency(client, latency):
    client.fault(latency=latency, count=2)
    assert client("Campaigns.Get", send=client.impatient.post).json()["Success"] is True
    assert client.decisions()[-1] == "Campaigns.Get/success"
    assert requests.get(f"{client.control}/faults", timeout=5).json()["faults"][-1]["count"] == 0


@pytest.mark.parametrize("garbling", ["dropped", "broken-off", "cut", "html"])
def test_a_client_that_reads_to_the_end_and_tries_again_gets_past_each_spoiled_answer(client, garbling):
    client.fault(garbling=garbling, count=2)
    tries = []
    for _ in range(3):
        try:
            tries.append(client("Campaigns.Get", send=requests.post).json()["Success"])
        except requests.RequestException as problem:
            tries.append(type(problem).__name__)
    assert (len(tries), tries[2], True in tries[:2]) == (3, True, False)


@pytest.mark.parametrize(("asked", "status"), [("Campaign.Create/missing-name", 200), ("503", 503), ("html", 200)])
def test_a_request_asks_for_its_own_fault_by_a_header(client, asked, status):
    answer = client(send=requests.post, headers={HEADER: asked})
    assert answer.status_code == status
    assert '"Success":true' not in answer.text
    assert client().json()["Success"] is True


@pytest.mark.parametrize("asked", ["nonsense", "Campaign.Pause/not-sending", "Campaign.Create/nothing", "404"])
def test_a_header_that_names_no_fault_of_the_call_is_refused(client, asked):
    answer = client(send=requests.post, headers={HEADER: asked})
    assert (answer.status_code, answer.json()["Success"]) == (400, False)
    assert client.campaigns() == []


@pytest.fixture
def admin(spec, seeded, store):
    return Admin(World(spec, seeded, store, Clock(NOW), Journal()))


def test_without_the_flag_the_header_means_nothing(admin):
    own = admin("GET", "/accounts/1")
    data = {"Command": "Campaigns.Get", "APIKey": own["api_key"]}
    assert admin.client.post("/api.php", data=data, headers={HEADER: "503"}).status_code == 200
    assert ServeOptions().forced_errors is False


def test_a_fault_meets_its_account_and_command_only_and_so_often(admin):
    own, other = admin("GET", "/accounts/1"), admin("GET", "/accounts/2")
    number = admin("POST", "/faults", {"status": 500, "account": 1, "command": "Campaigns.Get", "count": 2})["id"]
    (fault,) = admin("GET", "/faults")["faults"]
    assert fault == {
        "id": number,
        "status": 500,
        "account": 1,
        "command": "Campaigns.Get",
        "count": 2,
        "probability": 1.0,
        "seed": 0,
    }

    def status(account, command):
        data = {"Command": command, "APIKey": account["api_key"]}
        return admin.client.post("/api.php", data=data).status_code

    assert status(other, "Campaigns.Get") == status(own, "Tags.Get") == 200
    assert [status(own, "Campaigns.Get") for _ in range(3)] == [500, 500, 200]


def test_chances_follow_the_seed(admin):
    own = admin("GET", "/accounts/1")

    def met(seed):
        admin("POST", "/faults", {"status": 503, "probability": 0.3, "seed": seed})
        data = {"Command": "Campaigns.Get", "APIKey": own["api_key"]}
        found = [admin.client.post("/api.php", data=data).status_code == 503 for _ in range(40)]
        admin("DELETE", "/faults")
        return found

    first = met(1)
    assert first == met(1)
    assert first != met(2)
    assert 4 <= sum(first) <= 20


def test_faults_are_taken_back(admin):
    first = admin("POST", "/faults", {"status": 503})["id"]
    admin("POST", "/faults", {"status": 503, "account": 2})
    admin("DELETE", "/faults?account=2")
    assert [fault["id"] for fault in admin("GET", "/faults")["faults"]] == [first]
    admin("DELETE", f"/faults/{first}")
    assert admin("GET", "/faults") == {"faults": []}
    assert admin.error("DELETE", f"/faults/{first}") == (404, f"there is no fault {first}")


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ({}, "the body"),
        ({"status": 500, "garbling": "html"}, "the body"),
        ({"status": 404}, "status"),
        ({"error": "Campaign.Pause/nothing"}, "Campaign.Pause has missing-id"),
        ({"error": "nothing"}, "there is no 'nothing'"),
        ({"status": 500, "command": "Campaign.Fly"}, "there is no 'Campaign.Fly'"),
        ({"status": 500, "account": 99}, "there is no account 99"),
        ({"latency": {"fixed": 3600}}, "latency"),
    ],
)
def test_a_fault_that_cannot_be_is_refused_by_name(admin, body, problem):
    status, text = admin.error("POST", "/faults", body)
    assert status in (400, 404)
    assert problem in text


@pytest.mark.parametrize(
    ("latency", "least", "most"),
    [
        ({"fixed": 0.2}, 0.2, 0.2),
        ({"uniform": [0.1, 0.5]}, 0.1, 0.5),
        ({"log_normal": {"median": 0.2, "sigma": 0.5}}, 0.02, 2.0),
    ],
)
def test_latencies_have_their_distribution_and_are_the_same_again(latency, least, most):
    fault = Fault(latency=latency)
    found = [fault.seconds(random.Random(7)) for _ in range(3)]
    many = [fault.seconds(chance) for chance in [random.Random(7)] for _ in range(200)]
    assert len(set(found)) == 1
    assert least <= min(many) <= max(many) <= most
    assert (len(set(many)) > 1) is (least != most)


def test_many_answers_that_are_held_back_keep_no_other_from_being_answered(client, url):
    address, many = urlsplit(url), 80
    body = urlencode({"Command": "Tags.Get", "APIKey": client.account["api_key"]})
    head = ["Host: x", "Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
    request = "\r\n".join([f"POST {address.path} HTTP/1.1", *head, "", body]).encode()
    client.fault(latency={"fixed": 60}, count=many)
    with ExitStack() as held:
        for _ in range(many):
            connection = socket.create_connection((address.hostname, address.port), timeout=30)
            held.enter_context(connection).sendall(request)
        rounds = (client.decisions() for _ in range(500))
        assert next(met for met in rounds if len(met) == many) == ["Tags.Get/success"] * many
        large = client("Campaign.Create", CampaignName="x", send=requests.post, Filling="x" * 100_000)
    assert large.json()["Success"] is True


def test_an_answer_is_held_back_so_long_after_it_was_carried_out(admin, monkeypatch):
    slept = []
    monkeypatch.setattr(module, "time", type("Time", (), {"sleep": slept.append}))
    own = admin("GET", "/accounts/1")
    admin("POST", "/faults", {"latency": {"fixed": 2.5}, "count": 1})
    assert admin.command(own, "Campaign.Create", CampaignName="x")["Success"] is True
    assert slept == [2.5]
    (entry,) = admin("GET", "/journal")["entries"]
    assert (entry["decided"], entry["ms"] > 2500) == ("Campaign.Create/success", True)


def test_the_first_fault_that_meets_a_request_decides():
    faults = Faults()
    faults.add(Fault(status=500, account=7))
    faults.add(Fault(status=503))
    assert [fault.status for fault in faults.all().values() if fault.meets(1, "x")] == [503]
    assert [fault.status for fault in faults.all().values() if fault.meets(7, "x")] == [500, 503]
