"""What a server is built from, and the ways in which a trial builds it differently."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache, reduce
from typing import TYPE_CHECKING

from campaign_contract import spec
from campaign_contract.mockserver import local, seed
from campaign_contract.mockserver.actions import ACTIONS, Action, apply_effect
from campaign_contract.mockserver.app import create_app
from campaign_contract.mockserver.options import AppOptions
from campaign_contract.mockserver.seed import Seed
from campaign_contract.mockserver.store import Store
from campaign_contract.spec import Command, Spec
from campaign_contract.tools.proof.trial.wire import Layer, layered

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


@dataclass(frozen=True)
class Blueprint:
    """The parts of a server; a blueprint of the spec alone is the reference server.

    `stores` are subclasses of Store whose methods come before the store's own, the first one first. `layers` stand
    between the network and the application, the first one innermost.
    """

    spec: Spec
    seed: Seed
    actions: Mapping[str, Action]
    stores: tuple[type[Store], ...] = ()
    layers: tuple[Layer, ...] = ()

    @contextmanager
    def running(self) -> Iterator[str]:
        """A freshly seeded server in this process; yields its URL."""
        store = self._store()
        try:
            with local.running(self._app(store)) as url:
                yield url
        finally:
            store.close()

    def _app(self, store: Store) -> WSGIApplication:
        return layered(create_app(self.spec, store, AppOptions(actions=self.actions)), self.layers)

    def _store(self) -> Store:
        kind: type[Store] = type("TrialStore", (*self.stores, Store), {}) if self.stores else Store
        store = kind(self.spec.fields)
        seed.plant(self.seed, store)
        return store


Alteration = Callable[[Blueprint], Blueprint]
"""Makes another server of a blueprint."""


@cache
def reference() -> Blueprint:
    """The reference server as it is shipped."""
    loaded = spec.load()
    return Blueprint(loaded, seed.load(loaded), ACTIONS)


def fault_code(id: str) -> int:
    """The number of a fault of the spec, such as "bad-credentials"."""
    return reference().spec.fault(id).code


def together(*alterations: Alteration) -> Alteration:
    """Several alterations as one, in this order."""
    return lambda blueprint: reduce(lambda built, alter: alter(built), alterations, blueprint)


def spec_altered(alter: Callable[[Spec], Spec]) -> Alteration:
    """Behave by another spec."""
    return lambda blueprint: replace(blueprint, spec=alter(blueprint.spec))


def command_altered(name: str, alter: Callable[[Command], Command]) -> Alteration:
    """Behave by another description of one command."""

    def altered(spec: Spec) -> Spec:
        commands = (alter(command) if command.name == name else command for command in spec.commands)
        return replace(spec, commands=tuple(commands))

    return spec_altered(altered)


def action_altered(name: str, alter: Callable[[Action], Action]) -> Alteration:
    """Carry one command out in another way."""

    def altered(blueprint: Blueprint) -> Blueprint:
        action = alter(blueprint.actions.get(name, apply_effect))
        return replace(blueprint, actions={**blueprint.actions, name: action})

    return altered


def store_altered(kind: type[Store]) -> Alteration:
    """Keep data in another way: the methods of `kind` come before those of the store."""
    return lambda blueprint: replace(blueprint, stores=(kind, *blueprint.stores))


def layer_added(layer: Layer) -> Alteration:
    """Put a layer around what is there."""
    return lambda blueprint: replace(blueprint, layers=(*blueprint.layers, layer))
