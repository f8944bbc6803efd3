"""What the waits and pauses cost behind targets that refuse too many requests, each in its own way. No time passes."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial

import pytest

from campaign_contract.contract_tests.api.pace import Pace
from campaign_contract.contract_tests.api.persistence import Asked, Persistence
from campaign_contract.contract_tests.api.transport import Received

ROUND_TRIP = 0.003
REQUESTS = 700
RATE = 20


@dataclass
class Share:
    """Refuses every so manieth request, whatever the pace."""

    every: int
    count: int = 0

    def takes(self, _now):
        self.count += 1
        return self.count % self.every != 0


@dataclass
class SlidingWindow:
    """Takes RATE requests within any second; who sends more waits, for as long as the penalty in seconds."""

    penalty: float = 0
    taken: list[float] = field(default_factory=list)
    banned_until: float = 0

    def takes(self, now):
        self.taken = [moment for moment in self.taken if moment > now - 1]
        fits = now >= self.banned_until and len(self.taken) < RATE
        if fits:
            self.taken.append(now)
        elif now >= self.banned_until:
            self.banned_until = now + self.penalty
        return fits


@dataclass
class Bucket:
    """Takes RATE requests a second in the long run, and as many at once as it holds."""

    holds: int
    level: float = 0
    since: float = 0

    def takes(self, now):
        self.level = min(self.holds, self.level + (now - self.since) * RATE)
        self.since = now
        fits = self.level >= 1
        self.level -= fits
        return fits


@pytest.fixture
def cost(settings, clock):
    """Seconds spent on many requests beside the requests themselves, and how many were refused."""

    def spend(limit, retry_after):
        refused = 0

        def once():
            nonlocal refused
            clock.sleep(ROUND_TRIP)
            if limit.takes(clock.now):
                return Received(200, {}, b"{}")
            refused += 1
            return Received(429, {} if retry_after is None else {"Retry-After": retry_after}, b"")

        persistence = Persistence(Pace(settings), settings.retry_after_limit, lambda _: None)
        for _ in range(REQUESTS):
            persistence.insist(Asked("Campaigns.Get", True, once, (once,)))
        return sum(clock.slept) - (REQUESTS + refused) * ROUND_TRIP, refused

    return spend


@pytest.mark.parametrize(
    ("every", "retry_after", "wait"), [(7, "0", 0.0), (7, None, 0.5), (7, "1", 1.0), (3, "1", 1.0), (40, None, 0.5)]
)
def test_pauses_cost_little_more_than_the_waits_after_a_share_of_refusals(cost, every, retry_after, wait):
    seconds, refused = cost(Share(every), retry_after)
    first_pauses = 2 * every * 0.1
    assert seconds < 2.5 * refused * wait + first_pauses


@pytest.mark.parametrize("retry_after", [None, "0", "1"])
@pytest.mark.parametrize("limit", [SlidingWindow, partial(Bucket, 20), partial(Bucket, 200)])
def test_a_limit_of_requests_in_a_second_costs_little_more_than_the_limit_itself(cost, limit, retry_after):
    seconds, _ = cost(limit(), retry_after)
    assert seconds < 1.6 * REQUESTS / RATE


def test_a_limit_that_punishes_is_kept(cost):
    seconds, refused = cost(SlidingWindow(penalty=10), "10")
    assert refused < REQUESTS / 50
    assert seconds < 3 * REQUESTS / RATE + 10
