"""Simulated delivery: what becomes of a campaign by itself, as a function of the campaign, a seed and the time.

Nothing runs in the background. Whenever an account calls, its campaigns are brought up to that moment, step by step,
and each step has a moment of its own: whoever asks, and however often, sees the same.
"""

from __future__ import annotations

import math
import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from campaign_contract.mockserver import schedule
from campaign_contract.mockserver.exchange import Check, Exchange
from campaign_contract.mockserver.presentation import MOMENT
from campaign_contract.mockserver.situation import Situation
from campaign_contract.mockserver.store import Row, Store

Values = dict[str, Any]

_CANCEL = "Campaign.Cancel"
_MOST_STEPS = 2_000
"""How many steps a campaign takes in one call at most; a recurring one may need more calls to catch up with years."""
_AFTERLIFE = timedelta(days=14)
"""How long after its end a campaign is still opened and clicked."""
_ALIVE = """SELECT "CampaignID" FROM campaign WHERE "RelOwnerUserID" = :owner AND (
    "CampaignStatus" IN ('Ready', 'Sending') OR ("CampaignStatus" = 'Sent' AND "SendProcessFinishedOn" > :latest)
) ORDER BY "CampaignID"
"""


@dataclass(frozen=True)
class Reaction:
    """A `share` of the e-mails sent, between the two, leads to it in the end; half of it after `half_life` seconds."""

    share: tuple[float, float]
    half_life: float
    times: float = 1.0


_REACTIONS: Mapping[str, Reaction] = {
    "UniqueOpens": Reaction((0.25, 0.45), 3600),
    "TotalOpens": Reaction((0.25, 0.45), 3600, 1.4),
    "UniqueClicks": Reaction((0.05, 0.12), 5400),
    "TotalClicks": Reaction((0.05, 0.12), 5400, 1.25),
    "UniqueForwards": Reaction((0.001, 0.004), 7200),
    "TotalForwards": Reaction((0.001, 0.004), 7200, 1.1),
    "UniqueViewsOnBrowser": Reaction((0.01, 0.03), 3600),
    "TotalViewsOnBrowser": Reaction((0.01, 0.03), 3600, 1.2),
    "TotalUnsubscriptions": Reaction((0.001, 0.005), 7200),
}
_BOUNCES = {"TotalHardBounces": (0.005, 0.02), "TotalSoftBounces": (0.002, 0.01)}
"""The share of the e-mails sent that bounces, at once."""


