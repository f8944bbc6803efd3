"""YAML files that know their lines: read one, hold it against a JSON Schema, name file, line and key of a problem."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import yaml

from campaign_contract.spec import json_schema

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

KeyPath = tuple[str | int, ...]


@dataclass(frozen=True)
class Problem:
    """Something wrong in a file. `line` counts from 1; `key` is a path such as `errors[0].when[1].missing`."""

    file: Path
    line: int
    key: str
    text: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}"
        return f"{where}: {self.key}: {self.text}" if self.key else f"{where}: {self.text}"


class DocumentError(Exception):
    """One or more files cannot be used; `problems` says why, a line each."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


@dataclass
class Document:
    """The data of a YAML file and the line of every key in it."""

    path: Path
    data: Any
    lines: dict[KeyPath, int] = field(default_factory=dict)

    def problem(self, key: KeyPath, text: str) -> Problem:
        """A problem at `key`, with the line of the nearest key that the file has."""
        known = key
        while known and known not in self.lines:
            known = known[:-1]
        return Problem(self.path, self.lines.get(known, 1), _dotted(key), text)

    def schema_problems(self, schema: Any, most: int | None = None) -> Iterator[Problem]:
        """Where the data breaks `schema` (JSON Schema 2020-12), in the order of the file; the first `most` places."""
        errors = json_schema.errors(schema, self.data, most)
        for error in sorted(errors, key=lambda e: self.lines.get(tuple(e.absolute_path), 0)):
            yield from self._schema_problem(error)

    def _schema_problem(self, error: ValidationError) -> Iterator[Problem]:
        key: KeyPath = tuple(error.absolute_path)
        limit = cast("Any", error.validator_value)
        match error.validator:
            case "additionalProperties":
                schema = cast("Any", error.schema)
                allowed = ", ".join(sorted(schema["properties"]))
                for name in sorted({str(name) for name in cast("Any", error.instance)} - set(schema["properties"])):
                    yield self.problem((*key, name), f"unknown key; allowed: {allowed}")
            case "enum":
                allowed = ", ".join(map(str, limit))
                yield self.problem(key, f"{error.instance!r} is not allowed; allowed: {allowed}")
            case "type":
                allowed = limit if isinstance(limit, str) else " or ".join(limit)
                yield self.problem(key, f"{error.instance!r} has the wrong type; allowed: {allowed}")
            case _:
                yield self.problem(key, error.message)


def read(path: Path) -> Document:
    """Read a YAML file. Raises DocumentError when it is missing, unreadable, not YAML or repeats a key."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise DocumentError([Problem(path, 1, "", f"cannot be read: {reason}")]) from error
    try:
        return _parsed(path, text)
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        problem = Problem(path, line, "", "not valid YAML: holds a character that YAML does not allow")
        raise DocumentError([problem]) from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise DocumentError([Problem(path, line, "", f"not valid YAML: {error.problem}")]) from error
    except RecursionError as error:
        problem = Problem(path, 1, "", "not usable: nested too deeply, or holds itself")
        raise DocumentError([problem]) from error


def _parsed(path: Path, text: str) -> Document:
    document = Document(path, None)
    node = _composed(text)
    if node is not None:
        problems = list(_note_lines(document, node, ()))
        if problems:
            raise DocumentError(problems)
        document.data = _Loader("").construct_document(node)
    return document


def _composed(text: str) -> yaml.Node | None:
    """The text as YAML's nodes, by libyaml where that is there; what it refuses is told in PyYAML's own words."""
    try:
        return yaml.compose(text, Loader=_FastLoader)
    except yaml.YAMLError:
        return yaml.compose(text, Loader=_Loader)


class _Loader(yaml.SafeLoader):
    """Safe YAML in which a date or a time stays the text that was written."""

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        try:
            return super().construct_object(node, deep)
        except (ValueError, LookupError, AttributeError) as error:  # what PyYAML raises for "!!int abc"
            problem = f"the value is no {node.tag.rpartition(':')[2]}"
            raise yaml.constructor.ConstructorError(problem=problem, problem_mark=node.start_mark) from error


_CLOCK_TIME = ("tag:yaml.org,2002:str", re.compile(r"\d+(:[\d.]+)+$"))
_Loader.yaml_implicit_resolvers = {
    first: [_CLOCK_TIME, *(resolver for resolver in resolvers if resolver[0] != "tag:yaml.org,2002:timestamp")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


class _FastLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # compiled where libyaml is
    yaml_implicit_resolvers = _Loader.yaml_implicit_resolvers


def _note_lines(document: Document, node: yaml.Node, key: KeyPath) -> Iterator[Problem]:
    document.lines.setdefault(key, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        seen = set()
        for name, value in node.value:
            if not isinstance(name, yaml.ScalarNode):
                yield Problem(
                    document.path, name.start_mark.line + 1, _dotted(key), "a key is not text; allowed: text"
                )
                continue
            here = (*key, name.value)
            document.lines[here] = name.start_mark.line + 1
            if name.value in seen:
                yield document.problem(here, "the key is there twice; allowed: once")
            seen.add(name.value)
            yield from _note_lines(document, value, here)
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            yield from _note_lines(document, value, (*key, index))


def _dotted(key: KeyPath) -> str:
    parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in key)
    return "".join(parts).removeprefix(".")
