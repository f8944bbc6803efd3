"""The commands that read the spec and write what follows from it: `validate-spec`, `generate`, `docs`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from campaign_contract import spec

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_FILE = click.Path(path_type=Path)


def loaded(directory: Path | None) -> spec.Spec:
    """The spec in a folder, or the installed one; ends the program with 2 where it cannot be used."""
    try:
        return spec.load(directory or spec.DEFAULT_DIRECTORY)
    except spec.DocumentError as problem:
        click.echo(str(problem), err=True)
        sys.exit(2)


@click.command("validate-spec")
@click.argument("directory", type=FOLDER)
def validate_spec(directory: Path) -> None:
    """Check the spec in DIRECTORY and print each problem with its file, line and key.

    A statement that no check of the suite holds is named in a note.
    """
    from campaign_contract.contract_tests import inventory

    api = loaded(directory)
    errors = sum(len(command.errors) for command in api.commands)
    click.echo(f"the spec is fine: {len(api.commands)} commands, {errors} errors")
    unheld = inventory.unchecked(api, inventory.by_statement(api))
    if unheld:
        click.echo(f"note: {inventory.told(unheld)}; a story in contract_tests/stories would")


@click.command()
@click.argument("out", type=_FILE, default=spec.DEFAULT_DIRECTORY / "generated")
@click.option("--check", is_flag=True, help="write nothing; say which files are stale and exit with 1")
@click.option("--spec", "directory", type=FOLDER, help="folder of the spec")
def generate(out: Path, check: bool, directory: Path | None) -> None:
    """Write JSON Schemas, OpenAPI, Postman, requests.http, reference.md and the traceability matrix to OUT."""
    from campaign_contract.tools import generate as generator

    api = loaded(directory)
    try:
        if not check:
            written = generator.write(api, out)
            click.echo(f"{len(written)} files written to {out}")
            return
        found = generator.stale(api, out)
    except generator.GenerateError as problem:
        raise click.ClickException(str(problem)) from problem
    for file in found:
        click.echo(f"{file.path} is stale\n{file.diff}")
    if found:
        raise click.ClickException(f"{len(found)} stale files; `campaign-contract generate` writes them anew")
    click.echo(f"everything in {out} is as the spec says")


@click.command()
@click.argument("out", type=_FILE)
@click.option("--spec", "directory", type=FOLDER, help="folder of the spec")
def docs(out: Path, directory: Path | None) -> None:
    """Write the docs to OUT, as a static site."""
    from campaign_contract.tools.site import site

    try:
        written = site.write(loaded(directory), out)
    except OSError as problem:
        raise click.ClickException(f"{out}: {problem.strerror}; choose another folder") from problem
    click.echo(f"{len(written)} files written; open {out / 'index.html'}")


SPEC_COMMANDS = (validate_spec, generate, docs)
