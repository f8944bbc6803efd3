"""`campaign-contract mutants`: run them, show and write the matrix, answer the exit status."""

from __future__ import annotations

import sys
from pathlib import Path

from rich.console import Console

from campaign_contract.tools.proof.mutants import matrix
from campaign_contract.tools.proof.mutants.runner import run
from campaign_contract.tools.proof.trial.picking import NoMatch
from campaign_contract.tools.proof.trial.suite import SuiteBroken
from campaign_contract.tools.runs.verify import USAGE


def mutants(
    pattern: str | None, report_dir: Path | None, part: str | None, processes: int, *, stops: bool = False
) -> int:
    """Run the mutants that match `pattern` (None: all); write the matrix into `report_dir` unless that is None.

    `part` is "K/N", the K-th of N parts of them; None runs all. Where it `stops`, each is run until it is caught.

    Answers 0 when every mutant without an exception was killed, 1 when one was not, 2 when nothing could be said.
    """
    console = Console()
    try:
        found = run(pattern, part, processes, console, stops=stops)
        matrix.show(found, console)
        if report_dir:
            matrix.write(found, report_dir)
    except (NoMatch, SuiteBroken) as problem:
        print(problem, file=sys.stderr)
        return USAGE
    except OSError as problem:
        print(f"{report_dir}: cannot be written: {problem.strerror}; name another folder", file=sys.stderr)
        return USAGE
    return 0 if found.complete else 1
