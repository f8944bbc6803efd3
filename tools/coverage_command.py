"""`campaign-contract coverage`: how much of the contract a client's traffic has met."""

from __future__ import annotations

import json
from pathlib import Path

import click

from campaign_contract.contract_tests.stand_in import coverage
from campaign_contract.contract_tests.stand_in.control import ControlError
from campaign_contract.spec.coverage import Report, merged

USAGE = 2


def run(sources: tuple[str, ...], account: str | None, least: float | None, as_json: bool) -> int:
    """Print the coverage of all sources together; answers the exit status."""
    try:
        report = merged(_report(source, account) for source in sources)
    except (ControlError, coverage.CoverageError) as problem:
        click.echo(str(problem), err=True)
        return USAGE
    click.echo(json.dumps(report, indent=1, ensure_ascii=False) if as_json else "\n".join(coverage.told(report)))
    shortfall = None if least is None else coverage.shortfall(report, least)
    if shortfall:
        click.echo(shortfall, err=True)
    return int(shortfall is not None)


def _report(source: str, account: str | None) -> Report:
    if source.startswith(("http://", "https://")):
        return coverage.of_server(source, account)
    if account is not None:
        raise coverage.CoverageError(f"{source}: a file holds no accounts; --account is for the URL of a server")
    return coverage.of_file(Path(source))
