"""A campaign that a run created, as the target's answer names it."""

from __future__ import annotations

from dataclasses import dataclass, field

from campaign_contract.contract_tests.api.actor import Actor
from campaign_contract.contract_tests.api.client import Reply
from campaign_contract.contract_tests.api.outcomes import Broken
from campaign_contract.contract_tests.api.shown import id_number
from campaign_contract.contract_tests.api.wording import told


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


def new_campaign(reply: Reply, key: str, name: str, owner: Actor) -> Campaign:
    """The campaign that an answer says was made. Raises Broken where its id is none."""
    issued = reply.get(key)
    if id_number(issued) is None:
        raise Broken([f"{key}: expected a number or numeric text, got {told(issued)}"])
    return Campaign(issued, name, owner)
