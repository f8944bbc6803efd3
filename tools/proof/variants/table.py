"""What the suite said of the variants, on the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from campaign_contract.tools.proof.variants.runner import Verdict


def show(verdicts: Sequence[Verdict], console: Console) -> None:
    """A line for each variant, what was wrong, and the result."""
    console.print(_table(verdicts))
    loud = [verdict for verdict in verdicts if not verdict.quiet]
    for verdict in loud:
        for line in verdict.wrong:
            console.print(f"{verdict.id}: {line}", markup=False, highlight=False, soft_wrap=True)
    colour, word = ("red", "LOUD") if loud else ("green", "QUIET")
    sentence = (
        f"{len(verdicts) - len(loud)} of {len(verdicts)} variants were told nothing that they should not be told."
    )
    console.print(f"[bold {colour}]{word}[/]  {sentence}", highlight=False)


def _table(verdicts: Sequence[Verdict]) -> Table:
    table = Table(box=None, pad_edge=False)
    for name in ("variant", "what is different"):
        table.add_column(name)
    for name in ("advice", "not observable", "wrong"):
        table.add_column(name, justify="right")
    for verdict in verdicts:
        counts = (len(verdict.advice), verdict.not_observable, len(verdict.wrong))
        table.add_row(verdict.id, verdict.what, *map(str, counts))
    return table
