"""`campaign-contract verify` against the reference server: verdicts, exit statuses, reports, safety."""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import parse_qsl, urlsplit

import junitparser
import pytest
import requests
from click.testing import CliRunner

from campaign_contract.contract_tests.api.world import NEVER_ISSUED
from campaign_contract.contract_tests.checks import Contract
from campaign_contract.contract_tests.inventory import checks
from campaign_contract.contract_tests.settings import Settings, as_environment
from campaign_contract.tools.cli import main
from campaign_contract.tools.runs.local_target import reference_server, reference_settings
from campaign_contract.tools.tests.altered import changed, default_spec, errors, ids, read, secrets, serving, verify

PROGRAM = [sys.executable, "-P", "-m", "campaign_contract.tools.cli", "verify"]
MUST_CHECK = "Campaign.Pause/not-found/foreign"
NOBODY = {"stranger_api_key": None, "stranger_session_id": None}


@pytest.fixture(scope="module")
def target():
    """The settings of a reference server that all tests of this module share."""
    with reference_server() as url:
        yield reference_settings(url)


def rows(settings):
    """Every campaign of both users, as the list shows it, by id."""
    found = {}
    for key in (settings.api_key, settings.stranger_api_key):
        request = {"Command": "Campaigns.Get", "APIKey": key, "RetrieveTags": "true"}
        for row in requests.post(settings.base_url, request, timeout=10).json()["Campaigns"]:
            found[int(row["CampaignID"])] = row
    return found


@pytest.fixture(scope="module")
def full(target, tmp_path_factory):
    """One whole run as a user starts it, in a folder with nothing of the project, and what it left on the server."""
    folder, before = tmp_path_factory.mktemp("full"), rows(target)
    run = subprocess.run(
        [*PROGRAM, "-v", "--report-dir", "report"],
        cwd=folder,
        env={**os.environ, **as_environment(target)},
        capture_output=True,
        text=True,
        check=False,
    )
    return SimpleNamespace(
        status=run.returncode,
        output=run.stdout,
        errors=run.stderr,
        folder=folder,
        report=read(folder / "report"),
        before=before,
        after=rows(target),
    )


def test_the_reference_server_conforms(full):
    assert (full.status, full.errors) == (0, "")
    assert full.report["verdict"] == "CONFORMS"
    assert {check["outcome"] for check in full.report["checks"]} == {"pass"}
    assert full.output.splitlines()[-1].startswith("CONFORMS  ")


def test_every_check_of_the_inventory_ran(full):
    assert [check["id"] for check in full.report["checks"]] == [check.id for check in checks(default_spec())]


def test_a_whole_run_stays_within_its_requests(full):
    assert 1000 < full.report["requests"] <= 3600
    reported = sum(len(check["exchanges"]) for check in full.report["checks"])
    assert reported <= full.report["requests"]


def test_what_was_there_before_is_there_unchanged_and_nothing_else(full):
    assert len(full.before) == 10
    assert full.after == full.before


def test_verbose_prints_a_line_for_each_check(full):
    for check in full.report["checks"]:
        assert f"PASS {check['id']} ({check['level']})\n" in full.output


def test_the_verdict_says_how_many_checks_of_each_level_ran(full):
    counts = {level: sum(outcomes.values()) for level, outcomes in full.report["counts"].items()}
    assert f"{counts['MUST']} MUST and {counts['SHOULD']} SHOULD checks ran on http://127.0.0.1:" in full.output


def test_both_report_files_hold_every_check(full):
    junit = junitparser.JUnitXml.fromfile(str(full.folder / "report" / "junit.xml"))
    (suite,) = junit
    assert (suite.tests, suite.failures, suite.errors, suite.skipped) == (len(full.report["checks"]), 0, 0, 0)
    assert {case.name for suite in junit for case in suite} == {check["id"] for check in full.report["checks"]}


def test_no_credential_is_printed_or_reported(full):
    files = [path.read_text(encoding="utf-8") for path in (full.folder / "report").rglob("*") if path.is_file()]
    assert len(files) >= 2
    for text in (full.output, *files):
        assert [secret for secret in secrets() if secret[:-1] in text] == []
    assert "$API_KEY" in files[0] + files[1]


