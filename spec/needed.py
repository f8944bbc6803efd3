"""What no reference server can do without in `api.yaml`, whatever else a spec leaves out."""

from __future__ import annotations

from collections.abc import Iterator

from campaign_contract.spec.document import Document, Problem

FAULTS = (
    *("bad-credentials", "unreadable", "too-large", "too-many", "too-slow", "bad-method", "no-command"),
    *("unknown-command", "wrong-path", "doubtful", "not-recorded", "unavailable"),
)
FIELDS = ("CampaignID", "RelOwnerUserID", "CampaignName", "CampaignStatus")


def lacking(api: Document) -> Iterator[Problem]:
    """A problem for each fault and each field that is not there."""
    for part, key, names in (("faults", "id", FAULTS), ("fields", "name", FIELDS)):
        there = {item[key] for item in api.data[part]}
        for name in names:
            if name not in there:
                yield api.problem((part,), f"lacks {name!r}, which the reference server needs; allowed: with it")
