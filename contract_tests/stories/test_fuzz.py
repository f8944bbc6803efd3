"""Requests that Schemathesis makes up from the OpenAPI document, good and bad: all are answered as the page says."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from typing import Any

from campaign_contract.contract_tests.api.client import JSON, Reply
from campaign_contract.contract_tests.api.outcomes import require
from campaign_contract.contract_tests.api.wording import told
from campaign_contract.contract_tests.api.world import World
from campaign_contract.contract_tests.checks import Case, cases
from campaign_contract.contract_tests.explore.search import Search
from campaign_contract.spec import Command, Kind, Spec

EXAMPLES = 8


def commands_and_encodings(spec: Spec) -> Iterator[Case]:
    """Every command, in each encoding."""
    for command in spec.commands:
        for encoding in spec.transport.encodings:
            yield Case(command.name, "documented-codes", encoding, data=command)


@cases(commands_and_encodings)
def test_generated_requests(world: World, case: Case) -> None:
    """Every answer is an envelope; a failure has one of the command's numbers where it can only be for one of them."""
    fuzz = importlib.import_module(
        "campaign_contract.contract_tests.explore.fuzz"
    )  # Schemathesis takes its time to load
    command, encoding = case.data, str(case.variant)
    found = fuzz.bodies(world.spec, command, encoding)
    tamer, own = fuzz.Tamer(world, command), _Own(world, command)

    def holds(body: dict[str, Any]) -> None:
        request = tamer.tame(body, own.campaign, typed=encoding == JSON)
        reply = world.owner.call(command.name, request.parameters, encoding=encoding, unlisted=True)
        own.after(reply)
        require(_number(command, reply) if request.numbered else [])

    Search(world, EXAMPLES, requests=EXAMPLES + 5).every(found, holds)


class _Own:
    """An own campaign to name; a new one after a command that may have deleted it, or that need not work twice."""

    def __init__(self, world: World, command: Command) -> None:
        self._world = world
        self._status = command.starts_from if command.success.asserted_from else None
        self._used_up = bool(self._status) or any(item.kind is Kind.CAMPAIGNS for item in command.parameters)
        self.campaign = world.campaign(self._status)

    def after(self, reply: Reply) -> None:
        if self._used_up and reply.succeeded:
            self.campaign = self._world.campaign(self._status)


def _number(command: Command, reply: Reply) -> list[str]:
    documented = sorted(error.code for error in command.errors)
    if reply.succeeded or set(documented) & set(reply.codes):
        return []
    wanted = " or ".join(map(str, documented)) or "none, as the command has no error codes"
    return [f"ErrorCode: expected {wanted}, got {told(reply.get('ErrorCode'))}"]
