"""The hooks of a run of the suite: addresses, outcomes, exit status, report files."""

from __future__ import annotations

import os
import shutil
import traceback
from collections.abc import Callable, Generator, Iterator
from contextlib import nullcontext
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from campaign_contract.contract_tests import wiring
from campaign_contract.contract_tests.api.outcomes import (
    Broken,
    Disturbed,
    Grave,
    NotArranged,
    NotObservable,
    Outcome,
    TargetGone,
)
from campaign_contract.contract_tests.checks import CASES, Case, Check
from campaign_contract.contract_tests.listener import RESULT, WORKER, Listener
from campaign_contract.contract_tests.preflight import NotReady, examine
from campaign_contract.contract_tests.profiles import is_selected
from campaign_contract.contract_tests.report import files
from campaign_contract.contract_tests.report.briefing import brief
from campaign_contract.contract_tests.report.failure_text import summary, tell
from campaign_contract.contract_tests.report.hints import hints
from campaign_contract.contract_tests.report.steps import Scribe
from campaign_contract.contract_tests.report.verdict import Result, Run, Verdict, is_decisive
from campaign_contract.contract_tests.report.waivers import draft
from campaign_contract.contract_tests.screen import notice
from campaign_contract.contract_tests.session import SESSION, Session
from campaign_contract.contract_tests.settings import SettingsError, api_url
from campaign_contract.contract_tests.termination import TERMINATED
from campaign_contract.spec import Level, NotInSpec
from campaign_contract.spec.wording import HTTP

UNREACHABLE = 4
"""Exit status of a run whose target does not answer."""
_FRAMES = 4
_WORKERS_END = 20
"""Seconds; pytest-xdist's own 10 are short for a slow target."""
_OWN_TESTS = Path(__file__).parent / "tests"
_CHECK = pytest.StashKey[Check]()
SUITE_RUN = "campaign-contract-run"
"""The name under which the run's hooks are registered with pytest."""


