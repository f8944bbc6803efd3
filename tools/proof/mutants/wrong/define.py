"""How a small wrong function or class becomes a mutant: its name is the id, its docstring says what is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from campaign_contract.mockserver.actions import Action
from campaign_contract.mockserver.situation import Situation
from campaign_contract.mockserver.store import Store
from campaign_contract.spec import Command
from campaign_contract.spec.wording import FAMILIES
from campaign_contract.tools.proof.mutants.mutant import Mutant
from campaign_contract.tools.proof.trial.blueprint import (
    Alteration,
    Blueprint,
    action_altered,
    layer_added,
    store_altered,
)
from campaign_contract.tools.proof.trial.wire import Layer, editing, on

Body = dict[str, Any]
WrongAction = Callable[[Situation, Action], Mapping[str, Any]]
"""Carries a command out wrongly; its second argument is the right way."""


def action(command: str, *breaks: str) -> Callable[[WrongAction], Mutant]:
    """The command is carried out by this function; `breaks` are addresses below the command, or whole general ones."""

    def define(wrong: WrongAction) -> Mutant:
        alteration = action_altered(command, lambda usual: lambda situation: wrong(situation, usual))
        return _mutant(wrong, alteration, tuple(_address(command, id) for id in breaks))

    return define


def store(*breaks: str) -> Callable[[type[Store]], Mutant]:
    """Data is kept by this subclass of Store."""
    return lambda kind: _mutant(kind, store_altered(kind), breaks)


def layer(*breaks: str, command: str | None = None) -> Callable[[Layer], Mutant]:
    """Requests go through this function, those of one command or all."""
    return lambda wrong: _mutant(wrong, layer_added(on(command, wrong) if command else wrong), breaks)


def stateful(*breaks: str, command: str | None = None) -> Callable[[Callable[[], Layer]], Mutant]:
    """Requests go through the layer that this function makes, a new one for each server."""

    def define(make: Callable[[], Layer]) -> Mutant:
        def alteration(blueprint: Blueprint) -> Blueprint:
            return layer_added(on(command, make()) if command else make())(blueprint)

        return _mutant(make, alteration, breaks)

    return define


def answers(*breaks: str, command: str | None = None) -> Callable[[Callable[[Body], Any]], Mutant]:
    """The JSON object of every answer goes through this function, of one command or all."""

    def define(wrong: Callable[[Body], Any]) -> Mutant:
        edit = editing(wrong)
        return _mutant(wrong, layer_added(on(command, edit) if command else edit), breaks)

    return define


def asking(situation: Situation, **parameters: str) -> Situation:
    """The same call with other values of some parameters."""
    return replace(situation, parameters={**situation.parameters, **parameters})


def without(situation: Situation, *names: str) -> Situation:
    """The same call without some parameters."""
    kept = {name: value for name, value in situation.parameters.items() if name not in names}
    return replace(situation, parameters=kept)


def own_rows(situation: Situation) -> list[Mapping[str, Any]]:
    """The caller's campaigns as they are stored, by id."""
    found = (situation.store.campaign(id) for id in sorted(situation.store.campaign_ids(situation.owner)))
    return [row for row in found if row]


def for_command(name: str, command: Command, what: str, statement: str, layer: Layer) -> Mutant:
    """One of a family: requests of `command` go through `layer`; `statement` is its id, or a whole address."""
    broken = (_address(command.name, statement),)
    return Mutant(f"handler/{command.name}/{name}", what, broken, layer_added(on(command.name, layer)))


def _address(command: str, statement: str) -> str:
    return statement if statement.partition("/")[0] in FAMILIES else f"{command}/{statement}"


def _mutant(wrong: Any, alteration: Alteration, breaks: tuple[str, ...]) -> Mutant:
    name = re.sub("(?<=[a-z])(?=[A-Z0-9])", "-", wrong.__name__.replace("_", "-")).lower()
    return Mutant(f"handler/{name}", str(wrong.__doc__), breaks, alteration)
