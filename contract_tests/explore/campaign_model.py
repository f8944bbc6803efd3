"""What commands do, read off the page once more by hand, so that a slip in the spec's tables does not go unnoticed.

Each function answers the *set* of outcomes that the page admits; what the target then shows narrows it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from campaign_contract.contract_tests.api.client import Reply
from campaign_contract.contract_tests.api.wording import told

NOT_OWN: Mapping[str, int] = {
    "Campaign.Approve": 2,
    "Campaign.Cancel": 2,
    "Campaign.Copy": 1,
    "Campaign.Pause": 2,
    "Campaign.Resume": 2,
    "Campaign.Update": 2,
}
"""The number that a command answers to a deleted, foreign or unknown campaign."""
LEFT_OUT: Mapping[str, int] = {
    "Campaign.Approve": 1,
    "Campaign.Cancel": 1,
    "Campaign.Copy": 1,
    "Campaign.Create": 1,
    "Campaign.Get": 1,
    "Campaign.Pause": 1,
    "Campaign.Resume": 1,
    "Campaign.Update": 1,
    "Campaigns.Delete": 1,
}
"""The number that a command answers when it is sent without any parameter."""
STATUSES = frozenset({"Draft", "Ready", "Sending"})
"""The statuses that Campaign.Update takes; whether it takes others is left open."""
OTHER_STATUSES = frozenset({"Paused", "Pending Approval", "Sent", "Failed"})
SCHEDULE_TYPES = frozenset({"Immediate", "Future", "Recursive"})
"""The schedule types that Campaign.Update takes; whether it takes others is left open."""
OTHER_SCHEDULE_TYPES = frozenset({"Not Scheduled"})
GOES_ON: Mapping[str, frozenset[str]] = {
    "Ready": frozenset({"Sending", "Sent", "Failed"}),
    "Sending": frozenset({"Sent", "Failed"}),
}
"""Where sending takes a campaign from a status by itself; never into Paused, Draft or back."""
_FUTURE = {"SendDate": 6, "SendTime": 7, "SendTimeZone": 13}
_RECURSIVE = {
    "ScheduleRecMonths": 9,
    "ScheduleRecHours": 10,
    "ScheduleRecMinutes": 11,
    "ScheduleRecSendMaxInstance": 12,
}
_DAYS = ("ScheduleRecDaysOfWeek", "ScheduleRecDaysOfMonth")


@dataclass(frozen=True)
class Statuses:
    """The statuses that a campaign may have: those `among` (where empty, any at all) but none of `without`."""

    among: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()

    def admit(self, status: str) -> bool:
        """Whether a campaign may have this status."""
        return status not in self.without and (not self.among or status in self.among)

    def going_on(self, lives: Collection[str]) -> Statuses:
        """These, and where a target's own sender takes a campaign from those among them that it moves."""
        later = (status for start in self.among.intersection(lives) for status in GOES_ON[start])
        return replace(self, among=self.among.union(later))

    def __str__(self) -> str:
        wanted = " or ".join(sorted(self.among)) or "any status"
        return wanted + (f" but {' and '.join(sorted(self.without))}" if self.without else "")


@dataclass(frozen=True)
class Admissible:
    """What may come of a request: a success, a failure with one of `codes`, a failure of any number.

    `ends` are the statuses that the campaign may have after a success; None where the command leaves its status alone.
    """

    success: bool = False
    codes: frozenset[int] = frozenset()
    any_failure: bool = False
    ends: Statuses | None = None

    def differences(self, reply: Reply) -> list[str]:
        """Why an answer is none of these outcomes; empty where it is one."""
        if reply.succeeded:
            return [] if self.success else [f"outcome: expected {self}, got a success"]
        if self.any_failure or self.codes.intersection(reply.codes):
            return []
        return [f"outcome: expected {self}, got ErrorCode {told(reply.get('ErrorCode'))}"]

    def __str__(self) -> str:
        codes = ["error " + " or ".join(map(str, sorted(self.codes)))] if self.codes else []
        return " or ".join(["a success"] * self.success + codes + ["a failure"] * self.any_failure)


