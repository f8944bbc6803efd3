"""The last exchanges in bounded memory: what was sent and answered, which rule decided, what changed."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from queue import Full, Queue
from typing import TYPE_CHECKING, NamedTuple

from campaign_contract.mockserver import redaction
from campaign_contract.mockserver.exchange import FAULT, Answer, Answering, Exchange, Layer, outcome
from campaign_contract.mockserver.store import Change
from campaign_contract.spec import Spec
from campaign_contract.spec.wording import command_statements

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

MOST = 1_000
"""How many exchanges a journal keeps."""
LONGEST = 1 << 14
"""How many bytes of a body it shows."""
_KEPT_BYTES = LONGEST + 1024
"""It keeps more, so that a credential at the cut is known for one."""
_WAITING = 1_000
"""How many entries may wait for a reader of the stream; a slower one misses some."""


class Entry(NamedTuple):
    """One exchange. Bodies are cut; `sizes` are those of request and answer before.

    `account` is None where nobody was identified. `secrets` are the credentials that it sent, to be hidden wherever it
    is shown. `decided` is the address of the rule that decided, `detail` what the answer says beyond that rule.
    `warnings` are redacted.
    """

    id: int
    at: datetime
    seconds: float
    environ: Mapping[str, str]
    body: bytes
    answer: Answer
    sizes: tuple[int, int]
    account: int | None
    command: str
    decided: str
    detail: str
    secrets: tuple[tuple[str, str], ...]
    changes: tuple[Change, ...]
    warnings: tuple[str, ...]

    @property
    def outcome(self) -> str:
        """`success`, `failure` of a command, or `fault` outside of one."""
        return outcome(self.decided)


class Journal:
    """Keeps the last `most` entries, or none at all where that is 0; safe to use from several threads."""

    def __init__(self, most: int = MOST) -> None:
        self.keeps = most > 0
        self._entries: deque[Entry] = deque(maxlen=most)
        self._lock = threading.Lock()
        self._last = 0
        self._listeners: tuple[Callable[[Entry], None], ...] = ()

    def entries(self) -> list[Entry]:
        """All that are kept, the oldest first."""
        with self._lock:
            return list(self._entries)

    def clear(self, account: int | None = None) -> None:
        """Forget all entries, or those of one account; numbers go on."""
        with self._lock:
            kept = [] if account is None else [entry for entry in self._entries if entry.account != account]
            self._entries = deque(kept, self._entries.maxlen)

    def listen(self, listener: Callable[[Entry], None]) -> None:
        """Call `listener` with every further entry."""
        with self._lock:
            self._listeners = (*self._listeners, listener)

    @contextmanager
    def stream(self) -> Iterator[Queue[Entry]]:
        """A queue that further entries are put into, until the end of the context."""
        waiting: Queue[Entry] = Queue(_WAITING)

        def put(entry: Entry) -> None:
            try:
                waiting.put_nowait(entry)
            except Full:
                return

        self.listen(put)
        try:
            yield waiting
        finally:
            with self._lock:
                self._listeners = tuple(listener for listener in self._listeners if listener is not put)

    def add(self, exchange: Exchange, answer: Answer, seconds: float) -> None:
        """Keep an exchange that was answered."""
        with self._lock:
            self._last += 1
            entry = _entry(self._last, exchange, answer, seconds)
            self._entries.append(entry)
            listeners = self._listeners
        for listener in listeners:
            listener(entry)

    def layer(self) -> Layer:
        """Keeps every exchange that it lets through; where nobody keeps or hears any, it is no layer at all."""
        if not self.keeps and not self._listeners:
            return lambda inner: inner

        def journaled(inner: Answering) -> Answering:
            def answered(exchange: Exchange) -> Answer:
                exchange.changes = []
                answer = inner(exchange)
                self.add(exchange, answer, exchange.elapsed() + answer.delay)
                return answer

            return answered

        return journaled


def sentences(spec: Spec) -> Mapping[str, str]:
    """What each rule that can decide says, by its address."""
    said = {f"{FAULT}/{fault.id}": fault.description for fault in spec.faults}
    said |= {f"{FAULT}/injected": "A test asked for this fault."}
    for command in (*spec.commands, *spec.supporting):
        said |= {statement.address: statement.rule for statement in command_statements(command)}
    return said


def _entry(id: int, exchange: Exchange, answer: Answer, seconds: float) -> Entry:
    content, body = answer.content, exchange.body
    sizes = len(body), len(content)
    if len(content) > _KEPT_BYTES:
        answer = Answer(answer.status, content[:_KEPT_BYTES], answer.content_type, answer.headers)
    secrets = redaction.secrets(exchange.pairs)
    return Entry(
        id,
        exchange.now,
        seconds,
        _kept(exchange.request.environ),
        body[:_KEPT_BYTES],
        answer,
        sizes,
        exchange.owner,
        exchange.command,
        exchange.rule,
        exchange.detail,
        secrets,
        tuple(exchange.changes or ()),
        tuple(exchange.warnings),
    )


def _kept(environ: WSGIEnvironment) -> Mapping[str, str]:
    return {name: environ[name] for name in _KEPT if name in environ}


_KEPT = (
    "REQUEST_METHOD",
    "PATH_INFO",
    "QUERY_STRING",
    "CONTENT_TYPE",
    "HTTP_HOST",
    "HTTP_COOKIE",
    "HTTP_USER_AGENT",
    "wsgi.url_scheme",
)
"""What is kept of the environment; of the headers those that decide what a request means, and who sent it."""
