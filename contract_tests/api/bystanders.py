"""Watches campaigns that stood there before the run, so that a target that harms them does so only once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from campaign_contract.contract_tests.api.outcomes import Broken
from campaign_contract.spec import Command, Thing

if TYPE_CHECKING:
    from campaign_contract.contract_tests.api.client import Reply

Look = Callable[[], "Reply | None"]


@dataclass
class Bystanders:
    """One campaign of each user, by what it is called in a report, and how to look whether it is still there.

    `harm` says what a target did to one of them, "" for nothing.
    """

    watched: dict[str, Look] = field(default_factory=dict)
    harm: str = ""
    _seen_after: set[bool] = field(default_factory=set)

    def watch(self, what: str, look: Look) -> None:
        """Watch a campaign, if it can be seen now."""
        if _is_shown(look()):
            self.watched[what] = look

    def spare(self, command: Command) -> None:
        """Raise Broken for a command that deletes campaigns where one such has taken more than it was told to."""
        if self.harm and _deletes_campaigns(command):
            raise Broken([self.harm])

    def look_after(self, command: Command, parameters: Mapping[str, Any]) -> None:
        """After the first deletion of one campaign, and of several, see that all are still there. Raises Broken."""
        if not _deletes_campaigns(command) or not command.destroys:
            return
        several = "," in str(parameters.get(command.destroys.name, ""))
        if several in self._seen_after:
            return
        self._seen_after.add(several)
        gone = [what for what, look in self.watched.items() if not _is_shown(look())]
        if gone:
            self.harm = (
                f"{command.name}: expected only what is named to be deleted, {' and '.join(gone)}, there before the "
                "run, is gone, too; nothing more is deleted in this run"
            )
            raise Broken([self.harm])


def _deletes_campaigns(command: Command) -> bool:
    return command.destroys is not None and command.destroys.thing is Thing.CAMPAIGN


def _is_shown(reply: Reply | None) -> bool:
    return reply is not None and reply.succeeded and bool(reply.get("Campaign"))
