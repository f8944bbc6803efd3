"""The shipped spec, a target made of canned answers, and a world on it."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from campaign_contract import spec
from campaign_contract.contract_tests import inventory
from campaign_contract.contract_tests.api import pace, persistence
from campaign_contract.contract_tests.api.client import Client, Exchange, Identity, Reply, Transcript
from campaign_contract.contract_tests.api.outcomes import Disturbed, NotArranged, NotObservable, TargetGone
from campaign_contract.contract_tests.api.world import World
from campaign_contract.contract_tests.settings import ENVIRONMENT_PREFIX, Settings
from campaign_contract.contract_tests.tests.miniature import OWNER_KEY, STRANGER_KEY, Miniature

OUTCOMES = (Disturbed, NotArranged, NotObservable, TargetGone)
PREFIX = "cct-test"
OWNER = Identity("owner", {"APIKey": OWNER_KEY}, {"APIKey": "API_KEY"})
STRANGER = Identity("stranger", {"APIKey": STRANGER_KEY}, {"APIKey": "STRANGER_API_KEY"})
NOBODY = Identity("stranger", {}, {})


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch):
    """Settings in the environment of whoever runs the tests are not the tests' own."""
    for name in os.environ:
        if name.startswith((ENVIRONMENT_PREFIX, "PYTEST_ADDOPTS", "PYTEST_BASE_URL")):
            monkeypatch.delenv(name)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(call: pytest.CallInfo[None]) -> Any:
    """An outcome of a check that nobody expected fails the test, although pytest takes some of them for skips."""
    report = yield
    if call.excinfo and isinstance(call.excinfo.value, OUTCOMES):
        report.outcome = "failed"
        report.longrepr = str(call.excinfo.getrepr())
    return report


@pytest.fixture(scope="session")
def api() -> spec.Spec:
    return spec.load()


@pytest.fixture
def spec_is_read_once(api, monkeypatch):
    """Nested runs of pytest take the spec, the modules of the suite and the plugins that are read already."""
    inventory.checks(api)
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    load = functools.cache(spec.load)
    monkeypatch.setattr(
        spec, "load", lambda where=spec.DEFAULT_DIRECTORY: api if where == spec.DEFAULT_DIRECTORY else load(where)
    )


@pytest.fixture
def settings(httpserver: HTTPServer) -> Settings:
    return Settings(
        base_url=httpserver.url_for("/api.php"),
        api_key=OWNER_KEY,
        stranger_api_key=STRANGER_KEY,
        email_id="7",
        foreign_email_id="8",
        list_id="1",
    )


@pytest.fixture
def miniature(httpserver: HTTPServer) -> Miniature:
    target = Miniature()
    httpserver.expect_request("/api.php").respond_with_handler(target)
    return target


@pytest.fixture
def transcript() -> Transcript:
    return Transcript()


@pytest.fixture
def client(settings, api, transcript) -> Client:
    return Client(settings.base_url, api, settings, transcript)


@dataclass
class Clock:
    """Time that passes only while somebody sleeps."""

    now: float = 1000.0
    slept: list[float] = field(default_factory=list)

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The time of the client's waits."""
    clock = Clock()
    monkeypatch.setattr(persistence, "time", clock)
    monkeypatch.setattr(pace, "time", clock)
    return clock


MakeWorld = Callable[..., World]


@pytest.fixture
def make_world(settings, api, transcript) -> MakeWorld:
    """A world on the miniature, with some settings changed."""

    def make(stranger: Identity = STRANGER, **changes: Any) -> World:
        changed = replace(settings, **changes)
        client = Client(changed.base_url or "", api, changed, transcript)
        return World(client, OWNER, stranger, changed, PREFIX)

    return make


@pytest.fixture
def world(make_world) -> World:
    return make_world()


def reply(body: Any, status: int = 200) -> Reply:
    """An answer with this JSON value."""
    return Reply(status, {}, repr(body), body)


def exchange(body: str = "", url: str = "http://api.example.test/api.php", **parts: Any) -> Exchange:
    """A POST with a form body that was answered with a bare success."""
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    made = Exchange(
        command="",
        method="POST",
        url=url,
        headers=form,
        body=body,
        status=200,
        answer='{"Success":true,"ErrorCode":0}',
        milliseconds=3,
    )
    return replace(made, **parts)
