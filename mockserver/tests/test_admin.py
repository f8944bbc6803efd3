"""The control API: accounts, campaigns, sessions, state, time, and its own description."""

from __future__ import annotations

import json
import os

import jsonschema
import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator
from werkzeug import Response
from werkzeug.test import Client

from campaign_contract.mockserver.admin.api import with_admin
from campaign_contract.mockserver.admin.guard import Guard
from campaign_contract.mockserver.admin.operation import JSON
from campaign_contract.mockserver.admin.schemas import schemas
from campaign_contract.mockserver.admin.table import OPERATIONS
from campaign_contract.mockserver.admin.world import World
from campaign_contract.mockserver.archive import OWNED
from campaign_contract.mockserver.clock import Clock
from campaign_contract.mockserver.database import Unavailable
from campaign_contract.mockserver.journal import Journal
from campaign_contract.mockserver.pages import with_pages
from campaign_contract.mockserver.tests.admin_client import HERE, Admin
from campaign_contract.mockserver.tests.conftest import NOW, TEST_DATABASE

DRAFT, FLASH = 2, 4


@pytest.fixture
def admin(spec, seeded, store):
    return Admin(World(spec, seeded, store, Clock(NOW), Journal()))


@pytest.fixture
def account(admin):
    return admin("POST", "/accounts", {"emails": 2, "tags": ["Blue", "Green"], "lists": ["News"]})


def test_a_fresh_account_can_do_everything_at_once_and_shares_nothing(admin, account):
    assert len(account["emails"]) == 2
    assert [tag["name"] for tag in account["tags"]] == ["Blue", "Green"]
    assert [item["name"] for item in account["lists"]] == ["News"]
    new = admin.command(account, "Campaign.Create", CampaignName="x")["CampaignID"]
    changed = admin.command(account, "Campaign.Update", CampaignID=new, RelEmailID=account["emails"][0])
    assert changed["Success"] is True
    other = admin("POST", "/accounts", {})
    assert admin.command(other, "Campaigns.Get")["TotalCampaigns"] == 0
    assert admin.command(other, "Campaign.Pause", CampaignID=new)["ErrorCode"] == 2
    assert other["id"] != account["id"]
    assert set(other["emails"]).isdisjoint(account["emails"])


def test_a_fresh_account_logs_in(admin, account):
    data = {"Command": "User.Login", "Username": account["name"], "Password": account["password"]}
    assert admin.client.post("/api.php", data=data).get_json()["Success"] is True


def test_an_account_is_made_whole_or_not_at_all(admin):
    before = admin("GET", "/accounts")
    wrong = {"campaigns": [{"CampaignName": "good"}, {"CampaignStatus": "Flying"}]}
    status, text = admin.error("POST", "/accounts", wrong)
    assert status == 400
    assert text.startswith("CampaignStatus: 'Flying' is not allowed; allowed: Draft, Ready, ")
    assert admin("GET", "/accounts") == before


def test_campaigns_are_made_and_changed_in_any_state(admin, account):
    path = f"/accounts/{account['id']}/campaigns"
    made = admin("POST", path, {"CampaignStatus": "Sending", "TotalSent": 7, "Tags": ["Green"]})
    assert (made["CampaignStatus"], made["TotalSent"], made["Tags"]) == ("Sending", 7, ["Green"])
    assert made["CreateDateTime"] == "2030-01-02 03:04:05"
    id = made["CampaignID"]
    changed = admin("PATCH", f"{path}/{id}", {"CampaignStatus": "Sent", "Tags": ["Blue"]})
    assert (changed["CampaignStatus"], changed["TotalSent"], changed["Tags"]) == ("Sent", 7, ["Blue"])
    seen = admin.command(account, "Campaign.Get", campaignid=id, retrievetags="true")["Campaign"]
    assert (seen["CampaignStatus"], seen["Tags"]) == ("Sent", ["Blue"])
    assert [row["CampaignID"] for row in admin("GET", path)["campaigns"]] == [id]
    second = admin("POST", path, {})["CampaignID"]
    assert [row["CampaignID"] for row in admin("GET", f"{path}?limit=1")["campaigns"]] == [second]
    assert admin("GET", f"/accounts/{account['id']}")["campaigns"] == [id, second]
    assert admin.error("GET", f"/accounts/1/campaigns/{id}") == (404, f"account 1 has no campaign {id}")


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ({"Colour": 1}, "Colour"),
        ({"CampaignID": 1}, "CampaignID"),
        ({"TotalSent": -1}, "TotalSent"),
        ({"TotalSent": "1"}, "TotalSent"),
        ({"Tags": ["Red"]}, "'Red' is no tag of account"),
        ([], "the body"),
    ],
)
def test_a_campaign_that_cannot_be_is_refused_by_name(admin, account, body, problem):
    status, text = admin.error("POST", f"/accounts/{account['id']}/campaigns", body)
    assert status == 400
    assert problem in text


