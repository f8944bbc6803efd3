"""Who acts on a target: users that send commands, and the ledger of the campaigns they make."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from campaign_contract.contract_tests.api import expect
from campaign_contract.contract_tests.api.client import FORM, Client, Identity, Reply
from campaign_contract.contract_tests.api.firewall import FIREWALL, is_page_of_a_firewall
from campaign_contract.contract_tests.api.outcomes import Broken, Disturbed, NotArranged, NotObservable, require_always
from campaign_contract.contract_tests.api.shown import id_number
from campaign_contract.contract_tests.settings import Settings
from campaign_contract.spec import Command, NotInSpec

_SENDING_STATUSES = frozenset({"Ready", "Sending"})
_SCHEDULE_OFF = frozenset({"", "Not Scheduled"})
_DELETE_AT_ONCE = 50


@dataclass
class Ledger:
    """The ids of all campaigns that this run created, by user, and those that stood there before.

    Each new id is written to `file` (one JSON object a line) at once, so that an interrupted run can be cleaned up.
    """

    file: Path | None = None
    created: list[tuple[str, int]] = field(default_factory=list)
    deleted: set[int] = field(default_factory=set)
    before: set[int] = field(default_factory=set)
    restless: dict[int, tuple[Actor, str]] = field(default_factory=dict)
    """By id of a campaign that the target may send by itself: its user, and Ready or Sending, as it was last given."""

    def add(self, actor: Actor, number: int) -> None:
        """Note a new campaign. Raises Broken for one that existed before the run: it is not ours to touch."""
        if number in self.before:
            raise Broken(
                [f"new id: expected one that no campaign had before, got {number}, which existed before the run"]
            )
        self.created.append((actor.identity.name, number))
        if self.file:
            with contextlib.suppress(OSError):  # a full disk ends no run: the names of campaigns tell whose they are
                self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                with self.file.open("a", encoding="utf-8") as lines:
                    lines.write(json.dumps({"user": actor.identity.name, "id": number}) + "\n")

    def forget(self) -> None:
        """Remove the file: nothing is left to clean up."""
        if self.file:
            with contextlib.suppress(OSError):
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

        Raises NotArranged for what could send e-mail unless the operator allows it, NotObservable for the page of a
        firewall, Broken for another answer that is no envelope.
        """
        sends = self.could_send(self.client.spec.command(command), parameters)
        if sends and not self._settings.may_send:
            raise NotArranged("sending is not allowed on this target; --allow-sending allows it")
        sent = self.identity.one() if credentials is None else credentials
        reply = self.client.call(command, self._spelled(command, parameters), sent, encoding, media_type)
        if is_page_of_a_firewall(reply, parameters):
            raise NotObservable(FIREWALL)
        require_always(expect.envelope(reply, self.client.spec))
        if sends and reply.succeeded:
            self._note_restless(self.client.spec.command(command), parameters)
        created = self.client.spec.command(command).new_campaign
        number = id_number(reply.get(created)) if created else None
        if reply.succeeded and number is not None:
            self._ledger.add(self, number)
        return reply

    def _note_restless(self, command: Command, parameters: Mapping[str, Any]) -> None:
        number = id_number(parameters.get(command.subject.name)) if command.subject else None
        if number is not None:
            given = str(parameters.get("CampaignStatus", "Ready"))
            self._ledger.restless[number] = (self, given if given in _SENDING_STATUSES else "Ready")

    def _spelled(self, command: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """The parameters under the names that the spec writes, where they differ in case only."""
        names = {parameter.name.lower(): parameter.name for parameter in self.client.spec.command(command).parameters}
        known = names.values()
        return {name if name in known else names.get(name.lower(), name): parameters[name] for name in parameters}

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
        except (Broken, Disturbed, NotInSpec, NotObservable):
            return False

    def in_another_thread(self, of: int = 1) -> Actor:
        """The same user over a connection of its own, one `of` so many at the same time."""
        return Actor(self.client.fork(of), self.identity, self._settings, self._ledger)

    def could_send(self, command: Command, parameters: Mapping[str, Any]) -> bool:
        """Whether a request could make the target send e-mail: by a status, a schedule, or the command itself."""
        if str(parameters.get("CampaignStatus")) in _SENDING_STATUSES and command.subject:
            return True
        if str(parameters.get("ScheduleType", "")) not in _SCHEDULE_OFF:
            return True
        effect = command.success.sets
        if effect is None or effect.none_of or command.subject is None:
            return False
        ends = {effect.status, *effect.one_of}
        return bool(ends & _SENDING_STATUSES) and self._ledger.holds(parameters.get(command.subject.name))
