"""Users of a target: they send commands, and what they make is noted in a ledger."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from campaign_contract.contract_tests.api import expect
from campaign_contract.contract_tests.api.at_once import TOO_MANY, is_a_list_of_all
from campaign_contract.contract_tests.api.client import FORM, Client, Identity, Reply
from campaign_contract.contract_tests.api.firewall import FIREWALL, is_page_of_a_firewall
from campaign_contract.contract_tests.api.ledger import Entry, Ledger
from campaign_contract.contract_tests.api.memory import Memory
from campaign_contract.contract_tests.api.outcomes import Broken, Disturbed, NotArranged, NotObservable, require_always
from campaign_contract.contract_tests.api.safety import refuse_to_touch, refuse_unlisted
from campaign_contract.contract_tests.api.sending import could_send, given_status
from campaign_contract.contract_tests.api.shown import id_number
from campaign_contract.contract_tests.settings import Settings
from campaign_contract.spec import Command, NotInSpec, Thing

_DELETE_AT_ONCE = 50


class Actor:
    """A user of the target who sends commands. Every answer has to be an envelope."""

    def __init__(
        self, client: Client, identity: Identity, settings: Settings, ledger: Ledger, memory: Memory | None = None
    ) -> None:
        self.client = client
        self.identity = identity
        self._settings = settings
        self._ledger = ledger
        self._memory = memory or Memory(client.spec)
        self._is_alone = True

    def call(
        self,
        command: str,
        parameters: Mapping[str, Any],
        *,
        encoding: str = FORM,
        media_type: str | None = None,
        credentials: Mapping[str, str] | None = None,
        unlisted: bool = False,
    ) -> Reply:
        """Send a command in this user's name; `credentials` replaces the user's own.

        Raises NotInSpec for a command and, unless `unlisted` ones are meant, a parameter or value that the spec lacks;
        NotArranged for what could send e-mail, unless that is allowed, and for what could change anything that the run
        did not make; NotObservable for the page of a firewall and for a list too long to be read; Broken
        for another answer that is no envelope.
        """
        described = self.client.spec.offered(command)
        sends = self._is_allowed_to_send(described, parameters)
        spelled = self._let_through(described, parameters, unlisted=unlisted)
        own = self.identity.one() if credentials is None else credentials
        self._memory.forget_named(self.client.taken() if self._is_alone else [str(spelled)])
        reply = self.client.call(command, spelled, own, encoding, media_type)
        self._require_envelope(described, spelled, reply)
        changing = self.client.taken()
        if reply.succeeded:
            self._note(described, spelled, reply, sends=sends)
        if self._is_alone:
            require_always(self._remembered(described, spelled, reply, changing if credentials else []))
        return reply

    def _let_through(self, command: Command, parameters: Mapping[str, Any], *, unlisted: bool) -> dict[str, Any]:
        """The parameters as the spec spells them. Raises where the request must not be sent, as `call` does."""
        spelled = self._spelled(command, parameters, unlisted=unlisted)
        refuse_to_touch(command, spelled, self._ledger)
        self._ledger.bystanders.spare(command)
        return spelled

    def _is_allowed_to_send(self, command: Command, parameters: Mapping[str, Any]) -> bool:
        """Whether a request could send e-mail. Raises NotArranged where it could and nobody allows it."""
        sends = self.could_send(command, parameters)
        if sends and not self._settings.may_send:
            raise NotArranged("sending is not allowed on this target; --allow-sending allows it")
        return sends

    def _require_envelope(self, command: Command, parameters: Mapping[str, Any], reply: Reply) -> None:
        if is_a_list_of_all(command, parameters, reply):
            raise NotObservable(TOO_MANY)
        if is_page_of_a_firewall(reply, parameters):
            raise NotObservable(FIREWALL)
        require_always(expect.envelope(reply, self.client.spec))

    def _remembered(
        self, command: Command, sent: Mapping[str, Any], reply: Reply, of_somebody: Sequence[str]
    ) -> list[str]:
        """Where an answer is not what was last seen; `of_somebody` are bodies that may have acted for anybody."""
        if of_somebody and reply.succeeded:
            self._memory.forget_named(of_somebody)
            return []
        self._memory.note(self.identity.name, command, sent, reply)
        return self._memory.differences(self.identity.name, command, sent, reply)

    def _note(self, command: Command, parameters: Mapping[str, Any], reply: Reply, *, sends: bool) -> None:
        """Keep in the ledger what may be sent now, and what was made or, campaigns apart, which a list tells, is gone.

        Then see that nothing else is gone; raises Broken where something is.
        """
        if sends:
            self._note_restless(command, parameters)
        created = id_number(reply.get(command.creates.name)) if command.creates else None
        if command.creates and created is not None:
            if self._ledger.is_unsure and command.creates.thing is Thing.CAMPAIGN:
                self._see_that_it_is_ours(created, parameters)
            self._ledger.add(self, created, command.creates.thing)
        if command.destroys and command.destroys.thing is not Thing.CAMPAIGN:
            destroyed = id_number(parameters.get(command.destroys.name))
            self._ledger.is_gone([destroyed] if destroyed is not None else [], command.destroys.thing)
        self._ledger.bystanders.look_after(command, parameters)

    def _see_that_it_is_ours(self, number: int, parameters: Mapping[str, Any]) -> None:
        """Count a new id among what was there before where it shows a campaign by a name that the run did not give."""
        shown = self.shown(number)
        campaign = shown.get("Campaign") if shown else None
        names = [campaign.get(key) for key in ("CampaignName", "Name")] if isinstance(campaign, dict) else []
        name = next((name for name in names if isinstance(name, str)), self._ledger.prefix)
        sent = parameters.get("CampaignName")
        if self._ledger.prefix not in name and name not in (
            str(sent),
            json.dumps(sent),
            "1" if sent is True else None,
        ):
            self._ledger.before.add(number)

    def shown(self, number: int) -> Reply | None:
        """What Campaign.Get answers this user, whatever it is; None where nothing can be asked or answered."""
        try:
            return self.client.call("Campaign.Get", {"campaignid": number}, self.identity.one())
        except (Broken, Disturbed, NotInSpec):
            return None

    def _note_restless(self, command: Command, parameters: Mapping[str, Any]) -> None:
        number = id_number(parameters.get(command.subject.name)) if command.subject else None
        if number is not None:
            self._ledger.restless[number] = (self, given_status(self.client.spec, parameters))

    def _spelled(self, command: Command, parameters: Mapping[str, Any], *, unlisted: bool) -> dict[str, Any]:
        """The parameters under the names that the spec writes, where they differ in case only. Raises NotInSpec."""
        listed = (*command.parameters, *self.client.spec.parameters)
        names = {parameter.name.lower(): parameter.name for parameter in listed}
        known = set(names.values())
        for name in () if unlisted else parameters:
            if name.partition("[")[0].lower() not in names:
                raise NotInSpec(f"the parameter {name} of {command.name}")
        spelled = {name if name in known else names.get(name.lower(), name): parameters[name] for name in parameters}
        if not unlisted:
            refuse_unlisted(command, spelled)
        return spelled

    def delete(self, numbers: Sequence[int], thing: Thing = Thing.CAMPAIGN) -> None:
        """Delete these, campaigns many at once; where the target refuses a list, one by one."""
        at_once = _DELETE_AT_ONCE if thing is Thing.CAMPAIGN else 1
        for start in range(0, len(numbers), at_once):
            some = numbers[start : start + at_once]
            if not self._deletes(some, thing) and len(some) > 1:
                for number in some:
                    self._deletes([number], thing)

    def delete_noted(self, entry: Entry) -> bool:
        """Delete something that an earlier run noted in its ledger; whether the target says that it did."""
        self._ledger.created.append(entry)
        return self._deletes([entry.number], entry.thing)

    def _deletes(self, numbers: Sequence[int], thing: Thing) -> bool:
        for command in (*self.client.spec.commands, *self.client.spec.supporting):
            if command.destroys and command.destroys.thing is thing:
                try:
                    return self.call(command.name, {command.destroys.name: ",".join(map(str, numbers))}).succeeded
                except (Broken, Disturbed, NotArranged, NotInSpec, NotObservable):
                    return False
        return False

    def in_another_thread(self, of: int = 1) -> Actor:
        """The same user over a connection of its own, one `of` so many at the same time."""
        forked = Actor(self.client.fork(of), self.identity, self._settings, self._ledger, self._memory)
        forked._is_alone = False
        return forked

    def could_send(self, command: Command, parameters: Mapping[str, Any]) -> bool:
        """Whether a request could make the target send e-mail: by a status, a schedule, or the command itself."""
        return could_send(self.client.spec, command, parameters, self._ledger)
