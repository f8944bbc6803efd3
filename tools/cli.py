"""`campaign-contract`: the command line."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import Field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, TypeVar

import click

from campaign_contract import spec
from campaign_contract.contract_tests.settings import ENVIRONMENT_PREFIX, PROFILES, flag_of, setting_fields
from campaign_contract.tools.program import Program
from campaign_contract.tools.proxy_command import proxy
from campaign_contract.tools.serve_command import serve

Function = TypeVar("Function", bound=Callable[..., Any])
_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_FILE = click.Path(path_type=Path)
_CREDENTIALS = ("api_key", "session_id", "stranger_api_key", "stranger_session_id")


@click.group(cls=Program, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="campaign-contract")
def main() -> None:
    """Contract tests and a reference server for the e-mail campaigns API."""


main.add_command(serve)
main.add_command(proxy)


@main.command()
def doctor() -> None:
    """Say what is installed here and what would not work.

    Exit status: 0, or 1 where something that is needed is wrong.
    """
    from campaign_contract.tools.doctor import report

    text, is_well = report()
    click.echo(text)
    sys.exit(0 if is_well else 1)


@main.command()
@click.argument("sources", nargs=-1, metavar="[URL or FILE]...")
@click.option("--fail-under", "least", metavar="PERCENT", type=click.FloatRange(0, 100), help="exit with 1 below this")
@click.option("--account", metavar="ID or NAME", help="only what this account of the server at URL has met")
@click.option("--json", "as_json", is_flag=True, help="print it as JSON; such files are merged like servers")
def coverage(sources: tuple[str, ...], least: float | None, account: str | None, as_json: bool) -> None:
    """Say how much of the contract a client's traffic with a server (`serve` or `proxy`) has met, and what never.

    Commands, their parameters, documented errors, transitions of the life cycle and successes each count alike; what
    simulated delivery did and failures outside commands are shown beside. Several servers and files are taken
    together; without any it is the server at http://127.0.0.1:8025. A server that asks for a token gets the one in
    CAMPAIGN_CONTRACT_ADMIN_TOKEN. Exit status: 0, 1 below --fail-under, 2 when a server or file cannot be read.
    """
    from campaign_contract.tools.coverage_command import run

    sys.exit(run(sources or ("http://127.0.0.1:8025",), account, least, as_json))


target_file_option = click.option(
    "--target",
    "target_file",
    type=_FILE,
    envvar=ENVIRONMENT_PREFIX + "TARGET",
    help="TOML file with such settings",
)


def settings_options(*names: str) -> Callable[[Function], Function]:
    """The suite's settings of these names, or all but the URL, as options."""

    def add(command: Function) -> Function:
        for item in reversed(setting_fields()):
            if item.name in names or (not names and item.name != "base_url"):
                command = _option(item)(command)
        return command

    return add


def _option(item: Field[Any]) -> Callable[[Function], Function]:
    flag, switch, choices = flag_of(item.name), "bool" in str(item.type), item.metadata["choices"]
    return click.option(
        f"{flag}/--no-{flag[2:]}" if switch else flag,
        item.name,
        default=None,
        type=click.Choice(choices) if choices else None if switch else str,
        help=item.metadata["help"],
    )


@main.command()
@click.argument("url", required=False)
@target_file_option
@settings_options()
@click.option("-k", "expression", metavar="EXPR", help="run only the checks whose address matches, as in pytest")
@click.option("--lf", "last_failed", is_flag=True, help="run only what failed in the last run with this --report-dir")
@click.option("-x", "stop", is_flag=True, help="stop at the first failure")
@click.option("-n", "processes", default=1, type=click.IntRange(1), help="run on this many processes")
@click.option(
    "--durations", "slowest", metavar="N", type=click.IntRange(1), help="tell the N checks that took longest"
)
@click.option("--dry-run", is_flag=True, help="print what would be sent, by command, and send nothing to URL")
@click.option("-q", "--quiet", is_flag=True, help="print the verdict only")
@click.option("-v", "--verbose", is_flag=True, help="print a line for each check")
def verify(
    url: str | None,
    target_file: Path | None,
    expression: str | None,
    last_failed: bool,
    stop: bool,
    processes: int,
    slowest: int | None,
    dry_run: bool,
    quiet: bool,
    verbose: bool,
    **flags: Any,
) -> None:
    """Check the API at URL, or a freshly started reference server.

    Exit status: 0 CONFORMS, 1 FAILS, 2 wrong usage, 3 PARTIAL (a MUST check could not be arranged), 4 the target
    cannot be reached, 5 a waiver has to go, 70 ERROR (the suite itself failed, which says nothing about the target),
    130 after Ctrl-C, 143 after SIGTERM. With -k the verdict is PARTIAL at best, and the status 0 where all that was
    picked could be tried.
    """
    from campaign_contract.tools.runs.verify import parallel, rehearse
    from campaign_contract.tools.runs.verify import verify as run

    picked = [*(["-k", expression] if expression else []), *(["--lf"] if last_failed else [])]
    told = [f"--durations={slowest}"] if slowest else []
    selection = [*picked, *(["-x"] if stop else []), *told, *parallel(processes)]
    if dry_run:
        sys.exit(rehearse({"base_url": url, **flags}, target_file, selection))
    sys.exit(run({"base_url": url, **flags}, target_file, selection, -1 if quiet else int(verbose)))


