"""The reference server in this process, arranged as the suite's recipes for good and bad requests expect it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

from werkzeug.test import Client

from campaign_contract.mockserver import seed
from campaign_contract.mockserver.app import create_app
from campaign_contract.mockserver.store import Store
from campaign_contract.spec import Spec

_NAMES = ("owner", "stranger")


class Stage:
    """Stands where the suite has its world: the recipes ask it for campaigns and values that the target knows."""

    def __init__(self, spec: Spec, store: Store, accounts: Mapping[str, seed.Account]) -> None:
        self.client = Client(create_app(spec, store))
        self.spec = spec
        self.accounts = accounts
        self.stranger = accounts["stranger"]
        self.settings = SimpleNamespace(time_zone="America/New_York")
        self._values = {
            "email_id": str(accounts["owner"].emails[0]),
            "foreign_email_id": str(accounts["stranger"].emails[0]),
            "list_id": "1",
            "send_date": "2035-06-01",
            "send_time": "09:30:00",
        }

    def name(self) -> str:
        return "A campaign"

    def operator_value(self, setting: str) -> str:
        return self._values[setting]

    def create(self, by: seed.Account | None = None) -> Any:
        answer = self.call("Campaign.Create", {"CampaignName": self.name()}, by)
        return SimpleNamespace(id=answer["CampaignID"])

    def delete(self, campaign: Any) -> None:
        self.call("Campaigns.Delete", {"Campaigns": str(campaign.id)})

    def campaign(self, status: str | None) -> Any:
        campaign = self.create()
        if status:
            self.call("Campaign.Update", {"CampaignID": str(campaign.id), "CampaignStatus": status})
        return campaign

    def call(self, command: str, parameters: Mapping[str, Any], by: seed.Account | None = None) -> Any:
        """The answer to a JSON request with the account's API key."""
        return self.post({"APIKey": (by or self.accounts["owner"]).api_key, "Command": command, **parameters})

    def post(self, request: Mapping[str, Any]) -> Any:
        """The answer to exactly this JSON request."""
        return json.loads(self.client.post(self.spec.transport.path, json=request).data)


@contextmanager
def staged(spec: Spec) -> Iterator[Stage]:
    store = Store(spec.fields)
    try:
        planted = seed.load(spec, seed.DEFAULT_FILE)
        seed.plant(planted, store)
        yield Stage(spec, store, {account.name: account for account in planted.accounts if account.name in _NAMES})
    finally:
        store.close()
