"""The suite fails where it should and nowhere else: a server by an altered spec turns exactly its own checks red."""

from __future__ import annotations

from dataclasses import replace

import pytest

from campaign_contract.spec.wording import GENERAL
from campaign_contract.tools.tests.altered import changed, default_spec, errors, ids, read, serving, verify

RENUMBERED, DROPPED, STATUS = "Campaigns.Delete", "Campaign.Update", "Campaign.Resume"
SEARCHES = "test_machine or test_properties or test_fuzz"
"""Modules whose checks search for a failure, in places that are not these statements' own."""


def altered():
    """One error renumbered, one dropped, one status changed, each in a command of its own."""
    api = default_spec()
    delete, update, resume = api.command(RENUMBERED), api.command(DROPPED), api.command(STATUS)
    renumbered = replace(delete.error("invalid-campaigns"), code=7)
    api = changed(api, RENUMBERED, errors=errors(delete, "invalid-campaigns", renumbered))
    api = changed(api, DROPPED, errors=errors(update, "foreign-email"))
    effect = replace(resume.success.sets, status="Draft", one_of=("Draft",))
    return changed(api, STATUS, success=replace(resume.success, sets=effect))


EXPECTED = {
    RENUMBERED: {
        "invalid-campaigns/left-out",
        "invalid-campaigns/empty",
        "invalid-campaigns/not-a-number",
        "invalid-campaigns/number-and-letters",
        "shown-failure",
    },
    DROPPED: {
        "foreign-email/RelEmailID-foreign",
        "foreign-email/RelEmailID-unknown",
        "refusal-changes-nothing/foreign-email",
    },
    STATUS: {"status-after", "life-cycle", "json", "either-credential/SessionID"},
}


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sharpness")
    with serving(altered()) as settings:
        result = verify(settings, "-q", "-k", f"not ({SEARCHES})", "--report-dir", folder)
    assert result.exit_code == 1
    return read(folder)


@pytest.mark.parametrize("command", EXPECTED)
def test_what_was_altered_fails_its_own_checks(report, command):
    assert {id.removeprefix(f"{command}/") for id in ids(report, "fail") if id.startswith(f"{command}/")} == EXPECTED[
        command
    ]


def test_nothing_else_fails(report):
    assert {id.partition("/")[0] for id in ids(report, "fail")} == {*EXPECTED, GENERAL}
    assert ids(report, "error", "not arranged", "not observable") == set()
    assert len(ids(report, "pass")) > 400


def test_a_failure_names_what_was_expected_and_what_came(report):
    messages = {check["id"]: check["message"] for check in report["checks"] if check["outcome"] == "fail"}
    renumbered = messages["Campaigns.Delete/invalid-campaigns/left-out"]
    assert renumbered.startswith("ErrorCode: expected 1 (")
    assert renumbered.endswith('), got {"campaigns": 7}')
    dropped = messages["Campaign.Update/foreign-email/RelEmailID-unknown"]
    assert dropped == "outcome: expected error 4 (Email ID does not belong to the user), got a success"
    assert messages["Campaign.Resume/life-cycle"].endswith("expected Sending or Ready, got Draft")
