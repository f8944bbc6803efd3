"""Parameter values: always text, read by what their parameter holds."""

from __future__ import annotations

import re

from campaign_contract.spec import LONGEST_ID, Kind

HIGHEST = 10**LONGEST_ID
"""The largest number the server works with; fits 64 bits, lies above every id that is ever issued."""

_LONGEST_QUOTED = 60
_TRUE = frozenset({"true", "1", "yes", "on"})
_FALSE = frozenset({"false", "0", "no", "off"})
_DIGITS = re.compile(r"[0-9]+")
_WHOLE = re.compile(r"-?[0-9]+")
# Lists are matched without ever stepping back, which is what keeps tens of thousands of ids cheap.
_ID_DIGITS = rf"(?>0*[0-9]{{1,{LONGEST_ID}}})"
_PAIR = r"\s*+[0-9]++\s*+(?:::?\s*+[0-9]++\s*+)?+"
_ID = re.compile(_ID_DIGITS)
_LIST = re.compile(rf"\s*+{_ID_DIGITS}\s*+(?:,\s*+{_ID_DIGITS}\s*+)*+")
_PLAIN_LIST = re.compile(rf"[0-9]{{1,{LONGEST_ID}}}+(?:,[0-9]{{1,{LONGEST_ID}}}+)*+")
_FORMS = {
    Kind.CAMPAIGN: _ID,
    Kind.EMAIL: _ID,
    Kind.TAG: _ID,
    Kind.RECIPIENT_LIST: _ID,
    Kind.ADDRESS: re.compile(r"[^@\s]+@[^@\s]+"),
    Kind.INTEGER: _DIGITS,
    Kind.CAMPAIGNS: _LIST,
    Kind.TAGS: _LIST,
    Kind.NUMBERS: _LIST,
    Kind.DATE: re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
    Kind.TIME: re.compile(r"[0-9]{2}:[0-9]{2}(:[0-9]{2})?"),
    Kind.RECIPIENTS: re.compile(rf"{_PAIR}(?:,{_PAIR})*+"),
}


def well_formed(kind: Kind, text: str) -> bool:
    """Whether `text` can be a value of `kind`; any text can be one of a kind without a form of its own."""
    if kind is Kind.BOOLEAN:
        return text.lower() in _TRUE | _FALSE
    return kind not in _FORMS or _FORMS[kind].fullmatch(text) is not None


def is_odd_number(text: str) -> bool:
    """Whether `text` is a whole number that no id can be: negative, or too long."""
    return _WHOLE.fullmatch(text) is not None and _ID.fullmatch(text) is None


def number(text: str) -> int | None:
    """A number from 0 to `HIGHEST` (larger ones become that), None when `text` is not made of digits."""
    if not _DIGITS.fullmatch(text):
        return None
    digits = text.lstrip("0") or "0"
    return int(digits) if len(digits) < len(str(HIGHEST)) else HIGHEST


def numbers(text: str) -> frozenset[int]:
    """The numbers of a comma-separated list; what is no number is left out."""
    if _PLAIN_LIST.fullmatch(text):  # tens of thousands of ids are read at once
        return frozenset(map(int, text.split(",")))
    found = (number(part.strip()) for part in text.split(","))
    return frozenset(value for value in found if value is not None)


def truth(text: str) -> bool:
    """Whether `text` says yes; clients write true, True, 1, yes and YES."""
    return text.lower() in _TRUE


def quoted(text: str) -> str:
    """What a client sent, safe to repeat in an answer."""
    return ascii(text[:_LONGEST_QUOTED])
