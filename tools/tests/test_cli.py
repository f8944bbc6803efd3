"""The command line: help, list and explain, and bad input in one line."""

from __future__ import annotations

import os
import subprocess
import sys
from fnmatch import fnmatchcase
from pathlib import Path

import pytest
from click.testing import CliRunner

from campaign_contract import spec
from campaign_contract.contract_tests.inventory import checks
from campaign_contract.contract_tests.settings import flag_of, setting_fields
from campaign_contract.tools import explain
from campaign_contract.tools.cli import main
from campaign_contract.tools.program import TASKS

SPEC = spec.load()
CHECKS = {check.id: check for check in checks(SPEC)}


@pytest.fixture(autouse=True)
def read_once(monkeypatch):
    """Commands take the spec that is read already."""
    load, shipped = spec.load, spec.DEFAULT_DIRECTORY
    monkeypatch.setattr(spec, "load", lambda where=shipped: SPEC if where == shipped else load(where))


def run(*arguments):
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.mark.parametrize("name", sorted(main.commands))
def test_every_command_explains_itself_and_every_option(name):
    shown = run(name, "--help")
    assert shown.exit_code == 0
    command = main.commands[name]
    assert command.help
    for option in command.params:
        assert option.param_type_name == "argument" or option.help, f"{option.name} has no help"
        is_shown = option.param_type_name == "option" and not option.hidden
        assert option.opts[0] in shown.output or not is_shown


def test_every_setting_is_an_option_of_verify():
    options = {name for option in main.commands["verify"].params for name in option.opts}
    assert {flag_of(item.name) for item in setting_fields() if item.name != "base_url"} <= options


def test_the_exit_statuses_are_in_the_help():
    text = " ".join(run("verify", "--help").output.split())
    for status in ("0 CONFORMS", "1 FAILS", "2 wrong usage", "3 PARTIAL", "4 the target cannot be reached"):
        assert status in text


def test_the_version_is_told():
    assert run("--version").output.startswith("main, version ") or "version" in run("--version").output


def test_list_prints_every_address_with_its_level_and_rule():
    lines = run("list").output.splitlines()
    assert [line.split()[0] for line in lines] == list(CHECKS)
    for line in lines:
        check = CHECKS[line.split()[0]]
        assert line.split()[1] == check.level
        assert line.endswith(check.rule)


@pytest.mark.parametrize("pattern", ["Campaign.Pause/", "not-sending/from", "Campaign.Pause/*/from-?raft", "unknown"])
def test_list_takes_a_part_of_an_address_or_a_pattern(pattern):
    found = [line.split()[0] for line in run("list", pattern).output.splitlines()]
    assert found == [id for id in CHECKS if fnmatchcase(id, f"*{pattern}*")]
    assert found


def test_list_says_that_nothing_matches():
    result = run("list", "no-such-thing")
    assert (result.exit_code, result.stderr) == (1, "Error: no address and no rule contains 'no-such-thing'\n")


def test_explain_tells_a_check_in_full():
    lines = run("explain", "Campaign.Pause/not-sending/from-Draft").output.splitlines()
    assert lines[0] == "Campaign.Pause/not-sending/from-Draft"
    assert "  level    MUST" in lines
    assert "  section  Pause a Campaign" in lines
    assert "  error    3: Campaign is not in a 'Sending' state" in lines
    assert "    Campaign.Pause/not-sending/from-Sent" in lines


def test_explain_tells_where_a_check_stands():
    lines = run("explain", "Campaign.Pause/not-sending/from-Draft").output.splitlines()
    found = [line.split(maxsplit=1) for line in lines[lines.index("  where") + 1 :]]
    (spec_line,) = [text for kind, text in found if kind == "spec"]
    path, _, number = spec_line.rpartition(":")
    assert "id: not-sending" in Path(path).read_text(encoding="utf-8").splitlines()[int(number) - 1]
    assert ["test", "contract_tests/stories/test_errors.py::test_error"] in found
    assert ["docs", "campaign-pause.html#Campaign.Pause/not-sending"] in found
    assert ["mutant", "spec/Campaign.Pause/not-sending/renumbered"] in found


