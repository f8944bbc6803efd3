"""After a run: where the report is, how to try again, and marks that GitHub reads and nobody can forge."""

from __future__ import annotations

import shlex
from pathlib import Path

from campaign_contract.contract_tests.api.outcomes import Outcome
from campaign_contract.contract_tests.report.again import Again
from campaign_contract.contract_tests.report.hints import github_annotations, hints
from campaign_contract.contract_tests.tests.results import result, run
from campaign_contract.spec import Level

FAILED = result(Outcome.FAIL, id="Campaign.Get/a", message="x: differs")


def test_a_failed_run_says_how_to_try_again():
    assert list(hints(run(FAILED), "my report")) == [
        f"report  {Path('my report') / 'report.html'}",
        "rerun   campaign-contract verify http://api.example.test/api.php -k Campaign.Get/a",
        "replay  campaign-contract replay 'my report' Campaign.Get/a http://api.example.test/api.php",
    ]


def test_what_was_given_is_given_again():
    flags = (("--target", "'my target.toml'"), ("--api-key", '"$API_KEY"'), ("--strict", ""), ("--timeout", "3"))
    again = Again("http://api.example.test", flags)
    assert again.rerun("Campaign.Get/a") == (
        "campaign-contract verify http://api.example.test --target 'my target.toml' "
        '--api-key "$API_KEY" --strict --timeout 3 -k Campaign.Get/a'
    )
    assert again.replay("report", "Campaign.Get/a") == (
        "campaign-contract replay report Campaign.Get/a http://api.example.test --target 'my target.toml' "
        '--api-key "$API_KEY" --timeout 3'
    )
    assert list(hints(run(FAILED, again=again), None)) == [f"rerun   {again.rerun('Campaign.Get/a')}"]


def test_a_server_of_the_runs_own_is_started_again():
    assert Again("").rerun("Campaign.Get/a") == "campaign-contract verify -k Campaign.Get/a"
    assert Again("").replay("report", "Campaign.Get/a") == "campaign-contract replay report Campaign.Get/a reference"


def test_without_a_report_there_is_nothing_to_replay_and_without_a_failure_nothing_to_run_again():
    assert [line.split()[0] for line in hints(run(FAILED), None)] == ["rerun"]
    assert [line.split()[0] for line in hints(run(result()), "folder")] == ["report"]


def test_a_hostile_target_cannot_add_a_command():
    (line,) = hints(run(FAILED, target="http://x/$(touch y)`z`';q"), None)
    assert shlex.split(line)[3] == "http://x/$(touch y)`z`';q"


def test_each_deciding_cause_is_an_error_of_githubs():
    advice = result(Outcome.FAIL, Level.SHOULD, id="Campaign.Get/b", message="y: differs")
    assert list(github_annotations(run(FAILED, advice))) == [
        "::error title=campaign-contract::Campaign.Get/a: x: differs (1 check, such as Campaign.Get/a)"
    ]


def test_a_message_cannot_begin_another_workflow_command():
    hostile = result(Outcome.FAIL, id="Campaign.Get/a", message="50%\r::set-output name=x::y")
    (line,) = github_annotations(run(hostile))
    assert line.isprintable()
    assert "50%25" in line


def test_github_gets_no_more_errors_than_it_shows():
    many = [result(Outcome.FAIL, id=f"Campaign.Get/{n}", message=f"{chr(97 + n)}: differs") for n in range(20)]
    assert len(list(github_annotations(run(*many)))) == 10
