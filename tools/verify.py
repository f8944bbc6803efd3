"""`campaign-contract verify`: the suite against one target, told on the command line."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

import spec
from contract_tests.console import ConsoleReporter
from contract_tests.plugin import UNREACHABLE, session_of
from contract_tests.settings import Settings, SettingsError, as_environment, resolve
from contract_tests.verdict import Verdict
from tools.local_target import NotStarted, reference_server, reference_settings

USAGE = 2
"""Exit status when something that the operator gave cannot be used."""
INTERRUPTED = 130
"""Exit status after Ctrl-C."""
_ISOLATION = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_ADDOPTS": ""}
_SUITE = ("--pyargs", "contract_tests", "-p", "pytest_base_url.plugin", "-p", "contract_tests.plugin")
_NO_PROJECT = ("-c", os.devnull, "--rootdir", str(Path(__file__).parent.parent), "-p", "no:cacheprovider")


def verify(
    flags: Mapping[str, Any], target_file: Path | None, selection: Sequence[str] = (), verbosity: int = 0
) -> int:
    """Run the suite and answer the exit status; `selection` is pytest's own -k and -x.

    `flags` are settings by field name, None where not given. Without a base URL from anywhere, the reference server
    is started for the run.
    """
    try:
        settings = resolve(flags, os.environ, target_file)
        if settings.base_url:
            return _run(settings, selection, verbosity)
        directory = settings.spec or spec.DEFAULT_DIRECTORY
        with reference_server(directory) as url:
            known = reference_settings(url, directory)
            return _run(resolve(flags, os.environ, target_file, known), selection, verbosity)
    except (SettingsError, NotStarted, spec.DocumentError) as problem:
        return _said(str(problem), USAGE)


def _run(settings: Settings, selection: Sequence[str], verbosity: int) -> int:
    reporting = _Reporting(verbosity)
    with _environment({**as_environment(settings), **_ISOLATION}):
        status = pytest.main([*_SUITE, *_NO_PROJECT, *selection], plugins=[reporting])
    return _exit_status(status, reporting.reporter)


class _Reporting:
    """Puts the suite's own reporter in the place of pytest's."""

    def __init__(self, verbosity: int) -> None:
        self._verbosity = verbosity
        self.reporter: ConsoleReporter | None = None

    @pytest.hookimpl(trylast=True)
    def pytest_configure(self, config: pytest.Config) -> None:
        config.pluginmanager.unregister(name="terminalreporter")
        self.reporter = ConsoleReporter(session_of(config), Console(), self._verbosity)
        config.pluginmanager.register(self.reporter, "campaign-contract-console")


@contextmanager
def _environment(variables: Mapping[str, str]) -> Iterator[None]:
    before = dict(os.environ)
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
    if reporter.session.unreachable:
        return _said(reporter.session.unreachable, UNREACHABLE)
    if reporter.trouble:
        return _said("\n".join(reporter.trouble), Verdict.FAILS.value)
    if reporter.collected_nothing:
        return _said("no check matches; `campaign-contract list` shows the addresses", USAGE)
    return INTERRUPTED if status == pytest.ExitCode.INTERRUPTED else status


def _said(text: str, status: int) -> int:
    print(text, file=sys.stderr)
    return status
