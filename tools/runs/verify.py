"""`campaign-contract verify`: the suite against one target, told on the command line."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from rich.table import Table

from campaign_contract import spec
from campaign_contract.contract_tests.console import ConsoleReporter
from campaign_contract.contract_tests.inventory import suite_modules
from campaign_contract.contract_tests.report.hints import own_fault
from campaign_contract.contract_tests.report.verdict import Verdict
from campaign_contract.contract_tests.screen import console, notice
from campaign_contract.contract_tests.session import session_of
from campaign_contract.contract_tests.settings import (
    ENVIRONMENT_PREFIX,
    Settings,
    SettingsError,
    as_environment,
    flag_of,
)
from campaign_contract.contract_tests.settings_sources import resolve
from campaign_contract.contract_tests.stand_in.process import NotStarted
from campaign_contract.contract_tests.termination import INTERRUPTED
from campaign_contract.contract_tests.wiring import own_temporary_folder
from campaign_contract.tools.runs.local_target import reference_server, reference_settings

USAGE = 2
"""Exit status when something that the operator gave cannot be used."""
SUITE = "campaign_contract.contract_tests"
"""The suite as pytest's --pyargs takes it."""
_FIXTURES = f"{SUITE}.stories.conftest"
_PLUGINS = ("-p", "pytest_base_url.plugin", "-p", f"{SUITE}.plugin", "-p", _FIXTURES, "--pyargs")
_PROJECT = str(Path(__file__).parents[2])
_PARALLEL = ("-p", "xdist.plugin", "--dist", "worksteal", "-n")
_SOME = frozenset({"-k", "--lf", "-n"})
"""Pytest's flags with which this process does not run all checks."""
_NO_PROJECT = ("-c", os.devnull, "--rootdir", _PROJECT, "--noconftest", "-p", "no:cacheprovider")
_NO_LAST_LOOK = ("-p", "no:unraisableexception")
"""At the end pytest would go through all objects, several times, for exceptions that nobody is told of here."""
_AS_WRITTEN = "--assert=plain"
"""Pytest would rewrite the modules of checks, so that their `assert` tells more; checks tell it themselves."""
_WRITTEN = ("base_url", "report_dir", "write_waivers")
_LAST_RUN = ".last-run"
"""Where in the report folder pytest keeps what failed."""
_FOREIGN_VARIABLES = (ENVIRONMENT_PREFIX, "PYTEST_", "VERIFY_BASE_URL")
"""What environment variables start with that are read already, or that would tell pytest something."""


def parallel(processes: int) -> list[str]:
    """Pytest's arguments for a run on several processes."""
    return [*_PARALLEL, str(processes)] if processes > 1 else []


def verify(
    flags: Mapping[str, Any], target_file: Path | None, selection: Sequence[str] = (), verbosity: int = 0
) -> int:
    """Run the suite and answer the exit status; `selection` is pytest's own -k, -x and -n.

    `flags` are settings by field name, None where not given. Without a base URL from anywhere, the reference server
    is started for the run.
    """
    reporting = partial(_Reporting, verbosity, _given(flags, target_file), time.monotonic())
    try:
        settings = resolve(flags, os.environ, target_file)
        if settings.spec:
            spec.load(settings.spec)
        if settings.base_url:
            return _run(settings, selection, reporting())
        directory = settings.spec or spec.DEFAULT_DIRECTORY
        is_whole = settings.profile == "full" and _SOME.isdisjoint(selection)
        with reference_server(directory, partial(_load_checks, whole=is_whole)) as url:
            known = reference_settings(url, directory)
            settings = resolve(flags, os.environ, target_file, known)
            return _run(settings, selection, reporting(has_own_server=True))
    except (SettingsError, NotStarted, spec.DocumentError) as problem:
        return _said(str(problem), USAGE)


def run_suite(settings: Settings, arguments: Sequence[str], plugins: Sequence[object]) -> int:
    """Run modules of the suite with pytest in this process, apart from any project's own pytest settings.

    `arguments` are names of modules and pytest's flags. Answers pytest's exit status.
    """
    isolation = {
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        "HYPOTHESIS_STORAGE_DIRECTORY": str(own_temporary_folder() / "hypothesis"),
    }
    with _environment({**as_environment(settings), **isolation}):
        return pytest.main([*_NO_PROJECT, *_NO_LAST_LOOK, _AS_WRITTEN, *_PLUGINS, *arguments], plugins=plugins)


