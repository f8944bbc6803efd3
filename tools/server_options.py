"""What the command lines of `serve` and `proxy` have in common."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import reduce
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from campaign_contract.mockserver.log import LogFormat

Command = TypeVar("Command", bound=Callable[..., Any])

_OPTIONS = (
    click.option(
        "--admin-token",
        metavar="TOKEN",
        envvar="CAMPAIGN_CONTRACT_ADMIN_TOKEN",
        help="what the control API at /__admin/ asks for; without one it is open on loopback only",
    ),
    click.option(
        "--journal",
        default=1000,
        show_default=True,
        type=click.IntRange(0),
        help="how many exchanges /__admin/journal keeps in memory",
    ),
    click.option(
        "--log-format",
        type=click.Choice(["text", "json"]),
        help="how each exchange is logged on stdout; text where that is a terminal, else nothing",
    ),
    click.option("--quiet", is_flag=True, help="log no exchange"),
    click.option("--while-stdin-is-open", "tied", is_flag=True, hidden=True, help="end with the end of stdin"),
)


def listening_options(port: int) -> Callable[[Command], Command]:
    """The options that say where a server listens; `port` is the default."""
    host = click.option("--host", default="127.0.0.1", show_default=True, help="address to listen on")
    on = click.option(
        "--port", default=port, show_default=True, type=click.IntRange(0, 65535), help="port; 0 takes a free one"
    )
    return lambda command: host(on(command))


def watching_options(command: Command) -> Command:
    """The options that say who may see what a server does, and where; with the one that ties it to its starter."""
    return reduce(lambda made, option: option(made), reversed(_OPTIONS), command)


def end_as_told(is_tied: bool) -> None:
    """End this process by signals, with its starter and, where `is_tied`, with the end of stdin."""
    from campaign_contract.mockserver.lifeline import end_cleanly_by_signal, end_with_starter, end_with_stdin

    end_cleanly_by_signal()
    end_with_starter()
    if is_tied:
        end_with_stdin()


def log_of(log_format: str | None, quiet: bool) -> LogFormat | None:
    """How exchanges are logged, if they are: as chosen, else as text where stdout is a terminal."""
    from campaign_contract.mockserver.log import LogFormat

    wanted = log_format or ("text" if sys.stdout.isatty() else None)
    return LogFormat(wanted) if wanted and not quiet else None
