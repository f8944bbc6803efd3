"""Whom to test: the users of a target, a client for it and a world on it, as the settings say."""

from __future__ import annotations

import contextlib
import os
import tempfile
import uuid
from dataclasses import replace
from functools import cache
from pathlib import Path

from campaign_contract.contract_tests.api.before import RUN_MARK
from campaign_contract.contract_tests.api.client import Client, Identity, Transcript
from campaign_contract.contract_tests.api.ledger import Ledger
from campaign_contract.contract_tests.api.world import World
from campaign_contract.contract_tests.report.redaction import Redactor
from campaign_contract.contract_tests.settings import LOGIN_VARIABLE, Settings
from campaign_contract.spec import Spec

RUN_PREFIX = f"^{RUN_MARK}"
"""What the name of every campaign that a run makes starts with, as a regular expression."""


def owner(settings: Settings) -> Identity:
    """The user in whose name the suite works."""
    credentials = {"APIKey": settings.api_key, "SessionID": settings.session_id}
    return _identity("owner", credentials, {"APIKey": "API_KEY", "SessionID": "SESSION_ID"})


def stranger(settings: Settings) -> Identity:
    """The second user, who must be kept out; may have no credentials."""
    credentials = {"APIKey": settings.stranger_api_key, "SessionID": settings.stranger_session_id}
    return _identity("stranger", credentials, {"APIKey": "STRANGER_API_KEY", "SessionID": "STRANGER_SESSION_ID"})


@cache
def redactor(settings: Settings) -> Redactor:
    """Hides the credentials of both users, an expired one, and a login in the URL."""
    login = Identity("login", {"login": settings.login} if settings.login else {}, {"login": LOGIN_VARIABLE})
    expired = _identity("expired", {"SessionID": settings.expired_session_id}, {"SessionID": "EXPIRED_SESSION_ID"})
    return Redactor((owner(settings), stranger(settings), expired, login))


def client(settings: Settings, spec: Spec, transcript: Transcript) -> Client:
    """A client of the target. Its base URL has to be set and complete."""
    return Client(settings.base_url or "", spec, settings, transcript)


def world(settings: Settings, spec: Spec, transcript: Transcript) -> World:
    """A world on the target, with a prefix that no other run has and a ledger that is written as it goes."""
    prefix = f"cct-{uuid.uuid4().hex[:8]}"
    kept = settings.report_dir and os.access(settings.report_dir, os.W_OK)
    folder = Path(settings.report_dir) if settings.report_dir and kept else own_temporary_folder()
    ledger = Ledger(folder / f"ledger-{prefix}.jsonl")
    acting, other = _known_to(spec, owner(settings)), _known_to(spec, stranger(settings))
    return World(client(settings, spec, transcript), acting, other, settings, prefix, ledger)


def own_temporary_folder() -> Path:
    """Where this user's runs keep files for a while; two users of one machine do not meet there."""
    user = os.getuid() if hasattr(os, "getuid") else 0
    folder = Path(tempfile.gettempdir()) / f"campaign-contract-{user}"
    with contextlib.suppress(OSError):
        folder.mkdir(mode=0o700, exist_ok=True)
        if folder.is_symlink() or folder.stat().st_uid != user:  # somebody else was here first
            return Path(tempfile.mkdtemp(prefix="campaign-contract-"))
    return folder


def _known_to(spec: Spec, user: Identity) -> Identity:
    """The user with those credentials alone that the spec has."""
    return replace(
        user, credentials={name: user.credentials[name] for name in user.credentials if name in spec.credentials}
    )


def _identity(name: str, credentials: dict[str, str | None], variables: dict[str, str]) -> Identity:
    return Identity(name, {parameter: secret for parameter, secret in credentials.items() if secret}, variables)
