"""What the control API works on: a server's spec, store, clock, journal, faults and snapshots."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from campaign_contract.mockserver import archive
from campaign_contract.mockserver.archive import Dump
from campaign_contract.mockserver.clock import Clock
from campaign_contract.mockserver.coverage import Coverage
from campaign_contract.mockserver.delivery import Deliverer
from campaign_contract.mockserver.faults import Faults
from campaign_contract.mockserver.journal import Journal, sentences
from campaign_contract.mockserver.options import AppOptions
from campaign_contract.mockserver.presentation import MOMENT
from campaign_contract.mockserver.redaction import Secrets, secrets
from campaign_contract.mockserver.seed import Seed
from campaign_contract.mockserver.store import Store
from campaign_contract.mockserver.tally import Tally
from campaign_contract.spec import Spec

_MOST_NAMED = 10


class AdminError(Exception):
    """A request of the control API that cannot be carried out; the message names what is wrong and what to do."""

    def __init__(self, status: int, text: str) -> None:
        self.status = status
        super().__init__(text)


class Watched:
    """What can be looked at of a server: the part of a world that a proxy has, too."""

    spec: Spec
    journal: Journal
    coverage: Coverage
    workers: int

    def refuse_several(self, what: str) -> None:
        """Raises AdminError where several processes serve, and so what one of them is told the others do not know."""
        if self.workers > 1:
            raise AdminError(409, f"{what} would be that of one of {self.workers} workers; serve with --workers 1")

    def secrets(self) -> Secrets:
        """The credentials that are known: at least those that somebody's entries of the journal sent as such."""
        theirs = (entry for entry in self.journal.entries() if entry.account is not None)
        return tuple(dict.fromkeys(secret for entry in theirs for secret in entry.secrets))

    @cached_property
    def sentences(self) -> Mapping[str, str]:
        """What each rule that can decide says, by its address."""
        return sentences(self.spec)

    def refuse_without_journal(self) -> None:
        """Raises AdminError where no journal is kept, or not one for all."""
        self.refuse_several("the journal")
        if not self.journal.keeps:
            raise AdminError(409, "no journal is kept; serve without --journal 0")


@dataclass(frozen=True)
class World(Watched):
    """The parts of one server. `snapshots` are by name, each with the rows of the accounts that it holds."""

    spec: Spec
    seed: Seed
    store: Store
    clock: Clock
    journal: Journal
    faults: Faults = field(default_factory=Faults)
    deliverer: Deliverer = field(default_factory=Deliverer)
    tally: Tally = field(default_factory=Tally)
    workers: int = 1
    snapshots: dict[str, Mapping[str, Dump]] = field(default_factory=dict)
    coverage: Coverage = field(default_factory=Coverage)

    def secrets(self) -> Secrets:
        """Those that the server takes, too, sent or not."""
        with self.store.transaction(writes=False):
            taken = secrets(self.store.secrets())
        return (*super().secrets(), *taken)

    def app_options(self, options: AppOptions) -> AppOptions:
        """The same options for an application that is part of this world."""
        checks = (self.faults.check, *options.checks)
        layers = self.faults.layer, self.coverage.layer, self.journal.layer(), self.tally.layer
        return replace(options, clock=self.clock, settling=self.deliverer.check, checks=checks, layers=layers)

    def refuse_unknown(self, account: int) -> None:
        """Raises AdminError where there is no such account; within a transaction."""
        known = archive.accounts(self.store)
        if account not in known:
            named = ", ".join(map(str, known[:_MOST_NAMED])) or "none"
            raise AdminError(404, f"there is no account {account}; there are {named}")

    def settle(self, account: int) -> None:
        """Bring the account's campaigns up to its time, where they are delivered; within a transaction.

        Raises AdminError where there is no such account.
        """
        self.refuse_unknown(account)
        self.deliverer.settle(self.store, account, self.clock.now(account))

    def now(self, account: int | None = None) -> str:
        """The account's time as campaigns write it."""
        return f"{self.clock.now(account):{MOMENT}}"
