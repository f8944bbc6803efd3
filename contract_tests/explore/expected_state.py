"""The campaigns of one random walk as the model has them, and the comparison with what the target shows of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from campaign_contract.contract_tests.api.actor import Actor
from campaign_contract.contract_tests.api.client import Reply
from campaign_contract.contract_tests.api.expect import equal, unchanged
from campaign_contract.contract_tests.api.outcomes import NotArranged, require
from campaign_contract.contract_tests.api.shown import View
from campaign_contract.contract_tests.api.wording import told
from campaign_contract.contract_tests.api.world import Campaign, World
from campaign_contract.contract_tests.explore import campaign_model as model
from campaign_contract.contract_tests.explore.campaign_model import Admissible, Statuses

_PAGE = 100
_OBSERVED = "CampaignStatus"
"""The setting that a target may change by itself, and that is compared by itself."""


@dataclass
class Entry:
    """What is known of an own campaign. `statuses` is what it may be; `status` and `settings` what it last was."""

    campaign: Campaign
    name: str
    statuses: Statuses
    status: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)

    def set(self, statuses: Statuses) -> None:
        """From now on it may be any of these; where that is one only, it is this one."""
        self.statuses = statuses
        self.status = next(iter(statuses.among)) if len(statuses.among) == 1 else self.status


class ExpectedState:
    """Own campaigns by id, and the stranger's as they were first seen."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.owner = world.owner
        self.stranger = _stranger(world)
        self.own: dict[int, Entry] = {}
        self._foreign: dict[int, View] = {}
        self._issued: set[int] = set()
        self.lives = frozenset(status for status, moves in world.life.alive.items() if moves)
        """The statuses from which the target is known to move campaigns by itself."""
        self._token = world.name("walk")
        self._names = 0
        self._listed_at = -1

    def name(self) -> str:
        """A name that nobody has used; the walk's campaigns are found by its beginning."""
        self._names += 1
        return f"{self._token} {self._names}"

    def in_status(self, status: str | None) -> list[Campaign]:
        """The own campaigns that were last seen in a status."""
        return [entry.campaign for entry in self.own.values() if entry.status == status]

    def keep(self, campaign: Campaign, name: str, statuses: Statuses) -> None:
        """Note a new own campaign under a name, in one of these statuses."""
        self._note_new(campaign)
        self.own[campaign.number] = Entry(campaign, name, statuses)

    def keep_foreign(self, campaign: Campaign) -> None:
        """Note a campaign of the stranger's."""
        self._note_new(campaign)
        self._foreign[campaign.number] = self.world.get(campaign)

    def act(
        self,
        command: str,
        campaign: Campaign,
        own: Callable[[str], Admissible],
        sent: Mapping[str, Any] | None = None,
        other: Admissible | None = None,
    ) -> Reply:
        """Send a command for a campaign and note what a success changes.

        `own` answers what is admissible for a status of an own campaign, `other` is that for any other campaign.
        Raises Broken for an outcome that is not admissible.
        """
        entry = self.own.get(campaign.number)
        expected = self._expected(entry, own) if entry else other or model.failing(model.NOT_OWN[command])
        reply = self.owner.call(command, {"CampaignID": campaign.id, **(sent or {})})
        whose = f"an own campaign that is {entry.status}" if entry else "a campaign that is not the owner's"
        require(f"{command} of {whose}: {line}" for line in expected.differences(reply))
        if entry and reply.succeeded:
            entry.set(expected.ends or entry.statuses)
            entry.name = (sent or {}).get("CampaignName", entry.name)
        return reply

    def _expected(self, entry: Entry, own: Callable[[str], Admissible]) -> Admissible:
        """What is admissible for the status that was last seen, or for another that the target went on to."""
        possible = Statuses(frozenset({entry.status})).going_on(self.lives)
        return model.either([own(status) for status in sorted(possible.among)])

    def meddle(self, command: str, campaign: Campaign) -> None:
        """Send a command for the owner's campaign in the stranger's name. Raises Broken where it is not refused."""
        reply = self.world.stranger.call(command, {"CampaignID": campaign.id})
        differences = model.failing(model.NOT_OWN[command]).differences(reply)
        require(f"{command} by the stranger: {line}" for line in differences)

    def delete(self, campaigns: Sequence[Campaign]) -> None:
        """Delete campaigns by one request. Where one is not own, the target may refuse, or delete those that are."""
        own = [campaign for campaign in campaigns if campaign.number in self.own]
        expected = model.SUCCESS if len(own) == len(campaigns) else model.NO_CLAIM
        ids = ",".join(str(campaign.id) for campaign in campaigns)
        reply = self.owner.call("Campaigns.Delete", {"Campaigns": ids})
        require(f"Campaigns.Delete: {line}" for line in expected.differences(reply))
        gone = own if reply.succeeded else [campaign for campaign in own if not self.world.get(campaign).exists]
        for campaign in gone:
            del self.own[campaign.number]
            self.world.ledger.is_gone([campaign.number])

    def compare(self, touched: Campaign | None = None, *, changed: bool = False) -> None:
        """Hold the list against the model, and of the campaign that a command touched what Campaign.Get shows.

        `changed` says that the command succeeded: only then may the campaign's settings be other ones.
        """
        self._compare_list(touched.number if touched and changed else None)
        if touched and touched.number in self._foreign:
            before, after = self._foreign[touched.number].settings, self.world.get(touched).settings
            require(f"the stranger's campaign: {line}" for line in unchanged(before, after))
        elif touched and changed:
            self.compare_one(touched)

    def compare_one(self, campaign: Campaign) -> None:
        """Hold what Campaign.Get shows the owner against the model: an own campaign as it is, nothing of another."""
        view = self.world.get(campaign.id)
        if campaign.number in self.own:
            self._observe(campaign.number, view, "Campaign.Get")
        else:
            require(equal("campaign data of a campaign that is not the owner's", {}, dict(view.data)))

    def compare_filtered(self, status: str) -> None:
        """Hold the list under a status filter against the model; All leaves nothing out."""
        wanted = {number for number in self._listed() if status in ("All", self.own[number].status)}
        found = {row.id or 0 for row in self._rows(len(wanted), CampaignStatus=status)}
        moving = {number for number, entry in self.own.items() if entry.status in self.lives and status != "All"}
        listed = f"ids listed with CampaignStatus={status}"
        require(equal(listed, sorted(wanted - moving), sorted(found - moving)))

    def _compare_list(self, changed: int | None) -> None:
        """Hold the list against the model, unless it was the last that was asked for."""
        if self._sent() == self._listed_at:
            return
        wanted = self._listed()
        rows = {row.id or 0: row for row in self._rows(len(wanted))}
        require(equal("ids in Campaigns.Get", sorted(wanted), sorted(rows)))
        for number in wanted:
            self._observe(number, rows[number], "Campaigns.Get")
            entry = self.own[number]
            settings = {name: value for name, value in rows[number].settings.items() if name != _OBSERVED}
            if entry.settings and number != changed:
                require(f"{line} (campaign {number})" for line in unchanged(entry.settings, settings))
            entry.settings = settings
        self._listed_at = self._sent()

    def _sent(self) -> int:
        return self.world.client.transcript.by_command.total()

    def _observe(self, number: int, view: View, where: str) -> None:
        """Name and status are what the model admits; from now on the status is the one that is shown."""
        entry, status = self.own[number], view.status
        require(equal(f"name of {number} in {where}", entry.name, view.name))
        admitted = entry.statuses.going_on(self.lives)
        wrong = [f"status of {number} in {where}: expected {admitted}, got {told(status)}"]
        require([] if admitted.admit(status) else wrong)
        entry.set(Statuses(frozenset({status})))

    def _note_new(self, campaign: Campaign) -> None:
        used = campaign.number in self._issued
        require([f"new id: expected one that no campaign had before, got {campaign.id} again"] if used else [])
        self._issued.add(campaign.number)

    def _listed(self) -> list[int]:
        return [number for number, entry in self.own.items() if self._token in entry.name]

    def _rows(self, wanted: int, **parameters: Any) -> list[View]:
        parameters["SearchKeyword"] = self._token
        rows = self.world.rows(RecordsPerRequest=_PAGE, **parameters)
        return rows if len(rows) >= wanted else self.world.all_rows(**parameters)


def _stranger(world: World) -> Actor | None:
    try:
        return world.stranger
    except NotArranged:
        return None
