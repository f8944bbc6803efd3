"""E-mails, which campaigns send."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from campaign_contract.mockserver.actions import Refused
from campaign_contract.mockserver.contents import Content
from campaign_contract.mockserver.situation import Situation
from campaign_contract.mockserver.supporting.rows import listed, shown
from campaign_contract.mockserver.values import number

_ID, _SCOPE = "EmailID", "ValidateScope"
_HTML, _PLAIN = "HTMLContent", "PlainContent"
_MADE_ELSEWHERE = ("Template", "Import")
"""Modes whose content does not come with the e-mail."""
_LINKS: Mapping[str, tuple[str, ...]] = {
    "Campaign": ("Unsubscribe",),
    "AutoResponder": ("Unsubscribe",),
    "OptIn": ("Confirm", "Reject"),
}
"""Which links the content needs, by what the e-mail is for."""


def create(situation: Situation) -> dict[str, Any]:
    """A new, empty e-mail of the caller's."""
    return {_ID: situation.store.create_email(situation.owner)}


def get(situation: Situation) -> dict[str, Any]:
    """One e-mail."""
    id = _named(situation)
    return {"EmailInformation": shown(situation, "EmailInformation", _row(situation, id, situation.store.email(id)))}


def update(situation: Situation) -> dict[str, Any]:
    """Change what was sent and keep the rest. Raises Refused where the content would lack something."""
    id = _named(situation)
    sent = {name: text for name, text in situation.parameters.items() if name not in (_ID, _SCOPE)}
    faults = list(_faults(situation.value(_SCOPE), {**situation.store.email(id), **sent}))
    if faults:
        raise Refused(*faults)
    situation.store.change_email(id, sent)
    return {}


def delete(situation: Situation) -> dict[str, Any]:
    """Delete the e-mail, if it is the caller's."""
    situation.store.remove_email(_named(situation), situation.owner)
    return {}


def list_all(situation: Situation) -> dict[str, Any]:
    """The caller's e-mails, by id."""
    emails = situation.store.emails(situation.owner)
    rows = listed(situation, "Emails", (_row(situation, id, content) for id, content in emails.items()))
    return {"TotalEmailCount": len(rows), "Emails": rows}


def _named(situation: Situation) -> int:
    named = number(situation.value(_ID))
    return -1 if named is None else named


def _row(situation: Situation, id: int, content: Content) -> dict[str, Any]:
    kinds = {(True, False): "HTML", (False, True): "Plain"}
    kind = kinds.get((bool(content.get(_HTML)), bool(content.get(_PLAIN))), "Both")
    return {**content, _ID: id, "RelUserID": situation.owner, "ContentType": kind}


def _faults(scope: str, content: Content) -> Iterator[str]:
    """The ids of the errors that an e-mail for `scope` earns by its content."""
    if content.get("Mode") in _MADE_ELSEWHERE:
        return
    if not content.get(_HTML) and not content.get(_PLAIN):
        yield "empty-content"
    for link in _LINKS.get(scope, ()):
        for name, part in ((_HTML, "html"), (_PLAIN, "plain")):
            if content.get(name) and f"%Link:{link}%" not in content[name]:
                yield f"{part}-without-{link.lower()}-link"
