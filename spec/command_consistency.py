"""The consistency of one command's file: with itself, and with the names that `api.yaml` gives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from campaign_contract.spec.common_problems import (
    UNARGUED,
    lacks_note,
    not_among,
    not_json_schema,
    repeated,
    statuses_of,
    unargued,
)
from campaign_contract.spec.document import Document, KeyPath, Problem
from campaign_contract.spec.vocabulary import Kind, Word
from campaign_contract.spec.wording import SHOWN_FORMAT, STATUS_AFTER, SUCCESS

_RESERVED = (SUCCESS, SHOWN_FORMAT, STATUS_AFTER)
_STATUS_FIELD = "CampaignStatus"


def command_problems(document: Document, api: Document) -> Iterator[Problem]:
    """Every problem of meaning in a command's file."""
    data = document.data
    statuses = statuses_of(api)
    yield from not_json_schema(document, ("success", "schema"))
    yield from not_json_schema(document, ("success", "shown"))
    yield from repeated(document, "errors", "code")
    yield from _repeated_addresses(document, [rule["id"] for rule in api.data["rules"]])
    yield from unargued(document, "rules")
    if data["success"]["shown"] and not data["success"].get("note"):
        yield document.problem(("success", "shown"), UNARGUED)
    named = [*data["parameters"], *(api.data["parameters"] if data.get("anonymous") else ())]
    for index, error in enumerate(data["errors"]):
        yield from unargued(document, "errors", index, "when")
        for place, cause in enumerate(error["when"]):
            yield from _cause_problems(document, ("errors", index, "when", place), cause, statuses, named)
    yield from _effect_problems(document, data["success"].get("sets"), api, statuses)
    yield from _deed_problems(document)
    yield from _repeated_parameters(document, api.data["parameters"])
    for name, parameter in data["parameters"].items():
        yield from _parameter_problems(document, name, parameter)
        yield from _filter_problems(document, name, parameter, api, statuses)


def _deed_problems(document: Document) -> Iterator[Problem]:
    """What a command says that it creates, destroys or only reads has to fit its answer and its parameters."""
    data = document.data
    keys, parameters = data["success"]["schema"].get("properties", {}), data["parameters"]
    for thing, key in data.get("creates", {}).items():
        if key not in keys:
            yield document.problem(("creates", thing), not_among(key, "a key of success.schema", keys))
    for thing, name in data.get("destroys", {}).items():
        if name not in parameters:
            yield document.problem(("destroys", thing), not_among(name, "a parameter of this command", parameters))
    if data.get("reads"):
        for key in (key for key in ("creates", "destroys") if key in data):
            yield document.problem((key,), "contradicts reads: true; allowed: one of the two")
        if "sets" in data["success"]:
            yield document.problem(("success", "sets"), "contradicts reads: true; allowed: one of the two")
    yield from _unclaimed_ids(document)


def _unclaimed_ids(document: Document) -> Iterator[Problem]:
    """A new campaign that a command does not own up to would be left on the target."""
    data = document.data
    if "creates" in data or data.get("reads"):
        return
    named = {name.lower() for name in data["parameters"]}
    for key in data["success"]["schema"].get("properties", {}):
        if key.endswith("CampaignID") and key.lower() not in named:
            text = f"may be the id of a new campaign; allowed: beside `creates: {{campaign: {key}}}` or `reads: true`"
            yield document.problem(("success", "schema", "properties", key), text)


def _repeated_parameters(document: Document, common: Iterable[str]) -> Iterator[Problem]:
    seen = {name.lower() for name in common}
    for name in document.data["parameters"]:
        if name.lower() in seen:
            yield document.problem(("parameters", name), f"{name!r} is a parameter already; allowed: a new name")
        seen.add(name.lower())


def _parameter_problems(document: Document, name: str, parameter: Mapping[str, Any]) -> Iterator[Problem]:
    values = _accepted(parameter)
    if parameter["type"] == Kind.CHOICE and not parameter.get("values"):
        yield document.problem(("parameters", name), "a choice needs values; allowed: a list of texts")
        return
    for key in ("example", "default"):
        if values and parameter.get(key, values[0]) not in values:
            yield document.problem(("parameters", name, key), not_among(parameter[key], f"a value of {name}", values))


def _filter_problems(
    document: Document, name: str, parameter: Mapping[str, Any], api: Document, statuses: list[str]
) -> Iterator[Problem]:
    fields = [field["name"] for field in api.data["fields"]]
    for value, conditions in parameter.get("selects", {}).items():
        key = ("parameters", name, "selects", value)
        if value not in _accepted(parameter):
            yield document.problem(key, not_among(value, f"a value of {name}", _accepted(parameter)))
        for field, wanted in conditions.items():
            if field not in fields:
                yield document.problem((*key, field), not_among(field, "a campaign field", fields))
            for status in wanted if field == _STATUS_FIELD else ():
                if status not in statuses:
                    yield document.problem((*key, field), not_among(status, "a status", statuses))


def _accepted(parameter: Mapping[str, Any]) -> list[str]:
    return [*parameter.get("values", ()), *parameter.get("also", ())]


def _cause_problems(
    document: Document, key: KeyPath, cause: Mapping[str, Any], statuses: list[str], allowed: list[str]
) -> Iterator[Problem]:
    words = [word for word in Word if word in cause]
    if len(words) != 1:
        yield document.problem(key, f"has {len(words)} words; allowed: exactly one of {', '.join(Word)}")
        return
    word, named = words[0], cause[words[0]]
    parameters = document.data["parameters"]
    what, known = ("a status", statuses) if word is Word.STATUS_NOT else ("a parameter of this command", allowed)
    for name in [named] if isinstance(named, str) else named:
        if name not in known:
            yield document.problem((*key, word), not_among(name, what, known))
    for name, value in cause.get("given", {}).items():
        if name not in parameters:
            yield document.problem((*key, "given", name), not_among(name, "a parameter of this command", parameters))
            continue
        boolean = parameters[name]["type"] == Kind.BOOLEAN
        values = ["true", "false"] if boolean else _accepted(parameters[name])
        if guard_text(value) not in values:
            yield document.problem((*key, "given", name), not_among(value, f"a value of {name}", values))
    if "empty" in cause and word is not Word.MISSING:
        yield document.problem((*key, "empty"), "says nothing here; allowed: beside missing only")


def guard_text(value: Any) -> str:
    """The value of a guard as requests carry it; YAML has true and false of its own."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _effect_problems(document: Document, effect: Any, api: Document, statuses: list[str]) -> Iterator[Problem]:
    if effect is None:
        return
    key = ("success", "sets")
    effect = {"status": effect} if isinstance(effect, str) else effect
    for name in (effect["status"], *effect.get("one_of", ()), *effect.get("none_of", ())):
        if name not in statuses:
            yield document.problem(key, not_among(name, "a status", statuses))
    fields = [field["name"] for field in api.data["fields"]]
    for name in effect.get("fields", {}):
        if name not in fields:
            yield document.problem((*key, "fields", name), not_among(name, "a campaign field", fields))
    if lacks_note(effect):
        yield document.problem(key, UNARGUED)


def _repeated_addresses(document: Document, common: Iterable[str]) -> Iterator[Problem]:
    seen = {*common, *_RESERVED}
    for part in ("errors", "rules"):
        for index, item in enumerate(document.data[part]):
            if item["id"] in seen:
                yield document.problem((part, index, "id"), f"{item['id']!r} is an id already; allowed: a new one")
            seen.add(item["id"])
