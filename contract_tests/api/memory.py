"""What the target has shown of the run's campaigns: shown again, it is the same unless a command was to change it.

Each answer of each check is held against it, at no request of its own, so that what a command does beside its work is
seen by whichever check looks next.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from campaign_contract.contract_tests.api.exchange import Reply
from campaign_contract.contract_tests.api.shown import View, id_number, same_value
from campaign_contract.contract_tests.api.unasked import Unasked
from campaign_contract.contract_tests.api.wording import told
from campaign_contract.spec import Command, Group, Kind, Spec, Thing

_NAME, _STATUS, _SCHEDULE_TYPE = "CampaignName", "CampaignStatus", "ScheduleType"
_REPLACED_BY = {Kind.RULES: Kind.RECIPIENTS, Kind.RECIPIENTS: Kind.RULES}
"""A campaign has one audience: a bundle, or lists."""
_ID = r"\d{1,40}"
"""An id in a text, of up to 128 bits; a longer number is none."""
Key = tuple[str, int]
"""A user by name and the id of a campaign of that user's: two users may have the same id."""
Fields = dict[str, str | None]
"""Shown values by field; None for one that may be another by now. A field that is not shown is not there."""


@dataclass
class Known:
    """What is known of a campaign: its name, None where in doubt, and its fields by the command that shows them."""

    name: str | None = None
    shown: dict[str, Fields] = field(default_factory=dict)
    is_new: bool = False
    is_gone: bool = False

    def doubt(self, names: Iterable[str]) -> None:
        """These fields may have other values from now on."""
        self.is_new = False
        unknown: Fields = dict.fromkeys(names)
        self.name = None if _NAME in unknown else self.name
        for fields in self.shown.values():
            fields.update(unknown)


