"""What the suite said of the fronts, on the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from campaign_contract.tools.markdown_cell import cell
from campaign_contract.tools.proof.fronts.catalogue import FRONTS
from campaign_contract.tools.proof.fronts.front import Front
from campaign_contract.tools.proof.fronts.judge import Opinion
from campaign_contract.tools.proof.fronts.needs import NotThere

_COLUMNS = ("front", "version", "verdict", "MUST failed", "own doing", "wrong", "requests", "seconds")
_WORDS = 3


def show(opinions: Sequence[Opinion], console: Console) -> None:
    """A line for each front that was tried, what was wrong, which were skipped and why, and the result."""
    tried = [opinion for opinion in opinions if not opinion.skipped]
    if tried:
        console.print(_table(tried))
    for opinion in tried:
        for line in opinion.wrong:
            _line(console, f"{opinion.name}: {line}")
    for opinion in opinions:
        if opinion.skipped:
            _line(console, f"{opinion.name}: skipped, {opinion.skipped}")
    loud = [opinion for opinion in tried if opinion.wrong]
    colour, word = ("red", "LOUD") if loud else ("green", "QUIET") if tried else ("yellow", "NOTHING TRIED")
    sentence = f"{len(tried) - len(loud)} of {len(tried)} fronts were told nothing but their own doing"
    console.print(f"[bold {colour}]{word}[/]  {sentence}; {len(opinions) - len(tried)} skipped.", highlight=False)


def markdown(opinions: Sequence[Opinion]) -> str:
    """What was said of each front, and why each advice is the front's own doing, as a page."""
    lines = [f"| {' | '.join(_COLUMNS)} |", "|---" * len(_COLUMNS) + "|"]
    lines += [f"| {' | '.join(map(cell, _row(opinion)))} |" for opinion in opinions if not opinion.skipped]
    explained = [
        f"- {opinion.name}, `{address}`: {FRONTS[opinion.name].own_doing[address]}."
        for opinion in opinions
        for address in opinion.own_doing
    ]
    about = "What `campaign-contract fronts` said. The seconds depend on what else the machine did."
    return "\n".join(["# The suite on fronts", "", about, "", *lines, "", "## Own doing", "", *explained, ""])


def show_installed(fronts: Sequence[Front], console: Console) -> None:
    """A line for each front: its name, what it is, and its version or what is missing."""
    table = Table("front", "what it is", "here", box=None, pad_edge=False)
    for front in fronts:
        table.add_row(front.name, front.what, _here(front))
    console.print(table)


def _here(front: Front) -> str:
    try:
        return front.version()
    except NotThere as reason:
        return str(reason)


def _table(opinions: Sequence[Opinion]) -> Table:
    table = Table(box=None, pad_edge=False)
    for position, name in enumerate(_COLUMNS):
        table.add_column(name, justify="left" if position < _WORDS else "right")
    for opinion in opinions:
        table.add_row(*_row(opinion))
    return table


def _row(opinion: Opinion) -> tuple[str, ...]:
    counts = (opinion.must_failed, len(opinion.own_doing), len(opinion.wrong), opinion.requests)
    return (opinion.name, opinion.version, opinion.verdict, *map(str, counts), f"{opinion.seconds:.0f}")


def _line(console: Console, text: str) -> None:
    console.print(text, markup=False, highlight=False, soft_wrap=True)
