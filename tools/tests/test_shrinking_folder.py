"""A spec folder that lacks something, or that says more than the suite can check: every command line works on it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from click.testing import CliRunner

from campaign_contract import spec
from campaign_contract.tools.cli import main
from campaign_contract.tools.runs.local_target import reference_server
from campaign_contract.tools.tests.altered import changed, default_spec, ids, read, serving, verify
from campaign_contract.tools.tests.shrunk import (
    SHRUNK,
    copied,
    edit,
    with_another_case,
    with_another_value,
    without_command,
    without_credential,
    without_general_rule,
    without_parameter,
    without_rule,
    without_value,
)

PICKED = {
    without_rule: "Campaign.Copy",
    without_general_rule: "isolation or whose-credential or own-only",
    without_value: "Campaigns.Get",
    without_credential: "Campaign.Approve",
    with_another_case: "Campaign.Get",
    with_another_value: "Campaigns.Get",
}
"""What of the suite is about the thing that a folder lacks; on the others the whole suite runs."""

folders = pytest.mark.parametrize("shrink", SHRUNK, ids=lambda shrink: shrink.__name__)


@pytest.fixture
def folder(tmp_path):
    return copied(tmp_path / "spec")


def run(*arguments):
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@folders
def test_every_command_line_works(shrink, folder, tmp_path):
    shrink(folder)
    valid = run("validate-spec", folder)
    assert (valid.exit_code, "no check" in valid.output) == (0, False), valid.output
    listed = run("list", "--spec", folder)
    assert listed.exit_code == 0, listed.output
    address = listed.output.splitlines()[-1].split()[0]
    assert run("explain", address, "--spec", folder).exit_code == 0
    assert run("generate", tmp_path / "generated", "--spec", folder).exit_code == 0
    assert run("docs", tmp_path / "docs", "--spec", folder).exit_code == 0


@folders
def test_its_own_server_conforms(shrink, folder, tmp_path):
    shrink(folder)
    picked = ["-k", PICKED[shrink]] if shrink in PICKED else []
    with serving(spec.load(folder)) as settings:
        ended = verify(replace(settings, spec=str(folder)), *picked, "--report-dir", tmp_path / "report")
    report = read(tmp_path / "report")
    assert ended.exit_code == 0, ended.output
    assert ids(report, "fail", "error", "not arranged") == set()
    assert ids(report, "pass")


def test_it_is_served(folder):
    without_command(folder)
    with reference_server(folder) as url:
        assert url.startswith("http://127.0.0.1:")


def with_a_rule_of_its_own(folder):
    """Nothing in the suite tries this."""

    def change(data):
        data["rules"].append({"id": "is-kept-for-ever", "rule": "A campaign is kept for ever."})

    edit(folder / "commands" / "campaign-create.yaml", change)


def test_a_rule_without_a_check_is_said(folder, tmp_path):
    with_a_rule_of_its_own(folder)
    line = "no check of this suite holds Campaign.Create/is-kept-for-ever"
    valid = run("validate-spec", folder)
    assert valid.exit_code == 0
    assert line in valid.output
    with serving(spec.load(folder)) as settings:
        target = replace(settings, spec=str(folder))
        ended = verify(target, "-k", "Campaign.Create/success")
        strict = verify(target, "-k", "Campaign.Create/success", "--strict", "--report-dir", tmp_path)
    assert ended.exit_code == 0
    assert line in " ".join(ended.output.split())
    assert strict.exit_code == 3, strict.output
    assert "1 statement of the spec cannot be checked" in " ".join(strict.output.split())
    assert any(line in remark for remark in read(tmp_path)["remarks"])


def test_every_statement_of_the_shipped_spec_has_a_check():
    assert "no check" not in run("validate-spec", spec.DEFAULT_DIRECTORY).output


def test_what_a_story_sends_is_in_the_spec_or_the_story_is_not_told(folder, tmp_path):
    """The server is the shipped one: were tags asked for, it would answer them."""
    without_parameter(folder)
    with serving(changed(default_spec(), "Campaigns.Get")) as settings:
        verify(replace(settings, spec=str(folder)), "-k", "Campaigns.Get/tags", "--report-dir", tmp_path)
    assert "Campaigns.Get/tags/on-request" in ids(read(tmp_path), "not observable")
