"""The control API of a reference server, as tests of a client use it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from urllib.parse import urljoin

import requests

_TOKEN = "CAMPAIGN_CONTRACT_ADMIN_TOKEN"  # noqa: S105 - the name of a variable
_TIMEOUT = 10


class ControlError(Exception):
    """The control API refused something, or cannot be reached; the message says what."""


@dataclass(frozen=True)
class CampaignApi:
    """One server; `url` is where commands are sent."""

    url: str

    def control(self, method: str, path: str, body: Any = None, **query: Any) -> Any:
        """Ask the control API; answers its JSON. Raises ControlError."""
        token = os.environ.get(_TOKEN)
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        url = urljoin(self.url, f"/__admin/{path}")
        try:
            answer = requests.request(method, url, json=body, params=query, headers=headers, timeout=_TIMEOUT)
            said = answer.json()
        except requests.RequestException as problem:
            raise ControlError(f"{url} does not answer as a control API: {problem}") from problem
        if not answer.ok:
            raise ControlError(said.get("error", answer.text))
        return said

    @contextmanager
    def account(self, **wanted: Any) -> Iterator[CampaignAccount]:
        """A fresh account, which ends with the context. `wanted`: `name`, `emails` (how many), `tags`, `lists`."""
        made = self.control("POST", "accounts", wanted)
        try:
            yield CampaignAccount(
                self, **{name: made[name] for name in CampaignAccount.__dataclass_fields__ if name != "api"}
            )
        finally:
            self.control("DELETE", f"accounts/{made['id']}")


@dataclass(frozen=True)
class CampaignAccount:
    """An account that shares nothing with any other. `tags` and `lists` have an `id` and a `name` each."""

    api: CampaignApi
    id: int
    name: str
    api_key: str
    session_id: str
    email_address: str
    password: str
    emails: list[int]
    tags: list[dict[str, Any]]
    lists: list[dict[str, Any]]

    @property
    def url(self) -> str:
        """Where commands are sent."""
        return self.api.url

    @property
    def clock(self) -> AccountClock:
        """The time of this account, which goes its own way once it is moved."""
        return AccountClock(self.api, f"accounts/{self.id}/clock")

    def call(self, command: str, **parameters: Any) -> dict[str, Any]:
        """Send a command as this account; answers its JSON, whether it succeeds or not."""
        sent = {"Command": command, "APIKey": self.api_key, **parameters}
        answer: dict[str, Any] = requests.post(self.url, data=sent, timeout=_TIMEOUT).json()
        return answer

    def campaign(self, status: str = "Draft", name: str = "A campaign", **fields: Any) -> int:
        """A new campaign in any status, with any fields (`TotalSent=300`, `Tags=["Blue"]`); answers its id."""
        values = {"CampaignStatus": status, "CampaignName": name, **fields}
        made = self.api.control("POST", f"accounts/{self.id}/campaigns", values)
        return int(made["CampaignID"])

    def change(self, campaign: int, **fields: Any) -> None:
        """Give a campaign any other fields, whether or not commands could."""
        self.api.control("PATCH", f"accounts/{self.id}/campaigns/{campaign}", fields)

    def until(self, campaign: int, status: str, step: timedelta | str = "PT1M", steps: int = 1_000) -> dict[str, Any]:
        """Move the account's clock by `step`, at most so many `steps`, until a campaign has a status; answers it.

        Nobody waits: it takes no time, with `--delivery simulated`. Raises ControlError where the status never comes.
        """
        for _ in range(steps + 1):
            found: dict[str, Any] = self.api.control("GET", f"accounts/{self.id}/campaigns/{campaign}")
            if found["CampaignStatus"] == status:
                return found
            self.clock.advance(step)
        raise ControlError(f"campaign {campaign} is {found['CampaignStatus']}, not {status}, at {self.clock.now}")

    def journal(self, **wanted: Any) -> list[dict[str, Any]]:
        """What was sent and which rule decided; `wanted`: `command`, `outcome`, `text`, `after`, `limit`."""
        entries: list[dict[str, Any]] = self.api.control("GET", "journal", account=self.id, **wanted)["entries"]
        return entries

    def fault(self, **wanted: Any) -> int:
        """Spoil answers to this account: one of `error`, `status`, `garbling`, `latency`, and whom it meets."""
        return int(self.api.control("POST", "faults", {"account": self.id, **wanted})["id"])

    def expire_sessions(self) -> None:
        """End all sessions of this account."""
        self.api.control("POST", f"accounts/{self.id}/sessions/expire")

    def snapshot(self) -> Snapshot:
        """Keep the present state of this account."""
        name = f"account-{self.id}-{next(_numbers)}"
        self.api.control("PUT", f"snapshots/{name}", account=self.id)
        return Snapshot(self.api, name)


_numbers = count(1)


@dataclass(frozen=True)
class Snapshot:
    """A state that can be brought back."""

    api: CampaignApi
    name: str

    def restore(self) -> None:
        """Bring the state back."""
        self.api.control("POST", f"snapshots/{self.name}/restore")


@dataclass(frozen=True)
class AccountClock:
    """The time of an account in UTC."""

    api: CampaignApi
    path: str

    @property
    def now(self) -> datetime:
        """The time of the account."""
        return datetime.fromisoformat(self.api.control("GET", self.path)["now"])

    def set(self, moment: datetime | str) -> None:
        """Freeze the time at a moment, such as `2030-01-01T00:00:00Z`."""
        self._move(set=moment if isinstance(moment, str) else moment.isoformat())

    def advance(self, by: timedelta | str) -> None:
        """Move the time by whole seconds, or by an ISO 8601 duration such as `PT2H`."""
        self._move(advance=by if isinstance(by, str) else f"PT{int(by.total_seconds())}S")

    def freeze(self) -> None:
        """Let the time stand still."""
        self._move(freeze=True)

    def run(self) -> None:
        """Let the time go on."""
        self._move(run=True)

    def _move(self, **change: Any) -> None:
        self.api.control("POST", self.path, change)