def either(outcomes: Collection[Admissible]) -> Admissible:
    """What may come where it is not known which of these holds, as a target may have moved the campaign by itself."""
    ends = [one.ends for one in outcomes if one.ends]
    any_at_all = any(not end.among for end in ends)
    among = frozenset() if any_at_all else frozenset().union(*(end.among for end in ends))
    without = frozenset.intersection(*(end.without for end in ends)) if ends else frozenset()
    return Admissible(
        success=any(one.success for one in outcomes),
        codes=frozenset().union(*(one.codes for one in outcomes)),
        any_failure=any(one.any_failure for one in outcomes),
        ends=Statuses(among, without) if ends else None,
    )


def failing(*codes: int) -> Admissible:
    """A failure with one of these numbers."""
    return Admissible(codes=frozenset(codes))


def ending(*statuses: str) -> Admissible:
    """A success that leaves the campaign in one of these statuses."""
    return Admissible(success=True, ends=Statuses(frozenset(statuses)))


SUCCESS = Admissible(success=True)
"""A success that leaves statuses alone."""
NO_CLAIM = Admissible(success=True, any_failure=True)
"""Whatever the target makes of it."""


def approved(_: str) -> Admissible:
    """Campaign.Approve on an own campaign, whatever its status."""
    return ending("Ready")


def cancelled(status: str) -> Admissible:
    """Campaign.Cancel on an own campaign: which status it gets is left open, Sending it is not.

    What is not being sent may be refused, as the page names neither a precondition nor a number for it.
    """
    refused = status != "Sending"
    return Admissible(success=True, any_failure=refused, ends=Statuses(without=frozenset({"Sending"})))


def paused(status: str) -> Admissible:
    """Campaign.Pause on an own campaign in a status; whether Ready can be paused is left open."""
    match status:
        case "Sending":
            return ending("Paused")
        case "Ready":
            return Admissible(success=True, codes=frozenset({3}), ends=Statuses(frozenset({"Paused"})))
        case _:
            return failing(3)


def resumed(status: str) -> Admissible:
    """Campaign.Resume on an own campaign in a status; whether it is Sending at once is left open."""
    return ending("Sending", "Ready") if status == "Paused" else failing(3)


@dataclass(frozen=True)
class Known:
    """What the suite knows of ids in a Campaign.Update."""

    own_campaign: bool = True
    own_emails: frozenset[str] = frozenset()


def updated_in(status: str, sent: Mapping[str, Any]) -> Admissible:
    """Campaign.Update of an own campaign in a status; once its sending has begun it may be refused with any number."""
    return replace(updated(sent), any_failure=status not in ("Draft", "Ready"))


def updated(sent: Mapping[str, Any], known: Known = Known()) -> Admissible:
    """Campaign.Update with these parameters, CampaignID apart: any number that applies, or a success where none does.

    What is sent empty may count as left out; stored values are taken to be those of a new campaign.
    """
    certain, possible = _faults(sent, known)
    status = sent.get("CampaignStatus")
    ends = Statuses(frozenset({str(status)})) if status else None
    return Admissible(success=not certain, codes=frozenset(certain | possible), ends=ends)


def _faults(sent: Mapping[str, Any], known: Known) -> tuple[set[int], set[int]]:
    certain: set[int] = set() if known.own_campaign else {2}
    possible: set[int] = set()
    for name, code, listed, tolerated in (
        ("CampaignStatus", 3, STATUSES, OTHER_STATUSES),
        ("ScheduleType", 5, SCHEDULE_TYPES, OTHER_SCHEDULE_TYPES),
        ("RelEmailID", 4, known.own_emails, frozenset({""})),
    ):
        value = sent.get(name)
        if value is not None and value not in listed:
            (possible if value in tolerated else certain).add(code)
    for names, code, is_certain in _needed(sent.get("ScheduleType")):
        values = [sent.get(name) for name in names]
        if values == [None] * len(names):
            (certain if is_certain else possible).add(code)
        elif not any(values):
            possible.add(code)
    return certain, possible


def _needed(schedule_type: str | None) -> list[tuple[tuple[str, ...], int, bool]]:
    """What a schedule type needs: parameters of which one is enough, the number without, whether that is certain."""
    match schedule_type:
        case "Future":
            return [((name,), code, True) for name, code in _FUTURE.items()]
        case "Recursive":
            single = [((name,), code, True) for name, code in _RECURSIVE.items()]
            return [(_DAYS, 8, True), *single, (("SendTimeZone",), 13, False)]
        case _:
            return []
