"""A target that a command of the command line works on: somebody's API, or a reference server started for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from campaign_contract import spec
from campaign_contract.contract_tests import wiring
from campaign_contract.contract_tests.settings import Settings, SettingsError, api_url
from campaign_contract.contract_tests.settings_sources import resolve
from campaign_contract.spec import Spec
from campaign_contract.tools.runs.local_target import reference_server, reference_settings

REFERENCE = "reference"
"""Given instead of a URL, it stands for a freshly started reference server."""


@contextmanager
def opened(
    flags: Mapping[str, Any],
    environment: Mapping[str, str],
    target_file: Path | None = None,
    known: Settings | None = None,
) -> Iterator[tuple[Settings, Spec]]:
    """The settings with a complete URL, and the spec that they name; a reference server runs as long as it is needed.

    `known` is what holds where nobody says otherwise. A reference server is used with its own credentials, whatever
    environment and target file say. Raises SettingsError, NotStarted or DocumentError.
    """
    settings = resolve(flags, environment, target_file, known or Settings())
    directory = settings.spec or spec.DEFAULT_DIRECTORY
    api = spec.load(directory)
    if settings.base_url not in (None, REFERENCE):
        settings = replace(settings, base_url=api_url(settings.base_url, api.transport.path))
        if not wiring.owner(settings).known:
            raise SettingsError(f"no credentials of the owner of {settings.target}; give --api-key or --session-id")
        yield settings, api
        return
    with reference_server(directory) as url:
        own = vars(reference_settings(url, directory))
        yield replace(settings, **{name: own[name] for name in _OF_A_TARGET}), api


_OF_A_TARGET = (
    "base_url",
    "api_key",
    "session_id",
    "stranger_api_key",
    "stranger_session_id",
    "expired_session_id",
    "email_id",
    "foreign_email_id",
    "tag_id",
    "list_id",
    "statistics_campaign_id",
    "paused_campaign_id",
)
