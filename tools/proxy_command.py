"""`campaign-contract proxy`: its options on the command line."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from campaign_contract.tools.config_file import config_option, in_environment
from campaign_contract.tools.server_options import end_as_told, listening_options, log_of, watching_options

if TYPE_CHECKING:
    from campaign_contract.mockserver.pages import Pages
    from campaign_contract.spec import Spec

_FILE = click.Path(path_type=Path)
_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
ENVIRONMENT = "CAMPAIGN_CONTRACT_PROXY"
"""What the environment variables of the options begin with: CAMPAIGN_CONTRACT_PROXY_PORT."""


@in_environment(ENVIRONMENT)
@click.command()
@config_option
@click.argument("url")
@listening_options(8026)
@click.option("--ca", metavar="FILE", help="PEM file of the certificates to trust; default: the usual authorities")
@click.option("--insecure", is_flag=True, help="trust any certificate of the server behind")
@click.option(
    "--timeout",
    default=60.0,
    show_default=True,
    type=click.FloatRange(0, min_open=True),
    help="seconds to wait for the server behind",
)
@click.option(
    "--record", type=click.Path(path_type=Path), metavar="FILE", help="write what `serve --from FILE` answers again"
)
@click.option("--spec", "spec_directory", type=_FOLDER, help="folder of the spec to judge by")
@watching_options
def proxy(url: str, tied: bool, log_format: str | None, quiet: bool, **chosen: Any) -> None:
    """Stand before the server at URL, pass everything through untouched, and judge both sides by the contract.

    Of requests it says what a strict server would refuse, of answers whether they are envelopes, have the keys and
    types of the command's success, and which documented error they are: a line for each exchange, and as in `serve`
    /__admin/journal and /__admin/coverage. Nothing is sent that the client did not send; credentials are not shown.
    Host names the server behind; hop-by-hop headers end here. Where the server behind cannot be reached the client
    gets 502, or 504 when it is silent. Ends with Ctrl-C.
    """
    end_as_told(tied)

    from campaign_contract.tools.proxy.run import ProxyOptions, run

    log = log_of(log_format, quiet)
    given = {name: value for name, value in chosen.items() if value is not None}
    sys.exit(run(ProxyOptions(url, log=log, make_pages=_pages, **given)))


def _pages(api: Spec) -> Pages:
    """What makes the page is imported when somebody first asks for it."""
    from campaign_contract.tools.site import site

    return site.watching(api)
