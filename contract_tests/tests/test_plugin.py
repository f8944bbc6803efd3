"""The plugin in runs of pytest of its own, against the miniature: outcomes, exit statuses, options, cleaning up."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from werkzeug import Response

from campaign_contract import contract_tests
from campaign_contract.contract_tests.tests.miniature import OWNER_KEY, STRANGER_KEY

pytest_plugins = ["pytester"]
pytestmark = pytest.mark.usefixtures("spec_is_read_once", "miniature")

SUITE = "campaign_contract.contract_tests"
FIXTURES = f"{SUITE}.stories.conftest"
_NAMES = ("no:cacheprovider", "pytest_base_url.plugin", f"{SUITE}.plugin", f"{SUITE}.suite_plugin", FIXTURES)
PLUGINS = tuple(f"-p{name}" for name in _NAMES)
HEAD = """
from campaign_contract.contract_tests.checks import story
from campaign_contract.contract_tests.api.outcomes import Broken, NotArranged, NotObservable
from campaign_contract.spec import Level
"""
PASSES = """
@story("Campaign.Pause/status-after", variants={"passes": None})
def test_passes(world):
    world.create()
"""
FAILS = """
@story("Campaign.Pause/not-sending", variants={"fails": None})
def test_fails(world):
    world.create()
    raise Broken(["status: expected Paused, got Draft"])
"""
ADVICE = """
@story("Campaign.Create/success", variants={"advice": None}, level=Level.SHOULD)
def test_advice(world):
    raise Broken(["CampaignID: expected a number"])
"""
NOT_ARRANGED = """
@story("Campaign.Copy/new-id", variants={"not-arranged": None})
def test_not_arranged(world):
    raise NotArranged("--list-id is not given")
"""
NOT_OBSERVABLE = """
@story("Campaign.Copy/drops-schedule", variants={"not-observable": None})
def test_not_observable(world):
    raise NotObservable("the target shows no schedule")
"""
ERROR = """
@story("Campaign.Approve/success", variants={"error": None})
def test_error(world):
    raise ZeroDivisionError("a slip")
"""
INTERRUPTED = """
@story("Campaign.Approve/success", variants={"interrupted": None})
def test_interrupted(world):
    world.create(), world.create(by=world.stranger)
    raise KeyboardInterrupt
"""


TERMINATED = """
import os, signal, time
@story("Campaign.Approve/success", variants={"terminated": None})
def test_terminated(world):
    world.create(), world.create(by=world.stranger)
    os.kill(os.getppid() if os.getppid() != %d else os.getpid(), signal.SIGTERM)
    time.sleep(60)
"""


KEEPS_IT = """
@story("Campaign.Approve/success", variants={"keeps-it": None})
def test_keeps_it(world):
    import os, signal, time
    try:
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(60)
    except KeyboardInterrupt:
        pass
"""


@pytest.fixture
def credentials(settings):
    return [
        "--base-url",
        settings.base_url,
        "--contract-api-key",
        OWNER_KEY,
        "--contract-stranger-api-key",
        STRANGER_KEY,
    ]


@pytest.fixture
def suite(pytester, credentials):
    """Run these checks with these flags; answers pytest's result."""

    def run(*checks, flags=(), target=credentials):
        pytester.makepyfile(HEAD + "".join(checks))
        return pytester.runpytest_inprocess(*PLUGINS, *target, *flags)

    return run


