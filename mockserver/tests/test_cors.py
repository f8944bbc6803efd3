"""Pages of other origins: what a browser asks before it sends, and what it needs to hand on an answer."""

from __future__ import annotations

import pytest
from werkzeug.test import Client

from campaign_contract.mockserver.app import create_app
from campaign_contract.mockserver.cors import allowed_origin, with_cors

PAGE = "http://page.example.test"
PREFLIGHT = {"Origin": PAGE, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}


@pytest.fixture
def shared(spec, store):
    return Client(with_cors(create_app(spec, store), PAGE))


def test_a_preflight_is_answered(shared, owner):
    answer = shared.options(owner.path, headers=PREFLIGHT)
    assert (answer.status_code, answer.data) == (204, b"")
    assert answer.headers["Access-Control-Allow-Origin"] == PAGE
    assert "POST" in answer.headers["Access-Control-Allow-Methods"]
    assert answer.headers["Access-Control-Allow-Headers"] == "Content-Type"


@pytest.mark.parametrize("path", ["/api.php", "/nowhere"])
def test_every_answer_may_be_read_by_the_origin_and_no_other(shared, path):
    answer = shared.post(path, headers={"Origin": PAGE})
    assert answer.headers["Access-Control-Allow-Origin"] == PAGE
    assert answer.headers["Vary"] == "Origin"
    assert "Access-Control-Allow-Credentials" not in answer.headers


def test_another_options_request_reaches_the_application(shared, owner):
    assert shared.options(owner.path).get_json()["ErrorCode"] == 100001


@pytest.mark.parametrize(
    ("wanted", "address", "origin"),
    [
        (None, "127.0.0.1", "*"),
        (None, "::1", "*"),
        (None, "0.0.0.0", None),
        (None, "fe80::1%eth0", None),
        (PAGE, "127.0.0.1", PAGE),
        (PAGE, "0.0.0.0", PAGE),
    ],
)
def test_only_loopback_is_open_to_all_origins_of_itself(wanted, address, origin):
    assert allowed_origin(wanted, address) == origin
