"""`campaign-contract replay`: a reported check's requests once more, and both answers side by side."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from campaign_contract import spec
from campaign_contract.contract_tests import wiring
from campaign_contract.contract_tests.api import before
from campaign_contract.contract_tests.api.client import Reply, Transcript
from campaign_contract.contract_tests.api.outcomes import Broken, Disturbed, TargetGone, Unheard
from campaign_contract.contract_tests.api.world import World
from campaign_contract.contract_tests.report.indent import indented
from campaign_contract.contract_tests.report.printable import printable
from campaign_contract.contract_tests.report.redaction import Redactor
from campaign_contract.contract_tests.report.verdict import Result, Step
from campaign_contract.contract_tests.screen import notice
from campaign_contract.contract_tests.settings import SettingsError
from campaign_contract.contract_tests.stand_in.process import NotStarted
from campaign_contract.contract_tests.suite_plugin import UNREACHABLE
from campaign_contract.contract_tests.termination import INTERRUPTED, listening
from campaign_contract.tools.runs.report_reader import UnusableReport, answer, check, reply
from campaign_contract.tools.runs.request_rewriting import NotReplayable, Request, Rewriter, issued
from campaign_contract.tools.runs.targets import opened
from campaign_contract.tools.runs.verify import USAGE

SAME, DIFFERENT = 0, 1
"""Exit statuses of a replay that was carried out."""
_ANSWER_LIMIT = 2000
_MARK = "≠"


def replay(report: Path, address: str, flags: Mapping[str, Any], target_file: Path | None = None) -> int:
    """Send the requests of the check at `address` in a report to the target again, and print both answers of each.

    `flags` are settings by field name, as for `verify`; `base_url` may be the word "reference". Answers 0 where each
    request has the same outcome as in the report (HTTP status, Success and ErrorCode), 1 where one differs, 2 for
    wrong usage, 4 for a target that does not answer, and what the signal asks for where one ended it. Campaigns that
    are made on the way are deleted.
    """
    try:
        reported = check(report, address)
        with listening() as signals, opened(flags, os.environ, target_file) as (settings, api):
            return _Replay(wiring.world(settings, api, transcript := Transcript()), transcript, reported).run()
    except KeyboardInterrupt:
        return _said("interrupted", signals.status or INTERRUPTED)
    except NotReplayable as problem:
        return _said(f"{address}: {problem}", USAGE)
    except (UnusableReport, SettingsError, NotStarted, spec.DocumentError) as problem:
        return _said(str(problem), USAGE)


class _Replay:
    """The requests of one check, sent again to one target."""

    def __init__(self, world: World, transcript: Transcript, reported: Result) -> None:
        self._world = world
        self._transcript = transcript
        self._reported = reported
        self._redactor = wiring.redactor(world.settings)
        self._rewriter = Rewriter(world.spec, world.settings, world.prefix)
        self._console = Console()

    def run(self) -> int:
        """Send, print and clean up; answers the exit status. Raises NotReplayable."""
        if not self._reported.exchanges:
            raise NotReplayable("the report has no request of it")
        self._rewriter.refuse_what_is_not_ours(self._reported.exchanges)
        if not self._world.client.is_answered():
            return _said(f"{self._world.settings.target} cannot be reached", UNREACHABLE)
        before.remember(self._world)
        self._introduce()
        try:
            return self._conclude([self._again(n, step) for n, step in enumerate(self._reported.exchanges, 1)])
        except TargetGone as problem:
            return _said(str(problem), UNREACHABLE)
        except (Broken, Disturbed, Unheard) as problem:
            return _said(str(problem), DIFFERENT)
        finally:
            left = self._world.clean_up()
            if left:
                _said(f"{left} campaigns of the replay could not be deleted", DIFFERENT)

    def _introduce(self) -> None:
        result = self._reported
        self._plain(f"{result.check.id} ({result.check.level}): {result.check.rule}")
        self._plain(f"reported as {result.outcome}{f': {result.message}' if result.message else ''}\n")
        made = any(issued(self._request(step).command, reply(step)) is not None for step in result.exchanges)
        if not made and any(self._world.prefix.encode() in self._request(step).body for step in result.exchanges):
            self._plain("It looks for campaigns that another check made; they are not there in a replay.\n")

    def _request(self, step: Step) -> Request:
        return self._rewriter.request(step)

    def _again(self, number: int, step: Step) -> bool:
        """Send one request; whether its outcome is the reported one."""
        before, now = reply(step), self._send(self._request(step), step)
        exchange = self._transcript.exchanges[-1]
        self._plain(f"{number}. {self._redactor.curl(exchange)}")
        self._console.print(_comparison(before, now, self._redactor))
        self._plain("")
        return _same(before, now)

    def _send(self, request: Request, step: Step) -> Reply:
        actor = self._world.stranger if request.by_stranger else self._world.owner
        command = request.command
        if command and not self._world.settings.may_send and actor.could_send(command, request.parameters or {}):
            raise NotReplayable("a request could send e-mail on this target; --allow-sending allows it")
        try:
            now = self._world.client.send(
                request.method, request.headers, request.body, command.name if command else ""
            )
        except Broken:
            last = self._transcript.exchanges[-1]
            return answer(last.status, last.answer)
        new = issued(command, now)
        if new is not None:
            self._world.ledger.add(actor, new)
        self._rewriter.learn(command, reply(step), now)
        return now

    def _conclude(self, same: Sequence[bool]) -> int:
        different = [str(number) for number, is_same in enumerate(same, 1) if not is_same]
        if not different:
            self._plain(f"SAME  all {len(same)} requests have the reported outcome")
            return SAME
        self._plain(f"DIFFERENT  {len(different)} of {len(same)} requests: {', '.join(different)}")
        return DIFFERENT

    def _plain(self, text: str) -> None:
        self._console.print(printable(text), markup=False, highlight=False, soft_wrap=True)


def _facts(answer: Reply) -> Iterator[tuple[str, str]]:
    """What makes up the outcome of a request."""
    yield "HTTP status", str(answer.status or "no answer")
    yield "Success", str(answer.get("Success"))
    yield "ErrorCode", ", ".join(map(str, answer.codes)) or "none"


def _same(before: Reply, now: Reply) -> bool:
    return list(_facts(before)) == list(_facts(now))


def _comparison(before: Reply, now: Reply, redactor: Redactor) -> Table:
    table = Table("", "", "reported", "now", box=None, pad_edge=False, show_edge=False)
    for (what, old), (_, new) in zip(_facts(before), _facts(now), strict=True):
        style = "bold red" if old != new else ""
        table.add_row(_shown(_MARK if old != new else " ", style), what, _shown(old, style), _shown(new, style))
    texts = [_lines(before.text), _lines(redactor.text(now.text))]
    table.add_row(" ", "answer", _marked(texts[0], texts[1]), _marked(texts[1], texts[0]))
    return table


def _shown(text: str, style: str) -> Text:
    return Text(printable(text), style)


def _lines(answer: str) -> list[str]:
    text = indented(answer)
    return (text if len(text) <= _ANSWER_LIMIT else f"{text[:_ANSWER_LIMIT]}…").splitlines()


def _marked(lines: Sequence[str], others: Sequence[str]) -> Text:
    """The lines, those that the other answer does not have in another colour."""
    known = {line.rstrip(",") for line in others}
    return Text("\n").join(_shown(line, "" if line.rstrip(",") in known else "yellow") for line in lines)


def _said(text: str, status: int) -> int:
    notice(text)
    return status
