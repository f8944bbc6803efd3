"""The bench: what sends requests, what is said of the figures. How quick anything is, no test says."""

from __future__ import annotations

import json
import threading
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote_plus

import pytest
import requests
from click.testing import CliRunner
from werkzeug.test import Client

from campaign_contract import spec
from campaign_contract.contract_tests.stand_in.process import started
from campaign_contract.mockserver import seed
from campaign_contract.mockserver.local import running
from campaign_contract.mockserver.store import Selection, Store
from campaign_contract.mockserver.tests import postgres
from campaign_contract.tools.cli import main
from campaign_contract.tools.proof.bench import beside, cases, command, filled, lean, load, servers, table
from campaign_contract.tools.proof.bench.cases import CASES, GOALS, Row
from campaign_contract.tools.proof.crash.client import Client as CrashClient


def rows(**rates):
    return {
        case.name: Row(case, rates.get(case.form.split("&")[0].split(".")[1], 100.0), 90, 110, 2, 50, 0.4, 0.3, 70)
        for case in CASES
    }


def lines(page, word):
    return [line for line in page.splitlines() if word in line]


@pytest.mark.parametrize("program", [None, load._WRK], ids=["bundled", "wrk"])
def test_requests_are_sent_and_counted(monkeypatch, tmp_path, program):
    monkeypatch.setattr(load, "_WRK", program)
    with servers.running(cases.LEAN, tmp_path, tmp_path) as server:
        sample = load.measured(server.url, cases.GET, 1)
    assert sample.rate > 0
    assert sample.p99 > 0
    assert load.client().startswith("wrk" if program else "bundled client")


@pytest.mark.parametrize("program", [None, load._WRK], ids=["bundled", "wrk"])
def test_a_server_that_fails_is_not_measured(monkeypatch, program):
    monkeypatch.setattr(load, "_WRK", program)

    def broken(_environ, start_response):
        start_response("500 Broken", [("Content-Length", "0")])
        return []

    with running(broken) as url, pytest.raises(load.LoadFailed, match=r"127\.0\.0\.1"):
        load.measured(f"{url}/api.php", "x=1", 1)


def test_the_lean_application_reads_the_form():
    answer = Client(lean.lean).post("/api.php", data={"Command": "Campaign.Get", "campaignid": "2"})
    assert json.loads(answer.data)["Campaign"]["CampaignID"] == 2
    assert Client(lean.bare).post("/").data == b"{}"


def test_the_page_has_every_case_and_every_goal():
    page = table.markdown(rows(), {}, (3, 4), {"wiremock": "3.13"})
    for case in CASES:
        assert lines(page, f"| {case.name} | 100 | 90 to 110 | 2.0 | 50 | 0.40 | 0.30 | 70 |")
    for goal in GOALS:
        assert len(lines(page, f"| {goal.text} |")) == 1
    assert "wiremock 3.13" in page


def test_the_page_tells_where_the_time_of_a_get_goes():
    times = {cases.BARE: 10, cases.LEAN: 30, cases.FRONTED_BARE: 25, cases.FRONTED_LEAN: 40,
             cases.WITHOUT_JOURNAL: 180, cases.REFERENCE: 200}  # fmt: skip
    named = {cases.Case(server, cases.GET).name: time for server, time in times.items()}
    timed = {name: replace(row, processor=named.get(name, 1)) for name, row in rows().items()}
    page = table.markdown(timed, {}, (1, 1), {})
    assert lines(page, "would reach 0.75 of the lean application")
    told = [line.split(" | ")[1:] for line in page.partition("| what is done")[2].splitlines()[2:7]]
    assert told == [["10", "5 % |"], ["15", "8 % |"], ["15", "8 % |"], ["140", "70 % |"], ["20", "10 % |"]]


def test_where_the_time_goes_is_left_out_where_a_server_was_not_measured():
    timed = rows()
    del timed[cases.Case(cases.FRONTED_LEAN, cases.GET).name]
    assert "would reach" not in table.markdown(timed, {}, (1, 1), {})


@pytest.mark.parametrize("server", [cases.FRONTED_BARE, cases.FRONTED_LEAN])
def test_the_applications_answer_behind_the_front(tmp_path, server):
    with servers.running(server, tmp_path, tmp_path) as running_there:
        answer = requests.post(running_there.url, data={"campaignid": "2"}, timeout=5).json()
    assert answer.get("Campaign", {}).get("CampaignID") == (2 if server == cases.FRONTED_LEAN else None)


