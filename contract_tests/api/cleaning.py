"""The end of a run: all that it made is deleted, as far as the target still answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign_contract.contract_tests.api import before
from campaign_contract.contract_tests.api.outcomes import Broken, Disturbed, NotObservable, TargetGone
from campaign_contract.spec import NotInSpec, Thing

if TYPE_CHECKING:
    from campaign_contract.contract_tests.api.actor import Actor
    from campaign_contract.contract_tests.api.world import World

_OTHER_THINGS = tuple(thing for thing in Thing if thing is not Thing.CAMPAIGN)


def clean_up(world: World) -> int:
    """Delete all that the run made, campaigns first. How much of it is still there, or may be."""
    ledger, users = world.ledger, world.users()
    if not world.client.is_answered():
        return sum(len(ledger.left(actor, thing)) for actor in users for thing in Thing)
    left = sum(_campaigns_left(world, actor) + _others_left(world, actor) for actor in users)
    before.note_vanished(world)
    if not left:
        ledger.forget()
    return left


def _campaigns_left(world: World, actor: Actor) -> int:
    """Delete a user's campaigns, also those of which the answer was lost; how many stay."""
    try:
        actor.delete(world.ledger.left(actor))
        lost = [row.id for row in world.rows_of_this_run(actor) if row.id is not None]
        actor.delete(lost)
        return len(world.rows_of_this_run(actor)) if lost else 0
    except (Broken, Disturbed, NotInSpec, NotObservable, TargetGone):
        return len(world.ledger.left(actor))


def _others_left(world: World, actor: Actor) -> int:
    """Delete what else a user made; how much stays."""
    try:
        for thing in _OTHER_THINGS:
            actor.delete(world.ledger.left(actor, thing), thing)
    except TargetGone:
        pass
    return sum(len(world.ledger.left(actor, thing)) for thing in _OTHER_THINGS)
