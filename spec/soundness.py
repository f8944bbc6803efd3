"""Problems of a command's file that are consistent nonsense: causes that cannot hold, examples that cannot be."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from campaign_contract.spec.document import Document, KeyPath, Problem
from campaign_contract.spec.vocabulary import Kind, Level, Word

_ID = re.compile(r"[0-9]+")
_LIST = re.compile(r"\s*[0-9]+(\s*,\s*[0-9]+)*\s*")
_FORMS: Mapping[str, re.Pattern[str]] = {
    Kind.CAMPAIGN: _ID,
    Kind.EMAIL: _ID,
    Kind.INTEGER: _ID,
    Kind.CAMPAIGNS: _LIST,
    Kind.TAGS: _LIST,
    Kind.NUMBERS: _LIST,
    Kind.DATE: re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
    Kind.TIME: re.compile(r"[0-9]{2}:[0-9]{2}(:[0-9]{2})?"),
    Kind.BOOLEAN: re.compile("true|false|yes|no|on|off|1|0", re.IGNORECASE),
}
_WITH_FORM = (*_FORMS, Kind.RECIPIENTS, Kind.ADDRESS)
_NAMING = (Kind.CAMPAIGN, Kind.CAMPAIGNS, Kind.EMAIL, Kind.TAG, Kind.TAGS, Kind.RECIPIENT_LIST)
_NEEDED_KINDS = {
    Word.MALFORMED: ("has no form to break", _WITH_FORM),
    Word.UNKNOWN: ("names nothing that could be unknown", _NAMING),
    Word.FOREIGN: ("names nothing that could be another user's", _NAMING),
}


def problems(document: Document) -> Iterator[Problem]:
    """Every such problem of a command whose names and keys are fine."""
    for index, error in enumerate(document.data["errors"]):
        yield from _unprovoked(document, index, error)
        for place, cause in enumerate(error["when"]):
            yield from _cause(document, ("errors", index, "when", place), cause)
    yield from _unfilled(document)
    yield from _examples(document)


def _unfilled(document: Document) -> Iterator[Problem]:
    """An answer needs somebody who fills its keys: the action behind the command, which the example shows at work."""
    data = document.data
    only_sets = "sets" in data["success"] and not data.get("creates")
    for part in ("schema", "shown"):
        schema, key = data["success"][part], ("success", part, "required")
        for name in schema.get("required", ()):
            if name not in data["examples"]["success"]:
                text = f"nobody fills {name!r}, which the example of a success lacks; allowed: a key of it"
                yield document.problem(key, text)
            elif only_sets and "const" not in schema.get("properties", {}).get(name, {}):
                text = f"nobody fills {name!r}: what only sets a status answers no more; allowed: without success.sets"
                yield document.problem(key, text)


def _unprovoked(document: Document, index: int, error: Mapping[str, Any]) -> Iterator[Problem]:
    """An error that nobody is asked for needs a reason, and one that is asked for has none."""
    asked = any(cause.get("level", Level.MUST) != Level.MAY for cause in error["when"])
    if not asked and not error.get("unprovoked") and "source" not in document.data:
        text = "no cause is above MAY, so no check provokes it; allowed: beside `unprovoked: a sentence that says why`"
        yield document.problem(("errors", index), text)
    if asked and error.get("unprovoked"):
        text = "has a cause that checks provoke; allowed: where every cause is MAY, or there is none"
        yield document.problem(("errors", index, "unprovoked"), text)


def _cause(document: Document, key: KeyPath, cause: Mapping[str, Any]) -> Iterator[Problem]:
    parameters = document.data["parameters"]
    word = next((word for word in Word if word in cause), None)
    if word is Word.STATUS_NOT:
        if all(item["type"] != Kind.CAMPAIGN for item in parameters.values()):
            text = "the command names no campaign; allowed: beside a parameter of type campaign"
            yield document.problem((*key, word), text)
        return
    for name in [cause[word]] if word and isinstance(cause[word], str) else []:
        item = parameters.get(name)
        if item and word in _NEEDED_KINDS and item["type"] not in _NEEDED_KINDS[word][1]:
            why, kinds = _NEEDED_KINDS[word]
            text = f"{name} is of type {item['type']}, which {why}; allowed: types {', '.join(kinds)}"
            yield document.problem((*key, word), text)
        if item and word is Word.UNLISTED and not (item.get("values") or item.get("also")):
            text = f"{name} has no values that could be left; allowed: a parameter with values"
            yield document.problem((*key, word), text)


def _examples(document: Document) -> Iterator[Problem]:
    data, parameters = document.data, document.data["parameters"]
    spelled = {name.lower(): name for name in parameters}
    for name, parameter in parameters.items():
        yield from _value(document, ("parameters", name, "example"), parameter, parameter["example"])
    for name, value in data["examples"]["request"].items():
        key = ("examples", "request", name)
        known = spelled.get(name.lower())
        if known and known != name and "source" not in data:  # supporting commands show what clients really send
            yield document.problem(key, f"{name!r} is another spelling of a parameter; allowed: {known}")
        elif known:
            yield from _value(document, key, parameters[known], value)
    yield from _failure(document, data["examples"]["failure"])


def _value(document: Document, key: KeyPath, parameter: Mapping[str, Any], value: Any) -> Iterator[Problem]:
    form = _FORMS.get(parameter["type"])
    if form and not form.fullmatch(str(value)):
        yield document.problem(key, f"{value!r} is no value of type {parameter['type']}; allowed: one that is fine")


def _failure(document: Document, failure: Mapping[str, Any] | None) -> Iterator[Problem]:
    if failure is None:
        return
    codes = [error["code"] for error in document.data["errors"]]
    if not codes:
        text = "shows a failure of a command without errors; allowed: null, or errors that hold its code"
        yield document.problem(("examples", "failure"), text)
        return
    for code in _numbers(failure.get("ErrorCode")):
        if code not in codes:
            allowed = ", ".join(map(str, codes))
            yield document.problem(("examples", "failure"), f"{code} is no code of the command; allowed: {allowed}")


def _numbers(code: Any) -> list[int]:
    held = list(code.values()) if isinstance(code, Mapping) else code if isinstance(code, list) else [code]
    return [item for item in held if isinstance(item, int)]
