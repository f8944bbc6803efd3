"""Where the time of a run went: into single checks, by module, and into what came before and after all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from heapq import nlargest
from operator import itemgetter
from pathlib import PurePosixPath

import pytest

from campaign_contract.contract_tests.report.endings import counted


class Durations:
    """The seconds of checks and of their modules. `began` is when the run did, by the clock that `add` is told of."""

    def __init__(self, began: float) -> None:
        self._began = began
        self._before: float | None = None
        self._last = began
        self._checks: dict[str, float] = defaultdict(float)
        self._modules: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))

    def add(self, report: pytest.TestReport, now: float) -> None:
        """Count a phase of a check, which has just ended."""
        file, _, rest = report.nodeid.partition("::")
        address = rest.partition("[")[2].removesuffix("]")
        if self._before is None:
            self._before = max(now - report.duration - self._began, 0.0)
        self._last = now
        self._checks[address] += report.duration
        self._modules[PurePosixPath(file).stem.removeprefix("test_").replace("_", " ")][address] += report.duration

    def told(self, slowest: int, now: float, waited: float) -> Iterator[str]:
        """The slowest checks, a line each, then every module, the longest first; with several processes, of all.

        `waited` are the seconds until the target's answers were there.
        """
        for address, seconds in nlargest(slowest, self._checks.items(), key=itemgetter(1)):
            yield _line(seconds, address)
        yield f"all checks took {sum(self._checks.values()):.1f} s:"
        modules = {name: (sum(checks.values()), len(checks)) for name, checks in self._modules.items()}
        for name, (seconds, count) in sorted(modules.items(), key=itemgetter(1), reverse=True):
            yield _line(seconds, f"{name}, {counted(count, 'check')}")
        yield _line(waited, "of that waiting for answers")
        yield _line(self._before or 0.0, "loading, starting and collecting, before the first check")
        yield _line(now - self._last, "putting away and reporting, after the last check")


def _line(seconds: float, what: str) -> str:
    return f"{seconds:7.2f} s  {what}"
