"""A wrong server, and the statements that it breaks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from types import ModuleType

from campaign_contract.contract_tests.checks import Check
from campaign_contract.spec.wording import FAMILIES
from campaign_contract.tools.proof.trial.blueprint import Alteration

_PARTS_OF_A_STATEMENT = 2


@dataclass(frozen=True)
class Mutant:
    """A server that breaks the contract at known places.

    `what` says in a sentence what it does wrong. `breaks` holds addresses: of a statement (`Campaign.Pause/success`),
    of a general one (`Api/json`, for all commands), of one command's share of it (`Campaign.Pause/json`), or of a
    single check (`Campaign.Update/applies/SendDate`). `explored` says that it is for the checks that look for what
    nobody listed, and for no others.
    """

    id: str
    what: str
    breaks: tuple[str, ...]
    alteration: Alteration = field(repr=False)
    explored: bool = False

    def concerns(self, check: Check) -> bool:
        """Whether the check holds what this mutant breaks."""
        return any(holds(check, address) for address in self.breaks)

    def is_near(self, check: Check) -> bool:
        """Whether the check is worth running: it holds what is broken, or belongs to a command whose own rule is."""
        return self.concerns(check) or check.command in set(self._commands())

    def _commands(self) -> Iterator[str]:
        for address in self.breaks:
            command, *rest = address.split("/")
            if command not in FAMILIES and len(rest) < _PARTS_OF_A_STATEMENT:
                yield command


def holds(check: Check, address: str) -> bool:
    """Whether the check holds the statement at `address`, or is the check or one of the variants there."""
    return address == check.statement or f"{check.id}/".startswith(f"{address}/")


def mutants_of(*modules: ModuleType) -> Iterable[Mutant]:
    """The mutants that modules define one by one, in the order in which they stand there."""
    return [value for module in modules for value in vars(module).values() if isinstance(value, Mutant)]
