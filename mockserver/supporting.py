"""What the supporting commands do: sessions, e-mails and tags, which clients need around campaigns."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from typing import Any

from campaign_contract.mockserver.actions import Action, Refused
from campaign_contract.mockserver.situation import Situation
from campaign_contract.mockserver.values import truth

_SESSION_BYTES = 16
_MASK = "********"


def login(situation: Situation) -> Mapping[str, Any]:
    """A new session of the user with this name, or e-mail address, and password. Raises Refused."""
    user = situation.store.user(situation.value("Username"))
    encrypted = truth(situation.value("PasswordEncrypted"))
    if user is None or not _matches(user.password, situation.value("Password"), encrypted):
        raise Refused("wrong-login")
    session = secrets.token_hex(_SESSION_BYTES)
    situation.store.begin_session(session, user.id, situation.now)
    info = {"UserID": user.id, "Username": user.name, "EmailAddress": user.email}
    return {"SessionID": session, "UserInfo": info | {"AccountStatus": "Enabled", "Password": _MASK}}


def _matches(password: str, sent: str, encrypted: bool) -> bool:
    expected = password.encode()
    if encrypted:  # MD5 is what the product's clients send; it guards nothing here
        expected, sent = hashlib.md5(expected, usedforsecurity=False).hexdigest().encode(), sent.lower()
    return hmac.compare_digest(expected, sent.encode())


def create_email(situation: Situation) -> Mapping[str, Any]:
    """A new, empty e-mail of the caller's."""
    new = situation.store.next_email_id()
    situation.store.add_email(new, situation.owner)
    return {"EmailID": new}


def list_emails(situation: Situation) -> Mapping[str, Any]:
    """The caller's e-mails, by id."""
    rows = [{"EmailID": id, "RelUserID": situation.owner} for id in situation.store.emails(situation.owner)]
    return {"TotalEmailCount": len(rows), "Emails": rows}


def list_tags(situation: Situation) -> Mapping[str, Any]:
    """The caller's tags, by id."""
    tags = situation.store.tags(situation.owner)
    rows = [{"TagID": id, "Tag": name, "RelOwnerUserID": situation.owner} for id, name in tags.items()]
    return {"TotalTagCount": len(rows), "Tags": rows}


SUPPORTING_ACTIONS: Mapping[str, Action] = {
    "User.Login": login,
    "Email.Create": create_email,
    "Emails.Get": list_emails,
    "Tags.Get": list_tags,
}
"""By the name of the command."""
SUPPORTING_READING = frozenset({"Emails.Get", "Tags.Get"})
"""Those that change nothing."""
