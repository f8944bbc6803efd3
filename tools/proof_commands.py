"""The commands that prove the suite and the reference server: `mutants`, `variants`, `fronts`, `crash` and more."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from campaign_contract.contract_tests.settings import PROFILES

_FILE = click.Path(path_type=Path)


@click.command()
@click.argument("pattern", required=False)
@click.option("--report-dir", type=_FILE, help="folder for mutants.json and mutants.md, the whole kill matrix")
@click.option("--part", metavar="K/N", help="run the K-th of N parts that take about as long as one another")
@click.option("-x", "stops", is_flag=True, help="only see that each is caught, by the first check of what it breaks")
@click.option(
    "-n", "processes", default=2, show_default=True, type=click.IntRange(1), help="run on this many processes"
)
def mutants(pattern: str | None, report_dir: Path | None, part: str | None, stops: bool, processes: int) -> None:
    """Try the suite on servers made wrong on purpose: each has to turn a check of the rule it breaks red.

    PATTERN is a part of mutants' ids and may hold * and ?. Exit status: 0 all were killed, 1 some survived, 2 wrong
    usage, or nothing could be said.
    """
    from campaign_contract.tools.proof.mutants.command import mutants as run

    sys.exit(run(pattern, report_dir, part, processes, stops=stops))


@click.command()
@click.argument("pattern", required=False)
@click.option(
    "--combinations", default=10, show_default=True, type=click.IntRange(0), help="random combinations to try"
)
@click.option(
    "-n", "processes", default=2, show_default=True, type=click.IntRange(1), help="run on this many processes"
)
def variants(pattern: str | None, combinations: int, processes: int) -> None:
    """Try the suite on correct servers that differ where the page is silent: it must find no fault with them.

    PATTERN is a part of variants' ids and may hold * and ?. Exit status: 0 the suite was quiet, 1 it was not, 2 wrong
    usage, or nothing could be said.
    """
    from campaign_contract.tools.proof.variants.command import variants as run

    sys.exit(run(pattern, combinations, processes))


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--list", "listing", is_flag=True, help="only list the fronts, what they are and whether they are here")
@click.option("-k", "expression", metavar="EXPR", help="run only the checks whose address matches, as in verify")
@click.option("--profile", default="full", show_default=True, type=click.Choice(PROFILES), help="which checks to run")
@click.option("--report-dir", type=_FILE, help="folder for fronts.md and the reports of the runs")
@click.option(
    "-n", "processes", default=1, show_default=True, type=click.IntRange(1), help="try this many fronts at once"
)
def fronts(
    names: tuple[str, ...],
    listing: bool,
    expression: str | None,
    profile: str,
    report_dir: Path | None,
    processes: int,
) -> None:
    """Try the suite on the reference server behind HTTP servers, proxies and scripts: they must change no verdict.

    NAME may hold * and ?; without one every front is tried. One that is not installed is skipped. Exit status: 0 the
    suite was quiet, 1 it was not, 2 wrong usage, or nothing could be tried.
    """
    from campaign_contract.tools.proof.fronts.command import fronts as run
    from campaign_contract.tools.proof.fronts.command import listed

    if listing:
        sys.exit(listed(names))
    selection = ["--profile", profile, *(["-k", expression] if expression else [])]
    sys.exit(run(names, selection, report_dir, processes))


@click.command()
@click.option("--database", help="kill servers on this database, such as postgresql://…; without it on a new file")
@click.option("--rounds", default=20, show_default=True, type=click.IntRange(1), help="kill so many times")
def crash(database: str | None, rounds: int) -> None:
    """Kill the reference server in the middle of a write load, take its database away, fill its disk: nothing is lost.

    The owner's campaigns of the shipped seed's database are written to. Exit status: 0 nothing was lost, 1 something
    was, 2 a server could not be started.
    """
    from campaign_contract.tools.proof.crash.command import crash as run

    sys.exit(run(database, rounds))


@click.command()
@click.option("--requests", default=100_000, show_default=True, type=click.IntRange(1), help="send so many")
@click.option("--seed", default=0, show_default=True, type=int, help="make other requests")
@click.option(
    "--keep",
    type=click.Path(path_type=Path, dir_okay=False, writable=True),
    help="append those that were answered wrongly to this file, one on a line",
)
def hostile(requests: int, seed: int, keep: Path | None) -> None:
    """Send generated hostile requests to a reference server in this process: none may be answered by a 5xx.

    Exit status: 0 all were answered by an envelope, 1 some were not.
    """
    from campaign_contract.tools.proof.hostile.command import hostile as run

    sys.exit(run(requests, seed, keep))


@click.command()
@click.option(
    "--rounds", default=3, show_default=True, type=click.IntRange(1), help="measure each so many times, in turn"
)
@click.option("--seconds", default=2.0, show_default=True, type=click.FloatRange(0.1), help="for so long each time")
@click.option(
    "--peers", type=_FILE, help="folder where npm's peers are, or are installed to; without it a passing one"
)
@click.option("--postgresql", metavar="URL", help="database postgresql://… on whose server some are made for the run")
@click.option("--report", type=_FILE, help="write the page to this file")
def bench(rounds: int, seconds: float, peers: Path | None, postgresql: str | None, report: Path | None) -> None:
    """Measure the reference server beside a bare and a lean application, Prism and WireMock.

    It takes eight minutes and wants a quiet machine. Peers are left out where npm or Java is missing, and PostgreSQL
    without its option. Exit status: 0
    measured, whether or not the goals are met, 2 nothing could be measured.
    """
    from campaign_contract.tools.proof.bench.command import bench as run

    sys.exit(run(rounds, seconds, peers, report, postgresql))


PROOF_COMMANDS = (mutants, variants, fronts, crash, hostile, bench)