@dataclass(frozen=True)
class Delivery:
    """Sends `rate` e-mails a second to so many `recipients`; with another `seed` people react otherwise."""

    rate: float = 50
    recipients: int = 1_000
    seed: int = 0

    def check(self, exchange: Exchange, situation: Situation) -> None:
        """Bring the campaigns that a call is about up to its moment; a cancelled one has come to its end."""
        campaign = situation.campaign
        if campaign is not None:
            self._settle(situation.store, campaign, exchange.now)
            settled = situation.campaign or campaign
            if situation.command.name == _CANCEL and schedule.in_progress(settled):
                situation.store.change(settled["CampaignID"], {"SendProcessFinishedOn": situation.now})
        elif situation.command.subject is None:
            self.settle(situation.store, situation.owner, exchange.now)

    def settle(self, store: Store, owner: int, now: datetime) -> None:
        """Bring all campaigns of an account up to `now`; within a transaction."""
        latest = f"{now - _AFTERLIFE:{MOMENT}}"
        for (id,) in store.execute(_ALIVE, owner=owner, latest=latest).fetchall():
            row = store.campaign(id)
            if row is not None:
                self._settle(store, row, now)

    def _settle(self, store: Store, row: Row, now: datetime) -> None:
        now, current = now.replace(microsecond=0), dict(row)
        for _ in range(_MOST_STEPS):
            step = self._step(current, now)
            if step is None:
                break
            current |= step
        current |= self._counters(current, now)
        changed = {name: value for name, value in current.items() if value != row[name]}
        if changed:
            store.change(row["CampaignID"], changed)

    def _step(self, row: Row, now: datetime) -> Values | None:
        """What the next step changes; None when none is due yet."""
        match row["CampaignStatus"]:
            case "Ready":
                due = schedule.due(row)
                return self._begun(row, due) if due and due <= now else None
            case "Sending" if not schedule.in_progress(row):
                return self._begun(row, schedule.moment(row["LastActivityDateTime"]) or now)
            case "Sending":
                end = self._end(row)
                return self._finished(row, end) if end <= now else None
            case _:
                return None

    def _begun(self, row: Row, at: datetime) -> Values:
        """Sending begins, or goes on: its start is then set so that what was sent already fits the rate."""
        goes_on = schedule.in_progress(row) or (row["CampaignStatus"] == "Sending" and not row["SendProcessStartedOn"])
        before = self._before(row)
        sent = max(row["TotalSent"] - before, 0) if goes_on else 0
        start = at - timedelta(seconds=math.ceil(sent / self.rate))
        return {
            "CampaignStatus": "Sending",
            "SendProcessStartedOn": f"{start:{MOMENT}}",
            "SendProcessFinishedOn": "",
            "TotalSent": before + sent,
            "TotalRecipients": before + self._size(row),
            "BenchmarkEmailsPerSecond": math.ceil(self.rate),
        }

    def _finished(self, row: Row, at: datetime) -> Values:
        values: Values = {
            "CampaignStatus": "Sent",
            "SendProcessFinishedOn": f"{at:{MOMENT}}",
            "LastActivityDateTime": f"{at:{MOMENT}}",
            "TotalSent": self._before(row) + self._size(row),
        }
        if row["ScheduleType"] == "Recursive":
            values["ScheduleRecSentInstances"] = row["ScheduleRecSentInstances"] + 1
            if not schedule.is_exhausted({**row, **values}):
                values["CampaignStatus"] = "Ready"
        return values

    def _counters(self, row: Row, now: datetime) -> Values:
        """What was sent and what people did until now, while it is sent and for some days after."""
        start, end = map(schedule.moment, (row["SendProcessStartedOn"], row["SendProcessFinishedOn"]))
        is_over = end is not None and end + _AFTERLIFE < now
        if start is None or is_over or not (row["CampaignStatus"] == "Sending" or (end and _is_shown_finished(row))):
            return {}
        chance = random.Random(f"{self.seed}:{row['CampaignID']}")  # noqa: S311 - the same for ever, and no secret
        before = self._before(row, row["ScheduleRecSentInstances"] - bool(end))
        elapsed = max((now - start).total_seconds(), 0)
        size = row["TotalSent"] - before if end else self._size(row)
        sent = min(size, math.floor(self.rate * elapsed))
        values: Values = {"TotalSent": before + sent}
        shares: dict[tuple[float, float], float] = {}
        for name, reaction in _REACTIONS.items():
            share = shares.setdefault(reaction.share, chance.uniform(*reaction.share))
            reached = self._reached(sent, elapsed, reaction.half_life / math.log(2))
            values[name] = math.floor(share * reaction.times * (before + reached))
        for name, (least, most) in _BOUNCES.items():
            values[name] = math.floor(chance.uniform(least, most) * (before + sent))
        return {name: max(value, row[name]) for name, value in values.items()}

    def _reached(self, sent: int, elapsed: float, life: float) -> float:
        """How many of the e-mails, sent one after the other, have had their effect, which takes `life` on average."""
        took = min(elapsed, sent / self.rate)
        waiting = self.rate * life * (math.exp(-(elapsed - took) / life) - math.exp(-elapsed / life))
        return max(min(self.rate * took, sent) - waiting, 0)

    def _end(self, row: Row) -> datetime:
        start = schedule.moment(row["SendProcessStartedOn"])
        if start is None:
            raise ValueError("sending has not begun")
        return start + timedelta(seconds=math.ceil(self._size(row) / self.rate))

    def _size(self, row: Row) -> int:
        """How many recipients one sending has; those of a recurring campaign are the same each time."""
        return self.recipients if row["ScheduleType"] == "Recursive" else row["TotalRecipients"] or self.recipients

    def _before(self, row: Row, sendings: int | None = None) -> int:
        """How many e-mails earlier sendings of a recurring campaign sent, all of them or the first so many."""
        if row["ScheduleType"] != "Recursive":
            return 0
        return self.recipients * (row["ScheduleRecSentInstances"] if sendings is None else sendings)


class Deliverer:
    """Delivers as it is told at the moment, or not at all; may be told otherwise while the server works."""

    def __init__(self, delivery: Delivery | None = None) -> None:
        self._first = self.delivery = delivery

    def check(self) -> Check | None:
        """What brings the campaigns of a call up to its moment; None where nothing is delivered."""
        return self.delivery.check if self.delivery else None

    def settle(self, store: Store, owner: int, now: datetime) -> None:
        """Bring all campaigns of an account up to `now`, where they are delivered; within a transaction."""
        if self.delivery is not None:
            self.delivery.settle(store, owner, now)

    def reset(self) -> None:
        """Deliver as at the start."""
        self.delivery = self._first


def _is_shown_finished(row: Row) -> bool:
    """Whether it is Sent, or a recurring campaign between two sendings."""
    return row["CampaignStatus"] == "Sent" or (row["CampaignStatus"], row["ScheduleType"]) == ("Ready", "Recursive")
