"""Whether a target takes requests in each encoding, as far as the requests of a run show."""

from __future__ import annotations

import re
from collections import defaultdict

from campaign_contract.contract_tests.report.verdict import Run, Step

_ENOUGH = 5
"""Fewer requests than these tell nothing: each may have been refused for a reason of its own."""
_SUCCESS = re.compile(r'"Success"\s*:\s*true')


def deaf_to(run: Run) -> set[str]:
    """The media types in which many requests were sent and none succeeded, although those in another one did."""
    successes: dict[str, list[bool]] = defaultdict(list)
    for result in run.results:
        for step in result.exchanges:
            if step.command:
                successes[media_type_of(step)].append(bool(_SUCCESS.search(step.answer)))
    if not any(map(any, successes.values())):
        return set()
    return {name for name, found in successes.items() if name and len(found) >= _ENOUGH and not any(found)}


def media_type_of(step: Step) -> str:
    """The media type of a request, in small letters and without parameters; "" where it has none."""
    return step.headers.get("Content-Type", "").partition(";")[0].strip().lower()
