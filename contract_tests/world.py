"""The campaigns that checks work on: made through the API, known by a run prefix, deleted at the end."""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from contract_tests import expect
from contract_tests.client import FORM, Client, Identity, Reply
from contract_tests.outcomes import Broken, NotArranged, NotObservable, require
from contract_tests.settings import Settings
from contract_tests.view import View, id_number
from spec import Command

NEVER_ISSUED = "2147483601"
"""An id that no campaign and no e-mail of any target has."""
_SENDING_STATUSES = frozenset({"Ready", "Sending"})
_SCHEDULE_OFF = frozenset({"", "Not Scheduled"})
_DELETE_AT_ONCE = 50
_PAGE = 100


@dataclass(frozen=True)
class Campaign:
    """A campaign that this run created. `id` is as the target issued it, a number or text."""

    id: int | str
    name: str
    owner: Actor = field(repr=False)

    @property
    def number(self) -> int:
        """The id as a number."""
        return int(self.id)


@dataclass
class Ledger:
    """The ids of all campaigns that this run created, by user, and those that stood there before.

    Each new id is written to `file` (one JSON object a line) at once, so that an interrupted run can be cleaned up.
    """

    file: Path | None = None
    created: list[tuple[str, int]] = field(default_factory=list)
    deleted: set[int] = field(default_factory=set)
    before: set[int] = field(default_factory=set)

    def add(self, actor: Actor, number: int) -> None:
        """Note a new campaign. Raises Broken for one that existed before the run: it is not ours to touch."""
        if number in self.before:
            raise Broken(
                [f"new id: expected one that no campaign had before, got {number}, which existed before the run"]
            )
        self.created.append((actor.identity.name, number))
        if self.file:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            with self.file.open("a", encoding="utf-8") as lines:
                lines.write(json.dumps({"user": actor.identity.name, "id": number}) + "\n")

    def forget(self) -> None:
        """Remove the file: nothing is left to clean up."""
        if self.file:
            self.file.unlink(missing_ok=True)

    def holds(self, value: Any) -> bool:
        """Whether a value is the id of a campaign of this run."""
        return any(number == id_number(value) for _, number in self.created)

    def left(self, actor: Actor) -> list[int]:
        """The ids of the user's campaigns that have not been deleted yet."""
        return [number for user, number in self.created if user == actor.identity.name and number not in self.deleted]


class Actor:
    """A user of the target who sends commands. Every answer has to be an envelope."""

    def __init__(self, client: Client, identity: Identity, settings: Settings, ledger: Ledger) -> None:
        self.client = client
        self.identity = identity
        self._settings = settings
        self._ledger = ledger

    def call(
        self,
        command: str,
        parameters: Mapping[str, Any],
        *,
        encoding: str = FORM,
        media_type: str | None = None,
        credentials: Mapping[str, str] | None = None,
    ) -> Reply:
        """Send a command in this user's name; `credentials` replaces the user's own.

        Raises NotArranged for what could send e-mail unless the operator allows it, Broken for an answer that
        is no envelope.
        """
        if not self._settings.may_send and self.could_send(self.client.spec.command(command), parameters):
            raise NotArranged("sending is not allowed on this target; --allow-sending allows it")
        sent = self.identity.one() if credentials is None else credentials
        reply = self.client.call(command, parameters, sent, encoding, media_type)
        require(expect.envelope(reply, self.client.spec))
        created = self.client.spec.command(command).success.creates
        number = id_number(reply.get(created)) if created else None
        if reply.succeeded and number is not None:
            self._ledger.add(self, number)
        return reply

    def delete(self, numbers: Sequence[int]) -> None:
        """Delete these campaigns, many at once; where the target refuses a list, one by one."""
        for start in range(0, len(numbers), _DELETE_AT_ONCE):
            some = numbers[start : start + _DELETE_AT_ONCE]
            if not self._deletes(some):
                for number in some:
                    self._deletes([number])

    def _deletes(self, numbers: Sequence[int]) -> bool:
        try:
            return self.call("Campaigns.Delete", {"Campaigns": ",".join(map(str, numbers))}).succeeded
        except Broken:
            return False

    def in_another_thread(self) -> Actor:
        """The same user over a connection of its own."""
        return Actor(self.client.fork(), self.identity, self._settings, self._ledger)

    def could_send(self, command: Command, parameters: Mapping[str, Any]) -> bool:
        """Whether a request could make the target send e-mail: by a status, a schedule, or the command itself."""
        if parameters.get("CampaignStatus") in _SENDING_STATUSES and command.subject:
            return True
        if parameters.get("ScheduleType", "") not in _SCHEDULE_OFF:
            return True
        effect = command.success.sets
        if effect is None or effect.none_of or command.subject is None:
            return False
        ends = {effect.status, *effect.one_of}
        return bool(ends & _SENDING_STATUSES) and self._ledger.holds(parameters.get(command.subject.name))


