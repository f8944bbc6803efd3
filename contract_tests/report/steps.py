"""An exchange as a step of the report: credentials hidden, a long answer shortened, ready to be sent again."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from campaign_contract.contract_tests.api.client import Exchange
from campaign_contract.contract_tests.report.redaction import Redactor
from campaign_contract.contract_tests.report.verdict import Step

ANSWER_LIMIT = 20_000
"""Characters of an answer that a report keeps."""
ALL_ANSWERS_LIMIT = 4_000_000
"""Characters of answers that the report of a run keeps in full; a whole run on a modest target has under half."""
_LITTLE = 500
_END = 100
"""Characters from the end of a long text that are kept: what stands behind the JSON may be what is wrong."""
_ITEMS = (10, 3, 1)
_BYTES = "latin-1"
"""Gives each byte a character of its own."""


@dataclass
class Scribe:
    """Makes steps of the exchanges of a run; after `room` characters of answers it keeps little of each other one."""

    room: int = ALL_ANSWERS_LIMIT

    def steps(self, exchanges: Iterable[Exchange], redactor: Redactor) -> Iterator[Step]:
        """The steps, in order."""
        for exchange in exchanges:
            made = step(exchange, redactor, ANSWER_LIMIT if self.room > 0 else _LITTLE)
            self.room -= len(made.answer)
            yield made


def step(exchange: Exchange, redactor: Redactor, limit: int = ANSWER_LIMIT) -> Step:
    """What the report keeps of a request and its answer, of which at most `limit` characters."""
    body, is_base64 = _body(exchange.sent, redactor)
    answer, shortened = _shortened(redactor.text(exchange.answer), limit)
    return Step(
        curl=redactor.curl(exchange),
        status=exchange.status,
        answer=answer,
        milliseconds=exchange.milliseconds,
        command=exchange.command,
        content_type=redactor.text(exchange.content_type),
        shortened=shortened,
        method=exchange.method,
        headers={name: redactor.text(value) for name, value in exchange.headers.items()},
        body=body,
        base64=is_base64,
        retries=exchange.retries,
    )


def _body(sent: bytes | None, redactor: Redactor) -> tuple[str | None, bool]:
    if sent is None:
        return None, False
    try:
        return redactor.text(sent.decode()), False
    except UnicodeDecodeError:
        hidden = redactor.text(sent.decode(_BYTES)).encode(_BYTES)
        return base64.b64encode(hidden).decode(), True


def _shortened(answer: str, limit: int) -> tuple[str, str]:
    """The answer within the limit and what was left out; JSON stays JSON, with fewer items in its lists."""
    if len(answer) <= limit:
        return answer, ""
    try:
        value = json.loads(answer)
    except (ValueError, RecursionError):
        value = None
    for items in _ITEMS if isinstance(value, (dict, list)) else ():
        text = json.dumps(_first(value, items), ensure_ascii=False)
        if len(text) <= limit:
            return text, f"lists cut after {items} items; the whole answer had {len(answer)} characters"
    first = limit - _END - 1
    return f"{answer[:first]}…{answer[-_END:]}", f"the first {first} and the last {_END} of {len(answer)} characters"


def _first(value: Any, items: int) -> Any:
    if isinstance(value, list):
        return [_first(item, items) for item in value[:items]]
    if isinstance(value, dict):
        return {key: _first(item, items) for key, item in value.items()}
    return value
