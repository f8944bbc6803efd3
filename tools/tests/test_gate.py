"""What makes `verify` fit for a gate: waivers, profiles, parallel runs, a rehearsal, and cleaning up."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from click.testing import CliRunner

from campaign_contract import spec
from campaign_contract.contract_tests import wiring
from campaign_contract.contract_tests.api.client import Transcript
from campaign_contract.contract_tests.settings import Settings, as_environment
from campaign_contract.tools.cli import main
from campaign_contract.tools.tests.altered import changed, default_spec, errors, ids, read, serving, verify

BROKEN = "Campaign.Approve/missing-id/left-out"


@pytest.fixture(scope="module")
def reference():
    with serving(default_spec()) as settings:
        yield settings


@pytest.fixture(scope="module")
def broken():
    """A server without Approve's error 1."""
    api = default_spec()
    approve = api.command("Campaign.Approve")
    with serving(changed(api, approve.name, errors=errors(approve, "missing-id"))) as settings:
        yield settings


def waiver(id, expires="2999-12-31"):
    return f"- {{id: {id}, reason: known, expires: {expires}}}\n"


def test_a_waived_failure_does_not_fail_the_run(broken, tmp_path):
    (tmp_path / "waivers.yaml").write_text(waiver(BROKEN))
    ended = verify(broken, "-k", BROKEN, "--waivers", tmp_path / "waivers.yaml", "--report-dir", tmp_path)
    assert ended.exit_code == 0, ended.output
    assert ids(read(tmp_path), "waived") == {BROKEN}
    assert f"WAIVED {BROKEN}" in ended.output


def test_a_stale_waiver_ends_the_run_with_5_and_names_its_line(reference, tmp_path):
    path = tmp_path / "waivers.yaml"
    path.write_text(f"# known\n{waiver(BROKEN)}")
    ended = verify(reference, "-k", BROKEN, "--waivers", path)
    assert ended.exit_code == 5
    assert f"{path}:2: {BROKEN} passes now; delete this waiver" in ended.output


def test_a_bad_waivers_file_is_refused_before_anything_is_sent(reference, tmp_path):
    (tmp_path / "waivers.yaml").write_text("- {id: x}\n")
    assert verify(reference, "-k", BROKEN, "--waivers", tmp_path / "waivers.yaml").exit_code == 2


def test_a_draft_makes_the_next_run_pass_once_it_has_reasons(broken, tmp_path):
    path = tmp_path / "waivers.yaml"
    assert verify(broken, "-k", "Campaign.Approve/missing-id", "--write-waivers", path).exit_code == 1
    refused = verify(broken, "-k", "Campaign.Approve/missing-id", "--waivers", path)
    assert refused.exit_code == 2
    path.write_text(re.sub("reason: .*", "reason: fixed in the next release", path.read_text()))
    assert verify(broken, "-k", "Campaign.Approve/missing-id", "--waivers", path).exit_code == 0


def test_a_draft_overwrites_nothing(broken, tmp_path):
    path = tmp_path / "waivers.yaml"
    path.write_text("precious")
    assert verify(broken, "-k", BROKEN, "--write-waivers", path).exit_code == 2
    assert path.read_text() == "precious"


def test_quick_takes_at_most_200_requests_and_touches_every_command(reference, tmp_path):
    assert verify(reference, "--profile", "quick", "--report-dir", tmp_path).exit_code == 0
    report = read(tmp_path)
    assert report["requests"] <= 200
    assert {check["command"] for check in report["checks"]} == {command.name for command in default_spec().commands}


def test_two_processes_come_to_the_same_report(broken, tmp_path):
    selection = ("-k", "Campaign.Approve or Campaign.Copy")
    statuses = {}
    for processes in ("1", "2"):
        ended = verify(broken, *selection, "-n", processes, "--report-dir", tmp_path / processes)
        statuses[processes] = ended.exit_code
    assert statuses == {"1": 1, "2": 1}
    one, two = (
        [(check["id"], check["outcome"]) for check in read(tmp_path / processes)["checks"]] for processes in ("1", "2")
    )
    assert one == two
    alone, shared = (read(tmp_path / processes)["requests"] for processes in ("1", "2"))
    assert shared <= 1.2 * alone, "each process arranges what its own checks have in common"


def test_a_rehearsal_counts_by_command_and_sends_nothing():
    ended = CliRunner().invoke(main, ["verify", "--dry-run", "http://127.0.0.1:9", "-k", "Campaign.Pause/success"])
    assert ended.exit_code == 0, ended.output
    counted = dict(re.findall(r"^(\S+)\s+(\d+)\s*$", ended.output, re.MULTILINE))
    assert counted["Campaign.Pause"] == "1"  # success and success-number look at the same answer
    assert int(counted["all"]) >= 4


