from dataclasses import replace
from io import StringIO

import pytest
import requests
from click.testing import CliRunner
from rich.console import Console

from campaign_contract.contract_tests.api.outcomes import Outcome
from campaign_contract.contract_tests.checks import Check
from campaign_contract.contract_tests.report.verdict import Result
from campaign_contract.spec import Level
from campaign_contract.tools.cli import main
from campaign_contract.tools.proof.mutants.mutant import holds
from campaign_contract.tools.proof.trial.blueprint import command_altered, reference, together
from campaign_contract.tools.proof.trial.suite import checks
from campaign_contract.tools.proof.variants import table
from campaign_contract.tools.proof.variants.runner import Verdict, assess, catalogue, combination, complaints
from campaign_contract.tools.proof.variants.variant import Variant

ADVICE = "Campaign.Pause/shown-failure"


def result(id=ADVICE, level=Level.SHOULD, outcome=Outcome.FAIL):
    return Result(Check(id, "Campaign.Pause", level, "", "", id), outcome, "found")


def variant(*violates):
    return Variant("v", "What.", together(), violates)


def near(variant, *ids):
    return replace(variant, wanted=lambda check: check.id in ids)


def verdict(wrong=()):
    return Verdict("MAY/v", Level.MAY, "What.", (), 0, wrong, 1, 0.1)


def test_every_variant_says_what_is_different():
    assert [id for id, item in catalogue().items() if not item.what.endswith(".")] == []


def test_every_advice_that_is_expected_has_a_check_and_no_must():
    for item in catalogue().values():
        for address in item.violates:
            found = [check for check in checks() if holds(check, address)]
            assert found, address
            assert any(check.level is Level.SHOULD for check in found), address


@pytest.mark.parametrize(
    "id",
    [
        "MAY/http-400", "MAY/extra-keys", "MAY/extra-keys-in-campaigns", "MAY/key-order", "MAY/credential-code-401",
        "MAY/texts", "MAY/exact-names", "MAY/default-page-10", "MAY/newest-first", "MAY/cancel-draft",
        "MAY/cancel-cancelled", "MAY/cancel-failed", "MAY/resume-sending", "MAY/unique-names", "MAY/errors-reversed",
        "MAY/delete-all-or-nothing", "MAY/get-unknown-object", "MAY/get-unknown-fails", "MAY/settings-hidden",
        "MAY/slow", "MAY/post-only", "MAY/form-and-json-only", "MAY/pause-from-ready", "SHOULD/ids-as-text",
        "SHOULD/ids-as-numbers", "SHOULD/code-listed", "SHOULD/code-keyed", "SHOULD/labelled-html",
        "SHOULD/names-of-the-product",
    ],
)  # fmt: skip
def test_the_variants_that_were_asked_for_are_there(id):
    assert id in catalogue()


def test_the_level_follows_from_what_is_violated():
    assert (variant().level, variant(ADVICE).level) == (Level.MAY, Level.SHOULD)


def test_silence_on_a_may_variant_is_right():
    passed, not_observable = result(outcome=Outcome.PASS), result(outcome=Outcome.NOT_OBSERVABLE)
    assert complaints(variant(), [passed, not_observable]) == []


def test_any_failure_on_a_may_variant_is_wrong():
    assert complaints(variant(), [result()]) == [f"fail {ADVICE} (SHOULD): found"]


def test_the_expected_advice_is_right():
    assert complaints(variant(ADVICE), [result()]) == []


def test_missing_advice_is_wrong():
    assert complaints(variant(ADVICE), [result(outcome=Outcome.PASS)]) == [f"no advice at {ADVICE}"]


def test_other_advice_is_wrong():
    other = "Campaign.Pause/json-number"
    assert complaints(variant(ADVICE), [result(), result(other)]) == [f"fail {other} (SHOULD): found"]


def test_a_failed_must_is_wrong_even_where_advice_is_expected():
    assert complaints(variant(ADVICE), [result(level=Level.MUST)]) == [f"fail {ADVICE} (MUST): found"]


def test_an_error_is_wrong_even_where_advice_is_expected():
    assert f"error {ADVICE} (SHOULD): found" in complaints(variant(ADVICE), [result(outcome=Outcome.ERROR)])


@pytest.mark.parametrize(
    ("id", "check"),
    [
        ("MAY/errors-reversed", "Campaign.Update/two-faults/invalid-status+foreign-email"),
        ("MAY/cancel-paused", "Campaign.Resume/not-paused/cancelled"),
        ("MAY/too-many-requests", "Campaign.Pause/not-sending/from-Draft"),
        ("SHOULD/code-keyed", ADVICE),
    ],
)
def test_the_suite_is_quiet_on_a_variant(id, check):
    found = catalogue()[id]
    narrowed = tuple(address for address in found.violates if address == check)
    assert assess(near(replace(found, violates=narrowed), check)).wrong == ()


def test_the_suite_is_loud_on_a_wrong_server():
    wrong = command_altered("Campaign.Pause", lambda command: replace(command, errors=command.errors[1:]))
    check = "Campaign.Pause/missing-id/left-out"
    found = assess(near(Variant("v", "", wrong), check))
    assert not found.quiet
    assert found.wrong[0].startswith(f"fail {check} (MUST)")