class World:
    """What checks find and make on the target. Names start with `prefix`, which no other run has."""

    def __init__(
        self,
        client: Client,
        owner: Identity,
        stranger: Identity,
        settings: Settings,
        prefix: str,
        ledger: Ledger | None = None,
    ) -> None:
        self.client = client
        self.spec = client.spec
        self.settings = settings
        self.prefix = prefix
        self.ledger = ledger or Ledger()
        self.owner = Actor(client, owner, settings, self.ledger)
        self._stranger = Actor(client, stranger, settings, self.ledger)
        self._numbers = itertools.count(1)

    @property
    def stranger(self) -> Actor:
        """The second user. Raises NotArranged without credentials of one."""
        if not self._stranger.identity.known:
            raise NotArranged("no stranger's credentials; --stranger-api-key or --stranger-session-id gives them")
        return self._stranger

    def operator_value(self, setting: str) -> str:
        """A value that only the operator knows. Raises NotArranged where it was not given."""
        value = getattr(self.settings, setting)
        if value is None:
            flag = "--" + setting.replace("_", "-")
            raise NotArranged(f"{flag} is not given")
        return str(value)

    def name(self, hint: str = "campaign") -> str:
        """A campaign name that nobody has used, ending in `hint`."""
        return f"{self.prefix} {next(self._numbers):04d} {hint}"

    def create(self, name: str | None = None, by: Actor | None = None) -> Campaign:
        """A new campaign of the owner, or of `by`. Raises Broken where the target does not create it."""
        actor = by or self.owner
        name = name or self.name()
        reply = actor.call("Campaign.Create", {"CampaignName": name})
        _arranged("create a campaign", expect.success(reply))
        return new_campaign(reply, "CampaignID", name, actor)

    def campaign(self, status: str | None = None, by: Actor | None = None) -> Campaign:
        """An own campaign in a status, without recipients, e-mail or schedule; as created where `status` is None."""
        campaign = self.create(by=by)
        match status:
            case None:
                pass
            case "Ready":
                self._arrange("Campaign.Approve", campaign)
            case "Paused":
                self._arrange("Campaign.Update", campaign, CampaignStatus="Sending")
                self._arrange("Campaign.Pause", campaign)
            case "Sending":
                self._arrange("Campaign.Update", campaign, CampaignStatus=status)
            case _:
                self._set_status(campaign, status)
        return campaign

    def update(self, campaign: Campaign, **parameters: Any) -> None:
        """Change a campaign, which has to succeed. Raises Broken where it does not."""
        self._arrange("Campaign.Update", campaign, **parameters)

    def get(self, campaign: Campaign | int | str, by: Actor | None = None, **flags: str) -> View:
        """What Campaign.Get shows of a campaign; a View without data where it shows none."""
        return self.view_of(self.get_reply(campaign, by, **flags))

    def get_reply(self, campaign: Campaign | int | str, by: Actor | None = None, **flags: str) -> Reply:
        """The answer of Campaign.Get."""
        if isinstance(campaign, Campaign):
            return (by or campaign.owner).call("Campaign.Get", {"campaignid": campaign.id, **flags})
        return (by or self.owner).call("Campaign.Get", {"campaignid": campaign, **flags})

    def view_of(self, reply: Reply) -> View:
        """The campaign in an answer of Campaign.Get."""
        shown = reply.get("Campaign") if reply.succeeded else None
        return View(shown if isinstance(shown, dict) else {}, self.spec)

    def rows(self, by: Actor | None = None, **parameters: Any) -> list[View]:
        """The rows of one answer of Campaigns.Get, which has to succeed."""
        reply = (by or self.owner).call("Campaigns.Get", parameters)
        require(expect.success(reply))
        return self.rows_of(reply)

    def rows_of(self, reply: Reply) -> list[View]:
        """The rows in an answer of Campaigns.Get. Raises Broken where Campaigns is no list of objects."""
        rows = reply.get("Campaigns")
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise Broken([f"Campaigns: expected a list of objects, got {type(rows).__name__}"])
        return [View(row, self.spec) for row in rows]

    def find(self, campaign: Campaign, **parameters: Any) -> View | None:
        """The row of a campaign in Campaigns.Get, searched by its name; None where it is not listed."""
        rows = self.rows(campaign.owner, SearchKeyword=campaign.name, **parameters)
        return next((row for row in rows if row.id == campaign.number), None)

    def delete(self, *campaigns: Campaign) -> Reply:
        """Delete campaigns of one user by one request."""
        ids = ",".join(str(campaign.id) for campaign in campaigns)
        reply = campaigns[0].owner.call("Campaigns.Delete", {"Campaigns": ids})
        if reply.succeeded:
            self.ledger.deleted.update(campaign.number for campaign in campaigns)
        return reply

    def all_rows(self, by: Actor | None = None, **parameters: Any) -> list[View]:
        """The rows of all pages together, whatever size of page the target allows."""
        found: dict[int | None, View] = {}
        while True:
            page = self.rows(by, RecordsPerRequest=_PAGE, RecordsFrom=len(found), **parameters)
            new = {row.id: row for row in page if row.id not in found}
            if not new:
                return list(found.values())
            found.update(new)

    def remember_what_was_there(self) -> None:
        """Note the ids of all campaigns that the users have before the run, so that none of them is touched."""
        for actor in self.users():
            self.ledger.before.update(self._listed(actor))

    def clean_up(self) -> int:
        """Delete every campaign of this run. How many it still lists, or may have if it does not say."""
        for actor in self.users():
            actor.delete(self.ledger.left(actor))
        left = sum(self._still_there(actor) for actor in self.users())
        if not left:
            self.ledger.forget()
        return left

    def _still_there(self, actor: Actor) -> int:
        try:
            return len(self.all_rows(actor, SearchKeyword=self.prefix))
        except Broken:
            return len(self.ledger.left(actor))

    def users(self) -> list[Actor]:
        """The users whose credentials are known."""
        return [actor for actor in (self.owner, self._stranger) if actor.identity.known]

    def _listed(self, actor: Actor, **parameters: Any) -> set[int]:
        try:
            return {row.id for row in self.all_rows(actor, **parameters) if row.id is not None}
        except Broken:
            return set()

    def _arrange(self, command: str, campaign: Campaign, **parameters: Any) -> None:
        subject = self.spec.command(command).subject
        assert subject is not None, f"{command} names no campaign"  # noqa: S101 - a slip in the suite itself
        reply = campaign.owner.call(command, {subject.name: campaign.id, **parameters})
        _arranged(
            f"{command} {' '.join(f'{name}={value}' for name, value in parameters.items())}", expect.success(reply)
        )

    def _set_status(self, campaign: Campaign, status: str) -> None:
        if self.get(campaign).status == status:
            return
        reply = campaign.owner.call("Campaign.Update", {"CampaignID": campaign.id, "CampaignStatus": status})
        if not reply.succeeded or self.get(campaign).status != status:
            raise NotObservable(f"the target does not let a user set the status {status}")


def new_campaign(reply: Reply, key: str, name: str, owner: Actor) -> Campaign:
    """The campaign that an answer says was made. Raises Broken where its id is none."""
    issued = reply.get(key)
    if id_number(issued) is None:
        raise Broken([f"{key}: expected a number or numeric text, got {issued!r}"])
    return Campaign(issued, name, owner)


def _arranged(step: str, differences: list[str]) -> None:
    require(f"while arranging ({step.strip()}): {line}" for line in differences)
