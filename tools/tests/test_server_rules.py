"""The functions that the matrix names for a general rule run when a request meets the rule."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from types import CodeType
from typing import Any

import pytest
from werkzeug.test import Client

from campaign_contract import spec
from campaign_contract.mockserver import seed
from campaign_contract.mockserver.actions import ACTIONS
from campaign_contract.mockserver.app import create_app
from campaign_contract.mockserver.store import Store
from campaign_contract.spec.wording import FAMILIES, HTTP, statements
from campaign_contract.tools.artefacts.server_rules import GENERAL_RULES, server_rule

API = spec.load()
OWNER, STRANGER = (account.api_key for account in seed.load(API).accounts[:2])
OF_THE_PROCESS = {name for name, where in GENERAL_RULES.items() if where.startswith("front: ")}
"""Rules that are kept before the application is asked; tests of the process itself hold them."""


def command(name: str, key: str | None = OWNER, **sent: Any) -> dict[str, Any]:
    return {"Command": name, **({"APIKey": key} if key else {}), **sent}


def form(*args: Any, **kwargs: Any) -> dict[str, Any]:
    return {"data": command(*args, **kwargs)}


def json(*args: Any, content_type: str = "application/json", **kwargs: Any) -> dict[str, Any]:
    return {"json": command(*args, **kwargs), "content_type": content_type}


REQUESTS = {
    "envelope": [form("Campaigns.Get"), form("Campaign.Pause"), form("Campaigns.Get", None)],
    "no-byte-order-mark": [form("Campaigns.Get")],
    "success-number": [form("Campaigns.Get")],
    "form": [form("Campaigns.Get")],
    "json": [json("Campaigns.Get")],
    "json-charset": [json("Campaigns.Get", content_type="application/json; charset=utf-8")],
    "json-number": [json("Campaign.Pause", CampaignID=1)],
    "json-text": [json("Campaign.Pause", CampaignID="1")],
    "either-credential": [form("Campaigns.Get")],
    "credentials-required": [form("Campaigns.Get", None)],
    "isolation": [
        form("Campaign.Pause", STRANGER, CampaignID=1),
        form("Campaign.Get", STRANGER, campaignid=1),
        form("Campaigns.Get", STRANGER),
    ],
    "provenance": [form("Campaign.Copy", CampaignID=1)],
    "refuses-malformed-id": [form("Campaign.Approve", CampaignID="abc")],
    "two-faults": [form("Campaign.Update", CampaignID="abc", CampaignStatus="Nonsense")],
    "page-example": [form("Campaign.Create", CampaignName="A campaign")],
    "shown-failure": [form("Campaign.Copy")],
    "survives": [form("Campaign.Create", CampaignName="%00")],
    "content-type": [form("Campaigns.Get")],
    "documented-codes": [form("Campaign.Resume", CampaignID=1)],
    "model": [form("Campaign.Approve", CampaignID=1)],
    "no-more-than-asked": [form("Campaign.Approve", CampaignID=1)],
    "independence": [form("Campaign.Approve", CampaignID=1)],
    "methods": [form("Campaigns.Get")],
    "bodies": [{"data": "{", "content_type": "application/json"}],
}
"""Requests that meet each rule."""


def codes(where: str) -> set[CodeType]:
    """The code of the functions that the matrix names: `module: function, Class.method; module: …`."""
    found = set()
    for place in where.split("; "):
        module, _, names = place.partition(": ")
        for name in names.split(", "):
            function: Any = importlib.import_module(f"campaign_contract.mockserver.{module}")
            for part in name.split("."):
                function = getattr(function, part)
            found.add((function.fget if isinstance(function, property) else function).__code__)
    return found


def called(work: Callable[[], object]) -> set[CodeType]:
    """The code of the functions that run during `work`."""
    seen: set[CodeType] = set()
    before = sys.getprofile()
    sys.setprofile(lambda frame, event, _: seen.add(frame.f_code) if event == "call" else None)
    try:
        work()
    finally:
        sys.setprofile(before)
    return seen


@pytest.fixture
def store():
    store = Store(API.fields)
    seed.plant(seed.load(API), store)
    yield store
    store.close()


def test_every_general_rule_has_a_place_of_its_own():
    rules = {rule.id for rule in API.rules}
    assert (set(GENERAL_RULES), set(REQUESTS)) == (rules, rules - OF_THE_PROCESS)
    assert {rule.id for rule in API.rules if rule.family == HTTP} >= OF_THE_PROCESS


@pytest.mark.parametrize("rule", sorted(REQUESTS))
def test_the_functions_of_a_general_rule_run_when_a_request_meets_it(store, rule):
    def ask() -> None:
        client = Client(create_app(API, store))  # how a success is made is settled when the application is
        for request in REQUESTS[rule]:
            client.post(API.transport.path, **request)

    assert codes(GENERAL_RULES[rule]) <= called(ask)


@pytest.mark.parametrize("rule", sorted(OF_THE_PROCESS))
def test_the_front_is_there(rule):
    module, name = GENERAL_RULES[rule].split(": ")
    assert hasattr(importlib.import_module(f"campaign_contract.mockserver.{module}"), name)


def test_what_is_no_general_rule_is_read_off_the_spec():
    commands = {command.name for command in API.commands}
    assert set(ACTIONS) <= commands
    for statement in statements(API):
        name, _, id = statement.address.partition("/")
        if name in FAMILIES:
            continue
        is_error = id in {error.id for error in API.command(name).errors}
        assert server_rule(API, statement.address).startswith("causes: ") is is_error
