"""`campaign-contract proxy`: its options on the command line."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from campaign_contract.tools.config_file import config_option

if TYPE_CHECKING:
    from campaign_contract.mockserver.pages import Pages
    from campaign_contract.spec import Spec

_FILE = click.Path(path_type=Path)
_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
ENVIRONMENT = "CAMPAIGN_CONTRACT_PROXY"
"""What the environment variables of the options begin with: CAMPAIGN_CONTRACT_PROXY_PORT."""


@click.command(context_settings={"auto_envvar_prefix": ENVIRONMENT})
@config_option
@click.argument("url")
@click.option("--host", default="127.0.0.1", show_default=True, help="address to listen on")
@click.option(
    "--port", default=8026, show_default=True, type=click.IntRange(0, 65535), help="port; 0 takes a free one"
)
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
@click.option(
    "--admin-token",
    metavar="TOKEN",
    envvar="CAMPAIGN_CONTRACT_ADMIN_TOKEN",
    help="what the control API at /__admin/ asks for; without one it is open on loopback only",
)
@click.option(
    "--journal",
    default=1000,
    show_default=True,
    type=click.IntRange(0),
    help="how many exchanges /__admin/journal keeps in memory",
)
@click.option(
    "--log-format",
    type=click.Choice(["text", "json"]),
    help="how each exchange is logged on stdout; text where that is a terminal, else nothing",
)
@click.option("--quiet", is_flag=True, help="log no exchange")
@click.option("--while-stdin-is-open", "tied", is_flag=True, hidden=True, help="end with the end of stdin")
def proxy(url: str, tied: bool, log_format: str | None, quiet: bool, **chosen: Any) -> None:
    """Stand before the server at URL, pass everything through untouched, and judge both sides by the contract.

    Of requests it says what a strict server would refuse, of answers whether they are envelopes, have the keys and
    types of the command's success, and which documented error they are: a line for each exchange, and as in `serve`
    /__admin/journal and /__admin/coverage. Nothing is sent that the client did not send; credentials are not shown.
    Host names the server behind; hop-by-hop headers end here. Where the server behind cannot be reached the client
    gets 502, or 504 when it is silent. Ends with Ctrl-C.
    """
    from campaign_contract.mockserver.lifeline import end_cleanly_by_signal, end_with_starter, end_with_stdin

    end_cleanly_by_signal()
    end_with_starter()

    from campaign_contract.mockserver.log import LogFormat
    from campaign_contract.tools.proxy.run import ProxyOptions, run

    if tied:
        end_with_stdin()
    wanted = log_format or ("text" if sys.stdout.isatty() else None)
    log = LogFormat(wanted) if wanted and not quiet else None
    given = {name: value for name, value in chosen.items() if value is not None}
    sys.exit(run(ProxyOptions(url, log=log, make_pages=_pages, **given)))


def _pages(api: Spec) -> Pages:
    """What makes the page is imported when somebody first asks for it."""
    from campaign_contract.tools.site import site

    return site.watching(api)
