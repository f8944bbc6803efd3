"""Good requests that were carried out, with their answers; checks of different sides of one share it."""

from __future__ import annotations

from dataclasses import dataclass, field

from campaign_contract.contract_tests.api.client import FORM, JSON, Exchange, Reply
from campaign_contract.contract_tests.api.expect import success
from campaign_contract.contract_tests.api.outcomes import NotObservable, require
from campaign_contract.contract_tests.api.provoke import good_request
from campaign_contract.contract_tests.api.world import Campaign, World
from campaign_contract.spec import Command

_KEPT_BY_ALL = 1 << 53
"""Up to here every JSON reader keeps a whole number, also one that takes all numbers for floats."""
_Key = tuple[str, str, "type[int | str] | None"]


@dataclass(frozen=True)
class Done:
    """An answer, the campaign that the request named (None where it named none), and what was exchanged for it."""

    reply: Reply
    campaign: Campaign | None
    exchanges: tuple[Exchange, ...]


@dataclass
class CarriedOut:
    """What was carried out, by command, encoding and the type in which the id was sent (None: as it was issued)."""

    world: World
    _kept: dict[_Key, Done] = field(default_factory=dict)

    def of(self, command: Command, encoding: str = FORM, id_as: type[int | str] | None = None) -> Done:
        """A good request of the command that succeeded, and its answer. Raises Broken where it does not succeed."""
        kept = self._kept.get((command.name, encoding, id_as))
        if kept:
            self.world.client.transcript.exchanges += kept.exchanges
            return kept
        done = self._new(command, encoding, id_as)
        self._kept[command.name, encoding, id_as] = done
        if done.campaign and id_as is None:
            self._kept[command.name, encoding, type(done.campaign.id)] = done
        return done

    def _new(self, command: Command, encoding: str, id_as: type[int | str] | None) -> Done:
        parameters, campaign = good_request(self.world, command)
        if command.subject and campaign and id_as:
            if encoding == JSON and id_as is int and campaign.number > _KEPT_BY_ALL:
                raise NotObservable("the target's ids are longer than the numbers that every JSON reader keeps")
            parameters[command.subject.name] = id_as(campaign.id)
        reply = self.world.owner.call(command.name, parameters, encoding=encoding)
        require(success(reply))
        return Done(reply, campaign, tuple(self.world.client.transcript.exchanges))
