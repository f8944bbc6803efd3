"""Ids that only a loose comparison takes for an own campaign's: no command finds the campaign by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from campaign_contract.contract_tests.api.client import Reply
from campaign_contract.contract_tests.api.expect import failure, unchanged
from campaign_contract.contract_tests.api.outcomes import NotArranged, require
from campaign_contract.contract_tests.api.provoke import good_parameters
from campaign_contract.contract_tests.api.wording import told
from campaign_contract.contract_tests.api.world import Campaign, World
from campaign_contract.contract_tests.checks import Case, cases, shared
from campaign_contract.spec import Command, Kind, Level, Spec

LOOSE: Mapping[str, Callable[[int], str]] = {
    "letters-behind": lambda number: f"{number}abc",
    "letters-before": lambda number: f"abc{number}",
    "number-sign-before": lambda number: f"#{number}",
    "another-id-behind": lambda number: f"{number};{number}",
    "nul-behind": lambda number: f"{number}\x001",
    "fraction": lambda number: f"{number}.5",
    "negative": lambda number: f"-{number}",
    "hexadecimal": lambda number: f"0x{number:02x}",
    "hexadecimal-digits": lambda number: f"{number:X}" if any(map(str.isalpha, f"{number:X}")) else f"0X{number:X}",
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


@dataclass
class Subjects:
    """Own campaigns by the status that a command needs, None for any, made when they are first needed.

    `settings` are those of the latter.
    """

    world: World
    settings: Mapping[str, str] = field(default_factory=dict)
    _made: dict[str | None, Campaign] = field(default_factory=dict)

    def of(self, command: Command) -> Campaign:
        """The campaign that the command would work on; any where none can be brought into the status it needs."""
        effect = command.success.sets
        status = command.starts_from or (effect.none_of[0] if effect and effect.none_of else None)
        try:
            return self._in(status if status in ("Sending", "Paused") else None)
        except NotArranged:
            return self._in(None)

    def differences(self) -> list[str]:
        """What has become of the campaign in no certain status."""
        return unchanged(self.settings, self.world.get(self._in(None)).settings)

    def forget(self) -> None:
        """Let later checks have other campaigns: these may be changed, or gone."""
        self._made.clear()

    def _in(self, status: str | None) -> Campaign:
        if status not in self._made:
            self._made[status] = self.world.campaign(status)
            if status is None:
                self.settings = self.world.get(self._made[None]).settings
        return self._made[status]


@shared
def subjects(world: World) -> Subjects:
    """Campaigns that stay as they are as long as no command finds them."""
    return Subjects(world)


@cases(loose_ids)
def test_loose_id(world: World, case: Case, subjects: Subjects) -> None:
    """Every command that takes an id refuses it, or shows nothing; the campaign stays as it is."""
    differences = [
        f"{command.name}: {line}" for command in world.spec.commands for line in _found(world, command, case, subjects)
    ]
    differences += subjects.differences()
    if differences:
        subjects.forget()
    require(differences)


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
    return [f"Campaign: expected none, got {told(reply.get('Campaign'))}"] if reply.get("Campaign") else []
