"""`campaign-contract bench`: measure all in turn, several times over, and write the table."""

from __future__ import annotations

import sys
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
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


@dataclass(frozen=True)
class _Begun:
    """A server, and the seconds, those of the processor and the megabytes of its start."""

    server: Running
    seconds: float
    processor: float
    megabytes: float


def bench(rounds: int, seconds: float, peers: Path | None, report: Path | None, postgresql: str | None = None) -> int:
    """Measure each case `rounds` times for so many seconds; write the page `report`.

    On the server of the database `postgresql` databases are made, whose names begin with campaign_contract_bench.
    Answers 0, also where a goal is not met, and 2 where nothing could be measured.
    """
    console = Console()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench")))
        peers = peers or folder / "peers"
        missing = servers.installed_peers(peers)
        if missing:
            console.print(f"npm's peers are left out: {missing}", markup=False)
        running = {
            name: begun
            for name in servers.SERVERS
            if (begun := _begun(stack, name, folder, (peers, postgresql), rounds, console))
        }
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


def _begun(
    stack: ExitStack, name: str, folder: Path, given: tuple[Path, str | None], rounds: int, console: Console
) -> _Begun | None:
    """The server of this name, if it is here; the reference server is started `rounds` times, for the medians."""
    own = folder / name.replace(" ", "-")
    own.mkdir()
    starts = []
    try:
        for number in reversed(range(rounds if name == cases.REFERENCE else 1)):
            with ExitStack() as passing:
                server = (passing if number else stack).enter_context(servers.running(name, own, *given))
                starts.append((server.started, server.processor_seconds(), server.megabytes()))
    except NotHere as problem:
        console.print(f"{name} is left out: {problem}", markup=False)
        return None
    return _Begun(server, *(median(figures) for figures in zip(*starts, strict=True)))


def _measured(running: dict[str, _Begun], rounds: int, seconds: float, console: Console) -> dict[str, Row]:
    key = seed.load(spec.load()).accounts[0].api_key
    wanted = [case for case in cases.CASES if case.server in running]
    samples: dict[Case, list[tuple[Sample, float]]] = {case: [] for case in wanted}
    for case in wanted:
        if (case.server, case.form) == (cases.REFERENCE, cases.PAGE):
            _fill(running[case.server].server.url, key)
    for case in wanted:  # who translates while it runs is slow at first
        _sample(running[case.server].server.url, case.name, f"{case.form}&APIKey={key}", seconds, console)
    for number in range(rounds):
        for case in wanted:
            server = running[case.server].server
            before = server.processor_seconds()
            sample = _sample(server.url, case.name, f"{case.form}&APIKey={key}", seconds, console)
            if sample is not None:
                used = server.processor_seconds() - before
                samples[case].append((sample, used / (sample.rate * max(1, round(seconds))) * 1e6))
        console.print(f"round {number + 1} of {rounds}")
    return {case.name: _row(case, samples[case], running[case.server]) for case in wanted if samples[case]}


def _sample(
    url: str, name: str, form: str, seconds: float, console: Console, connections: int = CONNECTIONS
) -> Sample | None:
    try:
        return measured(url, form, seconds, connections)
    except LoadFailed as problem:
        console.print(f"{name}: {problem}", markup=False)
        return None


def _beside(running: dict[str, _Begun], rounds: int, seconds: float, console: Console) -> dict[str, Sample]:
    """By the kind of client at work: the medians of ordinary requests beside it."""
    if cases.MANY not in running:
        return {}
    key, url = seed.load(spec.load()).accounts[0].api_key, running[cases.MANY].server.url
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


def _row(case: Case, samples: list[tuple[Sample, float]], begun: _Begun) -> Row:
    rates = [sample.rate for sample, _ in samples]
    p99, used = median(sample.p99 for sample, _ in samples), median(used for _, used in samples)
    start = begun.seconds, begun.processor, begun.megabytes
    return Row(case, median(rates), min(rates), max(rates), p99, used, *start)
