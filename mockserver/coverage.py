"""Which parts of the contract traffic has met, in memory that does not grow with the traffic."""

from __future__ import annotations

import threading
from collections import Counter, OrderedDict

from campaign_contract.mockserver.exchange import Answer, Answering, Exchange
from campaign_contract.spec import Spec, coverage
from campaign_contract.spec.coverage import CHANGE, COMMAND, PARAMETER, RULE, Part
from campaign_contract.spec.life_cycle import DELIVERY

_MOST_ACCOUNTS = 1_000
"""How many accounts have a count of their own: the newest."""
_STATUS = "CampaignStatus"


class Coverage:
    """Counts what its layer lets through; safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rest: Counter[Part] = Counter()
        self._accounts: OrderedDict[int, Counter[Part]] = OrderedDict()

    def report(self, spec: Spec, account: int | None = None) -> coverage.Report:
        """What was met, by all or by one account."""
        with self._lock:
            counts: Counter[Part] = Counter()
            for own in (self._rest, *self._accounts.values()) if account is None else (self._accounts.get(account),):
                counts.update(own)
        return coverage.report(spec, counts.__getitem__)

    def clear(self) -> None:
        """Begin anew."""
        with self._lock:
            self._rest.clear()
            self._accounts.clear()

    def forget(self, account: int) -> None:
        """An account is gone: what it met stays with what all met."""
        with self._lock:
            self._rest.update(self._accounts.pop(account, None))

    def layer(self, inner: Answering) -> Answering:
        """Counts every exchange that it lets through."""

        def answered(exchange: Exchange) -> Answer:
            answer = inner(exchange)
            self.note(exchange)
            return answer

        return answered

    def note(self, exchange: Exchange) -> None:
        """Count an exchange that was answered."""
        met = _met(exchange)
        with self._lock:
            self._own(exchange.owner).update(met)

    def _own(self, account: int | None) -> Counter[Part]:
        if not account:
            return self._rest
        own = self._accounts.get(account)
        if own is None:
            own = self._accounts[account] = Counter()
            if len(self._accounts) > _MOST_ACCOUNTS:
                self._rest.update(self._accounts.popitem(last=False)[1])
        return own


def _met(exchange: Exchange) -> list[Part]:
    command, met = exchange.command, list[Part]()
    if exchange.call is not None:
        met.append((COMMAND, command))
        met.extend([(PARAMETER, command, name) for name in exchange.call.parameters])
    met.append((RULE, exchange.rule))
    for place, change in enumerate(exchange.changes or ()):
        if change.field == _STATUS and change.before and change.after:
            by = DELIVERY if place < exchange.settled else command
            met.append((CHANGE, by, str(change.before), str(change.after)))
    return met
