"""Targets that send by themselves: what that may do to a campaign, how it is told from a fault."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from campaign_contract.contract_tests.api.outcomes import Broken, Grave, NotArranged, NotObservable

if TYPE_CHECKING:
    from campaign_contract.contract_tests.api.actor import Actor
    from campaign_contract.contract_tests.api.world import Campaign, World

ATTEMPTS = 3
ENDS_AT_ONCE = (
    "sending ends at once here; --holding-list-id names recipients with whom it takes a while, "
    "or let the target send at a slow rate"
)
PATIENCE = 3.0
"""Seconds that a campaign is left alone, to see whether the target moves it by itself."""
_PAUSE = 0.1


@dataclass
class Life:
    """Whether the target moves campaigns by itself, by the status that they were given; found out when first asked."""

    world: World
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    alive: Mapping[str, bool] = field(default_factory=dict)

    def moved(self) -> frozenset[str]:
        """The statuses that this check gave to campaigns which are further on now."""
        restless = [*self.world.ledger.restless.items()]
        return frozenset(given for number, (by, given) in restless if self._is_further(number, by, given))

    @contextmanager
    def allowed_for(self) -> Iterator[None]:
        """Arranging something takes a status that lasts. Raises NotArranged where the target's sender ends it."""
        try:
            yield
        except Grave:
            raise
        except Broken:
            moved = self.moved()
            if moved and self.explains(moved):
                raise NotArranged(ENDS_AT_ONCE) from None
            raise

    def explains(self, moved: frozenset[str]) -> bool:
        """Whether the target moves campaigns that were given one of these statuses, also those that are left alone."""
        if not self.alive:
            self.alive = self._watch()
        return any(self.alive.get(given, False) for given in moved)

    def lasts(self, status: str) -> bool:
        """Whether a campaign that is brought into a status stays in it for a while, as far as is known by now."""
        released = self.world.spec.sending_statuses
        is_being_sent = status in released and released.isdisjoint(self.world.spec.goes_on_to(status))
        return bool(is_being_sent and self.world.settings.holding_list_id) or not self.alive.get(status, False)

    def _is_further(self, number: int, by: Actor, given: str) -> bool:
        return self._status(number, by) in self.world.spec.goes_on_to(given)

    def _status(self, number: int, by: Actor) -> str:
        try:
            return self.world.get(number, by=by).status
        except (Broken, NotObservable):
            return ""

    def _watch(self) -> dict[str, bool]:
        """What becomes of campaigns that are left alone: one Sending, and pairs that became Ready in different ways.

        One pair is new; the others were being sent or paused, and may go on where a new one is not begun. Both of a
        pair have to move, so that a command which sets a wrong status is not taken for a sender. None has recipients
        that take a while, which would hide the sender from what is sent without them.
        """
        sending, *begun = (self.world.create() for _ in range(3))
        for campaign in (sending, *begun):
            self.world.update(campaign, CampaignStatus="Sending")
        waiting = [("Sending", [sending]), ("Ready", self._made_ready(self.world.create(), self.world.create()))]
        with suppress(Broken, NotObservable):  # changing what is being sent may be refused
            waiting.append(("Ready", self._made_ready(*begun)))
        with suppress(Broken, NotObservable):
            waiting.append(("Ready", [self._resumed(self.world.create()) for _ in range(2)]))
        end = self.clock() + PATIENCE
        while any(campaigns for _, campaigns in waiting) and self.clock() < end:
            waiting = [(given, self._still(given, campaigns)) for given, campaigns in waiting]
            self.sleep(_PAUSE)
        return {status: any(given == status and not left for given, left in waiting) for status, _ in waiting}

    def _made_ready(self, released: Campaign, set_ready: Campaign) -> list[Campaign]:
        self.world.bring(released, "Ready")
        self.world.update(set_ready, CampaignStatus="Ready")
        return [released, set_ready]

    def _resumed(self, campaign: Campaign) -> Campaign:
        """A campaign that Resume makes Ready. Raises NotObservable where it is another status, of which others ask."""
        self.world.update(campaign, CampaignStatus="Sending")
        for command in ("Campaign.Pause", "Campaign.Resume"):
            campaign.owner.call(command, {"CampaignID": campaign.id})
        if self._status(campaign.number, campaign.owner) != "Ready":
            raise NotObservable("the target resumes campaigns to another status")
        return campaign

    def _still(self, given: str, campaigns: list[Campaign]) -> list[Campaign]:
        return [one for one in campaigns if not self._is_further(one.number, one.owner, given)]


def judged(life: Life, check: Callable[[], None]) -> None:
    """Run a check; where it fails on a campaign that the target has moved by itself, again, a few times.

    Raises what the check raises, and NotArranged where the target's own doing comes in between each time.
    """
    for _ in range(ATTEMPTS):
        life.world.ledger.restless.clear()
        try:
            check()
        except Grave:
            raise
        except Broken:
            transcript = life.world.client.transcript
            told = list(transcript.exchanges)
            moved = life.moved()
            if not moved or not life.explains(moved):
                transcript.exchanges = told  # what was asked about the target's sender is no part of the check
                raise
            transcript.start_check()
        else:
            return
    raise NotArranged(ENDS_AT_ONCE)
