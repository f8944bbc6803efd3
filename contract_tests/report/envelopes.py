"""What an answer is that is not the envelope of the API: whatever the command, this has one cause."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from itertools import islice
from typing import Any

from campaign_contract.contract_tests.api.wording import cut, told
from campaign_contract.contract_tests.report.verdict import Step

KEYS = ("Success", "ErrorCode")
_HTML = re.compile(r"\s*(?:<!doctype html|<html|<head|<body)", re.IGNORECASE)
_XML = re.compile(r"\s*(?:<\?xml|<(\w+)[^>]*>.*</\1>\s*$)", re.DOTALL)
_TITLE = re.compile(r"<(title|h1)[^>]*>(.*?)</\1>", re.IGNORECASE | re.DOTALL)
_VARYING = re.compile(r"(?<!line )(?<!line <b>)(?<![a-z]:)\b\d[\d.]*")
"""Numbers that need not be the same from answer to answer; those of lines of a program are."""
_LISTED = "a list around the JSON object"
_FEW = 20
_SHOWN = 120


def instead_of_json(step: Step) -> str:
    """What an answer is that is no JSON object."""
    value, error = _read(step.answer)
    if error is None:
        return _other_json(value)
    around = _around_json(step)
    if around:
        return around
    if step.answer.lstrip().startswith("{") and not step.shortened:
        return _broken_json(step.answer, error)
    return f"{_other_text(step.answer)}, HTTP {step.status}{_excerpt(step.answer)}"


def is_page(text: str) -> bool:
    """Whether a text is a whole HTML page."""
    return bool(_HTML.match(text))


def page_title(page: str) -> str:
    """The title of an HTML page, else its first heading; "" where it has neither."""
    title = _TITLE.search(page)
    return cut(" ".join(title[2].split()), _SHOWN) if title else ""


def missing_keys(answer: Mapping[str, Any]) -> str:
    """Which keys of the envelope an answer lacks, and where it has them instead; "" where it has both."""
    missing = [key for key in KEYS if key not in answer]
    if not missing:
        return ""
    text = f"{' and '.join(missing)} missing"
    if answer.get("Success") is False:
        text += " from failures"
    instead = _elsewhere(answer, missing)
    return f"{text}; {instead}" if instead else text


def _elsewhere(answer: Mapping[str, Any], missing: Collection[str]) -> str:
    otherwise = [told(key) for key in answer if key not in KEYS and _plain(key) in map(_plain, missing)]
    if otherwise:
        return f"the answer has {' and '.join(otherwise)}"
    outer = [key for key, value in answer.items() if isinstance(value, dict) and set(missing) <= value.keys()]
    return f"the answer has them inside {told(outer[0])}" if outer else ""


def _plain(key: str) -> str:
    return key.replace("_", "").replace("-", "").lower()


def _read(text: str) -> tuple[Any, Exception | None]:
    try:
        return json.loads(text), None
    except (ValueError, RecursionError) as error:
        return None, error


def _other_json(value: Any) -> str:
    match value:
        case [dict()]:
            return _LISTED
        case list():
            return "a JSON list instead of one object"
        case _:
            return f"no JSON object: {told(value)}"


def _other_text(text: str) -> str:
    if is_page(text):
        return "an HTML page instead of JSON"
    if _XML.match(text):
        return "XML instead of JSON"
    return "no JSON" if text.strip() else "an empty answer"


def _excerpt(text: str) -> str:
    """What tells such texts apart: the title of a page, the beginning of what is none."""
    shown = page_title(text) if is_page(text) else "" if _XML.match(text) else _told(text)
    return f": {shown}" if shown else ""


def _told(text: str) -> str:
    return told(cut(_VARYING.sub("…", text), _SHOWN)) if text.strip() else ""


def _broken_json(text: str, error: Exception) -> str:
    if not isinstance(error, json.JSONDecodeError):
        return "JSON that is nested too deeply"
    if error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated"):
        return "JSON that breaks off"
    return f"broken JSON: {error.msg[:1].lower()}{error.msg[1:]}"


def _around_json(step: Step) -> str:
    """What stands around the envelope; "" where there is nothing, or no envelope."""
    if step.shortened:
        return _around_cut_json(step.answer)
    for match in islice(re.finditer(r"\{", step.answer), _FEW):
        before, rest = step.answer[: match.start()].strip(), step.answer[match.start() :]
        try:
            value, end = json.JSONDecoder().raw_decode(rest)
        except (ValueError, RecursionError):
            continue
        behind = rest[end:].strip()
        if not behind or {_plain(key) for key in value} & set(map(_plain, KEYS)):
            return _around(before, behind)
    return ""


def _around_cut_json(answer: str) -> str:
    """The same of a long answer, of which only start and end are kept."""
    begins, ends = re.search(r'\{"', answer), re.search(r"[^}]*\Z", answer)
    if begins is None or ends is None or not ends.start():
        return ""
    return _around(answer[: begins.start()].strip(), ends[0].strip())


def _around(before: str, behind: str) -> str:
    if (before, behind) == ("[", "]"):
        return _LISTED
    texts = [_told(text) for text in (before, behind) if text]
    where = "around" if len(texts) > 1 else "before" if before else "behind"
    return f"text {where} the JSON: {' and '.join(texts)}" if texts else ""
