"""How fast requests follow one another: no faster than the operator allows, nor than the target takes them."""

from __future__ import annotations

import math
import os
import threading
import time
from collections import deque

from pyrate_limiter import Duration, Limiter, Rate

from campaign_contract.contract_tests.settings import Settings

_SECOND = 1.0
_CAREFUL = 1.1
"""How much longer the pause between requests becomes than the one at which the target refused."""
_BOLDER = 0.999
"""What each request that is not refused makes of the pause."""
_LONGEST_PAUSE = 1.0
_WORTH = 1.5
"""How many times the waits after refusals the pauses between requests may cost in all: those that refuse a share of
whatever comes do not refuse less when it comes slowly."""


class Pace:
    """The pace of all connections of one process to a target; may be asked from several threads."""

    def __init__(self, settings: Settings) -> None:
        self._limiter = _limiter(settings)
        self._lock = threading.Lock()
        self._sent: deque[float] = deque()
        self._next = 0.0
        self._since_refusal = 0
        self._waited = math.inf
        self.pause = 0.0
        """Seconds from one request to the next; 0 as long as the target refused none."""

    def wait_for_turn(self) -> None:
        """Wait until one more request may be sent."""
        if self._limiter:
            self._limiter.try_acquire()
        with self._lock:
            self.pause *= _BOLDER
            now = time.monotonic()
            turn = max(now, self._next)
            self._next = turn + self.pause
            self._sent.append(turn)
            self._since_refusal += 1
            while self._sent[0] < turn - _SECOND:
                self._sent.popleft()
        if turn > now:
            time.sleep(turn - now)

    def slow_down(self) -> None:
        """The target refused a request as one too many: stay a little below the pace at which it did so."""
        with self._lock:
            refused_at = _SECOND / max(len(self._sent), 1)
            worthwhile = _WORTH * self._waited / max(self._since_refusal, 1)
            self.pause = min(_CAREFUL * max(self.pause, refused_at), worthwhile, _LONGEST_PAUSE)
            self._since_refusal = 0
            self._waited = 0.0

    def note_wait(self, seconds: float) -> None:
        """A request that was refused is sent again after so many seconds."""
        with self._lock:
            self._waited += seconds


def _limiter(settings: Settings) -> Limiter | None:
    """Keeps to the settings' rate; processes that work side by side share it evenly."""
    if settings.highest_rate is None:
        return None
    count, seconds = settings.highest_rate
    processes = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    return Limiter(Rate(count, Duration.SECOND * seconds * processes))
