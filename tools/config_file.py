"""Options of a command from a TOML file and from the environment, below those of the command line."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click


def config_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--config FILE`: each other option of the command under its name without the dashes in front."""
    return click.option(
        "--config",
        type=click.Path(path_type=Path),
        is_eager=True,
        expose_value=False,
        callback=_read,
        help="TOML file with such options, as in port = 8025",
    )(command)


def in_environment(prefix: str) -> Callable[[click.Command], click.Command]:
    """Each option of the command may stand in the environment under its name: `--seed-file` as PREFIX_SEED_FILE."""

    def named(command: click.Command) -> click.Command:
        for item in command.params:
            if not _hidden(item):
                own = f"{prefix}_{_key(item).upper().replace('-', '_')}"
                item.envvar = [own, *([item.envvar] if isinstance(item.envvar, str) else item.envvar or ())]
        return command

    return named


def _read(context: click.Context, parameter: click.Parameter, file: Path | None) -> None:
    if file is None:
        return
    names = {_key(item): item.name for item in context.command.params if item is not parameter and not _hidden(item)}
    given = _parsed(file, parameter)
    unknown = [key for key in given if key not in names]
    if unknown:
        raise click.BadParameter(
            f"{file}: {unknown[0]}: unknown; allowed: {', '.join(sorted(names))}", param=parameter
        )
    context.default_map = {names[key]: value for key, value in given.items()}


def _parsed(file: Path, parameter: click.Parameter) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise click.BadParameter(f"{file} cannot be read: {error.strerror}", param=parameter) from error
    except ValueError as error:  # neither UTF-8 nor TOML
        raise click.BadParameter(f"{file} is not TOML: {error}", param=parameter) from error


def _key(item: click.Parameter) -> str:
    return max(item.opts, key=len).lstrip("-")


def _hidden(item: click.Parameter) -> bool:
    return bool(getattr(item, "hidden", False)) or item.name == "help"
