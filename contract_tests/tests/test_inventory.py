"""Every statement of the spec has a check, every check a statement, and no address changes unnoticed."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

import pytest

from campaign_contract.contract_tests import stories
from campaign_contract.contract_tests.checks import CASES, Case, Contract, story
from campaign_contract.contract_tests.inventory import checks
from campaign_contract.contract_tests.profiles import is_selected
from campaign_contract.contract_tests.tests import addresses
from campaign_contract.spec import DEFAULT_DIRECTORY, Level, load
from campaign_contract.spec.places import places
from campaign_contract.spec.wording import GENERAL, HTTP, SHOWN_FORMAT, STATUS_AFTER, SUCCESS, statements

SPEC = load()
CHECKS = checks(SPEC)
HELD = {check.statement for check in CHECKS}
LEVELS = list(Level)


@pytest.mark.parametrize("statement", list(statements(SPEC)), ids=lambda statement: statement.address)
def test_a_check_holds_each_statement(statement):
    assert (statement.address in HELD) == (statement.level is not Level.MAY)


@pytest.mark.parametrize("command", SPEC.commands, ids=lambda command: command.name)
def test_a_check_holds_each_error_rule_success_and_status_of_a_command(command):
    wanted = {error.id for error in command.errors} | {rule.id for rule in command.rules} | {SUCCESS}
    wanted |= {SHOWN_FORMAT} if command.success.shown else set()
    wanted |= {STATUS_AFTER} if command.success.sets else set()
    assert wanted <= {check.statement.partition("/")[2] for check in CHECKS if check.command == command.name}


@pytest.mark.parametrize("rule", SPEC.rules, ids=lambda rule: rule.id)
def test_a_check_holds_each_general_rule(rule):
    assert f"{rule.family}/{rule.id}" in HELD


def test_what_is_only_http_is_never_more_than_advice():
    levels = {check.level for check in CHECKS if check.command == HTTP}
    assert levels == {Level.SHOULD}


@pytest.mark.parametrize("id", ["form", "json", "json-charset", "page-example"])
def test_every_command_is_asked_in_every_way(id):
    assert {check.command for check in CHECKS if check.statement == f"{GENERAL}/{id}"} == {
        c.name for c in SPEC.commands
    }


@pytest.mark.parametrize("variant", ["none", "wrong", "truncated", "empty", "swapped"])
def test_every_command_is_asked_with_every_kind_of_bad_credentials(variant):
    found = {check.command for check in CHECKS if check.id.endswith(f"/credentials-required/{variant}")}
    assert found == {command.name for command in SPEC.commands}


def test_every_check_says_what_it_holds():
    known = {statement.address: statement for statement in statements(SPEC)}
    for check in CHECKS:
        statement = known[check.statement]
        assert check.rule == statement.rule
        assert check.section
        assert check.id.split("/")[0] == check.command
        assert LEVELS.index(check.level) >= LEVELS.index(statement.level), "a check may ask for less, never for more"
        assert check.level is not Level.MAY


def test_no_address_is_there_twice():
    assert [id for id, count in Counter(check.id for check in CHECKS).items() if count > 1] == []


def test_the_addresses_are_those_of_the_golden_file():
    pinned = addresses.FILE.read_text(encoding="utf-8").splitlines()
    found = addresses.lines()
    gone, new = sorted(set(pinned) - set(found)), sorted(set(found) - set(pinned))
    assert not gone + new, told(gone, new)
    assert pinned == found


def told(gone, new):
    """Which lines of the spec and of the golden file do not agree, and what to do where that is meant."""
    where = places(DEFAULT_DIRECTORY)
    of_spec = {
        str(where.get("/".join(line.split()[0].split("/")[:2]), "a statement that is gone")) for line in gone + new
    }
    return (
        f"{', '.join(sorted(of_spec))} and contract_tests/tests/addresses.txt say different things; gone: {gone}; "
        f"new: {new}; addresses are public: where that is meant, "
        "`python -m campaign_contract.contract_tests.tests.addresses` writes the file anew"
    )


def test_a_statement_that_the_spec_does_not_make_is_refused():
    with pytest.raises(KeyError):
        Contract(SPEC).check(Case("Campaign.Pause", "no-such-statement"))


def test_a_case_may_lower_the_level_of_its_statement():
    contract = Contract(SPEC)
    assert contract.check(Case("Campaign.Pause", "not-sending", "a")).level is Level.MUST
    lowered = contract.check(Case("Campaign.Pause", "not-sending", "a", Level.SHOULD))
    assert (lowered.id, lowered.level) == ("Campaign.Pause/not-sending/a", Level.SHOULD)


def test_a_general_rule_is_claimed_in_the_name_of_a_command():
    check = Contract(SPEC).check(Case("Campaign.Pause", "json"))
    assert (check.id, check.statement) == ("Campaign.Pause/json", "Api/json")
    assert check.section == SPEC.command("Campaign.Pause").section


def found_by(mark):
    """Address, data and level of each case that a story marks a test function with."""

    def test() -> None:
        """Nothing."""

    (marker,) = (marker for marker in mark(test).pytestmark if marker.name == CASES)
    return [(case.address, case.data, case.level) for case in marker.args[0](SPEC)]


def test_a_story_has_one_case_or_one_for_each_variant():
    assert found_by(story("A/b")) == [("A/b", None, None)]
    several = story("A/b", {"x": 1, "y": 2}, Level.SHOULD)
    assert found_by(several) == [("A/b/x", 1, Level.SHOULD), ("A/b/y", 2, Level.SHOULD)]


def test_what_some_servers_do_not_live_through_comes_last():
    families = [check.command == HTTP for check in CHECKS]
    assert families == sorted(families)


def test_the_profile_soak_is_one_check_as_it_walks_until_its_time_is_over():
    assert [check.id for check in CHECKS if is_selected(check, "soak")] == ["Api/model/walks"]


def test_every_assert_in_a_check_says_what_is_wrong():
    """`verify` has pytest leave them as they are written."""
    trees = [ast.parse(path.read_text("utf-8"), path.name) for path in Path(stories.__path__[0]).glob("test_*.py")]
    asserts = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Assert)]
    assert asserts
    assert all(node.msg for node in asserts)
