"""MAY: servers with a sender, which moves campaigns on by itself as the page's life cycle allows."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping

from campaign_contract.contract_tests.checks import Check
from campaign_contract.mockserver.store import Row, Selection, Store
from campaign_contract.tools.proof.trial.blueprint import store_altered
from campaign_contract.tools.proof.variants.variant import Variant

_COMMANDS = ("Campaign.Pause", "Campaign.Resume", "Campaign.Approve", "Campaign.Cancel", "Campaign.Copy")


class _Sender(Store):
    """Moves on what is due whenever it is looked at; a subclass says when that is."""

    delay = 0.0
    end = "Sent"
    since: Mapping[int, float] = {}

    def starts(self, row: Row) -> bool:  # noqa: ARG002 - for subclasses
        """Whether what is Ready gets Sending."""
        return False

    def campaign(self, id: int) -> Row | None:
        self._go_on(id)
        return super().campaign(id)

    def campaigns(self, owner: int, selection: Selection) -> list[Row]:
        self._all_go_on()
        return super().campaigns(owner, selection)

    def count(self, owner: int, selection: Selection) -> int:
        self._all_go_on()
        return super().count(owner, selection)

    def change(self, id: int, values: Row) -> None:
        super().change(id, values)
        if "CampaignStatus" in values or "ScheduleType" in values:
            self.since = {**self.since, id: time.monotonic()}

    def _all_go_on(self) -> None:
        for id in self.since:
            self._go_on(id)

    def _go_on(self, id: int) -> None:
        row = super().campaign(id)
        if row is None or time.monotonic() < self.since.get(id, math.inf) + self.delay:
            return
        if row["CampaignStatus"] == "Sending":
            super().change(id, {"CampaignStatus": self.end})
        elif row["CampaignStatus"] == "Ready" and self.starts(row):
            self.change(id, {"CampaignStatus": "Sending"})


class _After50Ms(_Sender):
    delay = 0.05


class _After2S(_Sender):
    delay = 2.0


class _Failing(_Sender):
    end = "Failed"


class _Starting(_After50Ms):
    """What was cancelled is Ready here, too, but waits until somebody gives it a status again."""

    cancelled: frozenset[int] = frozenset()

    def change(self, id: int, values: Row) -> None:
        if "CampaignStatus" in values:
            off = values.get("ScheduleType") == "Not Scheduled"
            self.cancelled = self.cancelled | {id} if off else self.cancelled - {id}
        super().change(id, values)

    def starts(self, row: Row) -> bool:
        return row["CampaignID"] not in self.cancelled


class _StartingAtItsDate(_Sender):
    def starts(self, row: Row) -> bool:
        return bool(row["ScheduleType"] == "Immediate")


def _is_about_statuses(check: Check) -> bool:
    return check.command in _COMMANDS or check.statement in ("Campaigns.Get/status-filter", "Api/independence")


LIVING = (
    Variant("sender-at-once", "What is Sending is Sent at once.", store_altered(_Sender)),
    Variant("sender-50-ms", "What is Sending is Sent after 50 ms.", store_altered(_After50Ms)),
    Variant("sender-2-s", "What is Sending is Sent after 2 s.", store_altered(_After2S), wanted=_is_about_statuses),
    Variant("sender-fails", "What is Sending fails at once, without recipients.", store_altered(_Failing)),
    Variant("sender-starts", "What is Ready is sent, too.", store_altered(_Starting)),
    Variant(
        "sender-waits-for-its-date",
        "What is Ready is sent, but with a date in the future it waits.",
        store_altered(_StartingAtItsDate),
    ),
)
"""The variants with a sender."""