def test_nothing_is_left_in_the_folder_of_the_run(full):
    assert [path.name for path in full.folder.iterdir()] == ["report"]


VALID = ("$API_KEY", "$SESSION_ID", "$STRANGER_API_KEY", "$STRANGER_SESSION_ID")


def requests_of(report):
    """Every request that carried a valid credential, as names and values, with its answer."""
    for check in report["checks"]:
        for step in check["exchanges"]:
            sent = pairs(step)
            if any(sent.get(name) in VALID for name in ("APIKey", "SessionID")):
                yield sent, step["answer"]


def pairs(step):
    if step["body"] is None or step["base64"]:
        return {}
    try:
        value = json.loads(step["body"])
    except ValueError:
        value = dict(parse_qsl(step["body"], keep_blank_values=True))
    return value if isinstance(value, dict) else {}


def made(report):
    """The ids of all campaigns that the run made."""
    answers = [answer for _, answer in requests_of(report)]
    return {int(id) for answer in answers for id in re.findall(r'"(?:New)?CampaignID": ?"?(\d+)"?(?:, ?"|})', answer)}


def intval(text):
    """How a lax target may read an id: the digits in front."""
    return int(re.match(r"\s*([+-]?\d*)", str(text))[1] or "0")


def test_no_changing_request_names_a_campaign_that_was_there_before(full):
    own = range(11, max(made(full.report)) + 1)
    changing = 0
    for sent, _ in requests_of(full.report):
        if str(sent.get("Command", "")).endswith(".Get"):
            continue
        for name in ("CampaignID", "Campaigns"):
            for part in str(sent.get(name, "")).split(","):
                changing += 1
                assert intval(part) in own or intval(part) <= 0 or intval(part) >= int(NEVER_ISSUED), sent
    assert changing > 400
    assert len(own) > 200


def test_every_date_lies_years_ahead(full):
    dates = {str(sent["SendDate"]) for sent, _ in requests_of(full.report) if sent.get("SendDate")}
    assert dates
    assert all(date >= "2035" for date in dates if re.fullmatch(r"\d{4}-\d{2}-\d{2}", date))


def test_a_campaign_that_could_send_has_no_recipients_and_no_email(full):
    for sent, _ in requests_of(full.report):
        if sent.get("CampaignStatus") == "Sending":
            assert not sent.get("RelEmailID")
            assert not sent.get("RecipientListsAndSegments")


def test_a_selection_runs_what_it_names(target, tmp_path):
    result = verify(target, "-k", "Campaign.Pause/not-found", "--report-dir", tmp_path)
    assert result.exit_code == 0
    assert ids(read(tmp_path), "pass") == {
        f"Campaign.Pause/not-found/{end}" for end in ("foreign", "unknown", "deleted")
    }


def test_a_selection_of_nothing_is_wrong_usage(target):
    result = verify(target, "-k", "no-such-check")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "no check matches; `campaign-contract list` shows the addresses\n"


def test_a_selection_that_cannot_be_read_is_wrong_usage(target):
    result = verify(target, "-k", "and and")
    assert result.exit_code == 2
    assert "Wrong expression passed to '-k'" in result.stderr
    assert "Traceback" not in result.output


def test_quiet_prints_the_verdict_only(target):
    result = verify(target, "-q", "-k", MUST_CHECK)
    (line,) = result.stdout.splitlines()
    assert re.fullmatch(r"PARTIAL  None of 1 of .*: \d+ requests in \d+\.\d s", line)


def test_at_level_must_only_must_checks_run(target, tmp_path):
    verify(
        target, "--level", "must", "-k", "Campaign.Create/success or Campaign.Create/shown", "--report-dir", tmp_path
    )
    report = read(tmp_path)
    assert {check["level"] for check in report["checks"]} == {"MUST"}


