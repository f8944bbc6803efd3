"""`campaign-contract serve`: the options of the reference server on the command line."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from campaign_contract.tools.config_file import config_option, in_environment
from campaign_contract.tools.durations import DURATION
from campaign_contract.tools.server_options import end_as_told, listening_options, log_of, watching_options

if TYPE_CHECKING:
    from campaign_contract.mockserver.delivery import Delivery
    from campaign_contract.spec import Spec

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_FILE = click.Path(path_type=Path)


ENVIRONMENT = "CAMPAIGN_CONTRACT_SERVE"
"""What the environment variables of the options begin with: CAMPAIGN_CONTRACT_SERVE_PORT."""


@in_environment(ENVIRONMENT)
@click.command()
@config_option
@listening_options(8025)
@click.option(
    "--database",
    default="sqlite://",
    show_default=True,
    help="sqlite:///path keeps the data in a file, postgresql://… on a server",
)
@click.option(
    "--workers",
    default=1,
    show_default=True,
    type=click.IntRange(1),
    help="processes that share the database; each has a clock, a journal, faults and snapshots of its own",
)
@click.option("--seed-file", type=_FILE, help="YAML file with the accounts and campaigns to start with")
@click.option("--spec", "spec_directory", type=_FOLDER, help="folder of the spec to behave by")
@click.option(
    "--error-shape",
    default="documented",
    show_default=True,
    type=click.Choice(["documented", "scalar", "list"]),
    help="how failures wrap their number",
)
@click.option(
    "--cors", metavar="ORIGIN", help="origin whose pages may read the answers; any, where only loopback listens"
)
@click.option(
    "--session-lifetime", type=DURATION, metavar="DURATION", help="how long a login lasts, such as 90s, 15m, 2h or 1d"
)
@click.option(
    "--strict", is_flag=True, help="refuse what would be ignored, such as unknown parameters, and dates that are none"
)
@click.option(
    "--from",
    "recording",
    type=_FILE,
    metavar="RECORDING",
    help="answer as a recording of `proxy --record` does, and what it does not hold with 404",
)
@click.option("--watch", is_flag=True, help="follow changes of the spec and of the seed file, and keep the state")
@click.option("--tls", is_flag=True, help="speak HTTPS, with a certificate made for the run")
@click.option("--cert", type=_FILE, help="PEM file with the certificate to speak HTTPS with")
@click.option("--key", type=_FILE, help="PEM file with the key of --cert")
@click.option(
    "--delivery",
    default="off",
    show_default=True,
    type=click.Choice(["off", "simulated"]),
    help="whether scheduled campaigns are sent, by the clock of /__admin/clock",
)
@click.option(
    "--rate",
    default=50.0,
    show_default=True,
    type=click.FloatRange(0, min_open=True),
    help="simulated e-mails a second",
)
@click.option(
    "--recipients", default=1000, show_default=True, type=click.IntRange(0, 10**9), help="recipients of a campaign"
)
@click.option(
    "--delivery-seed", default=0, show_default=True, type=int, help="another number makes people react otherwise"
)
@click.option(
    "--allow-forced-errors",
    "forced_errors",
    is_flag=True,
    help="let requests ask for faults by the header X-Mock-Fault",
)
@watching_options
def serve(tied: bool, error_shape: str, log_format: str | None, quiet: bool, **chosen: Any) -> None:
    """Run the reference server until Ctrl-C; in a browser, its address shows the reference docs.

    Every option may stand in the environment, as CAMPAIGN_CONTRACT_SERVE_PORT, and in the file of --config.
    """
    end_as_told(tied)

    from campaign_contract.mockserver.answers import ErrorShape
    from campaign_contract.mockserver.options import ServeOptions
    from campaign_contract.mockserver.serve import serve as run

    delivery = _delivery(chosen)
    given = {name: value for name, value in chosen.items() if value is not None}
    log = log_of(log_format, quiet)
    sys.exit(
        run(ServeOptions(make_pages=_pages, error_shape=ErrorShape(error_shape), log=log, delivery=delivery, **given))
    )


def _pages(api: Spec, key: str) -> Mapping[str, str]:
    """The docs: what makes them is imported when somebody first asks for a page, in the process that serves."""
    from campaign_contract.tools.site import site

    return site.render(api, key)


def _delivery(chosen: dict[str, Any]) -> Delivery | None:
    """Takes the settings of the delivery out of the `chosen` ones."""
    from campaign_contract.mockserver.delivery import Delivery

    mode, rate, recipients, seed = map(chosen.pop, ("delivery", "rate", "recipients", "delivery_seed"))
    return Delivery(rate, recipients, seed) if mode == "simulated" else None
