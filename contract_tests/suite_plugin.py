"""The hooks of a run of the suite: addresses, outcomes, exit status, report files."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Generator, Iterator
from contextlib import nullcontext
from functools import partial
from pathlib import Path

import pytest

from campaign_contract.contract_tests.api.outcomes import (
    Outcome,
)
from campaign_contract.contract_tests.checks import CASES, Case, Check
from campaign_contract.contract_tests.listener import RESULT, WORKER, Listener
from campaign_contract.contract_tests.preparation import prepare, see_the_target
from campaign_contract.contract_tests.profiles import is_selected
from campaign_contract.contract_tests.report.briefing import brief
from campaign_contract.contract_tests.report.failure_text import summary, tell
from campaign_contract.contract_tests.report.hints import hints
from campaign_contract.contract_tests.report.verdict import Verdict, is_decisive
from campaign_contract.contract_tests.report_writing import write_files
from campaign_contract.contract_tests.results import Results
from campaign_contract.contract_tests.screen import notice
from campaign_contract.contract_tests.session import SESSION, Session
from campaign_contract.contract_tests.workers import Workers, is_worker, tell_controller
from campaign_contract.spec import Level
from campaign_contract.spec.wording import HTTP

UNREACHABLE = 4
"""Exit status of a run whose target does not answer."""
_OWN_TESTS = Path(__file__).parent / "tests"
_CHECK = pytest.StashKey[Check]()
SUITE_RUN = "campaign-contract-run"
"""The name under which the run's hooks are registered with pytest."""


def pytest_configure(config: pytest.Config) -> None:
    """Start the run's state."""
    session = Session(config)
    config.stash[SESSION] = session
    session.termination.listen(as_worker=is_worker(config))
    config.add_cleanup(session.termination.stop)
    config.pluginmanager.register(Listener(session), f"{SUITE_RUN}-listener")
    config.pluginmanager.register(Workers(session), f"{SUITE_RUN}-workers")
    config.pluginmanager.register(SuiteRun(session), SUITE_RUN)
    session.transcript.say = partial(_said, config)


def _said(config: pytest.Config, text: str) -> None:
    """Tell the operator something while a check runs, whose output pytest captures."""
    capture = config.pluginmanager.getplugin("capturemanager")
    with capture.global_and_fixture_disabled() if capture else nullcontext():
        notice(text)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave the suite's own tests out where the suite is asked for as a whole."""
    asked_for = (Path(argument.partition("::")[0]).resolve() for argument in config.args)
    if collection_path == _OWN_TESTS and not any(path.is_relative_to(_OWN_TESTS) for path in asked_for):
        return True
    return None