@pytest.mark.parametrize(("flags", "status"), [([], 3), (["--allow-partial"], 0)])
def test_without_the_stranger_a_run_is_partial(target, tmp_path, flags, status):
    alone = replace(target, **NOBODY)
    result = verify(alone, "-k", "Campaign.Pause/not-found", "--report-dir", tmp_path, *flags)
    assert result.exit_code == status
    report = read(tmp_path)
    assert report["verdict"] == "PARTIAL"
    assert ids(report, "not arranged") == {MUST_CHECK}
    assert "NOT ARRANGED: no stranger's credentials; --stranger-api-key or --stranger-session-id" in result.stdout


@pytest.mark.parametrize("credential", ["api_key", "session_id"])
def test_one_credential_is_enough(target, credential):
    alone = replace(target, **{credential: None})
    assert verify(alone, "-k", "Campaign.Pause/success or Campaign.Pause/isolation").exit_code == 0


def test_a_wrong_key_beside_a_right_session_is_told_in_few_lines_with_the_cause_first(target):
    result = verify(replace(target, api_key="nobodys-key-0123456789"), "--profile", "quick")
    lines = result.stdout.splitlines()
    assert "each request with $API_KEY is refused, by ErrorCode 99998" in lines[0]
    assert any("--api-key of the owner is refused where it is sent alone" in line for line in lines)
    assert (result.exit_code, len(lines) <= 25) == (1, True)


def test_without_credentials_it_is_wrong_usage(target):
    result = verify(replace(target, api_key=None, session_id=None), "-k", MUST_CHECK)
    assert result.exit_code == 2
    assert result.stderr.strip() == "ERROR: no credentials of the owner; give --api-key or --session-id"


@pytest.mark.parametrize("url", ["nonsense", "ftp://127.0.0.1", "http://[::1", "http://127.0.0.1:99999"])
def test_what_is_no_url_is_wrong_usage_in_one_line(target, url):
    result = verify(target, url, "-k", MUST_CHECK)
    assert result.exit_code == 2
    (line,) = result.stderr.strip().splitlines()
    assert f"{url!r} is not a URL of an API; it looks like http://" in line


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        (["--timeout", "soon"], "--timeout: 'soon' is not allowed; allowed: a number above 0"),
        (["--target", "missing.toml"], "missing.toml: cannot be read: No such file or directory"),
    ],
)
def test_a_setting_that_cannot_be_used_is_wrong_usage_in_one_line(target, flags, message):
    result = verify(target, *flags)
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", message + "\n")


def test_nobody_there_is_status_4_in_one_line_before_checks_are_collected(target, monkeypatch):
    monkeypatch.setattr(Contract, "cases", lambda *_: pytest.fail("the checks are collected"))
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}"
    result = verify(target, url, "-k", MUST_CHECK)
    assert (result.exit_code, result.stdout) == (4, "")
    reason = "the connection was refused; is the server running, on this port?"
    problem = f"{url}/api.php cannot be reached: {reason}\n"
    assert result.stderr == problem


