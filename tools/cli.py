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
from campaign_contract.contract_tests.settings import ENVIRONMENT_PREFIX, flag_of, setting_fields
from campaign_contract.tools.program import Program
from campaign_contract.tools.proof_commands import PROOF_COMMANDS
from campaign_contract.tools.proxy_command import proxy
from campaign_contract.tools.serve_command import serve
from campaign_contract.tools.spec_commands import FOLDER, SPEC_COMMANDS, loaded

Function = TypeVar("Function", bound=Callable[..., Any])
_FILE = click.Path(path_type=Path)
_CREDENTIALS = ("api_key", "session_id", "stranger_api_key", "stranger_session_id")


@click.group(cls=Program, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="campaign-contract")
def main() -> None:
    """Contract tests and a reference server for the e-mail campaigns API."""


for one in (serve, proxy, *SPEC_COMMANDS, *PROOF_COMMANDS):
    main.add_command(one)


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
    "--durations",
    "slowest",
    metavar="N",
    type=click.IntRange(1),
    help="tell the N slowest checks, and of all, by module",
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
    130 after Ctrl-C, 143 after SIGTERM, 129 when the terminal was closed. With -k the verdict is PARTIAL at best, and
    the status 0 where all that was picked could be tried.
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


@main.command("list")
@click.argument("pattern", default="*")
@click.option("--spec", "directory", type=FOLDER, help="folder of the spec")
def list_checks(pattern: str, directory: Path | None) -> None:
    """List the checks whose address or rule contains PATTERN (which may hold * and ?), in any case."""
    from campaign_contract.contract_tests.inventory import checks

    wanted = f"*{pattern.lower()}*"
    known = checks(loaded(directory))
    found = [check for check in known if any(fnmatchcase(text.lower(), wanted) for text in (check.id, check.rule))]
    width = max((len(check.id) for check in found), default=0)
    for check in found:
        click.echo(f"{check.id:<{width}}  {check.level:<6}  {check.rule}")
    if not found:
        raise click.ClickException(f"no address and no rule contains {pattern!r}")


@main.command()
@click.argument("address")
@click.option("--spec", "directory", type=FOLDER, help="folder of the spec")
def explain(address: str, directory: Path | None) -> None:
    """Print everything about the check or the statement at ADDRESS."""
    from campaign_contract.tools.explain import alike, explanation, whereabouts

    api = loaded(directory)
    text = explanation(api, address)
    if text is None:
        meant = "".join(f" Did you mean {other}?" for other in alike(api, address))
        raise click.ClickException(f"there is no check {address}.{meant} `campaign-contract list` shows all.")
    click.echo(text)
    for line in whereabouts(api, address, directory or spec.DEFAULT_DIRECTORY):
        click.echo(line)


if __name__ == "__main__":
    main()
