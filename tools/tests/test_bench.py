"""The bench: what sends requests, what is said of the figures. How quick anything is, no test says."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from werkzeug.test import Client

from campaign_contract.mockserver.local import running
from campaign_contract.tools.cli import main
from campaign_contract.tools.proof.bench import cases, command, lean, load, servers, table
from campaign_contract.tools.proof.bench.cases import CASES, GOALS, Row


def rows(**rates):
    return {
        case.name: Row(case, rates.get(case.form.split("&")[0].split(".")[1], 100.0), 90, 110, 2, 50, 0.4, 70)
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
    page = table.markdown(rows(), 3, 4, {"wiremock": "3.13"})
    for case in CASES:
        assert lines(page, f"| {case.name} | 100 | 90 to 110 | 2.0 | 50 | 0.40 | 70 |")
    for goal in GOALS:
        assert len(lines(page, f"| {goal.text} |")) == 1
    assert "wiremock 3.13" in page


def test_a_goal_is_met_missed_or_not_measured():
    page = table.markdown(rows(Create=95.0), 1, 1, {})
    assert lines(page, "Campaign.Create beside Campaign.Get")[0].endswith("| ≥ 0.9 | 0.95 | 1.00 | met |")
    name = cases.Case(cases.REFERENCE, cases.GET).name
    slow = table.markdown(rows() | {name: replace(rows()[name], processor=500)}, 1, 1, {})
    assert lines(slow, "beside the lean")[0].endswith("| ≥ 0.35 | 1.00 | 0.10 | **not met** |")
    assert lines(page, "beside Prism as it starts")[0].endswith("| ≥ 5 | 1.00 |  | **not met** |")
    there = {name: row for name, row in rows().items() if row.case.server != cases.WIREMOCK}
    assert "not measured: WireMock" in lines(table.markdown(there, 1, 1, {}), "beside WireMock")[0]


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="figures of processes are read from /proc")
def test_a_run_measures_what_is_here_and_writes_the_page(monkeypatch, tmp_path):
    monkeypatch.setattr(servers, "SERVERS", {name: servers.SERVERS[name] for name in (cases.LEAN, cases.PRISM)})
    monkeypatch.setattr(command.servers, "installed_peers", lambda _: "npm is not installed")
    page = tmp_path / "page.md"
    ended = CliRunner().invoke(main, ["bench", "--rounds", "1", "--seconds", "1", "--report", str(page)])
    assert ended.exit_code == 0, ended.output
    assert "Prism as it starts is left out: prism is not installed" in ended.output
    assert lines(page.read_text(), "| lean Werkzeug app on granian: Campaign.Get | ")
