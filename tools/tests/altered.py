"""A spec with one thing changed, a server in this process that behaves by it, and the report of a run against it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from campaign_contract import spec
from campaign_contract.contract_tests.settings import Settings, as_environment
from campaign_contract.mockserver import seed
from campaign_contract.mockserver.app import create_app
from campaign_contract.mockserver.local import running
from campaign_contract.mockserver.store import Store
from campaign_contract.spec import Command, Error, Spec
from campaign_contract.tools.cli import main
from campaign_contract.tools.runs.local_target import reference_settings

Report = dict[str, Any]


def changed(api: Spec, name: str, **parts: Any) -> Spec:
    """The spec with other parts of the command called `name`."""
    return replace(api, commands=tuple(replace(c, **parts) if c.name == name else c for c in api.commands))


def errors(command: Command, id: str, *instead: Error) -> tuple[Error, ...]:
    """The errors of a command with `instead` in the place of the one called `id`."""
    assert command.error(id) in command.errors
    return tuple(new for error in command.errors for new in (instead if error.id == id else (error,)))


@contextmanager
def serving(api: Spec) -> Iterator[Settings]:
    """A freshly seeded server that behaves by this spec; yields what its operator would tell the suite."""
    store = Store(api.fields)
    try:
        seed.plant(seed.load(api), store)
        with running(create_app(api, store)) as url:
            yield replace(reference_settings(url), base_url=f"{url}{api.transport.path}")
    finally:
        store.close()


def verify(settings: Settings, *arguments: str | Path) -> Result:
    """Run `campaign-contract verify` with these settings in the environment."""
    return CliRunner().invoke(main, ["verify", *map(str, arguments)], env=as_environment(settings))


def read(folder: Path) -> Report:
    """The conformance.json of a report folder."""
    report: Report = json.loads((folder / "conformance.json").read_text(encoding="utf-8"))
    return report


def ids(report: Report, *outcomes: str) -> set[str]:
    """The addresses of the checks that ended so."""
    return {check["id"] for check in report["checks"] if check["outcome"] in outcomes}


def default_spec() -> Spec:
    """The shipped spec."""
    return spec.load()


def secrets() -> Sequence[str]:
    """Every credential of the shipped seed."""
    return [secret for account in seed.load(default_spec()).accounts for secret in account.credentials.values()]
