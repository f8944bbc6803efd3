"""Hypothesis against a live target: repeatable, bounded in requests, and left with the smallest run that failed."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache, partial
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, Phase, Verbosity, given, reject, seed
from hypothesis import settings as hypothesis_settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test
from hypothesis.strategies import SearchStrategy

from campaign_contract.contract_tests.api.client import Exchange
from campaign_contract.contract_tests.api.outcomes import Broken, Disturbed
from campaign_contract.contract_tests.api.world import World
from campaign_contract.contract_tests.explore.repeatable import OtherInternals, nothing_learned

Value = TypeVar("Value")
SHRINK_REQUESTS = 600
"""How many requests at most go into making a failure smaller."""
WALKS_AT_A_TIME = 6


class Search:
    """One search for a counterexample.

    It tries `examples`, or as many as the settings say instead, and starts none after `requests` (in proportion).
    The transcript is left with the exchanges of the smallest failing example, behind those that were sent before the
    search. A failure that does not repeat is a failure all the same.
    """

    def __init__(self, world: World, examples: int, requests: int, seed: int | None = None) -> None:
        self._examples = world.settings.examples or examples
        self._seed = world.settings.seed if seed is None else seed
        self._transcript = world.client.transcript
        self._prelude = tuple(self._transcript.exchanges)
        self._failure: Broken | None = None
        self._failing: list[Exchange] = []
        self._exhausted = False
        self._requests = requests * self._examples // examples
        self._last_request = 0

    def every(self, values: SearchStrategy[Value], holds: Callable[[Value], None]) -> None:
        """Call `holds` with one generated value after the other. Raises Broken, from the smallest that fails."""

        def example(value: Value) -> None:
            self.start()
            with self.watched():
                holds(value)

        test = self._options(max_examples=self._examples)(given(values)(example))
        self._run(seed(self._seed)(test), self._requests)

    def walk(self, machine: type[RuleBasedStateMachine], steps: int, part: int = 0) -> None:
        """Let a machine, which calls `start` and `watched` itself, take random walks. Raises Broken likewise.

        A few walks at a time, each few from a seed of their own: Hypothesis goes on from what it has tried, so that
        many walks from one seed are much alike. Each `part` takes other walks from the same seed.
        """
        options = self._options(max_examples=WALKS_AT_A_TIME, stateful_step_count=steps)
        times = math.ceil(self._examples / WALKS_AT_A_TIME)
        for turn in range(part * times, (part + 1) * times):
            seeded = seed(f"{self._seed} {turn}")(machine)
            self._run(partial(run_state_machine_as_test, seeded, settings=options), self._requests // times)

    def start(self) -> None:
        """Begin an example: the exchanges of the one before are forgotten. Once there were enough requests, stop."""
        if self._transcript.by_command.total() > self._last_request:
            self._exhausted = True
            raise _Enough
        self._transcript.exchanges = [*self._prelude]

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Keep a failure, unless a smaller one is known; pass over an example in which a request was lost."""
        try:
            yield
        except Disturbed:
            reject()
        except Broken as failure:
            exchanges = self._transcript.exchanges
            if self._failure is None:
                self._last_request = self._transcript.by_command.total() + SHRINK_REQUESTS
            if self._failure is None or _size(exchanges) <= _size(self._failing):
                self._failure, self._failing = failure, [*exchanges]
            raise

    def _run(self, test: Callable[[], Any], requests: int) -> None:
        self._exhausted = False
        self._last_request = self._transcript.by_command.total() + requests
        try:
            with self._repeatable():
                test()
        except (Exception, pytest.skip.Exception, pytest.fail.Exception, _Enough):
            if self._failure is None and not self._exhausted:
                raise
        if self._failure:
            self._transcript.exchanges = self._failing
            raise self._failure from None

    @contextmanager
    def _repeatable(self) -> Iterator[None]:
        """With the seed alone to decide; where that cannot be had, the operator is told and the search goes on."""
        with ExitStack() as stack:
            try:
                stack.enter_context(nothing_learned())
            except OtherInternals as problem:
                _say_once(self._transcript.say, str(problem))
            yield

    def _options(self, **more: Any) -> hypothesis_settings:
        """Nothing remembered and nothing timed."""
        return hypothesis_settings(
            database=None,
            deadline=None,
            derandomize=False,  # which Hypothesis sets in CI, and which would ignore the seed
            phases=(Phase.generate, Phase.shrink),
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
            verbosity=Verbosity.quiet,
            **more,
        )


@cache
def _say_once(say: Callable[[str], None], text: str) -> None:
    say(text)


class _Enough(BaseException):
    """No more requests. Hypothesis does not take it for a failure, but may well wrap it in a complaint of its own."""


def _size(exchanges: list[Exchange]) -> tuple[int, int]:
    return len(exchanges), sum(len(exchange.body) for exchange in exchanges)
