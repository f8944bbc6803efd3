"""`campaign-contract fronts`: try them, show what the suite said, answer the exit status."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from rich.console import Console

from campaign_contract.tools.proof.fronts import table
from campaign_contract.tools.proof.fronts.catalogue import FRONTS, chosen
from campaign_contract.tools.proof.fronts.judge import Opinion, judge
from campaign_contract.tools.proof.trial.picking import NoMatch
from campaign_contract.tools.proof.trial.pool import in_parallel
from campaign_contract.tools.proof.trial.suite import SuiteBroken
from campaign_contract.tools.runs.verify import USAGE


def fronts(names: Sequence[str], selection: Sequence[str], reports: Path | None, processes: int) -> int:
    """Run the suite on the fronts of these names (none: all) with these flags of `verify`.

    Answers 0 when the suite was quiet on all that are installed, 1 when it was not, 2 when nothing could be said.
    """
    console = Console()
    try:
        wanted = [front.name for front in chosen(names)]
        opinions = list(in_parallel(partial(_judged, selection, reports), wanted, processes, "fronts", console))
        if reports:
            reports.mkdir(parents=True, exist_ok=True)
            (reports / "fronts.md").write_text(table.markdown(opinions), encoding="utf-8")
    except (NoMatch, SuiteBroken) as problem:
        return _unusable(str(problem))
    except OSError as problem:
        return _unusable(f"{reports}: cannot be written: {problem.strerror}; name another folder")
    table.show(opinions, console)
    return _status(opinions)


def listed(names: Sequence[str]) -> int:
    """Print the fronts of these names, what they are and whether they are installed; answers 0, or 2 for no front."""
    try:
        table.show_installed(chosen(names), Console())
    except NoMatch as problem:
        return _unusable(str(problem))
    return 0


def _judged(selection: Sequence[str], reports: Path | None, name: str) -> Opinion:
    return judge(FRONTS[name], selection, reports)


def _status(opinions: Sequence[Opinion]) -> int:
    if any(opinion.wrong for opinion in opinions):
        return 1
    return USAGE if all(opinion.skipped for opinion in opinions) else 0


def _unusable(problem: str) -> int:
    print(problem, file=sys.stderr)
    return USAGE
