"""Makes of each exchange that went through a judgement, an entry of the journal and a part of the coverage."""

from __future__ import annotations

import io
import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

from werkzeug import Request

from campaign_contract.mockserver.admin.world import Watched
from campaign_contract.mockserver.body import Pairs
from campaign_contract.mockserver.coverage import Coverage
from campaign_contract.mockserver.digests import digest
from campaign_contract.mockserver.exchange import Answer, Exchange
from campaign_contract.mockserver.journal import Journal, sentences
from campaign_contract.mockserver.redaction import Secrets, redacted, secrets
from campaign_contract.spec import Spec
from campaign_contract.tools.proxy.judge import NO_ANSWER, NOT_JUDGED, SENTENCES, Answered, Judge
from campaign_contract.tools.proxy.relay import Passed

Record = Callable[[Exchange, Answer, Secrets], None]
"""Keeps an exchange; the credentials among what is kept have to be hidden."""
_log = logging.getLogger(__name__)
_MOST_ACCOUNTS = 10_000
_CARRIED = ("Content-Type", "Retry-After")
"""The headers of an answer that decide what it means."""


@dataclass(frozen=True)
class Passage(Watched):
    """What can be looked at of a proxy."""

    spec: Spec
    journal: Journal
    coverage: Coverage
    workers: int = 1

    @cached_property
    def sentences(self) -> Mapping[str, str]:
        """What each rule that can decide says, by its address."""
        return {**sentences(self.spec), **SENTENCES}


class Accounts:
    """Numbers for the users of a server: a credential that comes for the first time gets the next one.

    What is kept of a credential is a digest. Two that are sent together are one user's.
    """

    def __init__(self, credentials: tuple[str, ...]) -> None:
        self._names = {name.lower() for name in credentials}
        self._numbers: OrderedDict[str, int] = OrderedDict()
        self._last = 0
        self._lock = threading.Lock()

    def number(self, pairs: Pairs) -> int | None:
        """The number of who sends this; None without a credential."""
        sent = [digest(value) for name, value in pairs if name.lower() in self._names and isinstance(value, str)]
        if not sent:
            return None
        with self._lock:
            known = next((self._numbers[one] for one in sent if one in self._numbers), None)
            if known is None:
                self._last = known = self._last + 1
            for one in sent:
                self._numbers[one] = known
            while len(self._numbers) > _MOST_ACCOUNTS:
                self._numbers.popitem(last=False)
            return known


class Observer:
    """Told about each exchange, it fills the journal and the coverage, and hands the exchange to `record`."""

    def __init__(self, passage: Passage, path: str, record: Record | None) -> None:
        self._passage = passage
        self._judge = Judge(passage.spec, path)
        self._accounts = Accounts(passage.spec.credentials)
        self._record = record

    def seen(self, passed: Passed) -> None:
        """Take in an exchange. What goes wrong here is logged and holds nothing up."""
        try:
            self._take_in(passed)
        except Exception:
            _log.exception("an exchange could not be judged")

    def _take_in(self, passed: Passed) -> None:
        exchange = Exchange(_request(passed), datetime.now(UTC))
        answer = self._judged(exchange, passed)
        known = (*secrets(exchange.pairs), *self._passage.secrets())
        exchange.warnings = [redacted(line, known) for line in exchange.warnings]
        self._passage.coverage.note(exchange)
        self._passage.journal.add(exchange, answer, passed.seconds)
        if self._record and not passed.problem and passed.answered.is_whole:
            self._record(exchange, answer, known)

    def _judged(self, exchange: Exchange, passed: Passed) -> Answer:
        exchange.body = bytes(passed.sent.content)
        if passed.sent.is_whole:
            self._judge.request(exchange)
        else:
            exchange.decided, exchange.detail = NOT_JUDGED, f"The body has {passed.sent.size} bytes."
        exchange.owner = self._accounts.number(exchange.pairs)
        content = bytes(passed.answered.content)
        if passed.problem:
            exchange.decided, exchange.detail = NO_ANSWER, passed.problem
        elif not passed.answered.is_whole:
            exchange.decided, exchange.detail = NOT_JUDGED, f"The answer has {passed.answered.size} bytes."
        else:
            content = self._judge.answer(exchange, Answered(passed.status, dict(passed.headers), content))
        kept = {name.title(): value for name, value in passed.headers if name.title() in _CARRIED}
        media_type = kept.pop(_CARRIED[0], "")
        return Answer(passed.status, content, media_type, tuple(kept.items()))


def _request(passed: Passed) -> Request:
    return Request({**passed.environ, "wsgi.input": io.BytesIO(), "CONTENT_LENGTH": "0"})
