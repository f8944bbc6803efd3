"""What failed checks have in common: a status, bytes before the JSON, a missing key, or the difference itself."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from campaign_contract.contract_tests.api.outcomes import Outcome
from campaign_contract.contract_tests.report.alterations import alteration_in, alteration_of
from campaign_contract.contract_tests.report.envelopes import KEYS, instead_of_json, missing_keys
from campaign_contract.contract_tests.report.likeness import likeness
from campaign_contract.contract_tests.report.verdict import Result, Step

_SERVER_ERROR = 500
_NAME = re.compile(r"cct-\w+[ +]\d{4}[ +]?")
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
_NUMBER = re.compile(r"(?<!ErrorCode )\b\d{4,}")
_ARRANGING = re.compile(r"while arranging \(([\w.]+) ?(.*)\): (.*)", re.DOTALL)
_MISSING = re.compile(r"([\w.]+): missing")
_NO_OBJECT = "body: expected one JSON object"
_COMMAND = re.compile(r"Campaigns?\.\w+: (?!expected |missing)")
_TWICE = ": stands twice in one object"
_FAULT = re.compile(rf"body: |[^:]*{_TWICE}")
_CONTRADICTIONS = (
    (re.compile('Success: expected true or false, got "'), "Success: expected true or false, got text"),
    (re.compile("Success: expected true or false, got [-0-9]"), "Success: expected true or false, got a number"),
    (re.compile("(Success: expected true or false, got .*)"), r"\1"),
    (re.compile("ErrorCode: expected anything but 0 or"), "ErrorCode: expected anything but 0 beside Success false"),
    (re.compile("ErrorCode: expected 0 or"), "ErrorCode: expected 0 beside Success true"),
)
"""How a difference within the envelope begins, and what such ones have in common; the first that fits counts."""
_ISOLATION = ("isolation", "own-only", "foreign-stay")
"""The last part of statements that say what another user can neither see nor change."""
_ANYBODY = "a request without a valid credential is carried out"
_OF_ANOTHER = re.compile(r"the other user|by the stranger|the foreign campaign")
NOT_APART = "one user can see or change what is another user's"


class Reach(Enum):
    """Which failures with the same text have the same cause."""

    EVERYWHERE = "all of them"
    BY_COMMAND = "those of the same command, unless there are many commands"
    BY_RULE = "those of the same command or the same rule"


@dataclass(frozen=True)
class Fingerprint:
    """`text` names what went wrong; `command` is that of the request which shows it, "" where none does.

    `is_told` says whether the check's own difference tells it; else other checks do.
    """

    text: str
    reach: Reach
    command: str = ""
    is_told: bool = True


def fingerprint(result: Result) -> Fingerprint:
    """What a failed check has in common with others that fail for the same cause."""
    if result.outcome is Outcome.ERROR:
        return Fingerprint(_common(result.message), Reach.EVERYWHERE)
    for look in (
        _no_answer,
        _server_error,
        _no_json,
        _missing_keys,
        _contradiction,
        _no_credential,
        _altered,
        _alike,
        _no_isolation,
    ):
        found = look(result)
        if found:
            return found
    return _difference(result)


def _difference(result: Result) -> Fingerprint:
    """The first difference; where it arose while a campaign was brought into its state, the command that did so."""
    first = (result.message.splitlines() or [""])[0]
    arranging = _ARRANGING.fullmatch(first)
    if not arranging or "." not in arranging[1]:
        return Fingerprint(_common(first), Reach.BY_RULE)
    command, sent, difference = arranging.groups()
    names = " and ".join(re.findall(r"(?:^| )(\w+)=", sent))
    return Fingerprint(f"{names + ': ' if names else ''}{_common(difference)}", Reach.BY_COMMAND, command)


def _no_answer(result: Result) -> Fingerprint | None:
    if not result.message.startswith("no answer: "):
        return None
    return Fingerprint(result.message.splitlines()[0], Reach.BY_COMMAND, _last(result, lambda step: not step.status))


def _server_error(result: Result) -> Fingerprint | None:
    failed = [step for step in result.exchanges if step.status >= _SERVER_ERROR]
    if not failed or "HTTP status: " not in result.message:
        return None
    return Fingerprint(f"HTTP {failed[-1].status}", Reach.BY_COMMAND, failed[-1].command)


def _no_json(result: Result) -> Fingerprint | None:
    """Answers that are no JSON object, or one that no strict reader of JSON takes."""
    fault = next(filter(_FAULT.match, _lines(result)), "")
    if not fault:
        return None
    for step in reversed(result.exchanges if fault.startswith(_NO_OBJECT) else ()):
        if not isinstance(_json(step.answer), dict):
            return Fingerprint(instead_of_json(step), Reach.EVERYWHERE, step.command)
    text = "a key stands twice in one object" if fault.endswith(_TWICE) else fault
    return Fingerprint(_common(text), Reach.EVERYWHERE, _last(result, lambda step: bool(step.status)))


def _missing_keys(result: Result) -> Fingerprint | None:
    """Keys that an envelope lacks; a key that only one command shows is that command's own difference."""
    missing = {match[1] for match in map(_MISSING.fullmatch, _lines(result)) if match}
    if not missing or not missing <= set(KEYS):
        return None
    for step in reversed(result.exchanges):
        answer = _json(step.answer)
        text = missing_keys(answer) if isinstance(answer, dict) else ""
        if text:
            return Fingerprint(text, Reach.EVERYWHERE, step.command)
    return None


