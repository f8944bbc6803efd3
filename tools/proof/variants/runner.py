"""Variants → the suite on each of them → whether it stayed as quiet as it should."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from rich.console import Console

from campaign_contract.contract_tests.api.outcomes import Outcome
from campaign_contract.contract_tests.report.verdict import Result
from campaign_contract.spec import Level
from campaign_contract.tools.proof.mutants.mutant import holds
from campaign_contract.tools.proof.trial.blueprint import together
from campaign_contract.tools.proof.trial.picking import matching
from campaign_contract.tools.proof.trial.pool import in_parallel
from campaign_contract.tools.proof.trial.suite import attempt, checks
from campaign_contract.tools.proof.variants.may_behaviour import BEHAVIOUR
from campaign_contract.tools.proof.variants.may_listing import LISTING
from campaign_contract.tools.proof.variants.may_living import LIVING
from campaign_contract.tools.proof.variants.may_reading import READING
from campaign_contract.tools.proof.variants.may_showing import SHOWING
from campaign_contract.tools.proof.variants.may_wire import WIRE
from campaign_contract.tools.proof.variants.should_examples import EXAMPLES
from campaign_contract.tools.proof.variants.should_wrapping import WRAPPING
from campaign_contract.tools.proof.variants.variant import Variant

_PARTS = 6
_COMBINATION = "combination"


@dataclass(frozen=True)
class Verdict:
    """What the suite said of one variant. `wrong` says, a line each, what it should not have said, or should have."""

    id: str
    level: Level
    what: str
    advice: tuple[str, ...]
    not_observable: int
    wrong: tuple[str, ...]
    requests: int
    seconds: float

    @property
    def quiet(self) -> bool:
        """Whether the suite said exactly what it should."""
        return not self.wrong


@cache
def catalogue() -> Mapping[str, Variant]:
    """Every variant by its id, in the order in which they are run and reported."""
    variants = (*WIRE, *BEHAVIOUR, *READING, *LIVING, *SHOWING, *LISTING, *WRAPPING, *EXAMPLES)
    found = {f"{variant.level}/{variant.id}": variant for variant in variants}
    assert len(found) == len(variants), "two variants have the same id"  # noqa: S101 - a slip in this package
    return found


def run(pattern: str | None, combinations: int, workers: int, console: Console) -> list[Verdict]:
    """Run the variants whose id contains `pattern` (which may hold * and ?), all without one, and combinations.

    Raises NoMatch and SuiteBroken.
    """
    every = [*catalogue(), *(f"{Level.MAY}/{_COMBINATION}-{number}" for number in range(1, combinations + 1))]
    return list(in_parallel(judge, matching(every, pattern), workers, "variants", console))


def judge(id: str) -> Verdict:
    """Run the suite on the variant with this id, or on a combination."""
    return assess(catalogue().get(id) or combination(int(id.rpartition("-")[2])))


def assess(variant: Variant) -> Verdict:
    """Run the checks that are worth running on a variant. Raises SuiteBroken."""
    trial = attempt(variant.alteration, {check.id for check in checks() if variant.wanted(check)})
    return Verdict(
        id=f"{variant.level}/{variant.id}",
        level=variant.level,
        what=variant.what,
        advice=trial.ids(Outcome.FAIL),
        not_observable=len(trial.ids(Outcome.NOT_OBSERVABLE)),
        wrong=tuple(complaints(variant, trial.results)),
        requests=trial.requests,
        seconds=round(trial.seconds, 2),
    )


def combination(number: int) -> Variant:
    """Several MAY variants at once, those of the wire around the others; the same ones for the same number."""
    choice = random.Random(number)  # noqa: S311 - no secret
    parts = [variant for id, variant in catalogue().items() if variant.level is Level.MAY and variant.id != "slow"]
    chosen = sorted(choice.sample(parts, _PARTS), key=lambda variant: (variant in WIRE, parts.index(variant)))
    names = ", ".join(variant.id for variant in chosen)
    return Variant(f"{_COMBINATION}-{number}", names, together(*(variant.alteration for variant in chosen)))


def complaints(variant: Variant, results: Sequence[Result]) -> list[str]:
    """What the suite said of a variant that it should not have said, and what it did not say, a line each."""
    loud = [result for result in results if result.outcome in (Outcome.FAIL, Outcome.ERROR)]
    unexpected = [result for result in loud if result.outcome is Outcome.ERROR or not variant.expects(result.check)]
    firm = [result for result in loud if result.check.level is Level.MUST and result not in unexpected]
    lines = [f"{item.outcome} {item.check.id} ({item.check.level}): {item.message}" for item in (*unexpected, *firm)]
    silent = [address for address in variant.violates if not any(holds(item.check, address) for item in loud)]
    return [*lines, *(f"no advice at {address}" for address in silent)]
