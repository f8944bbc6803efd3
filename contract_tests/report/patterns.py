"""What failures have in common only when they are looked at together, as a number that is always the same."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping

from campaign_contract.contract_tests.report.alterations import sent_values, shown_values, told_value
from campaign_contract.contract_tests.report.fingerprint import NOT_APART, Fingerprint, Reach
from campaign_contract.contract_tests.report.likeness import UNSEEN
from campaign_contract.contract_tests.report.verdict import Result, Step

_ENOUGH = 5
_DIFFERENT = 3
_MOST = 0.8
"""The share of all wrong numbers that one explanation has to explain."""
_WRONG_NUMBER = re.compile(
    r"(?:.*: )?(?:ErrorCode: expected|outcome: expected error) (\d+).*, got (?:ErrorCode )?\D*(\d+)\D*"
)
_LET_THROUGH = re.compile(r"(?:.*: )?outcome: expected (?:a failure|error \d+.*), got a success")
_STALE = re.compile(
    r"(?:.*: )?(?P<field>\w+) (?:afterwards|after [^:]*|of \d+ in [\w.]+): expected (?P<wanted>.*), got (?P<got>.*)"
)
_STUMBLED = re.compile(
    r"(?:.*: )?(?:outcome: expected a success|ErrorCode: expected \d).*, got .*|.* listed: expected yes, got no"
)
_CODE = re.compile(r'"ErrorCode":\s*\D{0,3}(\d+)')
_CREDENTIAL = re.compile(r"\$([A-Z_]*(?:API_KEY|SESSION_ID))")
_ID = re.compile(r'"(?:New)?CampaignID":\s*"?(\d+)')
LET_THROUGH = "a request that has to be refused succeeds"
STALE = "what was changed is not shown afterwards"
UNFOUND = "no command finds a new campaign by the id that was answered for it"
Found = Mapping[str, tuple[Result, Fingerprint]]


def seen_together(found: Found) -> dict[str, Fingerprint]:
    """The causes of those checks, by address, that only all of them together tell."""
    causes: dict[str, Fingerprint] = {}
    for look in (_refused, _unfound, _numbers, _let_through, _stale):
        left = {id: pair for id, pair in found.items() if id not in causes}
        causes |= look(left)
    return causes


def _refused(found: Found) -> dict[str, Fingerprint]:
    """Requests with one credential that are all refused alike, whatever the command."""
    asked: dict[str, set[str]] = defaultdict(set)
    codes: dict[str, set[str]] = defaultdict(set)
    for step in (step for result, _ in found.values() for step in result.exchanges):
        credential = _credential(step)
        asked[credential].add(step.command)
        codes[credential] |= set(_CODE.findall(step.answer)) or {""}
    for credential in filter(None, asked):
        ids = [
            id
            for id, (result, _) in found.items()
            if result.exchanges and _credential(result.exchanges[-1]) == credential
        ]
        code = codes[credential].pop() if len(codes[credential]) == 1 else ""
        if code.strip("0") and len(asked[credential]) >= _DIFFERENT and len(ids) >= _ENOUGH:
            return _all(found, ids, f"each request with ${credential} is refused, by ErrorCode {code}")
    return {}


def _credential(step: Step) -> str:
    """The variable of the one credential that a request has as it is; "" for none or several."""
    names = set(_CREDENTIAL.findall(step.body or ""))
    return names.pop() if len(names) == 1 else ""


def _numbers(found: Found) -> dict[str, Fingerprint]:
    """Wrong numbers that are all the same, or all wrong by the same difference."""
    pairs = {id: (int(match[1]), int(match[2])) for id, match in _matching(found, _WRONG_NUMBER)}
    for explain in (_always_the_same, _shifted):
        told = Counter(explain(*pair) for pair in pairs.values())
        text, times = told.most_common(1)[0] if told else ("", 0)
        kinds = {wanted for wanted, got in pairs.values() if explain(wanted, got) == text}
        if text and times >= max(_ENOUGH, _MOST * len(pairs)) and len(kinds) >= _DIFFERENT:
            return _all(found, (id for id, pair in pairs.items() if explain(*pair) == text), text)
    return {}


def _always_the_same(_: int, got: int) -> str:
    return f"ErrorCode is {got}, whatever is wrong"


def _shifted(wanted: int, got: int) -> str:
    difference = got - wanted
    return f"each ErrorCode is {abs(difference)} too {'high' if difference > 0 else 'low'}"


def _unfound(found: Found) -> dict[str, Fingerprint]:
    """Where new campaigns are not shown, what fails on one of them fails because nothing finds it."""
    told = [id for id, (_, own) in found.items() if own.text == UNSEEN]
    stumbled = [id for id, _ in _matching(found, _STUMBLED)]
    messages = {found[id][0].message for id in stumbled if _names_a_new_one(found[id][0].exchanges)}
    others = [id for id in stumbled if found[id][0].message in messages]
    return _all(found, [*told, *others], UNFOUND, told) if min(len(told), len(others)) >= _ENOUGH else {}


def _names_a_new_one(steps: tuple[Step, ...]) -> bool:
    makers = [step for step in steps[:-1] if step.command.endswith((".Create", ".Copy"))]
    made = {id for step in makers for id in _ID.findall(step.answer)}
    return bool(steps) and bool(made & set(re.findall(r"\d+", steps[-1].body or "")))


def _let_through(found: Found) -> dict[str, Fingerprint]:
    """Requests of every kind that succeed, not only those about another user's campaigns."""
    ids = [id for id, _ in _matching(found, _LET_THROUGH, also=(NOT_APART,))]
    kinds = {found[id][0].check.statement.rpartition("/")[2] for id in ids if found[id][1].text != NOT_APART}
    return _all(found, ids, LET_THROUGH) if len(ids) >= _ENOUGH and len(kinds) >= _DIFFERENT else {}