def _contradiction(result: Result) -> Fingerprint | None:
    """A Success that is neither true nor false, or that says something else than ErrorCode."""
    for pattern, text in _CONTRADICTIONS:
        match = next(filter(None, map(pattern.match, _lines(result))), None)
        if match:
            command = _last(result, lambda step: bool(step.status))
            return Fingerprint(match.expand(text), Reach.BY_COMMAND, command)
    return None


def _alike(result: Result) -> Fingerprint | None:
    """Differences that are the same whatever they are of: what makes all answers makes them so."""
    text = likeness(_lines(result))
    return Fingerprint(text, Reach.EVERYWHERE, _last(result, lambda step: bool(step.status))) if text else None


def _altered(result: Result) -> Fingerprint | None:
    """Text that comes back otherwise than it was sent; a wrong number of an error is never a matter of text."""
    lines = _lines(result)
    text = alteration_in(lines)
    if text:
        return Fingerprint(text, Reach.EVERYWHERE, _last(result, lambda step: bool(step.status)))
    found = None if lines and lines[0].startswith("ErrorCode: ") else alteration_of(result.exchanges)
    return Fingerprint(found[0], Reach.EVERYWHERE, found[1].command) if found else None


def _lines(result: Result) -> list[str]:
    """The differences, without the command that some begin with."""
    return [_COMMAND.sub("", line) for line in result.message.splitlines()]


def _no_credential(result: Result) -> Fingerprint | None:
    """A request that is carried out although its credential is none."""
    lines = [line.rpartition("outcome: ")[2] for line in result.message.splitlines()]
    if not result.check.statement.endswith("/credentials-required"):
        return None
    if "expected a failure, got a success" not in lines:
        return None
    return Fingerprint(_ANYBODY, Reach.EVERYWHERE, _last(result, lambda step: bool(step.command)))


def _no_isolation(result: Result) -> Fingerprint | None:
    """A user who is told, or changes, what is another user's: not the wrong number of a refusal."""
    held = result.check.statement.rpartition("/")[2]
    first = (result.message.splitlines() or [""])[0]
    if held not in _ISOLATION and not result.check.id.endswith("/foreign") and not _OF_ANOTHER.search(first):
        return None
    if first.startswith(("while arranging", "ErrorCode: ")) or "got" not in first:
        return None
    return Fingerprint(NOT_APART, Reach.EVERYWHERE, _last(result, lambda step: bool(step.command)))


def _last(result: Result, holds: Callable[[Step], bool]) -> str:
    """The command of the last request whose answer is such; "" for none."""
    return next((step.command for step in reversed(result.exchanges) if holds(step)), "")


def _common(line: str) -> str:
    """A line without names of campaigns, texts and ids, which differ from check to check."""
    line = _NAME.sub("", line)
    line = _QUOTED.sub(lambda match: match[0] if match[0][1:-1].isdecimal() else '"…"', line)
    return _NUMBER.sub("…", line)


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
