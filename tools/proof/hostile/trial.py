"""Sends hostile requests to a reference server in this process and says which were answered wrongly."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from campaign_contract import spec
from campaign_contract.mockserver import seed
from campaign_contract.mockserver.app import create_app
from campaign_contract.mockserver.store import Store
from campaign_contract.tools.proof.hostile.generator import Generator
from campaign_contract.tools.proof.hostile.request import Hostile

CORPUS = Path(__file__).with_name("corpus.jsonl")
"""What was once found, and now is held by a test: a request on each line."""
_ERROR = 500
_FRESH = 20_000
"""After so many requests the server is a new one, so that what they create does not slow the rest."""


@dataclass(frozen=True)
class Find:
    """A request that was answered wrongly, and how."""

    request: Hostile
    how: str


@dataclass(frozen=True)
class Outcome:
    """What so many requests found, in so many seconds of this process's time."""

    requests: int
    seconds: float
    finds: list[Find]


def run(requests: int, first_seed: int) -> Outcome:
    """Send so many generated requests."""
    api = spec.load()
    key = seed.load(api).accounts[0].api_key
    generated = islice(Generator(api, key, first_seed), requests)
    begun = time.process_time()
    finds: list[Find] = []
    while chunk := list(islice(generated, _FRESH)):
        finds += judged(chunk)
    return Outcome(requests, time.process_time() - begun, finds)


def judged(requests: Iterable[Hostile]) -> Iterator[Find]:
    """Those of the requests that a fresh server answers wrongly."""
    logging.getLogger("campaign_contract.mockserver.app").setLevel(logging.CRITICAL)  # a find is told by the answer
    api = spec.load()
    with closing(Store(api.fields)) as store:
        seed.plant(seed.load(api), store)
        app = create_app(api, store)
        for request in requests:
            how = _wrong(app, request)
            if how:
                yield Find(request, how)


def corpus() -> list[Hostile]:
    """Requests that were once answered wrongly, from `corpus.jsonl`."""
    return [Hostile.of_line(line) for line in CORPUS.read_text(encoding="utf-8").splitlines()]


def _wrong(app: Any, request: Hostile) -> str:
    started: list[str] = []
    try:
        content = b"".join(app(request.environ(), lambda status, _headers, _info=None: started.append(status)))
    except Exception as problem:  # any one is a find
        return f"raised {problem!r}"
    if int(started[0][:3]) >= _ERROR:
        return f"answered {started[0]}: {content[:200]!r}"
    if request.method == "HEAD" or request.path == "/health":
        return ""
    return _no_envelope(content)


def _no_envelope(content: bytes) -> str:
    try:
        answer = json.loads(content)
    except ValueError:
        is_other_format = content.startswith((b"<?xml", b"a:"))
        return "" if is_other_format else f"answered no JSON: {content[:200]!r}"
    if not isinstance(answer, dict) or not isinstance(answer.get("Success"), bool):
        return f"answered no envelope: {content[:200]!r}"
    return ""