def rehearse(flags: Mapping[str, Any], target_file: Path | None, selection: Sequence[str] = ()) -> int:
    """Print how many requests of each command a run would send, counted on the reference server; answers 0 or 2.

    Nothing is sent to the target; one that answers otherwise may get a few requests more or less.
    """
    try:
        asked_for = resolve(flags, os.environ, target_file)
        directory = asked_for.spec or spec.DEFAULT_DIRECTORY
        with reference_server(directory) as url:
            known = replace(reference_settings(url, directory), allow_sending=asked_for.may_send)
            settings = replace(known, level=asked_for.level, profile=asked_for.profile, spec=asked_for.spec)
            counting = _Counting()
            run_suite(settings, [SUITE, *selection], [counting])
    except (SettingsError, NotStarted, spec.DocumentError) as problem:
        return _said(str(problem), USAGE)
    Console().print(_requests_table(counting.by_command))
    return 0


def _load_checks(*, whole: bool) -> None:
    """Import the checks, Hypothesis with them, and for a whole run Schemathesis, which takes longest."""
    for name in suite_modules():
        import_module(name)
    if whole:
        schemathesis = import_module("schemathesis")
        schemathesis.openapi.from_dict({"openapi": "3.1.0", "info": {"title": "", "version": ""}, "paths": {}})


def _given(flags: Mapping[str, Any], target_file: Path | None) -> tuple[tuple[str, str], ...]:
    """The flags that have to be given again to ask the same of the target; what a run writes is not among them."""
    values = {name: value for name, value in flags.items() if value is not None and name not in _WRITTEN}
    given = [(flag_of(name, "--no-" if value is False else "--"), value) for name, value in values.items()]
    target = [("--target", str(target_file))] if target_file else []
    return (*target, *((flag, "" if isinstance(value, bool) else str(value)) for flag, value in given))


def _run(settings: Settings, selection: Sequence[str], reporting: _Reporting) -> int:
    status = run_suite(settings, [SUITE, *_memory(settings, selection), *selection], [reporting])
    return _exit_status(status, reporting.reporter)


def _memory(settings: Settings, selection: Sequence[str]) -> list[str]:
    """Pytest's arguments that let the report folder remember what failed.

    Raises SettingsError for --lf without a report folder.
    """
    if settings.report_dir:
        return ["-p", "cacheprovider", "-o", f"cache_dir={Path(settings.report_dir).resolve() / _LAST_RUN}"]
    if "--lf" in selection:
        raise SettingsError("--lf needs the --report-dir of the run whose failures are to be tried again")
    return []


class _Counting:
    """Runs the suite in silence and keeps how many requests it sent, by command."""

    def __init__(self) -> None:
        self.by_command: Counter[str] = Counter()

    @pytest.hookimpl(trylast=True)
    def pytest_configure(self, config: pytest.Config) -> None:
        config.pluginmanager.unregister(name="terminalreporter")
        self.by_command = session_of(config).transcript.by_command


def _requests_table(by_command: Mapping[str, int]) -> Table:
    table = Table("command", "requests", box=None, pad_edge=False)
    for command in sorted(by_command, key=lambda name: (not name, name)):
        table.add_row(command or "(bodies that are no command)", str(by_command[command]))
    table.add_row("all", str(sum(by_command.values())))
    return table


class _Reporting:
    """Puts the suite's own reporter in the place of pytest's."""

    def __init__(
        self, verbosity: int, given: tuple[tuple[str, str], ...], began: float, *, has_own_server: bool = False
    ) -> None:
        self._verbosity = verbosity
        self._began = began
        self._given = given
        self._has_own_server = has_own_server
        self.reporter: ConsoleReporter | None = None

    @pytest.hookimpl(trylast=True)
    def pytest_configure(self, config: pytest.Config) -> None:
        config.pluginmanager.unregister(name="terminalreporter")
        session, slowest = session_of(config), config.option.durations or 0
        session.given, session.has_own_server = self._given, self._has_own_server
        self.reporter = ConsoleReporter(session, console(), self._verbosity, slowest, began=self._began)
        config.pluginmanager.register(self.reporter, "campaign-contract-console")


@contextmanager
def _environment(variables: Mapping[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    for name in before:
        if name.startswith(_FOREIGN_VARIABLES):
            del os.environ[name]
    os.environ.update(variables)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _exit_status(status: int, reporter: ConsoleReporter | None) -> int:
    """Pytest's own statuses, which mean other things here, become ours."""
    if reporter is None or (status == pytest.ExitCode.USAGE_ERROR and not reporter.session.unreachable):
        return USAGE
    if reporter.session.unreachable and (reporter.session.is_told or reporter.session.results):
        return reporter.session.unreachable_status
    if reporter.session.unreachable:
        return _said(reporter.session.unreachable, reporter.session.unreachable_status)
    if reporter.session.trouble:
        told = reporter.session.told_trouble(in_full=reporter.verbosity > 0)
        return _said("\n".join([*told, own_fault()]), Verdict.ERROR.value)
    if not reporter.session.collected:
        return _said("no check matches; `campaign-contract list` shows the addresses", USAGE)
    return INTERRUPTED if status == pytest.ExitCode.INTERRUPTED else status


def _said(text: str, status: int) -> int:
    notice(text)
    return status