def interrupted(settings, campaigns=3):
    """A world that made campaigns and did not clean up."""
    world = wiring.world(settings, spec.load(), Transcript())
    return world, [world.create() for _ in range(campaigns)]


def cleanup(settings, *arguments):
    return CliRunner().invoke(main, ["cleanup", settings.base_url, *map(str, arguments)], env=as_environment(settings))


def test_cleanup_lists_and_deletes_what_is_left_and_nothing_else(reference):
    world, left = interrupted(reference)
    before = {row.id for row in world.all_rows()} - {campaign.number for campaign in left}
    ended = cleanup(reference)
    assert ended.exit_code == 0, ended.output
    assert "owner: 3 campaigns of interrupted runs" in ended.output
    assert all(campaign.name in ended.output for campaign in left)
    assert {row.id for row in world.all_rows()} == before


def test_a_login_in_the_url_is_used_and_never_shown(httpserver, tmp_path):
    expected = httpserver.expect_request("/api.php", headers={"Authorization": "Basic Z2F0ZTp3YXJkZW4="})
    expected.respond_with_json({"Success": False, "ErrorCode": 7})
    url = httpserver.url_for("/api.php").replace("//", "//gate:warden@")
    report = ("--no-preflight", "--report-dir", tmp_path / "report")
    ended = verify(Settings(base_url=url, api_key="key"), "-k", "Campaign.Get/", *report)
    assert httpserver.log
    assert not httpserver.assertions
    written = [path.read_text() for path in (tmp_path / "report").iterdir() if path.is_file()]
    assert "http://$TARGET_LOGIN@" in ended.output
    assert 'http://"$TARGET_LOGIN"@' in ended.output
    assert not [text for text in (ended.output, *written) if "warden" in text]


def test_cleanup_cannot_steer_the_terminal(reference):
    world = wiring.world(reference, spec.load(), Transcript())
    world.create(f"{world.name()} \x1b[2J")
    assert r"\x1b[2J" in cleanup(reference).output


def test_cleanup_can_only_list(reference):
    world, left = interrupted(reference)
    assert "3 campaigns" in cleanup(reference, "--dry-run").output
    assert all(world.get(campaign).exists for campaign in left)
    cleanup(reference)


def test_cleanup_follows_a_ledger(reference, tmp_path):
    world, left = interrupted(reference)
    assert world.ledger.file
    written = [json.loads(line) for line in world.ledger.file.read_text().splitlines()]
    assert written == [{"user": "owner", "id": campaign.number} for campaign in left]
    ledger = tmp_path / "ledger.jsonl"
    ledger.write_text(json.dumps(written[1]) + "\n")
    assert cleanup(reference, "--ledger", ledger).exit_code == 0
    assert [world.get(campaign).exists for campaign in left] == [True, False, True]
    assert world.clean_up() == 0
    assert not world.ledger.file.exists()


@pytest.mark.parametrize("text", ["", "{}\n", "nonsense\n"], ids=["missing", "no-id", "no-json"])
def test_cleanup_refuses_what_is_no_ledger(reference, tmp_path, text):
    path = tmp_path / "ledger.jsonl"
    if text:
        path.write_text(text)
    ended = cleanup(reference, "--ledger", path)
    assert ended.exit_code == 2
    assert "Traceback" not in ended.output


def test_cleanup_of_nobody_and_nowhere():
    runner = CliRunner()
    assert runner.invoke(main, ["cleanup", "http://127.0.0.1:9", "--api-key", "x"]).exit_code == 4
    assert runner.invoke(main, ["cleanup", "http://127.0.0.1:9"]).exit_code == 2


def test_the_summary_goes_where_github_wants_it(reference, tmp_path, monkeypatch):
    summary = tmp_path / "summary.md"
    summary.write_text("before\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    verify(reference, "-k", BROKEN)
    text = summary.read_text()
    assert text.startswith("before\n")
    assert "PARTIAL: None of 1 of" in text


@pytest.mark.parametrize("processes", ["1", "2"])
def test_nobody_there_is_one_line_and_status_4(capfd, processes):
    arguments = ["verify", "http://127.0.0.1:9", "--api-key", "x", "-n", processes]
    ended = CliRunner().invoke(main, arguments)
    told = ended.output + capfd.readouterr().err
    assert (ended.exit_code, told.count("cannot be reached"), len(told.splitlines())) == (4, 1, 1)


def test_the_target_is_named_in_full_by_a_parallel_run(reference, tmp_path):
    root = reference.base_url.removesuffix("/api.php")
    verify(replace(reference, base_url=root), "-k", BROKEN, "-n", "2", "--report-dir", tmp_path)
    assert read(tmp_path)["target"] == reference.base_url
