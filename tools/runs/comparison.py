"""Where two targets answer the same checks differently, whatever the page says: outcomes, observations, shapes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from campaign_contract.contract_tests.api.client import Reply
from campaign_contract.contract_tests.api.outcomes import Outcome
from campaign_contract.contract_tests.report.verdict import Result, Run, Step
from campaign_contract.tools.runs.report_reader import reply

ABSENT = "absent"
OUTCOME, OBSERVED = "outcome", "observed"
"""What differs in how a check ended; everything else differs in answers."""
_CODE = "ErrorCode"
_UNSEEN = (Outcome.NOT_ARRANGED, Outcome.NOT_OBSERVABLE)


@dataclass(frozen=True)
class Observation:
    """One difference in one check. `subject` is the check where its end differs, else the command that was sent."""

    subject: str
    what: str
    a: str
    b: str
    check: str


@dataclass(frozen=True)
class Difference:
    """A difference that the targets `a` and `b` show in one or more checks, each as often as it was seen."""

    subject: str
    what: str
    a: str
    b: str
    checks: tuple[str, ...]


@dataclass(frozen=True)
class Comparison:
    """Two runs side by side. `not_compared` names the checks that one of the targets did not let the suite see."""

    a: Run
    b: Run
    differences: tuple[Difference, ...]
    not_compared: tuple[str, ...]

    @property
    def outcomes(self) -> list[Difference]:
        """Checks that ended otherwise, one each."""
        return [difference for difference in self.differences if difference.what == OUTCOME]

    @property
    def observed(self) -> list[Difference]:
        """Checks that observed something else where the page leaves the choice, one each."""
        return [difference for difference in self.differences if difference.what == OBSERVED]

    @property
    def answers(self) -> list[Difference]:
        """Answers with another status, code, type or key, by command."""
        found = [difference for difference in self.differences if difference.what not in (OUTCOME, OBSERVED)]
        return sorted(found, key=lambda difference: difference.subject)


def compare(a: Run, b: Run) -> Comparison:
    """Hold the runs of the same checks on two targets against each other; equal differences are put together."""
    of_b = {result.check.id: result for result in b.results}
    pairs = [(result, of_b[result.check.id]) for result in a.results if result.check.id in of_b]
    unseen = [pair for pair in pairs if (pair[0].outcome in _UNSEEN) != (pair[1].outcome in _UNSEEN)]
    found = _grouped(observation for pair in pairs for observation in _of_check(*pair, ended=pair not in unseen))
    return Comparison(a, b, tuple(found), tuple(first.check.id for first, _ in unseen))


def _grouped(observations: Iterable[Observation]) -> Iterator[Difference]:
    checks: dict[tuple[str, str, str, str], list[str]] = {}
    for item in observations:
        checks.setdefault((item.subject, item.what, item.a, item.b), []).append(item.check)
    for key, ids in checks.items():
        yield Difference(*key, checks=tuple(ids))


def _of_check(a: Result, b: Result, *, ended: bool) -> Iterator[Observation]:
    id = a.check.id
    if ended and a.outcome is not b.outcome:
        yield Observation(id, OUTCOME, a.outcome, b.outcome, id)
    elif ended and a.observed != b.observed:
        yield Observation(id, OBSERVED, "; ".join(a.observed) or "nothing", "; ".join(b.observed) or "nothing", id)
    together = takewhile(
        lambda steps: steps[0].command == steps[1].command, zip(a.exchanges, b.exchanges, strict=False)
    )
    for first, second in together:
        for what, of_a, of_b in _of_answer(first, second):
            yield Observation(first.command or "no command", what, of_a, of_b, id)


def _of_answer(first: Step, second: Step) -> Iterator[tuple[str, str, str]]:
    a, b = reply(first), reply(second)
    facts = [
        ("HTTP status", str(a.status or "no answer"), str(b.status or "no answer")),
        ("Content-Type", _media_type(first), _media_type(second)),
        ("Success", _success(a), _success(b)),
    ]
    if _is_whole(first, a) and _is_whole(second, b):
        facts.append((_CODE, _codes(a), _codes(b)))
        if a.succeeded == b.succeeded:
            facts += _of_values(a.body, b.body, "")
    yield from (fact for fact in facts if fact[1] != fact[2])


def _of_values(a: Any, b: Any, path: str) -> Iterator[tuple[str, str, str]]:
    """Types, and the keys of objects; of a list, what its first item shows."""
    if _type(a) != _type(b):
        yield f"type of {path or 'the answer'}", _type(a), _type(b)
    elif isinstance(a, dict):
        for key in [*a, *(key for key in b if key not in a)]:
            inner = f"{path}.{key}" if path else key
            if key in a and key in b:
                yield from _of_values(a[key], b[key], inner)
            else:
                yield f"key {inner}", _type(a[key]) if key in a else ABSENT, _type(b[key]) if key in b else ABSENT
    elif isinstance(a, list) and a and b:
        yield from _of_values(a[0], b[0], f"{path}[]")


def _type(value: Any) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int() | float():
            return "number"
        case str():
            return "text"
        case list():
            return "list"
        case _:
            return "object"


def _media_type(step: Step) -> str:
    return step.content_type.partition(";")[0].strip().lower() or "none"


def _success(answer: Reply) -> str:
    return str(answer.get("Success"))


def _codes(answer: Reply) -> str:
    return ", ".join(map(str, answer.codes)) or "none"


def _is_whole(step: Step, answer: Reply) -> bool:
    """Whether the answer is JSON as far as it was kept."""
    return answer.body is not None or not step.shortened
