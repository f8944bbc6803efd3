"""A fresh server in this process, with its seed, at a fixed time."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from werkzeug.test import Client

from campaign_contract.mockserver import seed
from campaign_contract.mockserver.app import create_app
from campaign_contract.mockserver.clock import Clock
from campaign_contract.mockserver.database import MEMORY
from campaign_contract.mockserver.options import AppOptions
from campaign_contract.mockserver.seed import Seed
from campaign_contract.mockserver.store import Store
from campaign_contract.mockserver.tests import postgres
from campaign_contract.spec import Spec, load

TEST_DATABASE = "CAMPAIGN_CONTRACT_TEST_DATABASE"
"""The environment variable that names the kind of database for all tests of the server."""
NOW = datetime(2030, 1, 2, 3, 4, 5, tzinfo=UTC)


@dataclass
class Api:
    """Calls commands as one account. Campaigns of the shipped seed are known by status."""

    client: Client
    path: str
    key: str

    def __call__(self, command: str, **parameters: Any) -> dict[str, Any]:
        return self.post({"Command": command, "APIKey": self.key, **parameters})

    def post(self, data: dict[str, Any]) -> dict[str, Any]:
        answer = self.client.post(self.path, data=data)
        assert answer.status_code == 200, answer.text
        return dict(answer.get_json())

    def json(self, command: str, **parameters: Any) -> dict[str, Any]:
        return dict(
            self.client.post(self.path, json={"Command": command, "APIKey": self.key, **parameters}).get_json()
        )

    def read(self, campaign: int) -> dict[str, Any]:
        found: dict[str, Any] = self("Campaign.Get", campaignid=str(campaign))["Campaign"]
        return found

    def list(self, **parameters: Any) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self("Campaigns.Get", **parameters)["Campaigns"]
        return rows

    def create(self, name: str = "A campaign") -> int:
        return int(self("Campaign.Create", CampaignName=name)["CampaignID"])

    def in_status(self, status: str) -> int:
        new = self.create()
        assert self("Campaign.Update", CampaignID=str(new), CampaignStatus=status)["Success"]
        return new


@pytest.fixture(scope="session")
def spec() -> Spec:
    return load()


@pytest.fixture(scope="session")
def seeded(spec: Spec) -> Seed:
    return seed.load(spec)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The URL of a PostgreSQL database of the tests' own."""
    with postgres.running() as url:
        yield url


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    """Where the store is: in memory, or on PostgreSQL where `TEST_DATABASE` says so."""
    if os.environ.get(TEST_DATABASE) == "postgresql":
        return postgres.emptied(request.getfixturevalue("postgresql"))
    return MEMORY


@pytest.fixture
def store(spec: Spec, seeded: Seed, database: str) -> Iterator[Store]:
    store = Store(spec.fields, database)
    seed.plant(seeded, store)
    yield store
    store.close()


@pytest.fixture
def client(spec: Spec, store: Store) -> Client:
    return Client(create_app(spec, store, AppOptions(clock=Clock(NOW))))


@pytest.fixture
def owner(spec: Spec, client: Client, seeded: Seed) -> Api:
    return Api(client, spec.transport.path, seeded.accounts[0].api_key)


@pytest.fixture
def stranger(spec: Spec, client: Client, seeded: Seed) -> Api:
    return Api(client, spec.transport.path, seeded.accounts[1].api_key)
