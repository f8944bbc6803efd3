"""Failures that have the same cause, told once: what to fix first comes first."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import assert_never

from campaign_contract.contract_tests.api.outcomes import Outcome
from campaign_contract.contract_tests.report.alterations import shows
from campaign_contract.contract_tests.report.encodings import deaf_to, media_type_of
from campaign_contract.contract_tests.report.fingerprint import Fingerprint, Reach, fingerprint
from campaign_contract.contract_tests.report.patterns import seen_together
from campaign_contract.contract_tests.report.verdict import Result, Run
from campaign_contract.spec import Level

_MANY_COMMANDS = 3
_ENOUGH = 5
"""So many checks that show how text is altered make it the cause of what else fails on such text."""


@dataclass(frozen=True)
class Cause:
    """Checks that fail for the same cause, the one that tells it best first.

    `text` names what went wrong, `where` what shows it, as in `Campaign.Pause` or `all 10 commands`. What `decides`
    keeps the target from conforming.
    """

    text: str
    where: str
    results: tuple[Result, ...]
    decides: bool

    @property
    def title(self) -> str:
        """The cause in one line."""
        return f"{self.where}: {self.text}"

    @property
    def is_of_the_suite(self) -> bool:
        """Whether the suite itself failed, and not the target."""
        return self.told_by.outcome is Outcome.ERROR

    @property
    def told_by(self) -> Result:
        """The result that is shown for all of them."""
        return self.results[0]


def causes(run: Run) -> list[Cause]:
    """The causes of a run's failures, the widest first: the target's, then the suite's own errors, then advice."""
    failed = [result for result in run.results if result.outcome in (Outcome.FAIL, Outcome.ERROR)]
    commands = {step.command for result in run.results for step in result.exchanges if step.command}
    found = [_cause(run, group, commands) for group in _groups(_fingerprints(failed, deaf_to(run)))]
    return sorted(found, key=lambda cause: (not cause.decides, cause.is_of_the_suite, -len(cause.results)))


def _groups(failed: Iterable[tuple[Result, Fingerprint]]) -> Iterator[list[tuple[Fingerprint, Result]]]:
    by_text: dict[tuple[str, Reach], list[tuple[Fingerprint, Result]]] = defaultdict(list)
    for result, found in failed:
        by_text[found.text, found.reach].append((found, result))
    for (_, reach), group in by_text.items():
        match reach:
            case Reach.EVERYWHERE:
                yield group
            case Reach.BY_COMMAND:
                yield from _by_command(group)
            case Reach.BY_RULE:
                yield from _connected(group)
            case _:
                assert_never(reach)


def _fingerprints(failed: list[Result], deaf: Collection[str]) -> Iterator[tuple[Result, Fingerprint]]:
    """Each with its fingerprint; one of whose answers little is kept takes that of a check with the same message.

    `deaf` are the media types in which the target takes nothing.
    """
    seen = {result.message: _fingerprint(result, deaf) for result in failed if _is_whole(result)}
    own = {
        result.check.id: (None if _is_whole(result) else seen.get(result.message)) or _fingerprint(result, deaf)
        for result in failed
    }
    own |= seen_together({result.check.id: (result, own[result.check.id]) for result in failed})
    told = Counter(found.text for found in own.values())
    spread = {found.text: found for found in own.values() if told[found.text] >= _ENOUGH}
    yield from ((result, _spread(result, own[result.check.id], spread.values())) for result in failed)


def _spread(result: Result, own: Fingerprint, causes: Iterable[Fingerprint]) -> Fingerprint:
    """The one of these causes that the requests of the check suffer from; else the check's own."""
    if own.reach is Reach.EVERYWHERE or result.message.startswith("ErrorCode: "):
        return own
    cause = next((cause for cause in causes if shows(cause.text, result.exchanges)), None)
    return replace(cause, is_told=False) if cause else own


def _fingerprint(result: Result, deaf: Collection[str]) -> Fingerprint:
    media_type = media_type_of(result.exchanges[-1]) if result.exchanges else ""
    if media_type in deaf:
        return Fingerprint(f"no request as {media_type} succeeds", Reach.EVERYWHERE, result.exchanges[-1].command)
    return fingerprint(result)


def _is_whole(result: Result) -> bool:
    """Whether there are requests, and all is kept of the last answer."""
    return bool(result.exchanges) and not result.exchanges[-1].shortened


def _by_command(group: list[tuple[Fingerprint, Result]]) -> Iterator[list[tuple[Fingerprint, Result]]]:
    """One group for each command; one for all where there are many."""
    by_command: dict[str, list[tuple[Fingerprint, Result]]] = defaultdict(list)
    for found, result in group:
        by_command[found.command].append((found, result))
    if len(by_command) > _MANY_COMMANDS:
        yield group
    else:
        yield from by_command.values()


def _connected(group: list[tuple[Fingerprint, Result]]) -> Iterator[list[tuple[Fingerprint, Result]]]:
    """Groups in which each check has its command or its rule in common with another one."""
    found: list[tuple[set[str], list[tuple[Fingerprint, Result]]]] = []
    for item in group:
        names, members = {item[1].check.command, item[1].check.statement.rpartition("/")[2]}, [item]
        for other in [pair for pair in found if pair[0] & names]:
            found.remove(other)
            names |= other[0]
            members = [*other[1], *members]
        found.append((names, members))
    yield from (members for _, members in found)


def _cause(run: Run, group: list[tuple[Fingerprint, Result]], commands: set[str]) -> Cause:
    shown_by = {found.command for found, _ in group if found.command}
    group = sorted(group, key=lambda pair: (not pair[0].is_told, _clarity(run, pair[1])))
    results = [result for _, result in group]
    where = _where(shown_by, commands) if shown_by else _common_address(results)
    decides = any(run.decides(result) or result.outcome is Outcome.ERROR for result in results)
    return Cause(_text(group), where, tuple(results), decides)


def _text(group: list[tuple[Fingerprint, Result]]) -> str:
    """What all have in common; the difference in full where it is the same, letter by letter."""
    found, result = group[0]
    same = len({result.message for _, result in group}) == 1
    return result.message.splitlines()[0] if same and result.message and found.reach is Reach.BY_RULE else found.text


def _clarity(run: Run, result: Result) -> tuple[bool, bool, bool, int, int]:
    """The lower, the better a check tells its cause: it decides, and few requests lead to it."""
    requests, weight = len(result.exchanges), result.check.level is not Level.MUST
    return not run.decides(result), weight, not requests, requests, len(result.message)


def _where(shown_by: set[str], commands: set[str]) -> str:
    if len(shown_by) > 1 and shown_by == commands:
        return f"all {len(commands)} commands"
    if len(shown_by) > _MANY_COMMANDS:
        return f"{len(shown_by)} of {len(commands)} commands"
    return ", ".join(sorted(shown_by))


def _common_address(results: list[Result]) -> str:
    """The rule or the command that all have in common; else where the first belongs."""
    statements = {result.check.statement for result in results}
    found = {result.check.command for result in results}
    if len(statements) == 1:
        return results[0].check.id if len(results) == 1 else statements.pop()
    return found.pop() if len(found) == 1 else f"{len(found)} commands"
