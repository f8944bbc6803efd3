"""`campaign-contract variants`: run them, show what the suite said, answer the exit status."""

from __future__ import annotations

import sys

from rich.console import Console

from campaign_contract.tools.proof.trial.picking import NoMatch
from campaign_contract.tools.proof.trial.suite import SuiteBroken
from campaign_contract.tools.proof.variants import table
from campaign_contract.tools.proof.variants.runner import run
from campaign_contract.tools.runs.verify import USAGE


def variants(pattern: str | None, combinations: int, processes: int) -> int:
    """Run the variants that match `pattern` (None: all) and random combinations of the MAY variants.

    Answers 0 when the suite said exactly what it should, 1 when it did not, 2 when nothing could be said.
    """
    console = Console()
    try:
        verdicts = run(pattern, combinations, processes, console)
    except (NoMatch, SuiteBroken) as problem:
        print(problem, file=sys.stderr)
        return USAGE
    table.show(verdicts, console)
    return 0 if all(verdict.quiet for verdict in verdicts) else 1
