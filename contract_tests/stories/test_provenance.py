"""Every command on every kind of own campaign: created, copied, changed, moved before, of either user, again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from campaign_contract.contract_tests.api.client import Reply
from campaign_contract.contract_tests.api.consequence import consequence
from campaign_contract.contract_tests.api.expect import equal, refusal, success, unchanged
from campaign_contract.contract_tests.api.origins import ORIGINS, Origin
from campaign_contract.contract_tests.api.outcomes import Broken, NotArranged, NotObservable, require
from campaign_contract.contract_tests.api.provoke import foreign_error, good_parameters
from campaign_contract.contract_tests.api.wording import told
from campaign_contract.contract_tests.api.world import Campaign, World
from campaign_contract.contract_tests.checks import Case, story
from campaign_contract.spec import Command, Error, Kind, Level, Spec, Word

_TIMES = 3
_FIRST = "Draft"


@dataclass
class Walk:
    """Commands on one campaign, one after the other; what goes wrong and what could not be tried is collected."""

    world: World
    campaign: Campaign
    untouched: bool
    differences: list[str] = field(default_factory=list)
    not_tried: list[NotArranged] = field(default_factory=list)

    def take(self, command: Command, times: int = 1) -> None:
        """The command as often as that, each time from a status that it works on."""
        for _ in range(times):
            try:
                self._once(command)
            except Broken as broken:
                self._note(command, broken.differences)
            except NotArranged as reason:
                self.not_tried.append(reason)
            except NotObservable:
                return

    def refused(self, command: Command, error: Error) -> None:
        """The command, which the campaign's status forbids."""
        sent = good_parameters(self.world, command, self.campaign)
        self._note(command, refusal(self.campaign.owner.call(command.name, sent), error))

    def _once(self, command: Command) -> None:
        if self.untouched or not _renames(command):
            self._bring(status_for(command))
        sent = good_parameters(self.world, command, self.campaign)
        reply = self.campaign.owner.call(command.name, sent)
        if not reply.succeeded and self._may_refuse(command, reply):
            return
        require(success(reply))
        require(consequence(self.world, command, self.campaign, reply))
        if _renames(command):
            require(equal("name afterwards", sent["CampaignName"], self.world.get(self.campaign).name))

    def _bring(self, status: str | None) -> None:
        if status is None:
            return
        try:
            self.world.bring(self.campaign, status)
        except Broken:
            if self.untouched and self._status() == _FIRST:
                raise  # what is being sent or was sent need not be changed any more
            raise NotObservable(f"the target does not bring such a campaign to {status}") from None

    def _may_refuse(self, command: Command, reply: Reply) -> bool:
        """Whether the page leaves open that what was moved before is refused, or the target moved it by itself.

        From a status of which the page says that the command works, it does so whatever the campaign has been through.
        """
        effect = command.success.sets
        needed = status_for(command) if command.starts_from or (effect and effect.none_of) else None
        if needed is not None:
            status = self._status()
            return status in self.world.spec.goes_on_to(needed) or (not self.untouched and status != needed)
        changes = (effect and not command.new_campaign) or _renames(command)
        denied = any(code in reply.codes for code in _denials(command))
        return not self.untouched and bool(changes) and not denied

    def _status(self) -> str:
        try:
            return self.world.get(self.campaign).status
        except NotObservable:
            return ""

    def _note(self, command: Command, differences: Iterable[str]) -> None:
        self.differences += [f"{command.name}: {line}" for line in differences]


@story("Api/provenance", variants=ORIGINS)
def test_every_command_on_a_campaign(world: World, case: Case) -> None:
    """Each command that takes a campaign does to this one what it does to any, the last one deletes it."""
    origin: Origin = case.data
    walk = Walk(world, origin.make(world), origin.untouched)
    times = _TIMES if case.variant == "created" else 1
    if origin.untouched:
        for command, error in _forbidden(world.spec, _FIRST):
            walk.refused(command, error)
    for command in in_order(world.spec):
        walk.take(command, times if command.subject else 1)
    require(walk.differences)
    if walk.not_tried:
        raise walk.not_tried[0]


OF_OTHERS = {name: ORIGINS[name] for name in ("copied", "updated", "of-the-second-user", "copied-by-the-second-user")}


@story("Api/isolation", variants=OF_OTHERS)
def test_the_other_user_is_kept_out(world: World, case: Case) -> None:
    """No command of the other user works on the campaign, shows anything of it or changes it."""
    campaign = case.data.make(world)
    other = world.owner if campaign.owner is world.stranger else world.stranger
    before = world.get(campaign).settings
    differences = []
    for command in in_order(world.spec):
        reply = other.call(command.name, good_parameters(world, command, campaign))
        error = foreign_error(command)
        differences += [f"{command.name}: {line}" for line in refusal(reply, error)] if error else []
        shown = reply.get("Campaign")
        differences += [f"{command.name}: expected no data, got {told(shown)}"] if shown else []
    require([*differences, *unchanged(before, world.get(campaign).settings)])


def in_order(spec: Spec) -> list[Command]:
    """The commands that take campaigns: what reads or changes first, then what moves them, what ends them last."""
    kinds = (Kind.CAMPAIGN, Kind.CAMPAIGNS)
    taking = [command for command in spec.commands if any(item.kind in kinds for item in command.parameters)]
    return sorted(taking, key=_rank)


def _rank(command: Command) -> int:
    effect = command.success.sets
    if command.subject is None:
        return 4
    if effect is None or command.new_campaign:
        return 0
    return 3 if effect.none_of else 2 if command.starts_from else 1


def status_for(command: Command) -> str | None:
    """The status in which a command surely works and shows that it did; None for any."""
    effect = command.success.sets
    if effect and effect.none_of:
        return effect.none_of[0]
    changes = (effect and not command.new_campaign) or _renames(command)
    return command.starts_from or (_FIRST if changes else None)


def _forbidden(spec: Spec, status: str) -> Iterator[tuple[Command, Error]]:
    """The commands that the page refuses in a status, each with its error."""
    for command in spec.commands:
        for error in command.errors:
            causes = [cause for cause in error.when if cause.word is Word.STATUS_NOT and cause.level is Level.MUST]
            if any(status not in cause.statuses for cause in causes):
                yield command, error


def _renames(command: Command) -> bool:
    return command.subject is not None and any(item.name == "CampaignName" for item in command.parameters)


def _denials(command: Command) -> set[int]:
    """The numbers that say that there is no such campaign of the caller's."""
    words = (Word.FOREIGN, Word.UNKNOWN, Word.MISSING)
    return {error.code for error in command.errors if any(cause.word in words for cause in error.when)}
