"""What of the contract can be met is read off the spec; reports add up."""

from collections import Counter

import pytest

from campaign_contract.spec import coverage
from campaign_contract.spec.coverage import CHANGE, COMMAND, RULE, Kind
from campaign_contract.spec.life_cycle import DELIVERY
from campaign_contract.spec.tests.fixed import pausing_from

SPEC = pausing_from("Sending")


def reported(*happened):
    return coverage.report(SPEC, Counter(happened).__getitem__)


def met(report, kind):
    return {name: count for name, count in report["kinds"][kind]["counts"].items() if count}


def test_every_command_parameter_error_and_success_is_a_part():
    named = coverage.parts(SPEC)

    assert len(named[Kind.COMMANDS]) == len(SPEC.commands)
    assert len(named[Kind.PARAMETERS]) == sum(len(command.parameters) for command in SPEC.commands)
    assert len(named[Kind.ERRORS]) == sum(len(command.errors) for command in SPEC.commands)
    assert len(named[Kind.RULES]) == len(SPEC.commands)
    assert len(named[Kind.FAULTS]) == len(SPEC.faults)
    assert list(named[Kind.TRANSITIONS]) == [
        "Campaign.Approve: any status → Ready",
        "Campaign.Cancel: any status → Ready",
        "Campaign.Copy: new campaign → Draft",
        "Campaign.Create: new campaign → Draft",
        "Campaign.Pause: Sending → Paused",
        "Campaign.Resume: Paused → Ready",
    ]
    assert list(named[Kind.DELIVERY]) == ["Ready → Sending", "Sending → Sent", "Sending → Failed"]


def test_the_number_is_that_of_the_counted_kinds():
    nothing = reported()
    everything = reported(*(part for named in coverage.parts(SPEC).values() for part in named.values()))
    beside = reported((CHANGE, DELIVERY, "Sending", "Sent"), (RULE, "Fault/bad-credentials"))

    assert (nothing["percent"], nothing["met"]) == (0, 0)
    assert (everything["percent"], everything["met"]) == (100, everything["of"])
    assert beside["met"] == 0
    assert met(beside, "delivery") == {"Sending → Sent": 1}
    assert met(beside, "faults") == {"Fault/bad-credentials": 1}


def test_a_success_is_a_rule_and_the_transition_that_it_brings():
    report = reported((COMMAND, "Campaign.Pause"), (RULE, "Campaign.Pause/success"))

    assert report["met"] == 3
    assert met(report, "transitions") == {"Campaign.Pause: Sending → Paused": 1}


def test_a_command_from_several_statuses_is_met_from_each_of_them():
    text = dict(coverage.parts(pausing_from("Sending", "Ready"))[Kind.TRANSITIONS])

    assert text["Campaign.Pause: Ready → Paused"] == (CHANGE, "Campaign.Pause", "Ready", "Paused")
    assert text["Campaign.Pause: Sending → Paused"] == (CHANGE, "Campaign.Pause", "Sending", "Paused")


def test_reports_add_up_and_are_taken_off():
    one, other = reported((COMMAND, "Campaign.Get")), reported((COMMAND, "Campaign.Get"), (COMMAND, "Campaign.Copy"))
    both = coverage.merged([one, other])

    assert met(both, "commands") == {"Campaign.Get": 2, "Campaign.Copy": 1}
    assert (both["met"], both["of"]) == (2, one["of"])
    assert coverage.since(one, both) == other
    assert coverage.since(other, one)["met"] == 0


def test_what_is_below_is_not_rounded():
    report = {"met": 7999, "of": 10000}

    assert coverage.is_below(report, 80)
    assert not coverage.is_below(report, 79.99)


def test_what_was_never_met_is_named():
    never = coverage.never_met(reported((COMMAND, "Campaign.Get")))

    assert "Campaign.Get" not in never["commands"]
    assert "Campaign.Copy" in never["commands"]


@pytest.mark.parametrize("broken", [{}, {"kinds": {"colours": {"counts": {}}}}, {"kinds": {"commands": {}}}])
def test_another_document_is_no_report(broken):
    with pytest.raises((KeyError, ValueError)):
        coverage.merged([broken])
