"""Users: their login, and who a credential belongs to."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import Any

from campaign_contract.mockserver.accounts import User
from campaign_contract.mockserver.actions import Refused
from campaign_contract.mockserver.situation import Situation
from campaign_contract.mockserver.supporting.rows import shown
from campaign_contract.mockserver.values import truth

_SESSION_BYTES = 16
_MASK = "********"
_KEY = "APIKey"


def login(situation: Situation) -> dict[str, Any]:
    """A new session of the user with this name, or e-mail address, and password, else this key. Raises Refused."""
    user = _named(situation) if situation.value("Username") and situation.value("Password") else _keyed(situation)
    if user is None:
        raise Refused("wrong-login")
    session = secrets.token_hex(_SESSION_BYTES)
    situation.store.begin_session(session, user.id, situation.now)
    info = {"UserID": user.id, "Username": user.name, "EmailAddress": user.email}
    return {"SessionID": session, "UserInfo": info | {"AccountStatus": "Enabled", "Password": _MASK}}


def current(situation: Situation) -> dict[str, Any]:
    """The caller, with what is used and allowed."""
    user = situation.store.user_of(situation.owner)
    values = {"UserID": user.id, "Username": user.name, "EmailAddress": user.email}
    moments = {"LastActivityDateTime": situation.now}
    return {
        "UserInfo": shown(situation, "UserInfo", values | moments),
        "Usage": shown(situation, "Usage", {}),
        "SendRateLimits": shown(situation, "SendRateLimits", {}),
    }


def _named(situation: Situation) -> User | None:
    user = situation.store.user(situation.value("Username"))
    encrypted = truth(situation.value("PasswordEncrypted"))
    return user if user and _matches(user.password, situation.value("Password"), encrypted) else None


def _keyed(situation: Situation) -> User | None:
    account = situation.store.account(_KEY, situation.parameters.get(_KEY, ""))
    return None if account is None else situation.store.user_of(account)


def _matches(password: str, sent: str, encrypted: bool) -> bool:
    expected = password.encode()
    if encrypted:  # MD5 is what the product's clients send; it guards nothing here
        expected, sent = hashlib.md5(expected, usedforsecurity=False).hexdigest().encode(), sent.lower()
    return hmac.compare_digest(expected, sent.encode())
