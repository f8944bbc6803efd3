"""The fixtures of the checks."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from campaign_contract.contract_tests import wiring
from campaign_contract.contract_tests.api import before
from campaign_contract.contract_tests.api.arranging import arrange
from campaign_contract.contract_tests.api.untouched import Untouched
from campaign_contract.contract_tests.api.world import World
from campaign_contract.contract_tests.checks import shared
from campaign_contract.contract_tests.session import session_of


@pytest.fixture(scope="session")
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    """The target's users and the campaigns that the run makes; they are deleted at the end."""
    session = session_of(request.config)
    world = wiring.world(session.settings, session.contract.spec, session.transcript)
    before.remember(world)
    for remark in arrange(world) if session.settings.arrange else ():
        session.remark(remark)
    session.transcript.start_check()
    yield world
    session.left_behind = world.clean_up()
    for remark in world.ledger.remarks():
        session.remark(remark)


@pytest.fixture
def observe(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Notes something that the page leaves open; it appears in the report and decides nothing."""
    return session_of(request.config).observed.append


@shared
def untouched(world: World) -> Untouched:
    """Campaigns for requests that have to be refused."""
    return Untouched(world)
