"""The command line, read off the installed program: every command with its arguments, options and variables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import entry_points

import click

from campaign_contract.contract_tests.settings import ENVIRONMENT_PREFIX, setting_fields

_PROGRAM = "campaign-contract"


@dataclass(frozen=True)
class Option:
    """One option: its spellings, what it does, and the environment variable that stands for it, if any."""

    flags: tuple[str, ...]
    help: str
    variable: str | None


@dataclass(frozen=True)
class Usage:
    """One command: how it is called, what it does in paragraphs, its options."""

    name: str
    call: str
    paragraphs: tuple[str, ...]
    options: tuple[Option, ...]


def usages() -> list[Usage]:
    """Every command, by name."""
    program, *_ = entry_points(group="console_scripts", name=_PROGRAM)
    return [_usage(name, command) for name, command in sorted(program.load().commands.items())]


def _usage(name: str, command: click.Command) -> Usage:
    context = click.Context(command, info_name=f"{_PROGRAM} {name}")
    call = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    paragraphs = tuple(" ".join(part.split()) for part in (command.help or "").split("\n\n"))
    return Usage(name, call, paragraphs, tuple(_options(command)))


def _options(command: click.Command) -> Iterator[Option]:
    settings = {item.name for item in setting_fields()}
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            variables = [parameter.envvar] if isinstance(parameter.envvar, str) else [*(parameter.envvar or ())]
            stands_for = variables[-1] if variables else None
            if not variables and parameter.name in settings:
                stands_for = ENVIRONMENT_PREFIX + str(parameter.name).upper()
            flags = (*parameter.opts, *parameter.secondary_opts)
            yield Option(flags, parameter.help or "", stands_for)