def test_an_account_is_forgotten_with_all_that_is_theirs(admin, account):
    admin("DELETE", f"/accounts/{account['id']}")
    assert admin.command(account, "Campaigns.Get")["ErrorCode"] == 99998
    assert admin.error("GET", f"/accounts/{account['id']}")[0] == 404


def test_sessions_end_when_told(admin, account):
    call = {"Command": "Campaigns.Get", "SessionID": account["session_id"]}
    assert admin.client.post("/api.php", data=call).get_json()["Success"] is True
    assert admin("POST", f"/accounts/{account['id']}/sessions/expire") == {"ended": 1}
    assert admin.client.post("/api.php", data=call).get_json()["ErrorCode"] == 99998
    assert admin.command(account, "Campaigns.Get")["Success"] is True


def test_a_reset_is_a_fresh_start(admin):
    admin("POST", "/accounts", {})
    first = admin("GET", "/accounts/1")
    admin("PATCH", f"/accounts/1/campaigns/{DRAFT}", {"CampaignName": "changed"})
    admin("POST", "/clock", {"advance": "PT1H"})
    admin("POST", "/reset")
    assert [item["id"] for item in admin("GET", "/accounts")["accounts"]] == [1, 2]
    assert admin("GET", "/accounts/1") == first
    assert admin("GET", f"/accounts/1/campaigns/{DRAFT}")["CampaignName"] == "Autumn Newsletter"
    assert admin("GET", "/clock")["frozen"] is False


def test_a_snapshot_of_an_account_leaves_the_others_alone(admin, account):
    admin("PUT", f"/snapshots/before?account={account['id']}")
    admin.command(account, "Campaign.Create", CampaignName="later")
    admin("PATCH", f"/accounts/1/campaigns/{DRAFT}", {"CampaignName": "changed"})
    assert admin("GET", "/snapshots")["snapshots"] == [{"name": "before", "accounts": [account["id"]]}]
    admin("POST", "/snapshots/before/restore")
    assert admin.command(account, "Campaigns.Get")["TotalCampaigns"] == 0
    assert admin("GET", f"/accounts/1/campaigns/{DRAFT}")["CampaignName"] == "changed"
    admin("DELETE", "/snapshots/before")
    assert admin.error("POST", "/snapshots/before/restore") == (404, "there is no snapshot 'before'; there are none")


def test_what_is_exported_can_be_put_back_after_all_is_gone(admin, account):
    admin("POST", f"/accounts/{account['id']}/campaigns", {"CampaignName": "kept", "Tags": ["Blue"]})
    state = admin("GET", f"/state?account={account['id']}")
    admin("DELETE", f"/accounts/{account['id']}")
    assert admin("PUT", "/state", json.loads(json.dumps(state))) == {"accounts": [account["id"]]}
    assert admin("GET", f"/state?account={account['id']}") == state
    assert admin.command(account, "Campaigns.Get", RetrieveTags="true")["Campaigns"][0]["Tags"] == ["Blue"]


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ({"nonsense": []}, "there is no table nonsense"),
        ({"tag": [{"id": 1}]}, "a row of tag has other keys"),
        ({"tag": [{"id": 1, "account": 5, "name": "x"}]}, "cannot be put back"),
        ({"campaign": [{"TotalSent": "many"}]}, "TotalSent: 'many' is not allowed"),
    ],
)
def test_a_state_that_does_not_fit_changes_nothing(admin, rows, problem):
    before = admin("GET", "/state")
    status, text = admin.error("PUT", "/state", {"accounts": {"2": rows}})
    assert status in (400, 409)
    assert problem in text
    assert admin("GET", "/state") == before


