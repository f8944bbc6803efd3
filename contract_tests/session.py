"""What one pytest run of the suite keeps: its settings, its spec, its results."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from campaign_contract import spec
from campaign_contract.contract_tests import inventory, wiring
from campaign_contract.contract_tests.api.client import Transcript
from campaign_contract.contract_tests.api.outcomes import TargetGone, Unheard
from campaign_contract.contract_tests.checks import Check, Contract
from campaign_contract.contract_tests.plugin import OPTION_PREFIX
from campaign_contract.contract_tests.report.again import Again
from campaign_contract.contract_tests.report.conditions import Conditions, picked_by_hand, spec_hash, suite_version
from campaign_contract.contract_tests.report.verdict import Result, Run, worst
from campaign_contract.contract_tests.report.waivers import Waiver
from campaign_contract.contract_tests.report.waivers import apply as apply_waivers
from campaign_contract.contract_tests.report.waivers import load as load_waivers
from campaign_contract.contract_tests.settings import (
    ENVIRONMENT_PREFIX,
    Settings,
    SettingsError,
    setting_fields,
)
from campaign_contract.contract_tests.settings_sources import resolve
from campaign_contract.contract_tests.termination import Termination
from campaign_contract.spec import Level

_FEW = 5
"""How many checks may go unheard before the run ends: a verdict without them would claim too much."""


@dataclass(frozen=True)
class Trouble:
    """Why the suite could not be run to its end: in one line and, where there is more to tell, in full."""

    short: str
    full: str = ""


class Session:
    """The state of one run; settings and spec are read when they are first asked for."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._settings: Settings | None = None
        self._contract: Contract | None = None
        self._waivers: tuple[Waiver, ...] | None = None
        self.transcript = Transcript()
        self.observed: list[str] = []
        self.results: list[Result] = []
        self.collected = 0
        self.trouble: list[Trouble] = []
        self.remarks: list[str] = []
        self.termination = Termination()
        self.report: str | None = None
        """The report folder, once all its files are written."""
        self.left_behind = 0
        self.requests_elsewhere = 0
        self.unheard = 0
        self.unreachable: str | None = None
        self.unreachable_status = 4
        self.is_told = False
        self.given: tuple[tuple[str, str], ...] = ()
        """The flags of the command line and their values, "" for one that has none."""
        self.has_own_server = False
        self.interrupted = False
        self.started = datetime.now(UTC)
        self._clock = time.monotonic()

    @property
    def settings(self) -> Settings:
        """The settings. Raises pytest.UsageError for one that cannot be used."""
        if self._settings is None:
            options = vars(self._config.option)
            flags = {item.name: options.get(f"contract_{item.name}") for item in setting_fields()}
            flags["base_url"] = options.get("base_url") or None
            target = options.get("contract_target") or os.environ.get(ENVIRONMENT_PREFIX + "TARGET")
            try:
                file = Path(target) if target else None
                self._settings = resolve(flags, os.environ, file, flag_prefix=OPTION_PREFIX)
            except SettingsError as error:
                raise pytest.UsageError(str(error)) from error
        return self._settings

    @property
    def contract(self) -> Contract:
        """What the target is held to. Raises pytest.UsageError for a spec that cannot be used."""
        if self._contract is None:
            try:
                self._contract = Contract(spec.load(self.settings.spec or spec.DEFAULT_DIRECTORY))
            except spec.DocumentError as error:
                raise pytest.UsageError(str(error)) from error
        return self._contract

    def remark(self, text: str) -> None:
        """Keep a line about the run that its report has to say, each once."""
        if text not in self.remarks:
            self.remarks.append(text)

    def note_trouble(self, problem: BaseException | None) -> None:
        """End the run where the target is gone, or where it was not heard in more than a few checks."""
        if isinstance(problem, Unheard):
            self.unheard += 1
        if isinstance(problem, TargetGone) or self.unheard > _FEW:
            self.unreachable = self.unreachable or str(problem)

    def told_trouble(self, *, in_full: bool = False) -> list[str]:
        """Why the suite could not be run to its end, a text for each reason, without credentials."""
        texts = [(trouble.full if in_full else "") or trouble.short for trouble in self.trouble]
        return [wiring.redactor(self.settings).text(text) for text in texts]

    def use(self, settings: Settings) -> None:
        """Go on with these settings."""
        self._settings = settings

    def hold_to(self, contract: Contract) -> None:
        """Hold the target to this contract, whatever spec the settings name."""
        self._contract = contract

    @property
    def waivers(self) -> tuple[Waiver, ...]:
        """The accepted failures. Raises pytest.UsageError for a file that cannot be used."""
        if self._waivers is None:
            path = self.settings.waivers
            try:
                self._waivers = load_waivers(Path(path)) if path else ()
            except spec.DocumentError as error:
                raise pytest.UsageError(str(error)) from error
        return self._waivers

    def check_waivers_file(self) -> None:
        """Read the waivers before the first request is sent. Raises pytest.UsageError."""
        _ = self.waivers

    def run(self) -> Run:
        """The run so far, in the order of the inventory."""
        known = inventory.checks_of(self.contract)
        checks = {check.id: position for position, check in enumerate(known)}
        results = sorted(worst(self.results), key=lambda result: checks.get(result.check.id, len(checks)))
        waived, problems = apply_waivers(self.waivers, results, checks, self.today)
        unheld = inventory.unchecked(self.contract.spec, {check.statement for check in known})
        remarks = [*self.remarks, *([inventory.told(unheld)] if unheld else [])]
        return Run(
            target=self.settings.target,
            started=self.started.isoformat(timespec="seconds"),
            seconds=time.monotonic() - self._clock,
            requests=self._requests(),
            results=waived,
            strict=self.settings.strict,
            allow_partial=self.settings.allow_partial,
            left_behind=self.left_behind,
            interrupted=self.interrupted,
            unreachable=self.unreachable or "",
            waiver_problems=problems,
            unchecked=len(unheld),
            remarks=tuple(map(wiring.redactor(self.settings).text, remarks)),
            conditions=self._conditions(known),
            again=self._again(),
        )

    def _again(self) -> Again:
        """The target and the flags as they are shown: a credential is a variable."""
        redactor = wiring.redactor(self.settings)
        target = "" if self.has_own_server else redactor.word(self.settings.base_url or "")
        return Again(target, tuple((flag, redactor.word(value) if value else "") for flag, value in self.given))

    def _requests(self) -> int:
        """How many requests were sent; an interrupted worker cannot tell, so those of its results at least."""
        steps = (step for result in self.results for step in result.exchanges)
        shown = len({(step.curl, step.answer, step.milliseconds) for step in steps})  # several checks may tell one
        return max(self.requests_elsewhere + self.transcript.by_command.total(), shown)

    @property
    def today(self) -> date:
        """The day on which the run started, where the operator is."""
        return self.started.astimezone().date()

    def _conditions(self, known: Sequence[Check]) -> Conditions:
        settings = self.settings
        return Conditions(
            suite_version=suite_version(),
            spec_hash=spec_hash(settings.spec or spec.DEFAULT_DIRECTORY),
            profile=settings.profile,
            level=settings.level,
            filter=picked_by_hand(vars(self._config.option), self._config.args),
            seed=settings.seed,
            must_checks=sum(check.level is Level.MUST for check in known),
        )


SESSION = pytest.StashKey[Session]()


def session_of(config: pytest.Config) -> Session:
    """The state of a run of the suite."""
    return config.stash[SESSION]
