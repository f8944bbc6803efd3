"""Whether a value that is written in a way of the target's own can be the one that was sent.

How dates, times, numbers, recipients and bundles are written is left open; that they are the same ones is not.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from campaign_contract.spec import Kind

_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_TIME = re.compile(r"\d\d:\d\d(:\d\d)?")
_NUMBERS = re.compile(r"[\d\s,;\[\]\"']*")
_HOURS_AND_MINUTES = 5
_YES, _NO = ("1", "true", "yes", "on", "enabled"), ("0", "false", "no", "off", "disabled")


def contradicts(kind: Kind, sent: str, shown: str) -> bool:
    """Whether `shown` surely is another value than `sent`, as it is written the same way and says something else."""
    judge = _JUDGES.get(kind)
    return judge is not None and judge(sent, shown)


def _dates(sent: str, shown: str) -> bool:
    return bool(_DATE.fullmatch(sent) and _DATE.fullmatch(shown)) and sent != shown


def _times(sent: str, shown: str) -> bool:
    same_form = _TIME.fullmatch(sent) and _TIME.fullmatch(shown)
    return bool(same_form) and sent[:_HOURS_AND_MINUTES] != shown[:_HOURS_AND_MINUTES]


def _numbers(sent: str, shown: str) -> bool:
    return bool(_NUMBERS.fullmatch(shown)) and _digits(sent) != _digits(shown)


def _recipients(sent: str, shown: str) -> bool:
    """A target may add segments, or show names; where it shows ids, the lists that were sent are among them."""
    lists = {pair.partition(":")[0].strip() for pair in sent.split(",")}
    return bool(_digits(shown)) and not {int(number) for number in lists if number.isdecimal()} <= _digits(shown)


def _flags(sent: str, shown: str) -> bool:
    said, seen = sent.lower(), shown.lower()
    return (said in _YES and seen in _NO) or (said in _NO and seen in _YES)


def _bundles(sent: str, shown: str) -> bool:
    """A target may write a bundle anew and add keys of its own; what was sent stands in it.

    Text that begins as JSON and is none was spoiled; text of another kind is the target's own way of telling.
    """
    try:
        seen = json.loads(shown)
    except ValueError:
        return shown.lstrip().startswith(("{", "["))
    return not _holds(seen, json.loads(sent))


def _holds(seen: Any, sent: Any) -> bool:
    if isinstance(sent, dict):
        return isinstance(seen, dict) and all(key in seen and _holds(seen[key], value) for key, value in sent.items())
    if isinstance(sent, list):
        return isinstance(seen, list) and len(seen) == len(sent) and all(map(_holds, seen, sent))
    return str(seen) == str(sent)


def _digits(text: str) -> set[int]:
    return {int(number) for number in re.findall(r"\d+", text)}


_JUDGES: Mapping[Kind, Callable[[str, str], bool]] = {
    Kind.DATE: _dates,
    Kind.TIME: _times,
    Kind.NUMBERS: _numbers,
    Kind.RECIPIENTS: _recipients,
    Kind.BOOLEAN: _flags,
    Kind.RULES: _bundles,
}