def test_list_finds_words_of_the_rule():
    output = run("list", "ANOTHER USER").output
    assert "Campaign.Approve/isolation " in output
    assert "Campaign.Pause/not-sending" not in output


def test_explain_tells_what_later_versions_changed():
    later = "  later    Versions from 5.7.2 on have no such command."
    assert later in run("explain", "Campaign.Approve/credentials-required/none").output.splitlines()


def test_explain_tells_a_statement_with_all_its_checks():
    output = run("explain", "Api/json").output
    assert all(f"    {command.name}/json" in output.splitlines() for command in SPEC.commands)


def test_explain_knows_every_address(monkeypatch):
    monkeypatch.setattr(explain, "checks", lambda _: list(CHECKS.values()))
    for id, check in CHECKS.items():
        text = explain.explanation(SPEC, id)
        assert f"  rule     {check.rule}\n" in text
        assert f"    {id}\n" in text + "\n"


def test_explain_says_that_there_is_no_such_address():
    result = run("explain", "Campaign.Pause/zebra")
    assert result.exit_code == 1
    assert result.stderr == "Error: there is no check Campaign.Pause/zebra. `campaign-contract list` shows all.\n"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("campaign.pause/not-sending", "Campaign.Pause/not-sending"),
        ("Campaign.Paus/not-sending/from-Draft", "Campaign.Pause/not-sending/from-Draft"),
    ],
)
def test_explain_says_which_address_is_meant(typed, meant):
    assert f"there is no check {typed}. Did you mean {meant}?" in run("explain", typed).stderr


def test_the_help_sorts_every_command_by_its_task_and_cuts_no_sentence_off():
    assert sorted(name for names in TASKS.values() for name in names) == sorted(main.commands)
    shown = run("--help").output
    assert all(f"{task}:" in shown for task in TASKS)
    assert "..." not in shown.partition("Options:")[2]


@pytest.mark.parametrize(
    "arguments",
    [
        ["verify", "--no-such-flag"],
        ["verify", "--level", "may"],
        ["verify", "--spec", "no-such-folder"],
        ["list", "--spec", "no-such-folder"],
        ["serve", "--port", "99999"],
        ["serve", "--port", "many"],
        ["no-such-command"],
    ],
)
def test_wrong_usage_is_status_2_without_a_traceback(arguments):
    result = run(*arguments)
    assert result.exit_code == 2
    assert "Traceback" not in result.output
    assert result.stderr


@pytest.mark.parametrize("command", [["list"], ["explain", "Api/json"], ["verify"], ["verify", "http://127.0.0.1:1"]])
def test_a_folder_that_is_no_spec_is_refused_with_file_and_line(tmp_path, command):
    result = run(*command, "--spec", tmp_path)
    assert result.exit_code == 2
    assert f"{tmp_path / 'api.yaml'}:1: cannot be read: No such file or directory" in result.stderr
    assert "Traceback" not in result.output


@pytest.mark.parametrize("arguments", [("list",), ("explain", "Campaign.Pause/not-sending")])
def test_a_reader_that_went_away_is_no_fault(arguments):
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-P", "-m", "campaign_contract.tools.cli", *arguments]
    with os.fdopen(writing, "w", encoding="utf-8") as stream:
        ended = subprocess.run(command, stdout=stream, stderr=subprocess.PIPE, check=False)
    assert (ended.returncode, ended.stderr) == (0, b"")


@pytest.mark.parametrize("arguments", [("list",), ("--version",)])
def test_output_that_cannot_be_written_is_told(arguments):
    command = [sys.executable, "-P", "-m", "campaign_contract.tools.cli", *arguments]
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        ended = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False, text=True)
    assert (ended.returncode, ended.stderr) == (2, "standard output: not written: No space left on device\n")


def test_a_verdict_outlives_output_that_cannot_be_written():
    command = [sys.executable, "-P", "-m", "campaign_contract.tools.cli", "verify", "-k", "Campaign.Create/success"]
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        ended = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False, text=True)
    assert ended.returncode == 0
    assert ended.stderr.endswith("standard output: not written: No space left on device\n")
