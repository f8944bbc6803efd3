"""What one pytest run of the suite keeps: its settings, its spec, its results."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

import spec
from contract_tests.checks import Catalogue
from contract_tests.client import Client, Identity, Recorder
from contract_tests.curl import Redactor
from contract_tests.settings import ENVIRONMENT_PREFIX, Settings, SettingsError, resolve, setting_fields
from contract_tests.verdict import Result, Run, latest


class Session:
    """The state of one run; settings and spec are read when they are first asked for."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._settings: Settings | None = None
        self._catalogue: Catalogue | None = None
        self.recorder = Recorder()
        self.observed: list[str] = []
        self.results: list[Result] = []
        self.left_behind = 0
        self.unreachable: str | None = None
        self.started = datetime.now(UTC)
        self._clock = time.monotonic()

    @property
    def settings(self) -> Settings:
        """The settings. Raises pytest.UsageError for one that cannot be used."""
        if self._settings is None:
            options = vars(self._config.option)
            flags = {item.name: options.get(f"contract_{item.name}") for item in setting_fields()}
            flags["base_url"] = options.get("base_url") or None
            target = options.get("contract_target") or os.environ.get(ENVIRONMENT_PREFIX + "TARGET")
            try:
                self._settings = resolve(flags, os.environ, Path(target) if target else None)
            except SettingsError as error:
                raise pytest.UsageError(str(error)) from error
        return self._settings

    @property
    def catalogue(self) -> Catalogue:
        """The statements to hold the target against. Raises pytest.UsageError for a spec that cannot be used."""
        if self._catalogue is None:
            try:
                self._catalogue = Catalogue(spec.load(self.settings.spec or spec.DEFAULT_DIRECTORY))
            except spec.DocumentError as error:
                raise pytest.UsageError(str(error)) from error
        return self._catalogue

    def use(self, settings: Settings) -> None:
        """Go on with these settings."""
        self._settings = settings

    def client(self) -> Client:
        """A client of the target, whose exchanges this session records."""
        return Client(self.settings.base_url or "", self.catalogue.spec, self.settings, self.recorder)

    def identity(self, name: str, prefix: str = "") -> Identity:
        """The user whose settings start with `prefix`."""
        found = {
            "APIKey": getattr(self.settings, f"{prefix}api_key"),
            "SessionID": getattr(self.settings, f"{prefix}session_id"),
        }
        credentials = {parameter: secret for parameter, secret in found.items() if secret}
        variables = {"APIKey": f"{prefix}api_key".upper(), "SessionID": f"{prefix}session_id".upper()}
        return Identity(name, credentials, variables)

    @property
    def redactor(self) -> Redactor:
        """Hides the credentials of both users."""
        return Redactor((self.identity("owner"), self.identity("stranger", "stranger_")))

    def run(self) -> Run:
        """The run so far."""
        return Run(
            target=self.settings.base_url or "",
            started=self.started.isoformat(timespec="seconds"),
            seconds=time.monotonic() - self._clock,
            requests=self.recorder.requests,
            results=latest(self.results),
            strict=self.settings.strict,
            allow_partial=self.settings.allow_partial,
            left_behind=self.left_behind,
        )