@pytest.mark.skipif(TEST_DATABASE in os.environ, reason="asks SQLite for its tables, which are the same")
def test_every_table_is_known_to_belong_to_an_account_or_to_nobody(store):
    with store.transaction(writes=False):
        tables = {row[0] for row in store.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert {table for table in tables if not table.startswith("campaign_words")} == OWNED.keys() | {"counter"}


def test_time_is_moved_for_all_or_for_one(admin, account):
    assert admin("POST", "/clock", {"set": "2031-01-01T00:00:00+02:00"}) == {
        "now": "2030-12-31T22:00:00Z",
        "frozen": True,
    }
    own = f"/accounts/{account['id']}/clock"
    assert admin("POST", own, {"advance": "PT2H"})["now"] == "2031-01-01T00:00:00Z"
    new = admin.command(account, "Campaign.Create", CampaignName="x")["CampaignID"]
    seen = admin.command(account, "Campaign.Get", campaignid=new)["Campaign"]
    assert seen["CreateDateTime"] == "2031-01-01 00:00:00"
    assert admin("GET", "/clock")["now"] == "2030-12-31T22:00:00Z"
    assert admin("POST", "/clock", {"run": True})["frozen"] is False
    assert admin("POST", "/clock", {"freeze": True})["frozen"] is True
    assert admin("POST", own, {"reset": True}) == admin("GET", "/clock")


@pytest.mark.parametrize("body", [{"set": "soon"}, {"advance": "2 hours"}, {}, {"freeze": True, "run": True}])
def test_time_that_cannot_be_is_refused(admin, body):
    before = admin("GET", "/clock")
    assert admin.error("POST", "/clock", body)[0] == 400
    assert admin("GET", "/clock") == before


def test_several_workers_have_no_clock_in_common_and_say_so(spec, seeded, store):
    admin = Admin(World(spec, seeded, store, Clock(NOW), Journal(), workers=2))
    for method, path, body in (("POST", "/clock", {"freeze": True}), ("PUT", "/snapshots/x", None)):
        status, text = admin.error(method, path, body)
        assert (status, "2 workers" in text) == (409, True)
    assert admin("POST", "/accounts", {})["id"]


def test_readiness_tells_of_the_store(admin, monkeypatch):
    assert admin("GET", "/ready") == {"status": "ok"}

    def locked(**_):
        raise Unavailable("the file is locked")

    monkeypatch.setattr(admin.world.store, "transaction", locked)
    assert admin.send("GET", "/ready").status_code == 503
    assert admin("GET", "/health") == {"status": "ok"}
    assert admin.error("GET", "/accounts") == (503, "the file is locked")


def test_it_describes_itself(admin, spec):
    document = admin("GET", "/openapi.json")
    OpenAPIV31SpecValidator(document).validate()
    named = {described["operationId"] for path in document["paths"].values() for described in path.values()}
    assert named == {operation.name for operation in OPERATIONS}
    assert len(named) == len(OPERATIONS)
    listed = admin("GET", "/")
    assert [item["summary"] for item in listed["operations"]] == [item.summary for item in OPERATIONS]
    assert {(item["method"].lower(), item["path"]) for item in listed["operations"]} == {
        (method, path) for path, described in document["paths"].items() for method in described
    }
    assert admin.client.get(listed["openapi"], base_url=HERE).get_json() == document
    for schema in schemas(spec).values():
        jsonschema.Draft202012Validator.check_schema(schema)
    definitions = {"components": {"schemas": dict(schemas(spec))}}
    for operation in OPERATIONS:
        if operation.body is not None:
            examples = schemas(spec)[operation.body["$ref"].rpartition("/")[2]]["examples"]
            assert [jsonschema.validate(example, {**operation.body, **definitions}) for example in examples]


BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.fixture
def with_page(admin):
    pages = {"__admin/index.html": "<p>the page</p>"}
    app = with_pages(Response("from the app"), "/api.php", lambda: pages)
    return Client(with_admin(app, admin.world, Guard(is_loopback=False), has_page=True))


def test_a_browser_gets_the_page_without_a_token_and_a_program_is_refused(with_page):
    page = with_page.get("/__admin/", headers={"Accept": BROWSER, "Sec-Fetch-Site": "cross-site"})
    assert (page.text, page.mimetype) == ("<p>the page</p>", "text/html")
    assert page.content_security_policy.connect_src == "'self'"
    moved = with_page.get("/__admin", headers={"Accept": BROWSER})
    assert (moved.status_code, moved.headers["Location"]) == (302, "__admin/")
    for accepted in ("*/*", "application/json", ""):
        assert with_page.get("/__admin/", headers={"Accept": accepted}).status_code == 403
    assert with_page.get("/__admin/accounts", headers={"Accept": BROWSER}).status_code == 403


def test_answers_are_kept_by_nobody_and_are_what_they_say(admin):
    for path in ("/accounts", "/nothing", "/journal/export?format=http", "/metrics"):
        headers = admin.send("GET", path).headers
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_answers_are_as_described(admin, account, spec):
    definitions = {"components": {"schemas": dict(schemas(spec))}}
    campaign = admin("POST", f"/accounts/{account['id']}/campaigns", {})["CampaignID"]
    admin("PUT", "/snapshots/one")
    for operation in OPERATIONS:
        if operation.method != "GET" or operation.media_type != JSON:
            continue
        path = operation.path.replace("<int:account>", str(account["id"])).replace("<int:campaign>", str(campaign))
        jsonschema.validate(admin("GET", path), {**operation.answer, **definitions})


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nothing", 404),
        ("PUT", "/accounts", 405),
        ("GET", "/state?account=x", 400),
        ("GET", "/clock?a=1", 400),
    ],
)
def test_what_is_not_there_is_said(admin, method, path, status):
    found, text = admin.error(method, path)
    assert (found, bool(text)) == (status, True)


def test_a_body_has_to_be_json(admin):
    answer = admin.send("POST", "/accounts", data="{", content_type="application/json")
    assert (answer.status_code, "not valid JSON" in answer.text) == (400, True)
    for media_type in ("application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=a", ""):
        answer = admin.send("POST", "/accounts", data="{}", content_type=media_type)
        assert (answer.status_code, "send application/json" in answer.text) == (400, True)