def test_the_url_wins_over_one_for_pytest(target, monkeypatch):
    monkeypatch.setenv("PYTEST_BASE_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("PYTEST_ADDOPTS", "--no-such-flag")
    assert verify(target, "-k", MUST_CHECK).exit_code == 0


def test_a_target_file_on_the_command_line_is_the_only_one(target, tmp_path, monkeypatch):
    this, other = tmp_path / "this.toml", tmp_path / "other.toml"
    this.write_text(f'base-url = "{target.base_url}"\napi-key = "{target.api_key}"\n', encoding="utf-8")
    other.write_text(f'stranger-api-key = "{target.stranger_api_key}"\n', encoding="utf-8")
    monkeypatch.setenv("CAMPAIGN_CONTRACT_TARGET", str(other))
    assert verify(Settings(), "--target", this, "-k", MUST_CHECK).exit_code == 3


def test_a_project_around_it_changes_nothing(target, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("conftest.py", "spec/__init__.py", "tools/__init__.py", "contract_tests/__init__.py"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("raise SystemExit('the decoy was imported')\n", encoding="utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = --no-such-flag\n", encoding="utf-8")
    run = subprocess.run(
        [Path(sys.executable).with_name("campaign-contract"), "verify", "-q", "-k", MUST_CHECK],
        env={**os.environ, **as_environment(target)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode, run.stderr) == (0, "")
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "conftest.py", "contract_tests", "pytest.ini", "spec", "tools",
    ]  # fmt: skip


def test_without_permission_nothing_goes_out_that_could_send(target, tmp_path):
    selection = "Campaign.Update or Campaign.Approve or Campaign.Resume or Campaign.Cancel or Api/independence"
    result = verify(target, "--no-allow-sending", "-k", selection, "--report-dir", tmp_path)
    report = read(tmp_path)
    assert result.exit_code == 3
    assert ids(report, "fail", "error") == set()
    assert "sending is not allowed on this target; --allow-sending allows it" in result.stdout
    sent = [request for request, _ in requests_of(report)]
    own = made(report)
    assert len(sent) > 200
    assert [
        s for s in sent if s["Command"] == "Campaign.Update" and s.get("CampaignStatus") in ("Ready", "Sending")
    ] == []
    assert [s for s in sent if s.get("ScheduleType") not in (None, "", "Not Scheduled")] == []
    releasing = [s for s in sent if s["Command"] in ("Campaign.Approve", "Campaign.Resume")]
    assert [s for s in releasing if intval(s.get("CampaignID", "")) in own] == []


@pytest.fixture(scope="module")
def labelled_as_html():
    """A target whose only fault is a SHOULD: its answers are labelled text/html."""
    api = default_spec()
    with serving(replace(api, transport=replace(api.transport, content_type="text/html"))) as settings:
        yield settings


def test_a_failed_should_is_advice(labelled_as_html, tmp_path):
    result = verify(labelled_as_html, "-k", f"content-type or {MUST_CHECK}", "--report-dir", tmp_path)
    assert result.exit_code == 0
    assert "ADVICE 1. Api/content-type: Content-Type: expected " in result.stdout
    assert 'found     Content-Type: expected "application/json", got "text/html"' in result.stdout
    report = read(tmp_path)
    assert (report["verdict"], ids(report, "fail")) == ("PARTIAL", {"Api/content-type"})


def test_the_line_that_runs_it_again_does_so(labelled_as_html, tmp_path):
    file = tmp_path / "my target.toml"
    file.write_text(f'api-key = "{labelled_as_html.api_key}"\nbase-url = "{labelled_as_html.base_url}"\n', "utf-8")
    given = ("--target", file, "--timeout", "7", "--session-id", "s3cret-s3ssion")
    first = verify(Settings(), *given, "-k", "content-type")
    (again,) = [line for line in first.stdout.splitlines() if line.startswith("rerun ")]
    words = shlex.split(again)[3:]
    assert words[:3] == [labelled_as_html.base_url, "--target", str(file)]
    assert sorted(words[3:]) == sorted(["--timeout", "7", "--session-id", "$SESSION_ID", "-k", "Api/content-type"])
    second = verify(Settings(), *[word.replace("$SESSION_ID", "s3cret-s3ssion") for word in words])
    assert [line for line in second.stdout.splitlines() if line.startswith("rerun ")] == [again]


def test_a_failed_should_fails_a_strict_run(labelled_as_html):
    result = verify(labelled_as_html, "-k", "content-type", "--strict", "-v")
    assert result.exit_code == 1
    assert "FAIL Api/content-type (SHOULD)" in result.stdout
    assert "ADVICE" not in result.stdout
    assert "FAILS  1 of 1 check failed (-k content-type)." in result.stdout


@pytest.fixture(scope="module")
def renumbered():
    """A target whose Campaign.Pause gives another number for a campaign that is not the user's."""
    api = default_spec()
    command = api.command("Campaign.Pause")
    other = replace(command.error("not-found"), code=9)
    with serving(changed(api, command.name, errors=errors(command, "not-found", other))) as settings:
        yield settings


def test_a_failed_must_fails_the_run_and_is_told_whole(renumbered):
    result = verify(renumbered, "-k", MUST_CHECK)
    assert result.exit_code == 1
    assert result.stdout.startswith(f"FAIL 1. {MUST_CHECK}: ErrorCode: expected 2 ")
    assert "found     ErrorCode: expected 2 (Campaign does not belong to the user), got 9" in result.stdout
    assert re.search(r"1\. curl -X POST .*Command=Campaign.Create .*STRANGER_API_KEY", result.stdout, re.DOTALL)
    assert result.stdout.splitlines()[-1].startswith(f"FAILS  1 of 1 check failed (-k {MUST_CHECK}). ")
    assert [secret for secret in secrets() if secret[:-1] in result.stdout] == []


def test_a_check_is_replayed_whose_campaign_was_made_for_another_one(target, tmp_path):
    verify(target, "-k", "Campaign.Copy/credentials-required", "--report-dir", tmp_path)
    addresses = [check["id"] for check in read(tmp_path)["checks"]]
    assert len(addresses) > 3
    for address in addresses:
        arguments = ["replay", str(tmp_path), address, str(target.base_url)]
        ended = CliRunner().invoke(main, arguments, env=as_environment(target))
        assert ended.exit_code == 0, ended.output


@pytest.mark.parametrize(("flags", "ran"), [([], 3), (["-x"], 1)])
def test_x_stops_at_the_first_failure(renumbered, tmp_path, flags, ran):
    result = verify(renumbered, "-k", "Campaign.Pause/not-found", "--report-dir", tmp_path, *flags)
    assert result.exit_code == 1
    assert len(read(tmp_path)["checks"]) == ran


def interrupted(settings, *flags, by=signal.SIGINT):
    """A run that gets a signal (Ctrl-C: all its processes) once it has told of its first check: status, output."""
    environment = {**os.environ, **as_environment(settings), "PYTHONUNBUFFERED": "1"} if settings else {
        **os.environ, "PYTHONUNBUFFERED": "1",
    }  # fmt: skip
    run = subprocess.Popen(
        [*PROGRAM, "-v", *flags], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        start_new_session=True,
    )  # fmt: skip
    assert run.stdout
    first = run.stdout.readline()
    assert first.startswith("PASS ")
    os.killpg(run.pid, by) if by == signal.SIGINT else run.send_signal(by)
    output, problems = run.communicate(timeout=60)
    return run.returncode, output, problems


@pytest.mark.parametrize(
    ("by", "workers", "wanted"),
    [("SIGINT", (), 130), ("SIGTERM", (), 143), ("SIGTERM", ("-n", "2"), 143), ("SIGHUP", ("-n", "2"), 129)],
)
def test_a_signal_deletes_what_was_made_and_has_its_own_status(target, tmp_path, by, workers, wanted):
    before = rows(target)
    status, output, problems = interrupted(target, "--report-dir", tmp_path, *workers, by=signal.Signals[by])
    assert status == wanted
    assert "Traceback" not in output + problems
    assert output.splitlines()[-1].startswith("PARTIAL  Interrupted after ")
    assert read(tmp_path)["verdict"] == "PARTIAL"
    assert rows(target) == before


def test_ctrl_c_ends_the_server_that_was_started_for_the_run():
    status, output, problems = interrupted(None)
    assert status == 130
    assert "Traceback" not in output + problems
    url = re.search(r"checks ran on (http://\S+?):? ", output)[1]
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((urlsplit(url).hostname, urlsplit(url).port), timeout=5)


def test_everything_that_the_runs_made_is_gone(target):
    assert sorted(rows(target)) == list(range(1, 11))


def test_lf_runs_what_failed_in_the_last_run_and_nothing_else(renumbered, tmp_path):
    verify(renumbered, "-k", "Campaign.Pause", "--report-dir", tmp_path)
    failed = ids(read(tmp_path), "fail")
    again = verify(renumbered, "--lf", "--report-dir", tmp_path)
    report = read(tmp_path)
    assert again.exit_code == 1
    assert {check["id"] for check in report["checks"]} == failed
    assert report["filter"] == "--lf"


def test_lf_without_a_report_folder_says_what_it_needs(renumbered):
    result = verify(renumbered, "--lf")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "--lf needs the --report-dir of the run whose failures are to be tried again\n"
