"""A state machine: random walks through the API, each step held against the model of `campaign_model`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    MultipleResults,
    RuleBasedStateMachine,
    consumes,
    initialize,
    multiple,
    precondition,
    rule,
)

from campaign_contract.contract_tests.api.outcomes import require
from campaign_contract.contract_tests.api.safety import NO_SUCH_VALUE
from campaign_contract.contract_tests.api.world import NEVER_ISSUED, Campaign, World, new_campaign
from campaign_contract.contract_tests.explore import campaign_model as model
from campaign_contract.contract_tests.explore.campaign_model import Admissible, Statuses
from campaign_contract.contract_tests.explore.expected_state import ExpectedState
from campaign_contract.contract_tests.explore.search import Search

OnOwn = Callable[[str], Admissible]
"""What is admissible for an own campaign in a status."""
FILTERS = ("All", "Draft", "Ready", "Sending", "Sent", "Failed")
_TO_SENDING = ("Campaign.Update", lambda _: model.ending("Sending"), {"CampaignStatus": "Sending"})
_WAYS: Mapping[str | None, Sequence[tuple[str, OnOwn, Mapping[str, Any]]]] = {
    None: (),
    "Sending": (_TO_SENDING,),
    "Paused": (_TO_SENDING, ("Campaign.Pause", model.paused, {})),
    "Ready": (("Campaign.Approve", model.approved, {}),),
}
"""The commands that take a new campaign to a status."""
_STATUSES = st.sampled_from(list(_WAYS))


@st.composite
def _others(draw: st.DrawFn) -> Campaign:
    """A campaign that is not the owner's: one that never was and, where there are any, foreign and deleted ones."""
    walk: Walk = draw(st.runner())
    bundles = [bundle for bundle in (Walk.unknown, Walk.foreign, Walk.deleted) if walk.bundle(bundle.name)]
    return draw(draw(st.sampled_from(bundles)))


@st.composite
def _anyone(draw: st.DrawFn, fitting: str | None = None) -> Campaign:
    """Any campaign: mostly an own one, and where there is one often an own one in the status `fitting`."""
    walk: Walk = draw(st.runner())
    kind = draw(st.sampled_from(("own", "own", "fitting", "fitting", "fitting", "other")))
    fit = walk.expected.in_status(fitting)
    if kind == "fitting" and fit:
        return draw(st.sampled_from(fit))
    return draw(_others() if kind == "other" or not walk.bundle(Walk.own.name) else Walk.own)


