"""Mutants → the suite on each of them → which checks caught it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from rich.console import Console

from campaign_contract.contract_tests.api.outcomes import Outcome
from campaign_contract.tools.proof.mutants.catalogue import EXCEPTIONS, catalogue
from campaign_contract.tools.proof.mutants.mutant import Mutant
from campaign_contract.tools.proof.trial.blueprint import together
from campaign_contract.tools.proof.trial.picking import matching, part_of
from campaign_contract.tools.proof.trial.pool import in_parallel
from campaign_contract.tools.proof.trial.suite import SuiteBroken, attempt, checks, exploring_checks, fixed_checks


class Fate(StrEnum):
    """What became of a mutant."""

    KILLED = "killed"
    SURVIVED = "survived"
    EXCEPTED = "excepted"
    STALE = "stale exception"
    """Listed as an exception, and killed: the exception is wrong."""


@dataclass(frozen=True)
class Verdict:
    """What the suite said of one mutant. `caught` and `also_red` are addresses of checks that failed.

    `caught` are those of the broken statements; `erred` are checks that broke themselves; `exception` is why no check
    can kill the mutant.
    """

    id: str
    what: str
    breaks: tuple[str, ...]
    caught: tuple[str, ...]
    also_red: tuple[str, ...]
    erred: tuple[str, ...]
    ran: int
    seconds: float
    exception: str | None = None

    @property
    def fate(self) -> Fate:
        """Killed or not, and whether that was expected."""
        if self.exception:
            return Fate.STALE if self.caught else Fate.EXCEPTED
        return Fate.KILLED if self.caught else Fate.SURVIVED


@dataclass(frozen=True)
class Matrix:
    """What the suite said of all mutants; `never_red` are checks that stayed green (None: only some mutants ran)."""

    verdicts: tuple[Verdict, ...]
    never_red: tuple[str, ...] | None

    @property
    def complete(self) -> bool:
        """Whether every mutant that can be killed was, no exception is wrong, and no check broke."""
        good = all(verdict.fate in (Fate.KILLED, Fate.EXCEPTED) for verdict in self.verdicts)
        return good and not any(verdict.erred for verdict in self.verdicts)

    def with_fate(self, *fates: Fate) -> list[Verdict]:
        """The verdicts of these fates, in the order of the catalogue."""
        return [verdict for verdict in self.verdicts if verdict.fate in fates]


def run(pattern: str | None, part: str | None, workers: int, console: Console, *, stops: bool = False) -> Matrix:
    """Run the mutants whose id contains `pattern` (which may hold * and ?), all without one, or a part K/N of them.

    Where it `stops`, each only until a check of what it breaks has caught it. Raises NoMatch, and SuiteBroken where
    the reference server already fails a check.
    """
    ids = part_of(matching(catalogue(), pattern), part)
    _require_sound(frozenset().union(*(near(catalogue()[id], only_broken=stops) for id in ids)))
    verdicts = tuple(in_parallel(partial(judge, stops=stops), ids, workers, "mutants", console))
    are_all = pattern is None and part is None and not stops
    return Matrix(verdicts, _never_red(verdicts) if are_all else None)


def judge(id: str, *, stops: bool = False) -> Verdict:
    """Run the checks near the mutant with this id."""
    return assess(catalogue()[id], EXCEPTIONS.get(id), stops=stops)


def assess(mutant: Mutant, exception: str | None = None, *, stops: bool = False) -> Verdict:
    """Run the checks near a mutant, or those of what it breaks until the first fails. Raises SuiteBroken."""
    trial = attempt(mutant.alteration, near(mutant, only_broken=stops), stops=stops)
    concerned = {check.id for check in checks() if mutant.concerns(check)}
    red = trial.ids(Outcome.FAIL)
    return Verdict(
        id=mutant.id,
        what=mutant.what,
        breaks=mutant.breaks,
        caught=tuple(check for check in red if check in concerned),
        also_red=tuple(check for check in red if check not in concerned),
        erred=trial.ids(Outcome.ERROR),
        ran=len(trial.results),
        seconds=round(trial.seconds, 2),
        exception=exception,
    )


def near(mutant: Mutant, *, only_broken: bool = False) -> frozenset[str]:
    """The addresses of the checks that are worth running on a mutant, or only those of what it breaks."""
    candidates = exploring_checks() if mutant.explored else fixed_checks()
    is_worth = mutant.concerns if only_broken else mutant.is_near
    return frozenset(check.id for check in candidates if is_worth(check))


def _require_sound(chosen: Collection[str]) -> None:
    """A red check says something of a mutant only where it is green on the reference server."""
    trial = attempt(together(), chosen)
    red = [result for result in trial.results if result.outcome is not Outcome.PASS]
    if red:
        names = ", ".join(result.check.id for result in red[:3])
        raise SuiteBroken(f"the reference server does not pass {len(red)} checks, the first {names}; mend that first")


def _never_red(verdicts: Sequence[Verdict]) -> tuple[str, ...]:
    red = {check for verdict in verdicts for check in (*verdict.caught, *verdict.also_red)}
    return tuple(check.id for check in checks() if check.id not in red)
