"""Ids that only a loose comparison takes for an own campaign's: no command finds the campaign by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import pytest

from campaign_contract.contract_tests.api.client import Reply
from campaign_contract.contract_tests.api.expect import failure, unchanged
from campaign_contract.contract_tests.api.outcomes import NotArranged, require
from campaign_contract.contract_tests.api.provoke import good_parameters
from campaign_contract.contract_tests.api.world import Campaign, World
from campaign_contract.contract_tests.checks import Case, cases
from campaign_contract.spec import Command, Kind, Level, Spec

LOOSE: Mapping[str, Callable[[int], str]] = {
    "letters-behind": lambda number: f"{number}abc",
    "letters-before": lambda number: f"abc{number}",
    "another-id-behind": lambda number: f"{number};{number}",
    "nul-behind": lambda number: f"{number}\x00",
    "fraction": lambda number: f"{number}.5",
    "negative": lambda number: f"-{number}",
    "hexadecimal": lambda number: f"0x{number:02x}",
    "plus-2-to-the-32": lambda number: str(number + 2**32),
    "plus-2-to-the-64": lambda number: str(number + 2**64),
}
"""Text that is no number, or another one, whatever reads it."""
EQUAL: Mapping[str, Callable[[int], str]] = {
    "fraction-of-zero": lambda number: f"{number}.0",
    "exponent": lambda number: f"{number}e0",
    "blank-before": lambda number: f" {number}",
    "blank-behind": lambda number: f"{number} ",
    "full-width-digits": lambda number: str(number).translate({digit: digit + 0xFEE0 for digit in range(0x30, 0x3A)}),
}
"""Text that some languages' own readers take for the number: advice."""


def loose_ids(_: Spec) -> Iterator[Case]:
    """One case for each way to write an id wrongly."""
    for name, write in LOOSE.items():
        yield Case("Api", "refuses-malformed-id", name, data=write)
    for name, write in EQUAL.items():
        yield Case("Api", "refuses-malformed-id", name, Level.SHOULD, write)


@dataclass(frozen=True)
class Subjects:
    """Own campaigns by the status that a command needs; None for any. `settings` are those of the latter."""

    by_status: Mapping[str | None, Campaign]
    settings: Mapping[str, str]

    def of(self, command: Command) -> Campaign:
        """The campaign that the command would work on."""
        effect = command.success.sets
        status = command.starts_from or (effect.none_of[0] if effect and effect.none_of else None)
        return self.by_status.get(status, self.by_status[None])


@pytest.fixture(scope="module")
def subjects(world: World) -> Subjects:
    """A new campaign, and one for each status that some command needs, as far as sending is allowed."""
    made: dict[str | None, Campaign] = {None: world.create()}
    for status in ("Sending", "Paused"):
        try:
            made[status] = world.campaign(status)
        except NotArranged:
            continue
    return Subjects(made, world.get(made[None]).settings)


@cases(loose_ids)
def test_loose_id(world: World, case: Case, subjects: Subjects) -> None:
    """Every command that takes an id refuses it, or shows nothing; the campaign stays as it is."""
    differences = [
        f"{command.name}: {line}" for command in world.spec.commands for line in _found(world, command, case, subjects)
    ]
    require([*differences, *unchanged(subjects.settings, world.get(subjects.by_status[None]).settings)])


def _found(world: World, command: Command, case: Case, subjects: Subjects) -> list[str]:
    named = next((item for item in command.parameters if item.kind in (Kind.CAMPAIGN, Kind.CAMPAIGNS)), None)
    campaign = subjects.of(command)
    written = case.data(campaign.number)
    if named is None or (named.kind is Kind.CAMPAIGNS and written.strip() == str(campaign.number)):
        return []  # blanks in a list part its items
    sent = {**good_parameters(world, command, campaign), named.name: written}
    try:
        reply = world.owner.call(command.name, sent)
    except NotArranged:
        return []
    if named.kind is Kind.CAMPAIGNS and written.lstrip("-").isdecimal():
        return []  # whether an unknown id in a list is refused is left open
    return _shown(reply) if "Campaign" in command.success.schema.get("properties", {}) else failure(reply)


def _shown(reply: Reply) -> list[str]:
    return [f"Campaign: expected none, got {reply.get('Campaign')!r:.80}"] if reply.get("Campaign") else []
