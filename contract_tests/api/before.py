"""The campaigns that stood there before the run: remembered, so that none is touched, and missed at the end."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING

from campaign_contract.contract_tests.api.outcomes import Broken, Disturbed, NotObservable, TargetGone
from campaign_contract.spec import NotInSpec

if TYPE_CHECKING:
    from campaign_contract.contract_tests.api.actor import Actor
    from campaign_contract.contract_tests.api.ledger import Ledger
    from campaign_contract.contract_tests.api.shown import View
    from campaign_contract.contract_tests.api.world import World

RUN_MARK = r"cct-[0-9a-f]{8} "
"""What the name of a campaign holds that a run has made, perhaps one beside this one; a regular expression."""

_LOOKS = 3
"""How often a list is read before a campaign counts as gone: where another process deletes, rows move past it."""


def remember(world: World) -> None:
    """Note the ids of all campaigns that the users have; where they are too many, or are not told, be unsure."""
    for actor in world.users():
        try:
            for number, page in enumerate(world.pages(actor)):
                standing = _noted(world.ledger, page)
                if standing and not number:
                    what = f"campaign {standing[0]} of the {actor.identity.name}"
                    world.ledger.bystanders.watch(what, partial(actor.shown, standing[0]))
        except (Broken, NotInSpec, NotObservable):
            world.ledger.is_unsure = True


def note_vanished(world: World) -> None:
    """Note which campaigns from before the run the target lists no more, as far as all of them were known."""
    ledger = world.ledger
    if not ledger.standing or ledger.is_unsure:
        return
    missing = ledger.standing
    try:
        for _ in range(_LOOKS):
            missing = missing - {id for actor in world.users() for id in _ids(world, actor)}
            if not missing:
                return
    except (Broken, Disturbed, NotObservable, TargetGone):
        return
    ledger.vanished = missing


def _noted(ledger: Ledger, rows: Iterable[View]) -> list[int]:
    """The ids of those that no run has made; all are noted."""
    names = {row.id: row.name for row in rows if row.id is not None}
    standing = [id for id, name in names.items() if not re.search(RUN_MARK, name)]
    ledger.before |= names.keys()
    ledger.standing.update(standing)
    return standing


def _ids(world: World, actor: Actor) -> Iterable[int | None]:
    return (row.id for page in world.pages(actor) for row in page)
