"""Own campaigns that stay as they are: one serves many checks, as long as nothing changes it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from campaign_contract.contract_tests.api.exchange import Exchange
from campaign_contract.contract_tests.api.outcomes import NotArranged
from campaign_contract.contract_tests.api.provoke import names_campaigns, own_campaign
from campaign_contract.contract_tests.api.wording import told
from campaign_contract.contract_tests.api.world import Campaign, World
from campaign_contract.spec import Command

_PAUSED = "Paused"


@dataclass(frozen=True)
class Loan:
    """A campaign, None for a command that names none, and what Campaign.Get showed of it before.

    `arranging` is what was sent and answered until it was there.
    """

    campaign: Campaign | None
    settings: Mapping[str, str]
    is_own: bool = True
    arranging: tuple[Exchange, ...] = ()


@dataclass
class Untouched:
    """Campaigns of the owner by the status that they were given."""

    world: World
    _kept: dict[str, Loan] = field(default_factory=dict)
    _is_changed: bool = False

    @contextmanager
    def lent(self, command: Command, status: str | None = None) -> Iterator[Loan]:
        """One that the command would work on, in `status` where that is given; after a failure it is not lent again.

        What a target that sends could move by itself is new each time. Each check tells how its campaign was arranged.
        """
        wanted, self._is_changed = status or command.starts_from or "", False
        kept = self._kept.pop(wanted, None) if names_campaigns(command) else None
        if kept:
            self.world.client.transcript.recall(kept.arranging)
        loan = kept or self._new(command, status)
        yield loan
        is_as_it_was = loan.is_own and not self._is_changed
        if loan.campaign and is_as_it_was and wanted not in self.world.spec.sending_statuses:
            self._kept[wanted] = loan

    @contextmanager
    def fit_for(self, command: Command) -> Iterator[Campaign | None]:
        """One on which the command succeeds: one that is lent where it stays as it is, else a new one."""
        if not (command.reads or command.creates):
            yield own_campaign(self.world, command)
            return
        with self.lent(command) as loan:
            yield loan.campaign

    def changed(self) -> None:
        """Say that the campaign which is lent has been changed, so that it is not lent again."""
        self._is_changed = True

    def _new(self, command: Command, status: str | None) -> Loan:
        transcript = self.world.client.transcript
        first = len(transcript.exchanges)
        try:
            campaign = own_campaign(self.world, command, status)
        except NotArranged as reason:
            return self._of_the_operator(command, status, reason)
        settings = self.world.get(campaign).settings if campaign else {}
        return Loan(campaign, settings, arranging=tuple(transcript.exchanges[first:]))

    def _of_the_operator(self, command: Command, status: str | None, reason: NotArranged) -> Loan:
        """The operator's paused campaign, for a command that even if it were carried out would leave it Paused.

        Raises `reason` for any other command, NotArranged where there is no such campaign.
        """
        effect = command.success.sets
        if status != _PAUSED or effect is None or effect.status != _PAUSED:
            raise reason
        if self.world.settings.paused_campaign_id is None:
            raise NotArranged(f"{reason}; --paused-campaign-id names a campaign that is Paused") from reason
        campaign = Campaign(self.world.settings.paused_campaign_id, "", self.world.owner)
        view = self.world.get(campaign)
        if view.status != _PAUSED:
            raise NotArranged(
                f"--paused-campaign-id {campaign.id}: expected one that is Paused, got {told(view.status)}"
            )
        return Loan(campaign, view.settings, is_own=False)
