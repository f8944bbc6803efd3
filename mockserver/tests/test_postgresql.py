"""A database that several servers share: PostgreSQL."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing

import pytest
from werkzeug.test import Client

from campaign_contract.mockserver import seed
from campaign_contract.mockserver.app import create_app
from campaign_contract.mockserver.database import MustWait, StoreError, Unavailable, no_waiting, shown
from campaign_contract.mockserver.searching import count_campaigns
from campaign_contract.mockserver.store import Selection, Store
from campaign_contract.mockserver.tests import postgres
from campaign_contract.spec import load

SPEC = load()
NAMES = ["b", "B", "ä", "Ä", "a", "z", "É", "\U0001f600", "_", "%"]


@pytest.fixture
def url(postgresql):
    return postgres.emptied(postgresql)


@pytest.fixture
def stores(url, seeded):
    """Two stores on one database, as of two servers."""
    with ExitStack() as stack:
        two = [stack.enter_context(closing(Store(SPEC.fields, url))) for _ in range(2)]
        seed.plant(seeded, two[0])
        yield two


def create(store, name="parallel"):
    with store.transaction():
        return store.add({"CampaignName": name, "RelOwnerUserID": 1})


def test_servers_that_create_at_once_lose_nothing(stores):
    with ThreadPoolExecutor(8) as clients:
        ids = list(clients.map(lambda number: create(stores[number % 2]), range(80)))
    assert len(set(ids)) == 80
    for store in stores:
        with store.transaction(writes=False):
            assert store.count(1, Selection(keyword="parallel")) == 80


def test_of_parallel_pauses_one_succeeds(stores, seeded):
    apps = [Client(create_app(SPEC, store)) for store in stores]
    call = {"APIKey": seeded.accounts[0].api_key, "Command": "Campaign.Pause", "CampaignID": "4"}
    with ThreadPoolExecutor(8) as clients:
        answers = list(clients.map(lambda n: apps[n % 2].post(SPEC.transport.path, data=call).get_json(), range(8)))
    assert sorted(answer["ErrorCode"] for answer in answers) == [0] + 7 * [3]


def test_a_failed_transaction_changes_nothing_and_frees_the_writer(stores):
    def fail():
        with stores[0].transaction():
            stores[0].remove(1)
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    with stores[1].transaction(writes=False):
        assert stores[1].campaign(1) is not None
    assert create(stores[1]) == 11


def test_a_reader_sees_one_state_from_begin_to_end(stores):
    with stores[0].transaction(writes=False):
        before = stores[0].count(1, Selection())
        create(stores[1])
        assert stores[0].count(1, Selection()) == before


def test_a_count_is_known_until_somebody_writes(stores):
    for expected in range(8, 11):
        with stores[0].transaction(writes=False):
            before = stores[0]._database.version()
            assert stores[0].count(1, Selection()) == expected
        with stores[0].transaction(writes=False):
            assert stores[0]._database.version() == before
            stores[0]._database.run = pytest.fail
            assert stores[0].count(1, Selection()) == expected
            del stores[0]._database.run
        create(stores[1])


def test_the_owner_of_tagged_campaigns_is_no_computation(stores):
    """No index and no statistics could answer one."""
    with stores[0].transaction():
        where, parameters = stores[0]._matching(1, Selection(tags=frozenset([1])))
        plan = stores[0].execute(f"EXPLAIN {count_campaigns(where)}", **parameters).fetchall()
    assert "+" in where
    assert not [step for (step,) in plan if "+" in step]


def test_a_writer_that_waits_too_long_gives_up(url, seeded):
    with closing(Store(SPEC.fields, url)) as first, closing(Store(SPEC.fields, url, patience=0.05)) as second:
        seed.plant(seeded, first)
        with first.transaction(), pytest.raises(Unavailable, match="send the request again later"):
            create(second)
        assert create(second) > 0


def test_nobody_waits_for_the_network_on_the_event_loop(stores):
    with pytest.raises(MustWait), no_waiting(), stores[0].transaction(writes=False):
        raise AssertionError


def test_searching_and_ordering_are_those_of_sqlite(stores):
    with closing(Store(SPEC.fields)) as sqlite:
        found = []
        for store in (sqlite, stores[0]):
            for name in NAMES:
                create(store, name)
            with store.transaction(writes=False):
                rows = store.campaigns(1, Selection(order="CampaignName", keyword=""))
                found.append([row["CampaignName"] for row in rows if row["CampaignName"] in NAMES])
                found.append([store.count(1, Selection(keyword=name)) - _seeded(store, name) for name in NAMES])
    assert found[:2] == found[2:]


def _seeded(store, keyword):
    rows = store.campaigns(1, Selection(keyword=keyword))
    return sum(row["CampaignName"] not in NAMES for row in rows)


def test_a_database_that_is_gone_and_comes_back_is_used_again(seeded):
    with postgres.running() as url, closing(Store(SPEC.fields, url, patience=0.3)) as store:
        seed.plant(seeded, store)
        client = Client(create_app(SPEC, store))
        call = {"APIKey": seeded.accounts[0].api_key, "Command": "Campaigns.Get"}
        with postgres.stopped(url):
            answer = client.post(SPEC.transport.path, data=call)
            assert (answer.status_code, answer.get_json()["Success"]) == (503, False)
            assert client.get("/health").status_code == 503
        assert _comes_back(client, call)


def _comes_back(client, call):
    """The pool connects again by itself, a moment later."""
    return any(client.post(SPEC.transport.path, data=call).get_json()["Success"] for _ in range(40))


def test_tables_of_others_and_of_other_versions_are_refused_and_stay(url):
    psycopg = pytest.importorskip("psycopg")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE account (name TEXT)")
        with pytest.raises(StoreError, match="another program, or another version of this server") as refused:
            Store(SPEC.fields, url)
        assert "\n" not in str(refused.value)
        assert connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (1,)


def test_a_database_of_another_spec_is_refused(url):
    Store([field for field in SPEC.fields if field.name != "SendDate"], url).close()
    with pytest.raises(StoreError, match="SendDate"):
        Store(SPEC.fields, url)


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("postgresql://u:secret@127.0.0.1:1/x", "Connection refused"),
        ("postgresql://u:secret@no-such-host.example.test/x", "no-such-host"),
        ("postgresql://u:secret@x:port/x", "port"),
    ],
)
def test_one_that_cannot_be_reached_is_one_line_without_the_password(name, problem):
    with pytest.raises(StoreError, match=problem) as refused:
        Store(SPEC.fields, name, patience=1)
    assert "secret" not in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_name_is_shown_without_its_password():
    assert shown("postgresql://u:s:e@c@h/x") == "postgresql://u:…@h/x"
    assert shown("postgresql:///x?password=s&host=h") == "postgresql:///x?password=…&host=h"
    assert shown("postgresql://u@h/x") == "postgresql://u@h/x"
    assert shown("sqlite:///a:b@c.db") == "sqlite:///a:b@c.db"


def test_without_psycopg_one_line_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    monkeypatch.delitem(sys.modules, "campaign_contract.mockserver.postgresql", raising=False)
    monkeypatch.delattr("campaign_contract.mockserver.postgresql", raising=False)
    with pytest.raises(StoreError, match=r"pip install 'campaign-contract\[postgresql\]'"):
        Store(SPEC.fields, "postgresql://x")


TARGET = """
api-key = "owner-api-key-4f1c9a7e2b"
session-id = "owner-session-0a1b2c3d4e5f6071"
stranger-api-key = "stranger-api-key-8d3e6b0c5a"
stranger-session-id = "stranger-session-9f8e7d6c5b4a3928"
email-id = "1"
foreign-email-id = "3"
tag-id = "1"
list-id = "1"
recipients = "1:0"
statistics-campaign-id = "1"
"""


@pytest.mark.parametrize("kind", ["sqlite file", "postgresql"])
def test_workers_on_a_shared_database_conform(kind, tmp_path, request):
    database = f"sqlite:///{tmp_path}/a.db" if kind == "sqlite file" else request.getfixturevalue("url")
    (tmp_path / "target.toml").write_text(TARGET, encoding="utf-8")
    program = [sys.executable, "-m", "campaign_contract.tools"]
    serve = [*program, "serve", "--port", "0", "--workers", "2", "--database", database]
    with subprocess.Popen(serve, stdout=subprocess.PIPE, text=True) as server:
        try:
            url = server.stdout.readline().split()[-1]
            verify = [*program, "verify", url, "--target", tmp_path / "target.toml", "--profile", "quick"]
            ended = subprocess.run(verify, capture_output=True, text=True, check=False)
        finally:
            server.terminate()
    assert (ended.returncode, "CONFORMS" in ended.stdout) == (0, True), ended.stdout + ended.stderr
    assert server.returncode == 0
