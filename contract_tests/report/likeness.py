"""What differences have in common that have one cause, whatever check they are found by."""

from __future__ import annotations

import re
from collections.abc import Sequence

from campaign_contract.contract_tests.report.alterations import ANOTHER_CASE

_DIFFERENCE = re.compile(r"(?P<place>[^:]+): expected (?P<wanted>.+?), got (?P<got>.+)", re.DOTALL)
_TYPE = re.compile(r"true or false|a (?:whole )?number|(?:numeric )?text|a list(?: of objects)?|an object|null")
_TYPES = re.compile(rf"(?:{_TYPE.pattern})(?: or (?:{_TYPE.pattern}))*")
UNSEEN = "Campaign.Get does not show a campaign that is there"
_INDEX = re.compile(r"\.\d+(?=\.|$)")
_NUMBER = re.compile(r"-?\d[\d.]*")
_WORD = re.compile(r'"?[A-Za-z]')
_NO_WORDS = ("nothing", "null", "true", "false")
_KINDS = {"{": "an object", "[": "a list", '"': "text"}
_NOT_SHOWN = re.compile(
    r"expected the campaign to be readable, Campaign\.Get shows|Campaign\.Get shows .*: expected yes, "
)


def likeness(lines: Sequence[str]) -> str:
    """What such differences are, as far as they are all alike; "" where each is one of its own."""
    if not lines:
        return ""
    if _NOT_SHOWN.match(lines[0]):
        return UNSEEN
    kinds = {_kind(line) for line in lines}
    return kinds.pop() if len(kinds) == 1 else _kind(lines[0]) if _tells_a_type(lines[0]) else ""


def _kind(line: str) -> str:
    """What a difference is if it is only one of type, of case or of words for numbers; "" for any other."""
    found = _DIFFERENCE.fullmatch(line)
    if found is None:
        return ""
    place, wanted, got = found["place"], found["wanted"], found["got"]
    if place == "ErrorCode" and wanted[:1].isdigit() and _WORD.match(got) and got not in _NO_WORDS:
        return "ErrorCode: expected a number, got a word"
    if _is_in_another_case(wanted, got.strip('"')):
        return ANOTHER_CASE
    return _written_otherwise(wanted, got) or _other_type(place, wanted, got)


def _is_in_another_case(wanted: str, got: str) -> bool:
    return got not in wanted and got.lower() in map(str.lower, re.split(", | or ", wanted.replace('"', "")))


def _written_otherwise(wanted: str, got: str) -> str:
    """The same value as JSON of another type."""
    bare = got.strip('"')
    if bare != got and _NUMBER.fullmatch(bare) and wanted in {"a whole number", "a number", bare}:
        return "a number stands as text"
    return "text stands as a number" if wanted == "text" and _NUMBER.fullmatch(got) else ""


def _other_type(place: str, wanted: str, got: str) -> str:
    return f"{_INDEX.sub('.…', place)}: expected {wanted}, got {_type(got)}" if _TYPES.fullmatch(wanted) else ""


def _tells_a_type(line: str) -> bool:
    found = _DIFFERENCE.fullmatch(line)
    return found is not None and bool(_TYPES.fullmatch(found["wanted"]))


def _type(got: str) -> str:
    return _KINDS.get(got[:1], "a number" if _NUMBER.fullmatch(got) else got)
