"""The spec in sentences: what each statement claims, as the report, the command line and the docs say it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from campaign_contract.spec.command import Command
from campaign_contract.spec.command_parts import Cause, Effect, Statement
from campaign_contract.spec.model import Spec
from campaign_contract.spec.vocabulary import Level, Word

SUCCESS = "success"
"""The statement that a good request succeeds with the documented answer."""
SHOWN_FORMAT = "shown-format"
"""The statement that a success looks as the page's example shows it."""
STATUS_AFTER = "status-after"
"""The statement about the campaign's status after a success."""
GENERAL = "Api"
"""Stands for the command in the address of a statement that no single command makes."""
HTTP = "Http"
"""The same for a statement about HTTP alone, of which the page says nothing: SHOULD at most."""
FAULT = "Fault"
"""The same for a failure outside any command."""
FAMILIES = (GENERAL, HTTP)
"""What stands for a command in addresses without being one."""


def address(command: str, id: str) -> str:
    """The address of a statement, `Command/id`."""
    return f"{command}/{id}"


def cause_sentence(cause: Cause, statuses: tuple[str, ...] = ()) -> str:
    """A cause in words, without a full stop: "ScheduleType is Future and SendDate is left out or empty".

    Where all `statuses` are given, the status of the campaign is said positively: "the campaign is Draft or Sent".
    """
    guard = f"{cause.given.parameter} is {cause.given.value} and " if cause.given else ""
    if cause.word is Word.STATUS_NOT:
        return guard + _of_status(cause, [status for status in statuses if status not in cause.statuses])
    said = "are all left out or empty" if len(cause.parameters) > 1 else cause.word.said
    return f"{guard}{' and '.join(cause.parameters)} {said}"


def _of_status(cause: Cause, others: Sequence[str]) -> str:
    if others:
        return f"the campaign is {_any_of(others)}"
    return f"the campaign's status {cause.word.said} {' or '.join(cause.statuses)}"


def _any_of(words: Sequence[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} or {last}" if first else last


def effect_sentence(effect: Effect) -> str:
    """What any implementation must show after a success: "The campaign is Paused afterwards."."""
    if effect.none_of:
        return f"The campaign is no longer {' or '.join(effect.none_of)} afterwards."
    return f"The campaign is {' or '.join(effect.one_of or (effect.status,))} afterwards."


def statements(spec: Spec) -> Iterator[Statement]:
    """Every statement of the spec: the general rules first, then command by command in the order of the files."""
    for rule in spec.rules:
        yield Statement(address(rule.family, rule.id), rule.rule, rule.level, spec.title, rule.note, rule.later)
    every = tuple(status.name for status in spec.statuses)
    for command in spec.commands:
        yield from command_statements(command, every)


def command_statements(command: Command, statuses: tuple[str, ...] = ()) -> Iterator[Statement]:
    """Every statement about one command; of all `statuses`, those that an error means are named."""

    def statement(id: str, rule: str, level: Level, note: str | None = None, later: str | None = None) -> Statement:
        return Statement(address(command.name, id), rule, level, command.section, note, later or command.later)

    yield statement(SUCCESS, f"{command.name} answers a good request with its documented success.", Level.MUST)
    success = command.success
    if success.shown:
        shown = f"A success of {command.name} has the keys and formats of the page's example."
        yield statement(SHOWN_FORMAT, shown, Level.SHOULD, success.note, success.later)
    if success.sets:
        effect = success.sets
        yield statement(STATUS_AFTER, effect_sentence(effect), effect.checked_level, effect.note)
    for error in command.errors:
        strongest = min(error.when, key=lambda cause: list(Level).index(cause.level), default=None)
        level = strongest.level if strongest else Level.MAY
        note = error.unprovoked or (strongest.note if strongest else None)
        causes = "; or ".join(cause_sentence(cause, statuses) for cause in error.when if cause.level is level)
        yield statement(error.id, f"Error {error.code} when {causes or error.message}.", level, note, error.later)
    for rule in command.rules:
        yield statement(rule.id, rule.rule, rule.level, rule.note, rule.later)
