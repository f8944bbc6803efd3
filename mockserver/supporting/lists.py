"""Recipient lists and their segments, which campaigns are sent to."""

from __future__ import annotations

import hashlib
from typing import Any

from campaign_contract.mockserver.contents import RecipientList
from campaign_contract.mockserver.situation import Situation
from campaign_contract.mockserver.supporting.rows import listed, ordered, paged, shown
from campaign_contract.mockserver.values import number

_DAY = len("YYYY-MM-DD")


def create(situation: Situation) -> dict[str, Any]:
    """A new recipient list of the caller's."""
    return {"ListID": situation.store.create_list(situation.owner, situation.value("SubscriberListName"))}


def get(situation: Situation) -> dict[str, Any]:
    """One recipient list."""
    id = number(situation.value("ListID"))
    found = next(item for item in situation.store.lists(situation.owner) if item.id == id)
    return {"List": shown(situation, "List", _row(situation, found))}


def list_all(situation: Situation) -> dict[str, Any]:
    """The caller's recipient lists, ordered and page by page."""
    rows = [_row(situation, item) for item in situation.store.lists(situation.owner)]
    page = paged(situation, ordered(situation, rows))
    return {"TotalListCount": len(rows), "Lists": listed(situation, "Lists", page)}


def segments(situation: Situation) -> dict[str, Any]:
    """The segments of one of the caller's recipient lists, ordered."""
    named = number(situation.value("SubscriberListID"))
    found = situation.store.segments(named, situation.owner) if named is not None else []
    rows = [
        {"SegmentID": item.id, "SegmentName": item.name, "CreationDate": day, "LastUpdated": day}
        for item in found
        for day in (item.created[:_DAY],)
    ]
    page = listed(situation, "Segments", ordered(situation, rows))
    return {"TotalSegmentCount": len(rows), "Segments": page}


def _row(situation: Situation, item: RecipientList) -> dict[str, Any]:
    return {
        "ListID": item.id,
        "Name": item.name,
        "ListName": item.name,
        "RelOwnerUserID": situation.owner,
        "SubscriberCount": item.subscribers,
        "EncryptedSaltedListID": hashlib.md5(f"list {item.id}".encode(), usedforsecurity=False).hexdigest(),
    }