def test_a_goal_is_met_missed_or_not_measured():
    page = table.markdown(rows(Create=95.0), {}, (1, 1), {})
    assert lines(page, "Campaign.Create beside Campaign.Get")[0].endswith("| ≥ 0.9 | 0.95 | 1.00 | met | 50 and 50 |")
    name = cases.Case(cases.REFERENCE, cases.GET).name
    slow = table.markdown(rows() | {name: replace(rows()[name], processor=500)}, {}, (1, 1), {})
    assert lines(slow, "beside the lean")[0].endswith("| ≥ 0.35 | 1.00 | 0.10 | **not met** | 500 and 50 |")
    assert lines(page, "beside Prism as it starts")[0].endswith("| ≥ 5 | 1.00 |  | **not met** | 50 and 50 |")
    there = {name: row for name, row in rows().items() if row.case.server != cases.WIREMOCK}
    assert "not measured: WireMock" in lines(table.markdown(there, {}, (1, 1), {}), "beside WireMock")[0]


def test_who_waits_beside_whom_is_told():
    page = table.markdown(rows(), {"idle": load.Sample(900, 49), "slow": load.Sample(3, 50)}, (1, 1), {})
    assert lines(page, "| idle |") == ["| idle | 900 | 49.0 | met |"]
    assert lines(page, "| slow |") == ["| slow | 3 | 50.0 | **not met** |"]


def test_databases_are_filled_with_what_is_searched_for(tmp_path):
    database = f"sqlite:///{tmp_path}/filled.db"
    filled.fill(database, 60)
    searches = {"keyword": filled.KEYWORD}, {"selects": {"CampaignStatus": (filled.STATUS,)}}, {"tags": {filled.TAG}}
    with closing(Store(spec.load().fields, database)) as store, store.transaction(writes=False):
        counts = [store.count(1, Selection(**search)) for search in ({}, *searches)]
    assert [count >= 60 // share for count, share in zip(counts, (1, 4, 5, 3), strict=True)] == [True] * 4
    assert counts[0] == 68


def test_seeds_are_filled_with_the_same(tmp_path):
    file = tmp_path / "seed.jsonl"
    filled.write_seed(file, 60)
    api = spec.load()
    with closing(Store(api.fields)) as store:
        seed.plant(seed.load(api, file), store)
        assert store.count(1, Selection()) == 68
        assert store.count(1, Selection(keyword=filled.KEYWORD)) >= 15
        assert store.count(1, Selection(tags=frozenset({filled.TAG}))) >= 20


def test_a_start_is_judged_by_the_time_of_the_processor_too():
    name = cases.Case(cases.REFERENCE, cases.GET).name
    busy = rows() | {name: replace(rows()[name], started=0.4, start_processor=0.6)}
    assert lines(table.markdown(busy, {}, (1, 1), {}), "first answer")[0].endswith(
        "| 0.40 | 0.60 | **not met** | 50 |"
    )


def test_databases_on_postgresql_are_made_anew(tmp_path):
    name = "reference server on PostgreSQL of 100"
    with pytest.raises(servers.NotHere, match="--postgresql"), servers.running(name, tmp_path, tmp_path):
        pass
    with postgres.running() as url:
        for _ in range(2):
            with servers.running(name, tmp_path, tmp_path, url) as server:
                key = seed.load(spec.load()).accounts[0].api_key
                with closing(CrashClient(server.url, key)) as client:
                    assert client.call("Campaigns.Get", RecordsPerRequest=25)[1]["TotalCampaigns"] == 108


@pytest.fixture(scope="module")
def reference():
    """Address and key of a reference server."""
    with started("") as url:
        yield url, seed.load(spec.load()).accounts[0].api_key


@pytest.mark.parametrize("kind", beside.KINDS)
def test_beside_others_at_work_requests_are_answered_and_nothing_goes_on_afterwards(reference, kind):
    before = threading.active_count()
    with beside.KINDS[kind](*reference), closing(CrashClient(*reference)) as client:
        assert client.call("Campaign.Get", campaignid=1)[1]["Success"]
    assert threading.active_count() == before


def test_the_rules_are_large_and_taken(reference):
    bundle = json.dumps(beside._BUNDLE)
    with closing(CrashClient(*reference)) as client:
        assert client.call("Campaign.Update", CampaignID=1, RulesJsonBundle=bundle)[1]["Success"]
    assert len(quote_plus(bundle)) > 0.9 * spec.load().transport.max_body


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="figures of processes are read from /proc")
def test_a_run_measures_what_is_here_and_writes_the_page(monkeypatch, tmp_path):
    monkeypatch.setattr(servers, "SERVERS", {name: servers.SERVERS[name] for name in (cases.LEAN, cases.PRISM)})
    monkeypatch.setattr(command.servers, "installed_peers", lambda _: "npm is not installed")
    page = tmp_path / "page.md"
    ended = CliRunner().invoke(main, ["bench", "--rounds", "1", "--seconds", "1", "--report", str(page)])
    assert ended.exit_code == 0, ended.output
    assert "Prism as it starts is left out: prism is not installed" in ended.output
    assert lines(page.read_text(), "| lean Werkzeug app on granian: Campaign.Get | ")
