"""`campaign-contract bench`: measure all in turn, several times over, and write the table."""

from __future__ import annotations

import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from statistics import median

from rich.console import Console

from campaign_contract import spec
from campaign_contract.mockserver import seed
from campaign_contract.tools.proof.bench import beside, cases, servers, table
from campaign_contract.tools.proof.bench.cases import Case, Row
from campaign_contract.tools.proof.bench.load import CONNECTIONS, LoadFailed, Sample, measured
from campaign_contract.tools.proof.bench.servers import NotHere, Running
from campaign_contract.tools.proof.crash.client import Client
from campaign_contract.tools.runs.verify import USAGE

_FILLERS = 20
"""So many campaigns are added first, so that there is a page of 25."""


def bench(rounds: int, seconds: float, peers: Path | None, report: Path | None) -> int:
    """Measure each case `rounds` times for so many seconds; write the page `report`.

    Answers 0, also where a goal is not met, and 2 where nothing could be measured.
    """
    console = Console()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench")))
        peers = peers or folder / "peers"
        missing = servers.installed_peers(peers)
        if missing:
            console.print(f"npm's peers are left out: {missing}", markup=False)
        running = _started(stack, folder, peers, console)
        rows = _measured(running, rounds, seconds, console)
        if not rows:
            print("nothing could be measured", file=sys.stderr)
            return USAGE
        others = _beside(running, rounds, seconds, console)
        page = table.markdown(rows, others, (rounds, seconds), servers.versions(peers))
    console.print(page, markup=False, soft_wrap=True)
    if report:
        report.write_text(page, encoding="utf-8")
    return 0


def _started(stack: ExitStack, folder: Path, peers: Path, console: Console) -> dict[str, tuple[Running, float]]:
    """Each server that is here, with its megabytes after the start."""
    found = {}
    for name in servers.SERVERS:
        own = folder / name.replace(" ", "-")
        own.mkdir()
        try:
            server = stack.enter_context(servers.running(name, own, peers))
        except NotHere as problem:
            console.print(f"{name} is left out: {problem}", markup=False)
            continue
        found[name] = server, server.megabytes()
    return found


def _measured(
    running: dict[str, tuple[Running, float]], rounds: int, seconds: float, console: Console
) -> dict[str, Row]:
    key = seed.load(spec.load()).accounts[0].api_key
    wanted = [case for case in cases.CASES if case.server in running]
    samples: dict[Case, list[tuple[Sample, float]]] = {case: [] for case in wanted}
    for case in wanted:
        if case.form == cases.PAGE:
            _fill(running[case.server][0].url, key)
    for case in wanted:  # who translates while it runs is slow at first
        _sample(running[case.server][0].url, case.name, f"{case.form}&APIKey={key}", seconds, console)
    for number in range(rounds):
        for case in wanted:
            server = running[case.server][0]
            before = server.processor_seconds()
            sample = _sample(server.url, case.name, f"{case.form}&APIKey={key}", seconds, console)
            if sample is not None:
                used = server.processor_seconds() - before
                samples[case].append((sample, used / (sample.rate * max(1, round(seconds))) * 1e6))
        console.print(f"round {number + 1} of {rounds}")
    return {case.name: _row(case, samples[case], *running[case.server]) for case in wanted if samples[case]}


def _sample(
    url: str, name: str, form: str, seconds: float, console: Console, connections: int = CONNECTIONS
) -> Sample | None:
    try:
        return measured(url, form, seconds, connections)
    except LoadFailed as problem:
        console.print(f"{name}: {problem}", markup=False)
        return None


def _beside(
    running: dict[str, tuple[Running, float]], rounds: int, seconds: float, console: Console
) -> dict[str, Sample]:
    """By the kind of client at work: the medians of ordinary requests beside it."""
    if cases.MANY not in running:
        return {}
    key, url = seed.load(spec.load()).accounts[0].api_key, running[cases.MANY][0].url
    found: dict[str, list[Sample]] = {name: [] for name in beside.KINDS}
    for _ in range(rounds):
        for name, at_work in beside.KINDS.items():
            with at_work(url, key):
                sample = _sample(url, name, f"{cases.GET}&APIKey={key}", seconds, console, beside.CONNECTIONS)
            found[name] += [sample] if sample else []
    return {
        name: Sample(median(sample.rate for sample in samples), median(sample.p99 for sample in samples))
        for name, samples in found.items()
        if samples
    }


def _fill(url: str, key: str) -> None:
    client = Client(url, key)
    for number in range(_FILLERS):
        client.call("Campaign.Create", CampaignName=f"Filler {number}")
    client.close()


def _row(case: Case, samples: list[tuple[Sample, float]], server: Running, megabytes: float) -> Row:
    rates = [sample.rate for sample, _ in samples]
    p99, used = median(sample.p99 for sample, _ in samples), median(used for _, used in samples)
    return Row(case, median(rates), min(rates), max(rates), p99, used, server.started, megabytes)
