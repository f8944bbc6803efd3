"""Counts of answers and of their seconds since this process started, for the metrics."""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Mapping

from campaign_contract.mockserver.exchange import Answer, Answering, Exchange

BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Seconds: an answer counts to the first of them that it did not exceed, or to none."""


class Tally:
    """Counts what its layer lets through; safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rules: Counter[tuple[str, str]] = Counter()
        self._buckets: Counter[tuple[str, int]] = Counter()
        self._seconds: defaultdict[str, float] = defaultdict(float)

    def rules(self) -> Mapping[tuple[str, str], int]:
        """How many answers there were by command (empty where there was none) and address of the deciding rule."""
        with self._lock:
            return dict(self._rules)

    def durations(self) -> Mapping[str, tuple[list[int], float]]:
        """By command: how many answers count to each of the `BOUNDS` and to none, and the sum of their seconds."""
        with self._lock:
            places = range(len(BOUNDS) + 1)
            return {
                command: ([self._buckets[command, place] for place in places], total)
                for command, total in self._seconds.items()
            }

    def layer(self, inner: Answering) -> Answering:
        """Counts every exchange that it lets through."""

        def answered(exchange: Exchange) -> Answer:
            answer = inner(exchange)
            self._add(exchange.command, exchange.rule, exchange.elapsed() + answer.delay)
            return answer

        return answered

    def _add(self, command: str, rule: str, seconds: float) -> None:
        with self._lock:
            self._rules[command, rule] += 1
            self._buckets[command, bisect_left(BOUNDS, seconds)] += 1
            self._seconds[command] += seconds
