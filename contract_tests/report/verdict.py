"""Outcomes of checks → the verdict on a target, its exit status and its JSON report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any

from campaign_contract.contract_tests.api.outcomes import Outcome
from campaign_contract.contract_tests.checks import Check
from campaign_contract.contract_tests.report.again import Again
from campaign_contract.contract_tests.report.conditions import Conditions
from campaign_contract.spec import Level


class Verdict(Enum):
    """What a run says of its target; the value is the exit status."""

    CONFORMS = 0
    FAILS = 1
    PARTIAL = 3
    UNREACHABLE = 4
    ERROR = 70


BAD_WAIVERS = 5
"""Exit status of a run with a waiver that is expired, stale, unknown or there twice, whatever the verdict."""


@dataclass(frozen=True)
class Step:
    """One request of a check and its answer, fit to be handed on: credentials are shell variables.

    `status` is 0 where no answer came; `milliseconds` is the time until the answer was read; `command` is empty for a
    body that was made from none; `shortened` says what is left out of the answer. `method`, `headers` and `body` are
    the request again, for programs; `body` is None where it was too long to be kept, in Base64 where it is no text.
    `retries` says why it was sent again before that answer came, a word for each time.
    """

    curl: str
    status: int
    answer: str
    milliseconds: int
    command: str = ""
    content_type: str = ""
    shortened: str = ""
    method: str = "POST"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str | None = None
    base64: bool = False
    retries: tuple[str, ...] = ()


@dataclass(frozen=True)
class Result:
    """How one check ended.

    `message` says why unless it passed; `observed` is what the page leaves open and so
    decides nothing; `waiver` is why a failure is accepted.
    """

    check: Check
    outcome: Outcome
    message: str = ""
    observed: tuple[str, ...] = ()
    exchanges: tuple[Step, ...] = ()
    waiver: str | None = None

    def to_json(self) -> dict[str, Any]:
        """The result as it stands in conformance.json."""
        return {
            "id": self.check.id,
            "command": self.check.command,
            "level": self.check.level.value,
            "outcome": self.outcome.value,
            "message": self.message,
            "rule": self.check.rule,
            "section": self.check.section,
            "statement": self.check.statement,
            "note": self.check.note,
            "later": self.check.later,
            "observed": list(self.observed),
            "waiver": self.waiver,
            "exchanges": [{**vars(step)} for step in self.exchanges],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Result:
        """The inverse of `to_json`."""
        names = ("id", "command", "rule", "section", "statement", "note")
        known = {name: data[name] for name in names}
        check = Check(level=Level(data["level"]), later=data.get("later"), **known)
        steps = tuple(map(_step, data["exchanges"]))
        observed = tuple(data["observed"])
        return cls(check, Outcome(data["outcome"]), data["message"], observed, steps, data["waiver"])


def _step(data: Mapping[str, Any]) -> Step:
    return Step(**{**data, "retries": tuple(data.get("retries", ()))})


@dataclass(frozen=True)
class Run:
    """A finished or interrupted run against one target. `started` is an ISO 8601 time; `seconds` how long it took.

    `remarks` are lines about the run as a whole that whoever reads its verdict has to know; `unreachable` says since
    when and why the target could not be reached any more, "" where it could until the end; `unchecked` is how many
    statements of the spec no check holds.
    """

    target: str
    started: str
    seconds: float
    requests: int
    results: tuple[Result, ...]
    strict: bool = False
    allow_partial: bool = False
    left_behind: int = 0
    interrupted: bool = False
    unreachable: str = ""
    waiver_problems: tuple[str, ...] = ()
    unchecked: int = 0
    remarks: tuple[str, ...] = ()
    conditions: Conditions = field(default_factory=Conditions)
    again: Again | None = None

    @property
    def verdict(self) -> Verdict:
        """FAILS for a failed MUST or, if strict, a failed SHOULD; else ERROR where the suite itself failed.

        Else PARTIAL for an untried MUST: one that could not be arranged, that was not picked, or that an interrupted
        run did not get to; and if strict for a statement of the spec that no check holds. A target that stopped
        answering is UNREACHABLE, whatever was found before.
        """
        if self.unreachable:
            return Verdict.UNREACHABLE
        if any(self.decides(result) for result in self.results):
            return Verdict.FAILS
        if self.with_outcome(Outcome.ERROR):
            return Verdict.ERROR
        return Verdict.PARTIAL if self.conditions.filter or self._is_unfinished else Verdict.CONFORMS

    @property
    def exit_status(self) -> int:
        """The verdict's exit status; 5 where a waiver has to go, unless the suite itself failed.

        PARTIAL is 0 where that is allowed, and where all that was picked by hand was tried.
        """
        if self.unreachable:
            return Verdict.UNREACHABLE.value
        if self.waiver_problems and self.verdict is not Verdict.ERROR:
            return BAD_WAIVERS
        if self.verdict is Verdict.PARTIAL and (self.allow_partial or not self._is_unfinished):
            return Verdict.CONFORMS.value
        return self.verdict.value

    @property
    def waived(self) -> int:
        """How many failures the operator has accepted."""
        return len(self.with_outcome(Outcome.WAIVED))

    @property
    def _is_unfinished(self) -> bool:
        """Whether a MUST that was asked for was not tried, or if strict a statement cannot be."""
        missing = self.with_outcome(Outcome.NOT_ARRANGED)
        untried = any(result.check.level is Level.MUST for result in missing)
        return self.interrupted or untried or (self.strict and self.unchecked > 0)

    def decides(self, result: Result) -> bool:
        """Whether this result alone makes the target fail."""
        return is_decisive(result, strict=self.strict)

    def with_outcome(self, outcome: Outcome) -> list[Result]:
        """The results that ended so, in the order of the run."""
        return [result for result in self.results if result.outcome is outcome]

    def counts(self) -> dict[str, dict[str, int]]:
        """Level → outcome → number of checks, with every outcome named."""
        return {
            level.value: {outcome.value: count for outcome, count in _counted(self.results, level)}
            for level in (Level.MUST, Level.SHOULD)
        }

    def to_json(self) -> dict[str, Any]:
        """The run as it stands in conformance.json."""
        return {
            "verdict": self.verdict.name,
            "target": self.target,
            "started": self.started,
            "seconds": round(self.seconds, 3),
            "requests": self.requests,
            "suite_version": self.conditions.suite_version,
            "spec_hash": self.conditions.spec_hash,
            "profile": self.conditions.profile,
            "level": self.conditions.level,
            "filter": self.conditions.filter or None,
            "seed": self.conditions.seed,
            "strict": self.strict,
            "interrupted": self.interrupted,
            "unreachable": self.unreachable or None,
            "waived": self.waived,
            "waiver_problems": list(self.waiver_problems),
            "remarks": list(self.remarks),
            "counts": self.counts(),
            "checks": [result.to_json() for result in self.results],
        }


def is_decisive(result: Result, *, strict: bool) -> bool:
    """Whether a result alone makes a target fail: a failed MUST, and if strict a failed SHOULD."""
    return result.outcome is Outcome.FAIL and (strict or result.check.level is Level.MUST)


_WORST_FIRST = (
    Outcome.FAIL,
    Outcome.ERROR,
    Outcome.WAIVED,
    Outcome.NOT_ARRANGED,
    Outcome.NOT_OBSERVABLE,
    Outcome.PASS,
)


def worst(results: Iterable[Result]) -> tuple[Result, ...]:
    """One result for each check, the worst of those that it had, in the order in which the checks first ended.

    A check ends more than once when it is repeated, or when putting things away fails after it.
    """
    by_id: dict[str, Result] = {}
    for result in results:
        before = by_id.setdefault(result.check.id, result)
        worse, other = sorted((before, result), key=lambda item: _WORST_FIRST.index(item.outcome))
        shown = worse.exchanges or not other.exchanges
        by_id[result.check.id] = worse if shown else replace(worse, exchanges=other.exchanges)
    return tuple(by_id.values())


def _counted(results: Iterable[Result], level: Level) -> list[tuple[Outcome, int]]:
    counter = Counter(result.outcome for result in results if result.check.level is level)
    return [(outcome, counter[outcome]) for outcome in Outcome]
