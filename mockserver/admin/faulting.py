"""The control API's faults: asked for, listed, removed; of everybody's requests or of one account's."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from campaign_contract.mockserver.admin.world import AdminError, World
from campaign_contract.mockserver.faults import Fault, Garbling


def add(world: World, body: dict[str, Any]) -> dict[str, Any]:
    """Ask for a fault."""
    world.refuse_several("a fault")
    _refuse_unknown(world, body)
    garbling = Garbling(body["garbling"]) if "garbling" in body else None
    return {"id": world.faults.add(Fault(**{**body, "garbling": garbling}))}


def list_all(world: World) -> dict[str, Any]:
    """All faults with the count that is left of them."""
    return {"faults": [{"id": id, **_said(fault)} for id, fault in world.faults.all().items()]}


def remove(world: World, fault: int) -> dict[str, Any]:
    """Ask for it no longer."""
    try:
        world.faults.remove(fault)
    except KeyError:
        raise AdminError(404, f"there is no fault {fault}") from None
    return {}


def clear(world: World, account: int | None = None) -> dict[str, Any]:
    """Ask for no fault any longer, or for none of one account's."""
    world.faults.clear(account)
    return {}


def _said(fault: Fault) -> dict[str, Any]:
    return {name: value for name, value in asdict(fault).items() if value is not None}


def _refuse_unknown(world: World, body: dict[str, Any]) -> None:
    commands = {command.name: command for command in (*world.spec.commands, *world.spec.supporting)}
    if "error" in body:
        command, _, error = body["error"].partition("/")
        if command not in commands:
            raise AdminError(
                400, f"error: there is no {body['error']!r}; send an address like Campaign.Pause/not-sending"
            )
        known = [item.id for item in commands[command].errors]
        if error not in known:
            raise AdminError(400, f"error: there is no {body['error']!r}; {command} has {', '.join(known) or 'none'}")
        if body.get("command", command) != command:
            raise AdminError(400, f"command: {body['error']} is an error of {command} alone; leave out the command")
    if "command" in body and body["command"] not in commands:
        raise AdminError(400, f"command: there is no {body['command']!r}; there are {', '.join(commands)}")
    if "account" in body:
        with world.store.transaction(writes=False):
            world.refuse_unknown(body["account"])
