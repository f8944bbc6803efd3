"""The kill matrix as it is written down: JSON with everything, Markdown to read, a short table on the terminal."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.table import Table

from campaign_contract.contract_tests.report.endings import counted
from campaign_contract.tools.proof.mutants.runner import Fate, Matrix, Verdict

_SHOWN = 4
"""How many checks of a mutant the Markdown names; the JSON has all."""


def write(matrix: Matrix, directory: Path) -> None:
    """Write mutants.json and mutants.md into `directory`, which is made if it is not there. Raises OSError."""
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "mutants.json").write_text(json.dumps(to_json(matrix), indent=1) + "\n", encoding="utf-8")
    (directory / "mutants.md").write_text("\n".join(markdown(matrix)) + "\n", encoding="utf-8")


def to_json(matrix: Matrix) -> dict[str, object]:
    """Counts by fate, every mutant with its checks, and the checks that stayed green."""
    return {
        "counts": {fate.value: len(matrix.with_fate(fate)) for fate in Fate},
        "mutants": [{**asdict(verdict), "fate": verdict.fate.value} for verdict in matrix.verdicts],
        "never_red": matrix.never_red,
    }


def markdown(matrix: Matrix) -> Iterator[str]:
    """The matrix in lines of Markdown."""
    yield "# Mutants"
    yield ""
    yield _sentence(matrix)
    yield ""
    yield "| mutant | what is wrong | fate | caught by |"
    yield "|---|---|---|---|"
    for verdict in matrix.verdicts:
        yield f"| `{verdict.id}` | {verdict.what} | {verdict.fate} | {_catchers(verdict)} |"
    if matrix.never_red:
        yield ""
        yield "## Checks that no mutant turned red"
        yield ""
        yield from (f"- `{check}`" for check in matrix.never_red)


def show(matrix: Matrix, console: Console) -> None:
    """A line for each kind of mutant, what survived, what stayed green, and the result."""
    console.print(_table(matrix))
    for verdict in matrix.with_fate(Fate.SURVIVED):
        _line(console, f"SURVIVED  {verdict.id}: {verdict.what} It breaks {', '.join(verdict.breaks)}.")
    for verdict in matrix.with_fate(Fate.STALE):
        _line(console, f"STALE  {verdict.id}: caught by {', '.join(verdict.caught)}; delete the exception.")
    for verdict in matrix.verdicts:
        for check in verdict.erred:
            _line(console, f"ERROR  {check} broke on {verdict.id}")
    for check in matrix.never_red or ():
        _line(console, f"NEVER RED  {check}")
    colour = "green" if matrix.complete else "red"
    console.print(f"[bold {colour}]{'SHARP' if matrix.complete else 'BLUNT'}[/]  {_sentence(matrix)}", highlight=False)


def _sentence(matrix: Matrix) -> str:
    killed, excepted = len(matrix.with_fate(Fate.KILLED)), len(matrix.with_fate(Fate.EXCEPTED))
    wanted = len(matrix.verdicts) - excepted
    told = f"{killed} of {wanted} mutants killed; {excepted} excepted, each for a reason."
    if matrix.never_red is None:
        return told
    return f"{told} {counted(len(matrix.never_red), 'check')} stayed green on all of them."


def _table(matrix: Matrix) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column("mutants")
    for fate in Fate:
        table.add_column(fate.value, justify="right")
    for kind in dict.fromkeys(_kind(verdict) for verdict in matrix.verdicts):
        counts = (sum(_kind(verdict) == kind for verdict in matrix.with_fate(fate)) for fate in Fate)
        table.add_row(kind, *map(str, counts))
    return table


def _kind(verdict: Verdict) -> str:
    return verdict.id.partition("/")[0]


def _catchers(verdict: Verdict) -> str:
    if verdict.exception:
        return verdict.exception
    shown = [f"`{check}`" for check in verdict.caught[:_SHOWN]]
    more = len(verdict.caught) + len(verdict.also_red) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")


def _line(console: Console, text: str) -> None:
    console.print(text, markup=False, highlight=False, soft_wrap=True)