def ask(id, command, **parameters):
    """The answer of a variant's server to the owner; the seed is that of the reference server."""
    key = reference().seed.accounts[0].api_key
    with catalogue()[id].alteration(reference()).running() as url:
        sent = {"Command": command, "APIKey": key, **parameters}
        return requests.post(f"{url}/api.php", data=sent, timeout=5)


FAULTS = {"CampaignID": "2", "CampaignStatus": "nonsense", "ScheduleType": "nonsense"}


@pytest.mark.parametrize(
    ("id", "command", "parameters", "answer"),
    [
        ("MAY/pause-from-ready", "Campaign.Pause", {"CampaignID": "3"}, {"Success": True}),
        ("MAY/errors-reversed", "Campaign.Update", FAULTS, {"ErrorCode": 5}),
        ("MAY/exact-names", "Campaign.Pause", {"CampaignID": "4"}, {"ErrorCode": 0}),
        ("MAY/exact-names", "Campaign.Pause", {"campaignid": "4"}, {"ErrorCode": 1}),
        ("MAY/unknown-parameters", "Campaigns.Get", {"Unknown": "1"}, {"Success": False}),
        ("MAY/delete-all-or-nothing", "Campaigns.Delete", {"Campaigns": "1,9"}, {"Success": False}),
        ("MAY/get-unknown-null", "Campaign.Get", {"campaignid": "9"}, {"Campaign": None}),
        ("MAY/unique-names", "Campaign.Create", {"CampaignName": "Summer Sale"}, {"Success": False}),
        ("MAY/odd-lists-refused", "Campaigns.Get", {"RecordsFrom": "-1"}, {"ErrorCode": 96}),
        ("MAY/credential-code-listed", "Campaigns.Get", {"APIKey": "no"}, {"ErrorCode": [99998]}),
        ("MAY/names-of-the-plane", "Campaign.Create", {"CampaignName": "😀"}, {"ErrorCode": 91}),
        ("SHOULD/ids-as-text", "Campaign.Create", {"CampaignName": "x"}, {"CampaignID": "11"}),
        ("SHOULD/code-keyed", "Campaign.Pause", {"CampaignID": "1"}, {"ErrorCode": {"error": 3}}),
        ("SHOULD/total-of-the-page", "Campaigns.Get", {"RecordsPerRequest": "2"}, {"TotalCampaigns": 2}),
    ],
)
def test_a_variant_differs_in_what_it_says(id, command, parameters, answer):
    body = ask(id, command, **parameters).json()
    assert {key: body[key] for key in answer} == answer


def test_order_pages_and_settings_differ_where_they_should():
    def names(id, **parameters):
        return [row["CampaignID"] for row in ask(id, "Campaigns.Get", **parameters).json()["Campaigns"]]

    assert names("MAY/newest-first") == ["8", "7", "6", "5", "4", "3", "2", "1"]
    assert sorted(names("MAY/shuffled")) == list("12345678") != names("MAY/shuffled")
    assert names("MAY/exact-keyword", SearchKeyword="summer") == []
    assert names("MAY/scheduled-apart", CampaignStatus="Ready") == []
    campaign = ask("MAY/settings-hidden", "Campaign.Get", campaignid="3").json()["Campaign"]
    assert {"CampaignName", "Status"} <= campaign.keys()
    assert not {"SendDate", "RelEmailID"} & campaign.keys()


def test_a_combination_is_the_same_for_the_same_number():
    assert combination(3).what == combination(3).what != combination(4).what


def test_combinations_are_made_of_may_variants():
    parts = combination(3).what.split(", ")
    assert len(parts) == 6
    assert all(f"MAY/{part}" in catalogue() for part in parts)


def shown(*verdicts):
    console = Console(width=200, record=True, file=StringIO())
    table.show(verdicts, console)
    return console.export_text()


def test_the_terminal_says_what_was_wrong():
    text = shown(verdict(), verdict(("fail X",)))
    assert "MAY/v: fail X" in text
    assert "LOUD  1 of 2 variants" in text


def test_the_terminal_ends_with_quiet():
    assert "QUIET  1 of 1 variants" in shown(verdict())


def test_the_command_line_runs_variants_on_processes_of_their_own(monkeypatch):
    monkeypatch.setattr("campaign_contract.tools.proof.variants.command.run", lambda *_: [verdict()])
    assert CliRunner().invoke(main, ["variants", "http-400"]).exit_code == 0


def test_a_loud_suite_ends_with_exit_status_1(monkeypatch):
    monkeypatch.setattr("campaign_contract.tools.proof.variants.command.run", lambda *_: [verdict(("fail X",))])
    assert CliRunner().invoke(main, ["variants"]).exit_code == 1


def test_the_command_line_says_when_nothing_matches():
    result = CliRunner().invoke(main, ["variants", "no such variant"])
    assert (result.exit_code, result.output.count("\n")) == (2, 1)
    assert "no id contains 'no such variant'" in result.output