def _stale(found: Found) -> dict[str, Fingerprint]:
    """Values that were sent and are not shown, but what no request of the check sent.

    Where there are such values, whatever else is shown as it was before has this cause, too.
    """
    matches = dict(_matching(found, _STALE))
    plain = {id: match["field"] for id, match in matches.items() if _is_what_was_sent(found[id][0], match)}
    if len(plain) < _ENOUGH or len(set(plain.values())) < _DIFFERENT:
        return {}
    others = (id for id, match in matches.items() if id not in plain and _is_as_before(found[id][0], match))
    return _all(found, [*plain, *others], STALE)


def _is_what_was_sent(result: Result, match: re.Match[str]) -> bool:
    sent = {value for step in result.exchanges for value in sent_values(step)}
    return told_value(match["wanted"]) in sent and told_value(match["got"]) not in sent


def _is_as_before(result: Result, match: re.Match[str]) -> bool:
    before = (value for step in result.exchanges[:-1] for value in (*sent_values(step), *shown_values(step)))
    return told_value(match["got"]) in ("", "nothing", *before)


def _matching(
    found: Found, pattern: re.Pattern[str], also: Collection[str] = ()
) -> Iterator[tuple[str, re.Match[str]]]:
    """The checks whose first difference matches, unless what they have in common is known already."""
    for id, (result, own) in found.items():
        match = pattern.fullmatch((result.message.splitlines() or [""])[0])
        if match and (own.reach is not Reach.EVERYWHERE or own.text in also):
            yield id, match


def _all(found: Found, ids: Iterable[str], text: str, told: Collection[str] | None = None) -> dict[str, Fingerprint]:
    """These checks with one cause; `told` are those whose own difference tells it, None for all."""
    commands = {id: found[id][0].exchanges[-1].command if found[id][0].exchanges else "" for id in ids}
    return {
        id: Fingerprint(text, Reach.EVERYWHERE, command, is_told=told is None or id in told)
        for id, command in commands.items()
    }