class Walk(RuleBasedStateMachine):
    """One walk; `machine` makes the subclass that knows its world.

    Where sending is not allowed, the rules that could send are left out.
    """

    world: World
    search: Search

    own: Bundle[Campaign] = Bundle("own")
    deleted: Bundle[Campaign] = Bundle("deleted")
    foreign: Bundle[Campaign] = Bundle("foreign")
    unknown: Bundle[Campaign] = Bundle("unknown")

    def __init__(self) -> None:
        super().__init__()
        self.search.start()
        self.expected = ExpectedState(self.world)

    @initialize(target=own, statuses=st.lists(_STATUSES, min_size=1, max_size=3))
    def begin(self, statuses: list[str | None]) -> MultipleResults[Campaign]:
        """There are own campaigns."""
        with self.search.watched():
            campaigns = [self._create(status) for status in statuses]
            self.expected.compare()
            return multiple(*campaigns)

    @initialize(target=unknown)
    def begin_unknown(self) -> Campaign:
        """There is a campaign that never was."""
        return Campaign(NEVER_ISSUED, "", self.world.owner)

    @precondition(lambda self: self.expected.stranger and not self.bundle("foreign"))
    @rule(target=foreign)
    def create_foreign(self) -> Campaign:
        """Campaign.Create by the stranger."""
        with self.search.watched():
            campaign = self.world.create(self.expected.name(), by=self.expected.stranger)
            self.expected.keep_foreign(campaign)
            return campaign

    @rule(target=own, status=_STATUSES)
    def create(self, status: str | None) -> Campaign:
        """Campaign.Create with a name that nobody has used, and on to a status."""
        with self.search.watched():
            campaign = self._create(status)
            self.expected.compare(campaign, changed=True)
            return campaign

    @rule(source=_anyone("Sending"), target=own)
    def copy(self, source: Campaign) -> Campaign | MultipleResults[Campaign]:
        """Campaign.Copy of any campaign; the page does not say what the copy is called."""
        with self.search.watched():
            reply = self.expected.act("Campaign.Copy", source, lambda _: model.SUCCESS)
            copies = [new_campaign(reply, "NewCampaignID", source.name, source.owner)] if reply.succeeded else []
            for campaign in copies:
                self.expected.keep(campaign, self.world.get(campaign).name, Statuses(frozenset({"Draft"})))
            self.expected.compare(source, changed=bool(copies))
            return multiple(*copies)

    @precondition(lambda self: self.world.settings.may_send)
    @rule(campaign=_anyone())
    def approve(self, campaign: Campaign) -> None:
        """Campaign.Approve."""
        self._move("Campaign.Approve", campaign, model.approved)

    @rule(campaign=_anyone("Sending"))
    def cancel(self, campaign: Campaign) -> None:
        """Campaign.Cancel."""
        self._move("Campaign.Cancel", campaign, model.cancelled)

    @rule(campaign=_anyone("Sending"))
    def pause(self, campaign: Campaign) -> None:
        """Campaign.Pause."""
        self._move("Campaign.Pause", campaign, model.paused)

    @precondition(lambda self: self.world.settings.may_send)
    @rule(campaign=_anyone("Paused"))
    def resume(self, campaign: Campaign) -> None:
        """Campaign.Resume."""
        self._move("Campaign.Resume", campaign, model.resumed)

    @rule(
        campaign=_anyone(),
        status=st.sampled_from((None, "Sending", "Ready", "Draft", NO_SUCH_VALUE)),
        renamed=st.booleans(),
    )
    def update(self, campaign: Campaign, status: str | None, renamed: bool) -> None:
        """Campaign.Update of the status, the name, both or nothing."""
        sent: dict[str, Any] = {"CampaignName": self.expected.name()} if renamed else {}
        if status and (status not in self.world.spec.sending_statuses or self.world.settings.may_send):
            sent["CampaignStatus"] = status
        self._move("Campaign.Update", campaign, lambda status: model.updated_in(status, sent), sent)

    @precondition(lambda self: self.bundle("own"))
    @rule(campaigns=st.lists(consumes(own), min_size=1, max_size=2), target=deleted)
    def delete(self, campaigns: list[Campaign]) -> MultipleResults[Campaign]:
        """Campaigns.Delete of own campaigns."""
        self._delete(*campaigns)
        return multiple(*campaigns)

    @rule(mine=own, other=_others())
    def delete_mixed(self, mine: Campaign, other: Campaign) -> None:
        """Campaigns.Delete of an own campaign beside another one."""
        self._delete(mine, other)

    @rule(campaign=_anyone())
    def get(self, campaign: Campaign) -> None:
        """Campaign.Get."""
        with self.search.watched():
            self.expected.compare_one(campaign)

    @rule()
    def list_all(self) -> None:
        """Campaigns.Get without a filter: a cheap step, which Hypothesis takes most as it has no arguments."""
        with self.search.watched():
            self.expected.compare()

    @rule(status=st.sampled_from(FILTERS))
    def list_by_status(self, status: str) -> None:
        """Campaigns.Get with a status filter."""
        with self.search.watched():
            self.expected.compare_filtered(status)

    @rule(command=st.sampled_from(sorted(model.LEFT_OUT)))
    def leave_out(self, command: str) -> None:
        """A command without its parameters is refused and changes nothing."""
        with self.search.watched():
            reply = self.expected.owner.call(command, {})
            require(f"{command}: {line}" for line in model.failing(model.LEFT_OUT[command]).differences(reply))
            self.expected.compare()

    @precondition(lambda self: self.expected.stranger)
    @rule(campaign=own, command=st.sampled_from(sorted(model.NOT_OWN)))
    def meddle(self, campaign: Campaign, command: str) -> None:
        """The stranger's command for a campaign of the owner's is refused and changes nothing."""
        spec = self.world.spec
        if self.world.settings.may_send or not spec.may_start_sending(spec.command(command)):
            with self.search.watched():
                self.expected.meddle(command, campaign)
                self.expected.compare(campaign)

    def _create(self, status: str | None) -> Campaign:
        campaign = self.world.create(self.expected.name())
        self.expected.keep(campaign, campaign.name, Statuses())
        for command, own, sent in _WAYS[status] if self.world.settings.may_send else ():
            self.expected.act(command, campaign, own, sent)
        return campaign

    def _move(self, command: str, campaign: Campaign, own: OnOwn, sent: Mapping[str, Any] | None = None) -> None:
        other = model.updated(sent, model.Known(own_campaign=False)) if sent else None
        with self.search.watched():
            reply = self.expected.act(command, campaign, own, sent, other)
            self.expected.compare(campaign, changed=reply.succeeded)

    def _delete(self, *campaigns: Campaign) -> None:
        with self.search.watched():
            self.expected.delete(campaigns)
            self.expected.compare()


def machine(world: World, search: Search) -> type[Walk]:
    """The state machine for a target."""
    return type("WalkOnTarget", (Walk,), {"world": world, "search": search})
