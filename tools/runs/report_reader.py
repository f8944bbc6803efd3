"""Reads what `verify --report-dir` wrote."""

from __future__ import annotations

import difflib
import json
from pathlib import Path

from campaign_contract.contract_tests.api.client import Reply
from campaign_contract.contract_tests.report.verdict import Result, Step

_FILE = "conformance.json"


class UnusableReport(Exception):
    """A report cannot be read or lacks what is asked for; the message is one line that says what to do."""


def check(report: Path, address: str) -> Result:
    """The result of one check. `report` is conformance.json or the folder that holds it. Raises UnusableReport."""
    found = {result.check.id: result for result in _results(report / _FILE if report.is_dir() else report)}
    if address in found:
        return found[address]
    near = difflib.get_close_matches(address, found, n=1)
    hint = f"did you mean {near[0]}?" if near else "`campaign-contract list` shows the addresses"
    raise UnusableReport(f"{report} has no check {address}; {hint}")


def reply(step: Step) -> Reply:
    """The answer of a step."""
    return answer(step.status, step.answer)


def answer(status: int, text: str) -> Reply:
    """An answer as a report keeps it: status (0 for none) and text."""
    try:
        body = json.loads(text)
    except (ValueError, RecursionError):
        body = None
    return Reply(status, {}, text, body)


def _results(path: Path) -> list[Result]:
    try:
        return [Result.from_json(data) for data in json.loads(path.read_text(encoding="utf-8"))["checks"]]
    except OSError as error:
        raise UnusableReport(f"{path}: cannot be read: {error.strerror}") from error
    except (ValueError, KeyError, TypeError) as error:
        message = f"{path}: is no report; `campaign-contract verify --report-dir DIR` writes conformance.json"
        raise UnusableReport(message) from error