def conformance(folder):
    return json.loads((Path(folder) / "conformance.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("checks", "flags", "status", "verdict"),
    [
        ([PASSES], [], 0, "CONFORMS"),
        ([PASSES, NOT_OBSERVABLE], [], 0, "CONFORMS"),
        ([PASSES, ADVICE], [], 0, "CONFORMS"),
        ([PASSES, ADVICE], ["--contract-strict"], 1, "FAILS"),
        ([PASSES, FAILS], [], 1, "FAILS"),
        ([PASSES, FAILS, NOT_ARRANGED], [], 1, "FAILS"),
        ([PASSES, NOT_ARRANGED], [], 3, "PARTIAL"),
        ([PASSES, NOT_ARRANGED], ["--contract-allow-partial"], 0, "PARTIAL"),
        ([PASSES, ERROR], [], 70, "ERROR"),
        ([PASSES, FAILS, ERROR], [], 1, "FAILS"),
        ([ADVICE, ERROR], ["--contract-allow-partial"], 70, "ERROR"),
    ],
)
def test_the_verdict_decides_the_exit_status(suite, tmp_path, checks, flags, status, verdict):
    result = suite(*checks, flags=[*flags, "--contract-report-dir", str(tmp_path / "report")])
    assert result.ret == status
    assert conformance(tmp_path / "report")["verdict"] == verdict
    assert re.search(rf"^{verdict}  .* http", result.stdout.str(), re.MULTILINE)


@pytest.mark.parametrize(("flags", "word", "status"), [([], "ADVICE", 0), (["--contract-strict"], "FAIL", 1)])
def test_the_heading_of_a_failure_weighs_as_much_as_the_exit_status(suite, tmp_path, flags, word, status):
    result = suite(PASSES, ADVICE, flags=["-rx", "-v", "--contract-report-dir", str(tmp_path), *flags])
    heading = f"{word} Campaign.Create/success/advice (SHOULD)"
    junit = (tmp_path / "junit.xml").read_text(encoding="utf-8")
    assert (result.ret, f"{heading}\n" in junit) == (status, True)
    assert (heading in result.stdout.str()) is (word == "FAIL")  # pytest tells of advice by its reason alone


def test_the_five_outcomes_are_kept_apart(suite, tmp_path, settings):
    result = suite(
        PASSES, FAILS, ADVICE, NOT_ARRANGED, NOT_OBSERVABLE, ERROR, flags=["--contract-report-dir", str(tmp_path)]
    )
    report = conformance(tmp_path)
    assert report["target"] == settings.base_url
    assert {check["id"].rpartition("/")[2]: check["outcome"] for check in report["checks"]} == {
        "passes": "pass",
        "fails": "fail",
        "advice": "fail",
        "not-arranged": "not arranged",
        "not-observable": "not observable",
        "error": "error",
    }
    messages = {check["outcome"]: check["message"] for check in report["checks"] if check["level"] == "MUST"}
    assert messages["fail"] == "status: expected Paused, got Draft"
    assert messages["not arranged"] == "--list-id is not given"
    said, *_, place = messages["error"].splitlines()
    assert said == "the suite itself failed: ZeroDivisionError: a slip"
    assert place.endswith(': raise ZeroDivisionError("a slip")')
    result.assert_outcomes(passed=1, failed=2, skipped=2, xfailed=1)


def test_a_check_is_known_by_its_address(suite):
    result = suite(PASSES, flags=["-v"])
    result.stdout.fnmatch_lines(["*test_passes[[]Campaign.Pause/status-after/passes] PASSED*"])


def test_a_failure_is_told_with_every_request(suite):
    lines = suite(FAILS, flags=["-v"]).stdout
    lines.fnmatch_lines(
        [
            "FAIL Campaign.Pause/not-sending/fails (MUST)",
            "  section   Pause a Campaign",
            "  rule      Error 3 when *",
            "  found     status: expected Paused, got Draft",
            '    1. curl -X POST http*/api.php --data-urlencode Command=Campaign.Create *APIKey="$API_KEY" *',
        ]
    )


def test_without_v_the_end_tells_each_cause_once_as_verify_does(suite):
    many = FAILS.replace('{"fails": None}', "{f'fails-{number}': None for number in range(80)}")
    broken = "def test_of_the_project():\n    assert 1 == 2\n"
    lines = suite(many, broken).stdout.lines
    end = lines[next(i for i, line in enumerate(lines) if "FAILURES" in line) :]
    (cause,) = [line for line in end if line.startswith("FAIL ")]
    assert cause == "FAIL 1. Campaign.Pause/not-sending: status: expected Paused, got Draft (80 checks)"
    assert any("assert 1 == 2" in line for line in end)
    assert "81 failed" in end[-1]
    assert len(end) <= 60


def test_the_exchanges_of_a_check_are_its_own(suite, tmp_path):
    suite(PASSES, FAILS, NOT_OBSERVABLE, flags=["--contract-report-dir", str(tmp_path)])
    counts = {check["id"].rpartition("/")[2]: len(check["exchanges"]) for check in conformance(tmp_path)["checks"]}
    assert (counts["fails"], counts["not-observable"]) == (1, 0)


LEAKS = """
@story("Campaign.Pause/not-sending", variants={"leaks": None})
def test_leaks(world, observe):
    known = world.owner.identity.credentials
    for key in (known["APIKey"], known["APIKey"][:-1], world.stranger.identity.credentials["APIKey"]):
        sent = {"CampaignID": 1, "Also": key}
        reply = world.owner.call("Campaign.Pause", sent, credentials={"APIKey": key}, unlisted=True)
        observe(f"it said {reply.get('Echo')}")
    raise Broken([f"Echo: expected nothing, got {reply.get('Echo')} and {key}"])
"""


def test_credentials_appear_nowhere_even_where_the_answer_echoes_them(suite, miniature, tmp_path):
    echo = f"{OWNER_KEY} {STRANGER_KEY}"
    miniature.answers["Campaign.Pause"] = {"Echo": echo}
    result = suite(LEAKS, flags=["--contract-report-dir", str(tmp_path / "report")])
    assert {sent["APIKey"] for sent in miniature.received if "Also" in sent} == {
        OWNER_KEY,
        OWNER_KEY[:-1],
        STRANGER_KEY,
    }
    files = [path for path in (tmp_path / "report").rglob("*") if path.is_file()]
    assert len(files) >= 2
    shown = [result.stdout.str(), result.stderr.str(), *(path.read_text(encoding="utf-8") for path in files)]
    assert "$STRANGER_API_KEY" in shown[0]
    for text in shown:
        assert OWNER_KEY[:-1] not in text
        assert STRANGER_KEY[:-1] not in text


SWITCHES = """
@story("Campaign.Pause/status-after", variants={"switches": None})
def test_switches(world, observe):
    settings = world.settings
    observe(f"{settings.allow_sending} {settings.allow_partial} {settings.strict}")
"""


@pytest.mark.parametrize(
    ("flags", "wanted"),
    [
        ([], "None False False"),
        (["--contract-allow-sending", "--contract-allow-partial", "--contract-strict"], "True True True"),
        (["--contract-no-allow-sending", "--contract-no-allow-partial", "--contract-no-strict"], "False False False"),
    ],
)
def test_a_switch_that_is_not_given_decides_nothing(suite, tmp_path, flags, wanted):
    suite(SWITCHES, flags=[*flags, "--contract-report-dir", str(tmp_path)])
    assert conformance(tmp_path)["checks"][0]["observed"] == [wanted]


def test_what_was_observed_is_in_the_report(suite, tmp_path):
    observing = PASSES.replace("(world)", "(world, observe)") + "    observe('it says so')\n"
    suite(observing, NOT_OBSERVABLE, flags=["--contract-report-dir", str(tmp_path)])
    found = {check["outcome"]: check["observed"] for check in conformance(tmp_path)["checks"]}
    assert found == {"pass": ["it says so"], "not observable": []}


def test_at_level_must_no_should_is_run(suite):
    result = suite(PASSES, ADVICE, flags=["--contract-level", "must", "--contract-strict"])
    assert result.ret == 0
    result.assert_outcomes(passed=1, deselected=1)


def test_every_campaign_of_the_run_is_deleted_and_nothing_else(suite, miniature):
    miniature.plant(1)
    miniature.plant(2, "stranger")
    suite(PASSES, FAILS, ERROR)
    assert miniature.commands().count("Campaign.Create") == 2
    assert list(miniature.campaigns) == [1, 2]


def test_what_could_not_be_deleted_is_told(suite, miniature):
    miniature.answers["Campaigns.Delete"] = {"Success": False, "ErrorCode": 1}
    assert "1 test items could not be deleted" in suite(PASSES).stdout.str()


def test_ctrl_c_deletes_everything_and_leaves_no_verdict_of_conformance(pytester, miniature, credentials, tmp_path):
    pytester.makepyfile(HEAD + PASSES + INTERRUPTED)
    flags = [*PLUGINS, "--contract-report-dir", str(tmp_path / "report")]
    result = pytester.inline_run(*flags, *credentials, no_reraise_ctrlc=True)
    assert result.ret == pytest.ExitCode.INTERRUPTED
    assert miniature.commands().count("Campaign.Create") == 3
    assert miniature.campaigns == {}
    report = conformance(tmp_path / "report")
    assert (report["verdict"], report["interrupted"], len(report["checks"])) == ("PARTIAL", True, 1)


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ([], "no URL of a target; give one with --base-url"),
        (["--base-url", "nonsense", "--contract-api-key", "k"], "'nonsense' is not a URL of an API"),
        (["--base-url", "http://127.0.0.1:1"], "no credentials of the owner; give --api-key or --session-id"),
        (["--base-url", "http://127.0.0.1:1", "--contract-timeout", "x"], "--contract-timeout: 'x' is not allowed"),
        (["--contract-target", "missing.toml"], "missing.toml: cannot be read: No such file or directory"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("workers", [[], ["-p", "xdist.plugin", "-n", "1"]], ids=["alone", "workers"])
def test_what_cannot_be_used_is_a_usage_error_in_one_line(suite, miniature, target, message, workers):
    result = suite(PASSES, target=target, flags=workers)
    assert result.ret != 0
    text = result.stderr.str() + result.stdout.str()
    assert message in text
    assert "Traceback" not in text
    assert "INTERNALERROR" not in text
    assert miniature.received == []


def test_settings_come_from_the_environment_and_the_target_file_too(suite, pytester, settings, monkeypatch):
    pytester.path.joinpath("target.toml").write_text(f'base-url = "{settings.base_url}"\n', encoding="utf-8")
    monkeypatch.setenv("CAMPAIGN_CONTRACT_TARGET", "target.toml")
    monkeypatch.setenv("CAMPAIGN_CONTRACT_API_KEY", OWNER_KEY)
    assert suite(PASSES, target=[]).ret == 0


def test_a_url_without_a_path_gets_the_specs(suite, settings):
    target = ["--base-url", settings.base_url.removesuffix("/api.php"), "--contract-api-key", OWNER_KEY]
    assert suite(PASSES, target=target).ret == 0


def test_nobody_at_the_url_is_one_line_and_status_4(suite, unused_tcp_port_url):
    result = suite(PASSES, target=["--base-url", unused_tcp_port_url, "--contract-api-key", "k"])
    assert result.ret == 4
    text = result.stdout.str() + result.stderr.str()
    assert f"{unused_tcp_port_url}/api.php cannot be reached: the connection was refused" in text
    assert "Traceback" not in text


DIES = """
@story("Campaign.Approve/success", variants={"dies": None})
def test_dies(world):
    world.create()
    import urllib.request
    urllib.request.urlopen(world.client.url.replace("api.php", "die")).read()
    world.create()
"""
AFTER = """
@story("Campaign.Pause/status-after", variants={"after": [None] * 3})
def test_after(world, case):
    raise AssertionError("nobody is there any more")
"""
UNHEARD = """
from campaign_contract.contract_tests.api.outcomes import Unheard
@story("Campaign.Pause/status-after", variants={str(number): None for number in range(9)})
def test_unheard(world):
    raise Unheard("the connection failed: Campaign.Create: the connection was reset")
"""
DISTURBED = """
from campaign_contract.contract_tests.api.outcomes import Disturbed
attempts = []
@story("Campaign.Pause/status-after", variants={"passes": None})
def test_disturbed(world, observe):
    observe("seen")
    attempts.append(world.create())
    if len(attempts) < 3:
        raise Disturbed("Campaign.Create: the connection was reset")
"""


@pytest.fixture
def mortal(httpserver):
    """The miniature, until somebody asks for /die."""
    httpserver.expect_request("/die").respond_with_handler(lambda _: _dead(httpserver))


def _dead(httpserver):
    httpserver.clear_all_handlers()
    httpserver.expect_request("/api.php").respond_with_data("bad gateway", 502)
    return Response("dead")


@pytest.mark.usefixtures("mortal", "clock")
def test_a_target_that_dies_ends_the_run_and_is_blamed_for_nothing(suite, tmp_path):
    result = suite(PASSES, DIES, AFTER, flags=["--contract-report-dir", str(tmp_path)])
    assert result.ret == 4
    report = conformance(tmp_path)
    assert report["verdict"] == "UNREACHABLE"
    assert re.match(r"the target stopped answering at \d\d:\d\d:\d\d: HTTP 502", report["unreachable"])
    assert [check["outcome"] for check in report["checks"]] == ["pass", "not observable"]
    assert "LEFT    2 test items could not be deleted" in result.stdout.str()
    assert len(list(tmp_path.glob("ledger-*"))) == 1, "what is left can be cleaned up later"


@pytest.mark.usefixtures("clock")
def test_a_run_that_is_hardly_heard_ends(suite, tmp_path):
    result = suite(UNHEARD, flags=["--contract-report-dir", str(tmp_path)])
    assert result.ret == 4
    report = conformance(tmp_path)
    assert report["unreachable"] == "the connection failed: Campaign.Create: the connection was reset"
    assert len(report["checks"]) == 6


def test_a_disturbed_check_begins_anew(suite, tmp_path, miniature):
    assert suite(DISTURBED, flags=["--contract-report-dir", str(tmp_path)]).ret == 0
    (check,) = conformance(tmp_path)["checks"]
    assert check["outcome"] == "pass"
    assert check["observed"] == ["seen"]
    assert len(check["exchanges"]) == 1, "those of the last attempt"
    assert miniature.campaigns == {}


@pytest.fixture
def unused_tcp_port_url():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    return f"http://127.0.0.1:{port}"


def test_collecting_needs_no_target(suite, miniature):
    result = suite(PASSES, flags=["--collect-only", "-q"], target=[])
    assert result.ret == 0
    assert "Campaign.Pause/status-after/passes" in result.stdout.str()
    assert miniature.received == []


def test_a_run_without_checks_is_left_alone(pytester, monkeypatch):
    monkeypatch.setenv("CAMPAIGN_CONTRACT_NO_SUCH_SETTING", "1")
    pytester.makepyfile(
        "def test_pass(): pass\ndef test_fail(): assert 0\ndef test_skip(): import pytest; pytest.skip()"
    )
    result = pytester.runpytest_inprocess(*PLUGINS)
    result.assert_outcomes(passed=1, failed=1, skipped=1)
    assert result.ret == 1
    assert "CONFORMS" not in result.stdout.str()
    assert "FAILS" not in result.stdout.str()


def test_the_suite_as_a_whole_leaves_its_own_tests_out(pytester):
    result = pytester.runpytest_inprocess("--collect-only", "-q", *PLUGINS[:-1], "--pyargs", SUITE)
    assert result.ret == 0
    assert "Campaign.Pause/not-sending/from-Draft" in result.stdout.str()
    assert "tests/test_plugin.py" not in result.stdout.str()
    own = Path(contract_tests.__file__).parent / "tests" / "test_shown.py"
    asked_for = pytester.runpytest_inprocess("--collect-only", "-q", *PLUGINS, str(own))
    assert "test_shown.py::" in asked_for.stdout.str()


def test_files_that_cannot_be_written_cost_no_verdict(suite, tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", "/dev/full")
    folder = str(tmp_path / "file" / "report")
    result = suite(PASSES, flags=["--contract-report-dir", folder, "--contract-write-waivers", f"{folder}/w.yaml"])
    assert result.ret == 0
    lines = [line for line in result.stdout.lines if line.startswith(("NOTE", "CONFORMS"))]
    assert lines[:3] == [
        f"NOTE    {folder}: not written: Not a directory",
        f"NOTE    {folder}/w.yaml: not written: Not a directory",
        "NOTE    /dev/full: not written: No space left on device",
    ]
    assert lines[3].startswith("CONFORMS  ")
    assert not [line for line in result.stdout.lines if line.startswith("report ")], "there is none"


@pytest.mark.parametrize("workers", [[], ["-p", "xdist.plugin", "-n", "1"]], ids=["alone", "workers"])
def test_sigterm_deletes_everything_writes_the_report_and_is_status_143(
    pytester, miniature, credentials, tmp_path, workers
):
    pytester.makepyfile(HEAD + PASSES + TERMINATED % os.getpid())
    report = tmp_path / "report"
    command = [sys.executable, "-P", "-mpytest", *PLUGINS, *workers, *credentials, "--contract-report-dir", report]
    run = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert run.returncode == 143, run.stdout + run.stderr
    assert "Traceback" not in run.stdout + run.stderr
    assert miniature.commands().count("Campaign.Create") == 3
    assert miniature.campaigns == {}
    assert (conformance(report)["verdict"], conformance(report)["interrupted"]) == ("PARTIAL", True)


def test_an_interruption_that_a_check_keeps_to_itself_ends_the_run_all_the_same(
    pytester, miniature, credentials, tmp_path
):
    pytester.makepyfile(HEAD + KEEPS_IT + PASSES)
    command = [sys.executable, "-P", "-mpytest", *PLUGINS, *credentials, "--contract-report-dir", tmp_path]
    run = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert run.returncode == 143, run.stdout + run.stderr
    report = conformance(tmp_path)
    assert (report["verdict"], report["interrupted"], len(report["checks"])) == ("PARTIAL", True, 1)
    assert miniature.campaigns == {}


def test_sigterm_before_the_first_result_leaves_a_report_too(pytester, credentials, tmp_path):
    pytester.makepyfile(HEAD + TERMINATED % os.getpid())
    command = [sys.executable, "-P", "-mpytest", *PLUGINS, *credentials, "--contract-report-dir", tmp_path]
    run = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert run.returncode == 143, run.stdout + run.stderr
    assert (conformance(tmp_path)["verdict"], conformance(tmp_path)["checks"]) == ("PARTIAL", [])


def test_results_come_from_another_process(suite, miniature, tmp_path):
    result = suite(
        PASSES,
        FAILS,
        ADVICE,
        NOT_ARRANGED,
        flags=["-p", "xdist.plugin", "-n", "1", "--contract-report-dir", str(tmp_path)],
    )
    assert result.ret == 1
    report = conformance(tmp_path)
    assert {check["outcome"] for check in report["checks"]} == {"pass", "fail", "not arranged"}
    assert report["requests"] == len(miniature.received)
    assert miniature.campaigns == {}


LENT = """
@story("Campaign.Pause/not-sending", variants={str(number): None for number in range(40)})
def test_lent(world, untouched):
    with untouched.lent(world.spec.command("Campaign.Copy")):
        pass
"""


def test_a_request_that_several_checks_tell_counts_once(suite, miniature, tmp_path):
    suite(LENT, flags=["--contract-report-dir", str(tmp_path)])
    report = conformance(tmp_path)
    assert {len(check["exchanges"]) for check in report["checks"]} == {2}
    assert report["requests"] == len(miniature.received) < 80


def test_without_the_preflight_the_checks_meet_whatever_is_there(suite, miniature):
    miniature.answers["Campaigns.Get"] = miniature.answers["Campaign.Get"] = {"Success": False, "ErrorCode": 9}
    assert suite(PASSES).ret == 2
    assert suite(PASSES, flags=["--contract-no-preflight"]).ret != 2
