"""A server with its control API in this process, for tests."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from werkzeug.test import Client, TestResponse

from campaign_contract.mockserver.admin.api import ROOT, with_admin
from campaign_contract.mockserver.admin.guard import Guard
from campaign_contract.mockserver.admin.world import World
from campaign_contract.mockserver.app import create_app
from campaign_contract.mockserver.options import AppOptions

HERE = "http://127.0.0.1:8025"


@dataclass
class Admin:
    """Calls the control API and, as one account, commands."""

    world: World
    guard: Guard = field(default_factory=lambda: Guard(is_loopback=True))

    def __post_init__(self) -> None:
        options = self.world.app_options(AppOptions())
        app = create_app(self.world.spec, self.world.store, options)
        self.client = Client(with_admin(app, self.world, self.guard))

    def send(self, method: str, path: str, body: Any = None, **options: Any) -> TestResponse:
        sent = {} if body is None else {"json": body}
        return self.client.open(ROOT + path, method=method, base_url=HERE, **sent, **options)

    def __call__(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        answer = self.send(method, path, body)
        assert answer.status_code < 300, answer.text
        return dict(answer.get_json())

    def error(self, method: str, path: str, body: Any = None) -> tuple[int, str]:
        answer = self.send(method, path, body)
        return answer.status_code, answer.get_json()["error"]

    def command(self, account: dict[str, Any], command: str, **parameters: Any) -> dict[str, Any]:
        data = {"Command": command, "APIKey": account["api_key"], **parameters}
        return dict(self.client.post(self.world.spec.transport.path, data=data, base_url=HERE).get_json())
