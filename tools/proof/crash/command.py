"""`campaign-contract crash`: kill and disturb servers, say what became of their data, answer the exit status."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterable

from rich.console import Console

from campaign_contract import spec
from campaign_contract.contract_tests.stand_in.process import NotStarted
from campaign_contract.mockserver import seed
from campaign_contract.mockserver.database import SHARED
from campaign_contract.tools.proof.crash import faults, kills
from campaign_contract.tools.runs.verify import USAGE

_FEWEST = 50
"""Acknowledged writes before the first kill; each further one comes a little later."""


def crash(database: str | None, rounds: int) -> int:
    """Kill a server `rounds` times on `database` (None: a new file), then try faults around one on a file.

    Those of PostgreSQL are tried, too, where `database` is there.

    Answers 0 when nothing was lost, 1 when something was, 2 when a server could not be started.
    """
    console = Console()
    key = seed.load(spec.load()).accounts[0].api_key
    with tempfile.TemporaryDirectory(prefix="crash") as folder:
        try:
            lost = _killed(database or f"sqlite:///{folder}/kills.db", key, rounds, console)
            files = [f"sqlite:///{folder}/faults.db"]
            shared = [database] if database and database.startswith(SHARED) else []
            disturbed = sum(_disturbed(faults.tried(one, key), console) for one in files + shared)
        except NotStarted as problem:
            print(problem, file=sys.stderr)
            return USAGE
    return 1 if lost or disturbed else 0


def _killed(database: str, key: str, rounds: int, console: Console) -> int:
    """How many problems there were."""
    total = problems = 0
    for number in range(rounds):
        found = kills.kill(database, key, number, _FEWEST + 37 * number)
        total += found.acknowledged
        problems += len(found.problems)
        for problem in found.problems:
            console.print(f"round {number}: {problem}", markup=False, style="red")
    console.print(f"killed {rounds} times: {total} acknowledged writes, {problems} lost, half applied or refused")
    return problems


def _disturbed(tried: Iterable[faults.Fault], console: Console) -> int:
    found = list(tried)
    for fault in found:
        led_to = "left out" if fault.is_left_out else "said, and recovered without a restart"
        outcome = fault.problem or f"{led_to}: {fault.said}"
        console.print(f"{fault.name}: {outcome}", markup=False, style="red" if fault.problem else None)
    return sum(bool(fault.problem) for fault in found)