@main.command()
@click.argument("url")
@target_file_option
@settings_options(*_CREDENTIALS, "spec")
@click.option("--ledger", type=_FILE, help="delete what this ledger of an interrupted run names instead")
@click.option("--dry-run", is_flag=True, help="only list what would be deleted")
def cleanup(url: str, target_file: Path | None, ledger: Path | None, dry_run: bool, **flags: str | None) -> None:
    """Delete what an interrupted run left on the API at URL: the campaigns whose names start with a run's prefix.

    What else a run made (e-mails, tags, lists) only its ledger tells.
    """
    from campaign_contract.tools.runs.cleanup import cleanup as run

    sys.exit(run({"base_url": url, **flags}, target_file, ledger, dry_run=dry_run))


@main.command()
@click.argument("report", type=_FILE)
@click.argument("address")
@click.argument("url")
@target_file_option
@settings_options(*_CREDENTIALS, "allow_sending", "timeout")
def replay(report: Path, address: str, url: str, target_file: Path | None, **flags: Any) -> None:
    """Send the requests of the check at ADDRESS in REPORT to URL again and show both answers side by side.

    REPORT is a report folder or its conformance.json; URL may be the word "reference". Exit status: 0 every request
    has the reported outcome, 1 one has not, 2 wrong usage, 4 the target cannot be reached.
    """
    from campaign_contract.tools.runs.replay import replay as run

    sys.exit(run(report, address, {"base_url": url, **flags}, target_file))


@main.command()
@click.argument("url_a")
@click.argument("url_b", default="reference")
@click.option("--target-a", "target_file_a", type=_FILE, help="TOML file with the settings of URL_A")
@click.option("--target-b", "target_file_b", type=_FILE, help="TOML file with the settings of URL_B")
@click.option("-k", "expression", metavar="EXPR", help="compare only the checks whose address matches")
@click.option("--report-dir", "folder", type=_FILE, help="folder for comparison.json and comparison.md")
@settings_options("allow_sending", "level", "timeout", "rate")
def compare(
    url_a: str,
    url_b: str,
    target_file_a: Path | None,
    target_file_b: Path | None,
    expression: str | None,
    folder: Path | None,
    **flags: Any,
) -> None:
    """Run the same checks on two targets and print where they answer differently, also in what the page leaves open.

    Either URL may be the word "reference". Exit status: 0 no difference, 1 differences, 2 wrong usage, 4 unreachable.
    """
    from campaign_contract.tools.runs.compare import Side, compare_targets

    selection = ["-k", expression] if expression else []
    sys.exit(compare_targets(Side(url_a, target_file_a), Side(url_b, target_file_b), flags, selection, folder))


@main.command()
@click.argument("pattern", required=False)
@click.option("--report-dir", type=_FILE, help="folder for mutants.json and mutants.md, the whole kill matrix")
@click.option("--part", metavar="K/N", help="run the K-th of N parts that take about as long as one another")
@click.option(
    "-n", "processes", default=2, show_default=True, type=click.IntRange(1), help="run on this many processes"
)
def mutants(pattern: str | None, report_dir: Path | None, part: str | None, processes: int) -> None:
    """Try the suite on servers made wrong on purpose: each has to turn a check of the rule it breaks red.

    PATTERN is a part of mutants' ids and may hold * and ?. Exit status: 0 all were killed, 1 some survived, 2 wrong
    usage, or nothing could be said.
    """
    from campaign_contract.tools.proof.mutants.command import mutants as run

    sys.exit(run(pattern, report_dir, part, processes))


@main.command()
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


@main.command()
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


@main.command()
@click.option("--database", help="kill servers on this database, such as postgresql://…; without it on a new file")
@click.option("--rounds", default=20, show_default=True, type=click.IntRange(1), help="kill so many times")
def crash(database: str | None, rounds: int) -> None:
    """Kill the reference server in the middle of a write load, take its file away, fill its disk: nothing may be lost.

    The owner's campaigns of the shipped seed's database are written to. Exit status: 0 nothing was lost, 1 something
    was, 2 a server could not be started.
    """
    from campaign_contract.tools.proof.crash.command import crash as run

    sys.exit(run(database, rounds))


@main.command()
@click.option("--requests", default=100_000, show_default=True, type=click.IntRange(1), help="send so many")
@click.option("--seed", default=0, show_default=True, type=int, help="make other requests")
@click.option("--keep", type=_FILE, help="append those that were answered wrongly to this file, one on a line")
def hostile(requests: int, seed: int, keep: Path | None) -> None:
    """Send generated hostile requests to a reference server in this process: none may be answered by a 5xx.

    Exit status: 0 all were answered by an envelope, 1 some were not.
    """
    from campaign_contract.tools.proof.hostile.command import hostile as run

    sys.exit(run(requests, seed, keep))


