"""Tags, by which campaigns are found."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from campaign_contract.mockserver.actions import Refused
from campaign_contract.mockserver.situation import Situation
from campaign_contract.mockserver.values import number, numbers

_NAME = re.compile(r"[\w -]+")


def create(situation: Situation) -> dict[str, Any]:
    """A new tag of the caller's. Raises Refused."""
    name = _name(situation)
    if name in situation.store.tags(situation.owner).values():
        raise Refused("taken-name")
    return {"TagID": situation.store.create_tag(situation.owner, name)}


def update(situation: Situation) -> dict[str, Any]:
    """Another name for one of the caller's tags. Raises Refused."""
    name, id = _name(situation), number(situation.value("TagID"))
    if id is not None:
        situation.store.rename_tag(id, situation.owner, name)
    return {}


def delete(situation: Situation) -> dict[str, Any]:
    """Delete the caller's own tags among those named."""
    for tag in sorted(numbers(situation.value("Tags")) & situation.store.tags(situation.owner).keys()):
        situation.store.remove_tag(tag)
    return {}


def list_all(situation: Situation) -> dict[str, Any]:
    """The caller's tags, by id."""
    tags = situation.store.tags(situation.owner)
    rows = [{"TagID": id, "Tag": name, "RelOwnerUserID": situation.owner} for id, name in tags.items()]
    return {"TotalTagCount": len(rows), "Tags": rows}


def assign(situation: Situation) -> dict[str, Any]:
    """Give the caller's campaigns among those named one of the caller's tags."""
    return _for_each(situation, situation.store.tag_campaign)


def unassign(situation: Situation) -> dict[str, Any]:
    """Take one of the caller's tags from the caller's campaigns among those named."""
    return _for_each(situation, situation.store.untag_campaign)


def _for_each(situation: Situation, change: Callable[[int, int], None]) -> dict[str, Any]:
    tag = number(situation.value("TagID"))
    if tag is not None and tag in situation.store.tags(situation.owner):
        named = numbers(situation.value("CampaignIDs"))
        for campaign in sorted(named & situation.store.campaign_ids(situation.owner)):
            change(campaign, tag)
    return {}


def _name(situation: Situation) -> str:
    name = situation.value("Tag")
    if not name.strip():
        raise Refused("blank-name")
    if not _NAME.fullmatch(name):
        raise Refused("invalid-name")
    return name
