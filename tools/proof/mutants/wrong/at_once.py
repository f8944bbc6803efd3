"""Wrong ways to carry out requests that come at the same time."""

from __future__ import annotations

import threading
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import replace

from campaign_contract.tools.proof.mutants.wrong.define import stateful
from campaign_contract.tools.proof.trial.wire import Answer, Incoming, Layer, Next

_TOGETHER = 0.03
"""Seconds in which another request counts as one at the same time."""


@stateful("Campaign.Create/parallel-ids", command="Campaign.Create")
def parallel_creates_are_one() -> Layer:
    """Of two creates at the same time one is lost: both get the id of the first."""
    lock = threading.Lock()
    waiting: list[_Started] = []

    def layer(request: Incoming, pass_on: Next) -> Answer:
        with lock:
            partner = waiting.pop() if waiting else None
            mine = _Started()
            if not partner:
                waiting.append(mine)
        if partner:
            partner.joined.set()
            return partner.answer.result()
        mine.joined.wait(_TOGETHER)
        with lock, suppress(ValueError):
            waiting.remove(mine)
        mine.answer.set_result(pass_on(request))
        return mine.answer.result()

    return layer


def _newest(key: str) -> Layer:
    """Answers the highest id that was issued by the time of the answer, a moment after the campaign was made."""
    issued: list[int] = []

    def layer(request: Incoming, pass_on: Next) -> Answer:
        answer = pass_on(request)
        if not answer.succeeded:
            return answer
        issued.append(int(answer.body[key]))
        threading.Event().wait(_TOGETHER)
        return replace(answer, body={**answer.body, key: type(answer.body[key])(max(issued))})

    return layer


@stateful("Campaign.Create/parallel-ids", command="Campaign.Create")
def create_answers_the_newest_id() -> Layer:
    """A create answers the id of the newest campaign, whoever made it meanwhile."""
    return _newest("CampaignID")


@stateful("Campaign.Copy/parallel-ids", command="Campaign.Copy")
def copy_answers_the_newest_id() -> Layer:
    """A copy answers the id of the newest campaign, whoever made it meanwhile."""
    return _newest("NewCampaignID")


@stateful("Campaign.Update/only-what-was-sent/at-once", command="Campaign.Update")
def updates_at_once_put_back() -> Layer:
    """Who changes a campaign while somebody else renames it puts the name back that it had before."""
    changed = threading.Condition()
    readers = renamed = 0

    def layer(request: Incoming, pass_on: Next) -> Answer:
        nonlocal readers, renamed
        name = (pass_on(request.having(Command="Campaign.Get")).body.get("Campaign") or {}).get("CampaignName")
        with changed:
            if request.value("CampaignName"):
                changed.wait_for(lambda: readers, _TOGETHER)
                answer = pass_on(request)
                renamed += 1
                changed.notify_all()
                return answer
            readers, before = readers + 1, renamed
            changed.notify_all()
            is_renamed = changed.wait_for(lambda: renamed > before, _TOGETHER)
            readers -= 1
        return pass_on(request.having(CampaignName=name) if is_renamed else request)

    return layer


class _Started:
    """A create that waits for another one to come along."""

    def __init__(self) -> None:
        self.joined = threading.Event()
        self.answer: Future[Answer] = Future()