def pytest_configure(config: pytest.Config) -> None:
    """Start the run's state."""
    session = Session(config)
    config.stash[SESSION] = session
    session.termination.listen(as_worker=_is_worker(config))
    config.add_cleanup(session.termination.stop)
    config.pluginmanager.register(Listener(session), f"{SUITE_RUN}-listener")
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
        self._scribe = Scribe()
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
    def pytest_runtestloop(self, session: pytest.Session) -> None:
        """Before the first check, see that there is a URL, that there are credentials, and that somebody answers."""
        if not session.config.option.collectonly and any(_CHECK in item.stash for item in session.items):
            self._prepare(session.config)

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_setupnodes(self, config: pytest.Config) -> None:
        """Under pytest-xdist the same is seen to before the workers start; why a run ends here pytest tells itself."""
        if self._suite_is_asked_for(config):
            self.session.is_told = True
            self._prepare(config)
            self.session.is_told = False

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> bool | None:
        """Once the target is gone, leave out the checks that are left."""
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
        if _is_worker(item.config):
            report.user_properties.append((WORKER, os.getpid()))
        check = item.stash.get(_CHECK, None)
        if check is None or (report.passed and report.when != "call"):
            return report
        self.session.note_trouble(call.excinfo.value if call.excinfo else None)
        result = self._result(check, call)
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
        if hasattr(session.config, "workeroutput"):
            session.config.workeroutput[SUITE_RUN] = (
                self.session.transcript.by_command.total(),
                self.session.left_behind,
                self.session.unreachable,
                self.session.remarks,
            )
            return
        if self.session.results or (self._is_prepared and self.session.termination.requested):
            run = self.session.run()
            self._write_files(run)
            if exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
                session.exitstatus = run.exit_status
        if exitstatus == pytest.ExitCode.INTERNAL_ERROR:
            session.exitstatus = Verdict.ERROR.value
        if self.session.termination.requested:
            session.exitstatus = TERMINATED

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """Leave a worker that is interrupted the time to delete what it made, before it is killed.

        Seen to work with pytest-xdist 3.6.1 to 3.8.0; where there is no such attribute, xdist's own time holds.
        """
        if hasattr(node.nodemanager, "EXIT_TIMEOUT"):
            node.nodemanager.EXIT_TIMEOUT = _WORKERS_END

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Add what a pytest-xdist worker counted and found."""
        nothing: tuple[int, int, str | None, list[str]] = (0, 0, None, [])
        requests, left_behind, unreachable, remarks = getattr(node, "workeroutput", {}).get(SUITE_RUN, nothing)
        self.session.requests_elsewhere += requests
        self.session.left_behind += left_behind
        self.session.unreachable = self.session.unreachable or unreachable
        for remark in remarks:
            self.session.remark(remark)

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
        yield from hints(run, self.session.settings.report_dir)
        yield from summary(run)

    def _prepare(self, config: pytest.Config) -> None:
        if not self._is_prepared:
            _prepare(self.session, is_worker=_is_worker(config))
            self._is_prepared = True

    def _suite_is_asked_for(self, config: pytest.Config) -> bool:
        return any(__package__ in argument for argument in config.args) and bool(self.session.settings.base_url)

    def _write_files(self, run: Run) -> None:
        """Write what was asked for; what cannot be written is a remark, and the verdict stands."""
        settings, summary = self.session.settings, os.environ.get("GITHUB_STEP_SUMMARY")
        if settings.report_dir:
            for line in files.write(run, Path(settings.report_dir)):
                self.session.remark(line)
        if settings.write_waivers:
            drafted = draft(run.results, self.session.today)
            self._save(settings.write_waivers, lambda file: files.save(file, drafted))
        if summary:
            self._save(summary, lambda file: files.add_summary(run, file))

    def _save(self, file: str, write: Callable[[Path], None]) -> None:
        try:
            write(Path(file))
        except OSError as error:
            self.session.remark(files.lost(file, error))

    def _is_asked_for(self, check: Check) -> bool:
        settings = self.session.settings
        return is_selected(check, settings.profile) and (check.level is Level.MUST or settings.level != "must")

    def _result(self, check: Check, call: pytest.CallInfo[None]) -> Result:
        outcome, message = _outcome(call.excinfo)
        if call.excinfo and isinstance(call.excinfo.value, Grave) and not check.id.startswith(f"{HTTP}/"):
            check = replace(check, level=Level.MUST)
        redactor = wiring.redactor(self.session.settings)
        steps = tuple(self._scribe.steps(self.session.transcript.exchanges, redactor))
        observed = dict.fromkeys(map(redactor.text, self.session.observed))
        return Result(check, outcome, redactor.text(message), tuple(observed), steps)


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


def _outcome(excinfo: pytest.ExceptionInfo[BaseException] | None) -> tuple[Outcome, str]:
    match excinfo and excinfo.value:
        case None:
            return Outcome.PASS, ""
        case Broken(differences=differences):
            return Outcome.FAIL, "\n".join(differences)
        case NotArranged() as reason:
            return Outcome.NOT_ARRANGED, str(reason)
        case NotObservable() | NotInSpec() | Disturbed() | TargetGone() as reason:
            return Outcome.NOT_OBSERVABLE, str(reason)
        case problem:
            return Outcome.ERROR, f"the suite itself failed: {type(problem).__name__}: {problem}{_place(problem)}"


def _place(problem: BaseException | None) -> str:
    """Where an error of the suite's own arose, innermost last, for whoever is to mend it."""
    frames = traceback.extract_tb(problem.__traceback__)[-_FRAMES:] if problem else []
    return "".join(f"\nin {Path(frame.filename).name}, line {frame.lineno}: {frame.line}" for frame in frames)


def _is_worker(config: pytest.Config) -> bool:
    return hasattr(config, "workerinput")


def _prepare(session: Session, *, is_worker: bool = False) -> None:
    settings = session.settings
    if not settings.base_url:
        raise pytest.UsageError("no URL of a target; give one with --base-url, or run `campaign-contract verify URL`")
    try:
        session.use(replace(settings, base_url=api_url(settings.base_url, session.contract.spec.transport.path)))
    except SettingsError as error:
        raise pytest.UsageError(str(error)) from error
    if not wiring.owner(session.settings).known:
        raise pytest.UsageError("no credentials of the owner; give --api-key or --session-id")
    if session.settings.report_dir:
        _make_folder(Path(session.settings.report_dir))
    if session.settings.write_waivers and Path(session.settings.write_waivers).exists():
        raise pytest.UsageError(f"{session.settings.write_waivers} exists already; move it away first")
    session.check_waivers_file()
    if not settings.preflight or is_worker:
        return
    try:
        for remark in examine(session.settings, session.contract.spec, session.transcript):
            session.remark(remark)
    except NotReady as problem:
        session.unreachable, session.unreachable_status = str(problem), problem.status
        pytest.exit(session.unreachable, returncode=problem.status)


def _make_folder(path: Path) -> None:
    """Make the report folder. One that cannot be made costs the report, not the verdict."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        notice(f"--report-dir {path} cannot be made: {error.strerror}; the run goes on without a report")
