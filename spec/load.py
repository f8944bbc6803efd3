"""YAML files → `Spec`."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import cattrs

from campaign_contract.spec import consistency, soundness
from campaign_contract.spec.command_consistency import guard_text
from campaign_contract.spec.document import Document, DocumentError, Problem, read
from campaign_contract.spec.model import Spec
from campaign_contract.spec.needed import lacking
from campaign_contract.spec.vocabulary import Word

DEFAULT_DIRECTORY = Path(__file__).parent
"""The folder of the spec that this distribution ships."""

_SCHEMA: dict[str, Any] = json.loads((DEFAULT_DIRECTORY / "schema.json").read_text(encoding="utf-8"))
_CAUSE = _SCHEMA["$defs"]["cause"]["properties"]
_CAUSE.update({word.value: {"type": "string"} for word in Word if word not in _CAUSE})
_CONVERTER = cattrs.Converter(forbid_extra_keys=True)
_CONVERTER.register_structure_hook(str | int, lambda value, _: value)


def load(directory: Path | str = DEFAULT_DIRECTORY) -> Spec:
    """Read `api.yaml`, `rules-json-bundle.yaml`, `commands/*.yaml` and, where there are any, `supporting/*.yaml`.

    Raises DocumentError, which lists every problem with its file, line and key.
    """
    root = Path(directory)
    api = read(root / "api.yaml")
    bundle = read(root / "rules-json-bundle.yaml")
    commands = [read(path) for path in sorted((root / "commands").glob("*.yaml"))]
    supporting = [read(path) for path in sorted((root / "supporting").glob("*.yaml"))]
    _refuse(_schema_problems(root, api, commands, supporting))
    _refuse(lacking(api))
    _refuse(consistency.problems(api, bundle, commands, supporting))
    _refuse(problem for document in (*commands, *supporting) for problem in soundness.problems(document))
    return _CONVERTER.structure(
        {
            **_api(api.data, [document.data["command"] for document in commands]),
            "rules_bundle": bundle.data,
            "commands": [_command(document.data) for document in commands],
            "supporting": [_supporting(document.data) for document in supporting],
        },
        Spec,
    )


def _refuse(problems: Iterable[Problem]) -> None:
    found = tuple(problems)
    if found:
        raise DocumentError(found)


def _schema_problems(
    root: Path, api: Document, commands: list[Document], supporting: list[Document]
) -> Iterator[Problem]:
    for path in sorted([*root.glob("*/*.yml"), *root.glob("*.yml")]):
        yield Problem(path, 1, "", f"is not read; allowed: the name {path.stem}.yaml")
    yield from api.schema_problems(_SCHEMA | {"$ref": "#/$defs/api"})
    if not commands:
        yield Problem(root / "commands", 1, "", "holds no .yaml file; allowed: one file for each command")
    for document in commands:
        yield from document.schema_problems(_SCHEMA | {"$ref": "#/$defs/command"})
    for document in supporting:
        yield from document.schema_problems(_SCHEMA | {"$ref": "#/$defs/supporting"})


def _api(data: Mapping[str, Any], commands: Collection[str]) -> dict[str, Any]:
    """A question about a command that was taken out of the spec stays, without the command."""
    return {
        **data,
        "open_questions": [
            question | {"commands": [name for name in question.get("commands", ()) if name in commands]}
            for question in data["open_questions"]
        ],
        "parameters": _parameters(data["parameters"]),
        "failure_shapes": _by_name(data["failure_shapes"]),
        "fields": [_kind(item) for item in data["fields"]],
    }


def _command(data: Mapping[str, Any]) -> dict[str, Any]:
    success = data["success"]
    return {
        **{key: value for key, value in data.items() if key != "command"},
        "name": data["command"],
        "parameters": _parameters(data["parameters"]),
        "errors": [{**error, "when": [_cause(cause) for cause in error["when"]]} for error in data["errors"]],
        "success": {**success, "sets": _effect(success.get("sets"))},
        "creates": _named(data.get("creates")),
        "destroys": _named(data.get("destroys")),
    }


def _supporting(data: Mapping[str, Any]) -> dict[str, Any]:
    """A command whose section is not on the page: where it is known from stands for that."""
    return _command({**{key: value for key, value in data.items() if key != "source"}, "section": data["source"]})


def _parameters(data: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [_kind(item) for item in _by_name(data)]


def _by_name(data: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [{"name": name, **item} for name, item in data.items()]


def _kind(item: Mapping[str, Any]) -> dict[str, Any]:
    return {**{key: value for key, value in item.items() if key != "type"}, "kind": item["type"]}


def _cause(data: Mapping[str, Any]) -> dict[str, Any]:
    word = next(word for word in Word if word in data)
    named = [data[word]] if isinstance(data[word], str) else data[word]
    guards = data.get("given", {}).items()
    given = [{"parameter": name, "value": guard_text(value)} for name, value in guards]
    return {
        **{key: value for key, value in data.items() if key not in (word, "given")},
        "word": word,
        "statuses" if word is Word.STATUS_NOT else "parameters": named,
        "given": given[0] if given else None,
    }


def _named(data: Mapping[str, str] | None) -> Mapping[str, str] | None:
    return next(({"thing": thing, "name": name} for thing, name in (data or {}).items()), None)


def _effect(data: str | Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    return {"status": data} if isinstance(data, str) else data
