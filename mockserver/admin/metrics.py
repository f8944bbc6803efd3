"""What Prometheus reads: counts and times of this process's answers, and what the data holds."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import TYPE_CHECKING

from werkzeug import Response

from campaign_contract.mockserver import archive
from campaign_contract.mockserver.admin.world import World
from campaign_contract.mockserver.exchange import outcome
from campaign_contract.mockserver.tally import BOUNDS

if TYPE_CHECKING:
    from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric

_STATUSES = 'SELECT "CampaignStatus", COUNT(*) FROM campaign GROUP BY "CampaignStatus"'
_PREFIX = "campaign_contract"
_SCOPE = "by this process"


def exposed(world: World) -> Response:
    """All metrics in the text format of Prometheus."""
    from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

    registry = CollectorRegistry()
    registry.register(_Collector(world))
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


class _Collector:
    def __init__(self, world: World) -> None:
        self._world = world

    def describe(self) -> Iterable[Metric]:
        """Nothing, so that registering reads no data."""
        return ()

    def collect(self) -> Iterator[Metric]:
        """Each metric as it is now."""
        yield self._requests()
        yield self._seconds()
        yield from self._state()

    def _requests(self) -> CounterMetricFamily:
        from prometheus_client.core import CounterMetricFamily

        labels = ("command", "outcome", "decided")
        requests = CounterMetricFamily(f"{_PREFIX}_requests", f"Requests answered {_SCOPE}.", labels=labels)
        for (command, rule), count in sorted(self._world.tally.rules().items()):
            requests.add_metric((command, outcome(rule), rule), count)
        return requests

    def _seconds(self) -> HistogramMetricFamily:
        from prometheus_client.core import HistogramMetricFamily

        text = f"Seconds from a request's arrival to its answer {_SCOPE}."
        seconds = HistogramMetricFamily(f"{_PREFIX}_request_seconds", text, labels=("command",))
        for command, (counts, total) in sorted(self._world.tally.durations().items()):
            bounds = (*map(str, BOUNDS), "+Inf")
            seconds.add_metric((command,), list(zip(bounds, accumulate(counts), strict=True)), total)
        return seconds

    def _state(self) -> Iterator[GaugeMetricFamily]:
        from prometheus_client.core import GaugeMetricFamily

        world = self._world
        with world.store.transaction(writes=False):
            accounts, statuses = len(archive.accounts(world.store)), dict(world.store.execute(_STATUSES).fetchall())
        kept, workers = len(world.journal.entries()), "Processes that serve; the one that was asked has this pid."
        yield GaugeMetricFamily(f"{_PREFIX}_journal_entries", f"Exchanges kept {_SCOPE}.", kept)
        yield GaugeMetricFamily(f"{_PREFIX}_accounts", "Accounts.", accounts)
        campaigns = GaugeMetricFamily(f"{_PREFIX}_campaigns", "Campaigns by status.", labels=("status",))
        for status in world.spec.statuses:
            campaigns.add_metric((status.name,), statuses.get(status.name, 0))
        yield campaigns
        processes = GaugeMetricFamily(f"{_PREFIX}_workers", workers, labels=("pid",))
        processes.add_metric((str(os.getpid()),), world.workers)
        yield processes
