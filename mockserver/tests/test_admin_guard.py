"""Who may use the control API."""

from __future__ import annotations

import pytest

from campaign_contract.mockserver.admin.guard import Guard
from campaign_contract.mockserver.admin.world import World
from campaign_contract.mockserver.clock import Clock
from campaign_contract.mockserver.journal import Journal
from campaign_contract.mockserver.tests.admin_client import Admin

TOKEN = "open-sesame"


@pytest.fixture
def world(spec, seeded, store):
    return World(spec, seeded, store, Clock(), Journal())


def status(world, guard, headers=None, host="127.0.0.1:8025"):
    answer = Admin(world, guard).client.get("/__admin/clock", base_url=f"http://{host}", headers=headers or {})
    return answer.status_code, answer.get_json().get("error", "")


@pytest.mark.parametrize("host", ["127.0.0.1:8025", "localhost:8025", "localhost", "[::1]:8025", "[::1]"])
def test_loopback_is_open_under_its_own_names(world, host):
    assert status(world, Guard(is_loopback=True), host=host) == (200, "")


def test_a_name_that_only_leads_to_loopback_is_refused(world):
    code, text = status(world, Guard(is_loopback=True), host="rebound.example.test:8025")
    assert (code, "use 127.0.0.1 or localhost" in text) == (403, True)


def test_beyond_loopback_it_is_closed_without_a_token_and_says_how_to_open_it(world):
    code, text = status(world, Guard(is_loopback=False), host="stand-in.example.test")
    assert (code, "--admin-token" in text) == (403, True)


@pytest.mark.parametrize("is_loopback", [True, False])
@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (f"Bearer {TOKEN}", 200),
        (f"bearer {TOKEN}", 200),
        ("Bearer wrong", 401),
        (TOKEN, 401),
        ("Bearer é", 401),
        ("", 401),
    ],
)
def test_a_token_is_asked_for_where_there_is_one(world, is_loopback, sent, code):
    guard = Guard(is_loopback, TOKEN)
    found, text = status(world, guard, {"Authorization": sent}, host="stand-in.example.test")
    assert found == code
    assert TOKEN not in text


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://page.example.test"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:9999"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_pages_of_other_sites_are_refused_and_cannot_read_why(world, headers):
    answer = Admin(world).send("GET", "/accounts", headers=headers)
    assert answer.status_code == 403
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_its_own_page_may_use_it(world):
    answer = Admin(world).send("GET", "/clock", headers={"Origin": "http://127.0.0.1:8025"})
    assert answer.status_code == 200
