"""The spec in sentences."""

from __future__ import annotations

import dataclasses

import pytest

from campaign_contract.spec import Cause, Effect, Error, Guard, Level, Word
from campaign_contract.spec.wording import address, cause_sentence, effect_sentence, statements

FUTURE = Guard("ScheduleType", "Future")


@pytest.mark.parametrize(
    ("cause", "sentence"),
    [
        (Cause(Word.MISSING, ("P",)), "P is left out or empty"),
        (Cause(Word.MISSING, ("P", "Q")), "P and Q are all left out or empty"),
        (Cause(Word.MALFORMED, ("P",)), "P is not of its type"),
        (Cause(Word.UNLISTED, ("P",)), "P is none of its values"),
        (Cause(Word.UNKNOWN, ("P",)), "P names nothing that exists"),
        (Cause(Word.FOREIGN, ("P",)), "P names something of another user"),
        (Cause(Word.STATUS_NOT, statuses=("A",)), "the campaign's status is not A"),
        (Cause(Word.STATUS_NOT, statuses=("A", "B")), "the campaign's status is not A or B"),
        (Cause(Word.MISSING, ("P",), given=FUTURE), "ScheduleType is Future and P is left out or empty"),
    ],
)
def test_a_cause_in_words(cause, sentence):
    assert cause_sentence(cause) == sentence


def test_every_word_has_a_sentence_of_its_own():
    assert len({cause_sentence(Cause(word, ("P",), ("S",))) for word in Word}) == len(Word)


@pytest.mark.parametrize(
    ("effect", "sentence"),
    [
        (Effect("Paused"), "The campaign is Paused afterwards."),
        (Effect("Ready", one_of=("Sending", "Ready")), "The campaign is Sending or Ready afterwards."),
        (Effect("Ready", none_of=("Sending", "Paused")), "The campaign is no longer Sending or Paused afterwards."),
    ],
)
def test_an_effect_in_words(effect, sentence):
    assert effect_sentence(effect) == sentence


def by_address(api):
    return {statement.address: statement for statement in statements(api)}


def test_an_address_is_the_command_and_the_id():
    assert address("Campaign.Pause", "not-sending") == "Campaign.Pause/not-sending"


def test_every_address_is_there_once(api):
    addresses = [statement.address for statement in statements(api)]
    assert len(addresses) == len(set(addresses))


def test_every_error_and_rule_has_a_statement(api):
    wanted = {f"{rule.family}/{rule.id}" for rule in api.rules}
    for command in api.commands:
        wanted |= {f"{command.name}/{item.id}" for item in (*command.errors, *command.rules)}
        wanted.add(f"{command.name}/success")
    assert wanted <= set(by_address(api))


def test_the_general_statements_come_first_and_commands_follow_in_the_order_of_the_files(api):
    commands = [statement.address.partition("/")[0] for statement in statements(api)]
    assert list(dict.fromkeys(commands)) == ["Api", "Http", *(command.name for command in api.commands)]


def test_the_statements_of_pause_in_full(api):
    pause = [s for s in statements(api) if s.address.startswith("Campaign.Pause/")]
    assert [(s.address, s.rule, s.level, s.section) for s in pause] == [
        (
            "Campaign.Pause/success",
            "Campaign.Pause answers a good request with its documented success.",
            Level.MUST,
            "Pause a Campaign",
        ),
        ("Campaign.Pause/status-after", "The campaign is Paused afterwards.", Level.MUST, "Pause a Campaign"),
        (
            "Campaign.Pause/missing-id",
            "Error 1 when CampaignID is left out or empty.",
            Level.MUST,
            "Pause a Campaign",
        ),
        (
            "Campaign.Pause/not-found",
            "Error 2 when CampaignID names something of another user; or CampaignID names nothing that exists.",
            Level.MUST,
            "Pause a Campaign",
        ),
        (
            "Campaign.Pause/not-sending",
            "Error 3 when the campaign is Draft, Paused or Sent.",
            Level.MUST,
            "Pause a Campaign",
        ),
    ]


def test_shown_format_is_stated_at_should_where_an_example_shows_more_than_the_envelope(api):
    shown = {a.partition("/")[0] for a, s in by_address(api).items() if a.endswith("/shown-format")}
    assert shown == {"Campaign.Create", "Campaign.Copy", "Campaign.Get", "Campaigns.Delete", "Campaigns.Get"}
    assert {s.level for a, s in by_address(api).items() if a.endswith("/shown-format")} == {Level.SHOULD}


def test_an_error_has_the_strongest_level_of_its_causes(api):
    causes = (Cause(Word.UNKNOWN, ("CampaignID",), level=Level.MAY, note="why"),)
    weak = Error("weak", 9, "text", causes)
    mixed = Error("mixed", 8, "text", (*causes, Cause(Word.FOREIGN, ("CampaignID",), level=Level.SHOULD, note="why")))
    pause = dataclasses.replace(api.command("Campaign.Pause"), errors=(weak, mixed))
    found = by_address(dataclasses.replace(api, commands=(pause,)))
    assert found["Campaign.Pause/weak"].level is Level.MAY
    assert found["Campaign.Pause/mixed"].level is Level.SHOULD
    assert found["Campaign.Pause/weak"].note == "why"


def test_what_later_versions_changed_stands_with_the_statement_or_with_the_whole_command(api):
    later = {address: statement.later for address, statement in by_address(api).items() if statement.later}
    assert later["Campaign.Pause/not-sending"] == "Versions from 5.7.2 on also pause a campaign that is Ready."
    gone = {address for address, text in later.items() if text == "Versions from 5.7.2 on have no such command."}
    assert gone == {address for address in by_address(api) if address.startswith("Campaign.Approve/")}
    assert {"Campaign.Get/missing-id", "Campaign.Update/missing-time-zone", "Campaigns.Delete/invalid-campaigns"} <= {
        *later
    }


def test_what_is_below_must_says_why(api):
    assert [s.address for s in statements(api) if s.level is not Level.MUST and not s.note] == []


def test_every_statement_is_one_sentence(api):
    assert [s.address for s in statements(api) if not s.rule.endswith(".") or "\n" in s.rule] == []
