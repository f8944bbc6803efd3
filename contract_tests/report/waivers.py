"""Known deviations of a target: `waivers.yaml` names checks that may fail, each with a reason and an expiry date."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

from campaign_contract.contract_tests.api.outcomes import Outcome
from campaign_contract.contract_tests.report.verdict import Result
from campaign_contract.spec import DocumentError
from campaign_contract.spec.document import Document, read

_DRAFTED = "draft: "
DRAFT_DAYS = 30
"""How long a drafted waiver holds unless somebody changes its date."""
_DRAFT_HEAD = """\
# Deviations of this target that are known and accepted for now. Each waiver names one check by its exact address, says
# why, and expires. A waiver that is no longer needed makes the run exit with 5, so that this list only gets shorter.
"""
_SCHEMA: Mapping[str, Any] = {
    "type": "array",
    "items": {
        "type": "object",
        "additionalProperties": False,
        "required": ["id", "reason", "expires"],
        "properties": {
            "id": {"type": "string", "minLength": 1},
            "reason": {"type": "string", "minLength": 1},
            "expires": {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
            "issue": {"type": "string", "minLength": 1},
        },
    },
}


@dataclass(frozen=True)
class Waiver:
    """One accepted deviation: the check's exact address, why, and the last day on which it holds."""

    id: str
    reason: str
    expires: date
    issue: str | None
    place: str

    def __str__(self) -> str:
        return f"{self.reason} (until {self.expires}{f', {self.issue}' if self.issue else ''})"


def load(path: Path) -> tuple[Waiver, ...]:
    """Read a waivers file. Raises DocumentError, which names file, line and key of each problem."""
    document = read(path)
    if document.data is None:
        return ()
    problems = [*document.schema_problems(_SCHEMA)]
    if problems:
        raise DocumentError(problems)
    return tuple(_waiver(document, index, item) for index, item in enumerate(document.data))


def apply(
    waivers: Sequence[Waiver], results: Iterable[Result], known: Collection[str], today: date
) -> tuple[tuple[Result, ...], tuple[str, ...]]:
    """Mark the failures that a waiver covers, and say which waivers have to go, a line each."""
    results = tuple(results)
    outcomes = {result.check.id: result.outcome for result in results}
    problems = tuple(_problems(waivers, outcomes, known, today))
    valid = {waiver.id: waiver for waiver in waivers if waiver.expires >= today}
    return tuple(_waived(result, valid.get(result.check.id)) for result in results), problems


def draft(results: Iterable[Result], today: date) -> str:
    """A waivers file, as text, for every failure of a run; `load` takes it once somebody has filled in the reasons."""
    expires = (today + timedelta(days=DRAFT_DAYS)).isoformat()
    entries = [
        {"id": result.check.id, "reason": _DRAFTED + (result.message.splitlines() or [""])[0], "expires": expires}
        for result in results
        if result.outcome is Outcome.FAIL
    ]
    return _DRAFT_HEAD + yaml.safe_dump(entries, sort_keys=False, allow_unicode=True, width=1000)


def _waiver(document: Document, index: int, item: Mapping[str, Any]) -> Waiver:
    try:
        expires = date.fromisoformat(item["expires"])
    except ValueError as error:
        problem = document.problem((index, "expires"), f"{item['expires']} is no date; allowed: YYYY-MM-DD")
        raise DocumentError([problem]) from error
    if item["reason"].startswith(_DRAFTED.strip()):
        said = "the reason is still that of the draft; say why this failure is accepted, without 'draft:'"
        raise DocumentError([document.problem((index, "reason"), said)])
    place = f"{document.path}:{document.lines[(index,)]}"
    return Waiver(item["id"], item["reason"], expires, item.get("issue"), place)


def _waived(result: Result, waiver: Waiver | None) -> Result:
    if waiver is None or result.outcome is not Outcome.FAIL:
        return result
    return replace(result, outcome=Outcome.WAIVED, waiver=str(waiver))


def _problems(
    waivers: Sequence[Waiver], outcomes: Mapping[str, Outcome], known: Collection[str], today: date
) -> Iterator[str]:
    seen = set()
    for waiver in waivers:
        if waiver.id in seen:
            yield f"{waiver.place}: {waiver.id} is waived twice; delete this waiver"
        elif waiver.id not in known:
            yield f"{waiver.place}: there is no check {waiver.id}; delete this waiver or correct the address"
        elif waiver.expires < today:
            yield f"{waiver.place}: the waiver of {waiver.id} expired on {waiver.expires}; delete it or argue it anew"
        elif outcomes.get(waiver.id) is Outcome.PASS:
            yield f"{waiver.place}: {waiver.id} passes now; delete this waiver"
        seen.add(waiver.id)