@dataclass
class Memory:
    """The campaigns that a run has made, as they were last shown to their own users."""

    spec: Spec
    _known: dict[Key, Known] = field(default_factory=dict)
    _blank: dict[tuple[str, str], Fields] = field(default_factory=dict)
    """By user and command, what it showed of a campaign that was only created."""
    seen: set[str] = field(default_factory=set)
    """The settings that Campaign.Get has shown of any campaign."""
    unasked: Unasked = field(default_factory=Unasked)

    def forget_named(self, texts: Iterable[str]) -> None:
        """Give up what is known of every campaign whose id stands in one of these: what became of it is not known."""
        numbers = {int(number) for text in texts for number in re.findall(_ID, text)}
        for key in [key for key in list(self._known) if key[1] in numbers] if numbers else ():
            self._known.pop(key, None)

    def note(self, user: str, command: Command, sent: Mapping[str, Any], reply: Reply) -> None:
        """Take in what a command of a user's may have changed."""
        if command.destroys:
            if command.destroys.thing is Thing.CAMPAIGN:
                self._note_deleted(user, str(sent.get(command.destroys.name, "")), reply)
        elif reply.succeeded and command.new_campaign:
            self._note_new(user, command, sent, id_number(reply.get(command.new_campaign)))
        elif reply.succeeded and command.subject:
            self._note_changed(user, command, sent, id_number(sent.get(command.subject.name)))

    def differences(self, user: str, command: Command, sent: Mapping[str, Any], reply: Reply) -> list[str]:
        """Where an answer shows campaigns of the user's otherwise than before; from now on they are as shown."""
        rows = reply.get("Campaigns")
        shown = [reply.get("Campaign"), *(rows if isinstance(rows, list) else [])]
        views = [View(data, self.spec) for data in shown if isinstance(data, dict)] if reply.succeeded else []
        if isinstance(shown[0], dict):
            self.seen.update(self._carried().intersection(shown[0]))
        self.unasked.see(user, command.name, sent, views)
        return [
            f"{command.name}: {line}"
            for view in views
            if (known := self._known.get((user, view.id or 0)))
            for line in self._seen(known, user, command.name, view)
        ]

    def standing(self, user: str, token: str) -> dict[int, str]:
        """The user's campaigns that have to be there, with their names, as far as `token` stands in these."""
        return {
            number: known.name
            for (whose, number), known in self._known.items()
            if whose == user and not known.is_gone and known.name and token in known.name
        }

    def _note_new(self, user: str, command: Command, sent: Mapping[str, Any], number: int | None) -> None:
        if number is None:
            return
        name = sent.get(_NAME)
        made = self._known[user, number] = Known(name if isinstance(name, str) else None, is_new=not command.subject)
        source = id_number(sent.get(command.subject.name)) if command.subject else None
        if source is not None and (user, source) in self._known:
            left_open: Fields = dict.fromkeys({item.name for item in self.spec.fields} - self._carried())
            for where, fields in self._known[user, source].shown.items():
                made.shown[where] = fields | left_open

    def _carried(self) -> set[str]:
        return {item.name for item in self.spec.fields if item.group is Group.SETTING} - {_NAME}

    def _note_deleted(self, user: str, named: str, reply: Reply) -> None:
        keys = [(user, id_number(part.strip()) or 0) for part in named.split(",")]
        if not reply.succeeded or any(key not in self._known for key in keys):
            self.forget_named([named])
            return
        for key in keys:
            self._known[key] = Known(is_gone=True)

    def _note_changed(self, user: str, command: Command, sent: Mapping[str, Any], number: int | None) -> None:
        if number is None:
            self._known.clear()
        elif (user, number) in self._known:
            self._known[user, number].doubt(self._may_change(command, sent))

    def _may_change(self, command: Command, sent: Mapping[str, Any]) -> set[str]:
        """The fields that a success may leave with other values: what was sent, and what goes with it."""
        kinds = {item.name: item.kind for item in command.parameters}
        if not sent.keys() <= kinds.keys():
            return {item.name for item in self.spec.fields}
        effect = command.success.sets
        starts = sent.get(_STATUS) in self.spec.sending_statuses or self.spec.may_start_sending(command)
        changed = {*sent, *([_STATUS] if effect else [])}
        if starts or _SCHEDULE_TYPE in sent or (effect and effect.none_of):
            changed |= {_STATUS, *(item.name for item in self.spec.fields if item.group is Group.SCHEDULE)}
        replaced = {_REPLACED_BY[kinds[name]] for name in sent if kinds[name] in _REPLACED_BY}
        return changed | {name for name, kind in kinds.items() if kind in replaced}

    def _seen(self, known: Known, user: str, where: str, view: View) -> Iterator[str]:
        if known.is_gone:
            yield f"expected campaign {view.id} not to be shown, as it was deleted, got it"
            return
        after = view.settings
        before = known.shown.get(where) or (self._blank.get((user, where)) if known.is_new else None)
        known.shown[where] = {**after}
        known.name = after.get(_NAME, known.name)
        if known.is_new:
            self._blank.setdefault((user, where), self._of_any_new(after))
        if before is None:
            return
        for name in sorted({*before, *after}):
            old, new = before.get(name, ""), after.get(name, "")
            if old is not None and not self._same(name, old, new) and not self._moves(name, before, after):
                yield (
                    f"{name} of campaign {view.id}: expected {told(old)}, as no command was to change it since it was "
                    f"last shown, got {told(new)}"
                )

    def _of_any_new(self, shown: Mapping[str, str]) -> Fields:
        """What every new campaign of a user's shows: its status and settings, the rest is its own."""
        alike = {_STATUS, *self._carried()}
        return {item.name: shown.get(item.name, "") if item.name in alike else None for item in self.spec.fields}

    def _same(self, name: str, old: str, new: str) -> bool:
        """Whether two values are the same; a target may show that nothing was set, or leave it out."""
        if old == new:
            return True
        item = self.spec.field(name)
        nothing = ("", str(item.default))
        return (old in nothing and new in nothing) or same_value(item.kind, old, new)

    def _moves(self, name: str, before: Fields, after: Mapping[str, str]) -> bool:
        """Whether a target that sends by itself may have changed a field."""
        old, new = before.get(_STATUS), after.get(_STATUS, "")
        if name == _STATUS:
            return new in self.spec.goes_on_to(old or "")
        at_rest = old == new and new not in self.spec.sending_statuses
        return self.spec.field(name).group is Group.SCHEDULE and not at_rest
