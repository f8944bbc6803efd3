"""One call by one account at one moment: what predicates and actions look at."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from campaign_contract.mockserver.presentation import View
from campaign_contract.mockserver.store import Row, Store
from campaign_contract.mockserver.values import number
from campaign_contract.spec import Command, Parameter, Spec


@dataclass(frozen=True)
class Situation:
    """`owner` is the id of the calling account; `now` is YYYY-MM-DD HH:MM:SS in UTC; the store is in a transaction.

    `view` answers how campaigns are shown, with statistics and with tags or without.
    """

    spec: Spec
    command: Command
    parameters: Mapping[str, str]
    owner: int
    store: Store
    now: str
    view: Callable[[bool, bool], View]

    def value(self, name: str) -> str:
        """The parameter of this name, in any case, as it was sent, else its default, else empty."""
        parameter = self.command.by_lower_name.get(name.lower())
        return (self.parameters.get(parameter.name) or parameter.default or "") if parameter else ""

    def parameter(self, name: str) -> Parameter:
        """The parameter called `name`, of the command or common to all of them. Raises StopIteration."""
        own = self.command.by_lower_name.get(name.lower())
        return own or next(item for item in self.spec.parameters if item.name == name)

    @property
    def campaign(self) -> Row | None:
        """The caller's own campaign that the call names, as it is stored now."""
        subject = self.command.subject
        named = number(self.parameters.get(subject.name, "")) if subject else None
        row = self.store.campaign(named) if named is not None else None
        return row if row and row["RelOwnerUserID"] == self.owner else None

    @property
    def effect(self) -> dict[str, Any]:
        """The campaign fields that a success of the command sets, with their values."""
        sets = self.command.success.sets
        return {"CampaignStatus": sets.status, **sets.fields} if sets else {}