@main.command()
@click.option(
    "--rounds", default=3, show_default=True, type=click.IntRange(1), help="measure each so many times, in turn"
)
@click.option("--seconds", default=4.0, show_default=True, type=click.FloatRange(0.1), help="for so long each time")
@click.option(
    "--peers", type=_FILE, help="folder where npm's peers are, or are installed to; without it a passing one"
)
@click.option("--report", type=_FILE, help="write the page to this file")
def bench(rounds: int, seconds: float, peers: Path | None, report: Path | None) -> None:
    """Measure the reference server beside a bare and a lean application, Prism and WireMock.

    It takes some minutes and wants a quiet machine. Peers are left out where npm or Java is missing. Exit status: 0
    measured, whether or not the goals are met, 2 nothing could be measured.
    """
    from campaign_contract.tools.proof.bench.command import bench as run

    sys.exit(run(rounds, seconds, peers, report))


@main.command("list")
@click.argument("pattern", default="*")
@click.option("--spec", "directory", type=_FOLDER, help="folder of the spec")
def list_checks(pattern: str, directory: Path | None) -> None:
    """List the checks whose address or rule contains PATTERN (which may hold * and ?), in any case."""
    from campaign_contract.contract_tests.inventory import checks

    wanted = f"*{pattern.lower()}*"
    known = checks(_load(directory))
    found = [check for check in known if any(fnmatchcase(text.lower(), wanted) for text in (check.id, check.rule))]
    width = max((len(check.id) for check in found), default=0)
    for check in found:
        click.echo(f"{check.id:<{width}}  {check.level:<6}  {check.rule}")
    if not found:
        raise click.ClickException(f"no address and no rule contains {pattern!r}")


@main.command()
@click.argument("address")
@click.option("--spec", "directory", type=_FOLDER, help="folder of the spec")
def explain(address: str, directory: Path | None) -> None:
    """Print everything about the check or the statement at ADDRESS."""
    from campaign_contract.tools.explain import alike, explanation, whereabouts

    loaded = _load(directory)
    text = explanation(loaded, address)
    if text is None:
        meant = "".join(f" Did you mean {other}?" for other in alike(loaded, address))
        raise click.ClickException(f"there is no check {address}.{meant} `campaign-contract list` shows all.")
    click.echo(text)
    for line in whereabouts(loaded, address, directory or spec.DEFAULT_DIRECTORY):
        click.echo(line)


@main.command("validate-spec")
@click.argument("directory", type=_FOLDER)
def validate_spec(directory: Path) -> None:
    """Check the spec in DIRECTORY and print each problem with its file, line and key.

    A statement that no check of the suite holds is named in a note.
    """
    from campaign_contract.contract_tests import inventory

    loaded = _load(directory)
    errors = sum(len(command.errors) for command in loaded.commands)
    click.echo(f"the spec is fine: {len(loaded.commands)} commands, {errors} errors")
    unheld = inventory.unchecked(loaded, inventory.by_statement(loaded))
    if unheld:
        click.echo(f"note: {inventory.told(unheld)}; a story in contract_tests/stories would")


@main.command()
@click.argument("out", type=_FILE, default=spec.DEFAULT_DIRECTORY / "generated")
@click.option("--check", is_flag=True, help="write nothing; say which files are stale and exit with 1")
@click.option("--spec", "directory", type=_FOLDER, help="folder of the spec")
def generate(out: Path, check: bool, directory: Path | None) -> None:
    """Write JSON Schemas, OpenAPI, Postman, requests.http, reference.md and the traceability matrix to OUT."""
    from campaign_contract.tools import generate as generator

    loaded = _load(directory)
    try:
        if not check:
            written = generator.write(loaded, out)
            click.echo(f"{len(written)} files written to {out}")
            return
        found = generator.stale(loaded, out)
    except generator.GenerateError as problem:
        raise click.ClickException(str(problem)) from problem
    for file in found:
        click.echo(f"{file.path} is stale\n{file.diff}")
    if found:
        raise click.ClickException(f"{len(found)} stale files; `campaign-contract generate` writes them anew")
    click.echo(f"everything in {out} is as the spec says")


@main.command()
@click.argument("out", type=_FILE)
@click.option("--spec", "directory", type=_FOLDER, help="folder of the spec")
def docs(out: Path, directory: Path | None) -> None:
    """Write the docs to OUT, as a static site."""
    from campaign_contract.tools.site import site

    try:
        written = site.write(_load(directory), out)
    except OSError as problem:
        raise click.ClickException(f"{out}: {problem.strerror}; choose another folder") from problem
    click.echo(f"{len(written)} files written; open {out / 'index.html'}")


def _load(directory: Path | None) -> spec.Spec:
    try:
        return spec.load(directory or spec.DEFAULT_DIRECTORY)
    except spec.DocumentError as problem:
        click.echo(str(problem), err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