class SuiteRun:
    """The hooks that turn test reports into results, and results into a verdict."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._results = Results(session)
        self._is_prepared = False

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self, session: pytest.Session) -> None:
        """Where the suite is asked for by name, see whether it can run before hundreds of checks are collected."""
        if self._suite_is_asked_for(session.config) and not session.config.option.collectonly:
            self._prepare(session.config)

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Run a test function of the suite once for each of its cases."""
        for marker in metafunc.definition.iter_markers(CASES):
            found = self.session.contract.cases(marker.args[0])
            metafunc.parametrize("case", found, ids=[case.address for case in found])

    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        """Give each check its address and leave out the levels that were not asked for."""
        items[:] = [item for item in items if _case_of(item) or not any(item.iter_markers(CASES))]
        for item in items:
            case = _case_of(item)
            if case:
                item.stash[_CHECK] = self.session.contract.check(case)
                item.repr_failure = _plainly  # type: ignore[method-assign]
        left_out = [item for item in items if _CHECK in item.stash and not self._is_asked_for(item.stash[_CHECK])]
        if left_out:
            config.hook.pytest_deselected(items=left_out)
            items[:] = [item for item in items if item not in left_out]
        items.sort(key=_may_end_the_target)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool | None:
        """Before the first check, see that there is a URL, that there are credentials, and that somebody answers."""
        if session.config.option.collectonly or not any(_CHECK in item.stash for item in session.items):
            return None
        try:
            self._prepare(session.config)
        except pytest.UsageError as error:
            if not is_worker(session.config):
                raise
            session.shouldfail = str(error)  # the controller of pytest-xdist tells it, and ends
            return True
        gc.freeze()  # what is loaded stays: looking through it for garbage would take a twentieth of a run
        return None

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_setupnodes(self, config: pytest.Config) -> None:
        """Under pytest-xdist the same is seen to before the workers start; why a run ends here pytest tells itself."""
        if self._suite_is_asked_for(config):
            self.session.is_told = True
            self._prepare(config)
            self.session.is_told = False

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> bool | None:
        """Once the target is gone, leave out the checks that are left; end where nobody passed an interruption on."""
        if self.session.termination.status:
            raise KeyboardInterrupt
        return True if self.session.unreachable and _CHECK in item.stash else None

    def pytest_runtest_setup(self) -> None:
        """Forget what the check before sent and observed."""
        self.session.transcript.start_check()
        self.session.observed.clear()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Tell the five outcomes apart and put the whole result into the report."""
        report = yield
        if is_worker(item.config):
            report.user_properties.append((WORKER, os.getpid()))
        check = item.stash.get(_CHECK, None)
        if check is None or (report.passed and report.when != "call"):
            return report
        self.session.note_trouble(call.excinfo.value if call.excinfo else None)
        result = self._results.of(check, call)
        report.user_properties.append((RESULT, result.to_json()))
        if result.outcome in (Outcome.FAIL, Outcome.ERROR):
            strict = self.session.settings.strict
            report.longrepr = tell(result, strict=strict)
            if result.outcome is Outcome.FAIL and not is_decisive(result, strict=strict):
                report.outcome = "skipped"
                report.wasxfail = f"advice: {result.message}"
        return report

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Write the report files and let the verdict decide the exit status."""
        if is_worker(session.config):
            tell_controller(session.config, self.session)
            return
        if self.session.results or (self._is_prepared and self.session.termination.status):
            run = self.session.run()
            write_files(self.session, run)
            if exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
                session.exitstatus = run.exit_status
        if exitstatus == pytest.ExitCode.INTERNAL_ERROR:
            session.exitstatus = Verdict.ERROR.value
        if self.session.termination.status:
            session.exitstatus = self.session.termination.status

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> Generator[None, None, None]:
        """End with the causes of what went wrong and the verdict; with -v, pytest tells each failure before."""
        failed = terminalreporter.stats.get("failed", [])
        others = [report for report in failed if not any(name == RESULT for name, _ in report.user_properties)]
        if terminalreporter.verbosity < 1 and failed:
            terminalreporter.stats["failed"] = others
        yield
        if failed:
            terminalreporter.stats["failed"] = failed
        if self.session.results:
            for line in self._end(shutil.get_terminal_size().columns):
                terminalreporter.write_line(line)

    def _end(self, width: int) -> Iterator[str]:
        run = self.session.run()
        yield from brief(run, width)
        yield from hints(run, self.session.report)
        yield from summary(run)

    def _prepare(self, config: pytest.Config) -> None:
        if not self._is_prepared:
            prepare(self.session)
            if not is_worker(config):
                see_the_target(self.session)
            self._is_prepared = True

    def _suite_is_asked_for(self, config: pytest.Config) -> bool:
        return any(__package__ in argument for argument in config.args) and bool(self.session.settings.base_url)

    def _is_asked_for(self, check: Check) -> bool:
        settings = self.session.settings
        return is_selected(check, settings.profile) and (check.level is Level.MUST or settings.level != "must")


def _may_end_the_target(item: pytest.Item) -> bool:
    """Whether a check sends what is hardly HTTP any more; some servers do not live through it, so it comes last."""
    return _CHECK in item.stash and item.stash[_CHECK].command == HTTP


def _plainly(excinfo: pytest.ExceptionInfo[BaseException], style: str | None = None) -> str:  # noqa: ARG001 - as pytest's
    """A failure without pytest's traceback, which takes its time and would give way to the text of the result."""
    return str(excinfo.value)


def _case_of(item: pytest.Item) -> Case | None:
    callspec = getattr(item, "callspec", None)
    case = callspec.params.get("case") if callspec else None
    return case if isinstance(case, Case) else None
