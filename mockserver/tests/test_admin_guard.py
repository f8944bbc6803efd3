"""Who may use the control API."""

from __future__ import annotations

import re

import pytest

from campaign_contract.mockserver.admin.guard import Guard
from campaign_contract.mockserver.admin.table import OPERATIONS
from campaign_contract.mockserver.admin.world import World
from campaign_contract.mockserver.clock import Clock
from campaign_contract.mockserver.journal import Journal
from campaign_contract.mockserver.tests.admin_client import Admin
from campaign_contract.mockserver.tests.conftest import NOW

TOKEN = "open-sesame"


@pytest.fixture
def world(spec, seeded, store):
    return World(spec, seeded, store, Clock(NOW), Journal())


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
        {"Origin": "https://127.0.0.1:8025"},
        {"Origin": ""},
        {"Origin": "http://127.0.0.1:8025", "Sec-Fetch-Site": "same-site"},
        {"Origin": "http://page.example.test", "Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_pages_of_other_sites_are_refused_and_cannot_read_why(world, headers):
    answer = Admin(world).send("GET", "/accounts", headers=headers)
    assert answer.status_code == 403
    assert "Access-Control-Allow-Origin" not in answer.headers


def addressed(operation):
    known = {"<int:account>": "1", "<int:campaign>": "2", "<int:fault>": "1", "<name>": "one"}
    return re.sub(r"<.*?>", lambda part: known[part[0]], operation.path)


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_no_operation_is_open_to_another_site_or_beyond_loopback(world, operation):
    path, other = addressed(operation), {"Origin": "http://page.example.test"}
    assert Admin(world, Guard(is_loopback=False)).send(operation.method, path).status_code == 403
    assert Admin(world).send(operation.method, path, headers=other).status_code == 403


BODY = '{"advance": "PT1H"}'
FORMS = {
    "text": {"data": BODY, "content_type": "text/plain"},
    "form": {"data": {"advance": "PT1H"}},
    "multipart": {"data": {"advance": "PT1H"}, "content_type": "multipart/form-data"},
    "untyped": {"data": BODY},
}


def post(world, sent, told):
    answer = Admin(world).client.post("/__admin/clock", base_url="http://127.0.0.1:8025", headers=told, **sent)
    return answer.status_code, world.clock.now()


@pytest.mark.parametrize("sent", [*FORMS.values(), {"json": {"advance": "PT1H"}}], ids=[*FORMS, "json"])
@pytest.mark.parametrize("told", [{"Origin": "http://page.example.test"}, {"Sec-Fetch-Site": "same-site"}])
def test_a_page_of_another_site_cannot_post_in_any_form(world, sent, told):
    assert post(world, sent, told) == (403, NOW)


@pytest.mark.parametrize("sent", FORMS.values(), ids=FORMS)
def test_what_a_form_can_send_is_refused_even_where_no_site_is_told(world, sent):
    assert post(world, sent, {}) == (400, NOW)


@pytest.mark.parametrize("host", ["127.0.0.1.example.test", "localhost.example.test:80", "127.0.0.1.", "0.0.0.0"])
def test_names_that_look_like_loopback_are_refused(world, host):
    assert status(world, Guard(is_loopback=True), host=host)[0] == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://127.0.0.1:8025"},
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "https://127.0.0.1:8025", "Sec-Fetch-Site": "same-origin"},
    ],
)
def test_its_own_page_may_use_it_also_behind_a_proxy_with_https(world, headers):
    answer = Admin(world).send("GET", "/clock", headers=headers)
    assert answer.status_code == 200
