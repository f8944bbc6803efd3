"""Servers whose successes lack a documented key, or hold it in another type: one for each key of `schema` and `shown`.

The answer is changed on its way out, as the server's own use of the two schemas does not reach every key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from campaign_contract.spec import Command, Json, Spec
from campaign_contract.spec.wording import SHOWN_FORMAT, SUCCESS, address
from campaign_contract.tools.proof.mutants.mutant import Mutant
from campaign_contract.tools.proof.trial.blueprint import layer_added
from campaign_contract.tools.proof.trial.wire import Answer, Incoming, Layer, Next, on

_ROW = "[]"
Path = tuple[str, ...]
Edit = Callable[[dict[str, Any], str], None]
_EXAMPLES: dict[str, Callable[[Any], Any]] = {
    "string": str,
    "integer": lambda value: int(value) if str(value).isdecimal() else 1,
    "array": lambda value: [value],
    "object": lambda value: {"value": value},
}
"""For each JSON type, a value of that type made from any value."""


@dataclass(frozen=True)
class Key:
    """A documented key of a success: where it is, what the schema says of it, whether it has to be there."""

    path: Path
    schema: Json
    required: bool


def answer_mutants(spec: Spec) -> Iterator[Mutant]:
    """The mutants of every command's success."""
    for command in spec.commands:
        left_out: set[Path] = set()
        for statement, schema in ((SUCCESS, command.success.schema), (SHOWN_FORMAT, command.success.shown)):
            for key in keys(schema):
                if key.required and key.path not in left_out:
                    left_out.add(key.path)
                    yield _mutant(command, key, "left-out", statement, _leave_out)
                if "type" in key.schema or "const" in key.schema:
                    name = "retyped" if statement == SUCCESS else "retyped-from-shown"
                    yield _mutant(command, key, name, statement, _retyping(key.schema))


def keys(schema: Json, path: Path = ()) -> Iterator[Key]:
    """Every key that a JSON Schema describes; `[]` in a path stands for each item of a list."""
    required = {*schema.get("required", ()), *schema.get("then", {}).get("required", ())}
    for name, described in schema.get("properties", {}).items():
        yield Key((*path, name), described, name in required)
        yield from keys(described, (*path, name))
    if "items" in schema:
        yield from keys(schema["items"], (*path, _ROW))


def _mutant(command: Command, key: Key, name: str, statement: str, edit: Edit) -> Mutant:
    where = ".".join(key.path)
    what = f"{where} of {command.name}'s success is {name.replace('-', ' ')}."
    layer = on(command.name, _editing(key.path, edit))
    return Mutant(
        f"answer/{command.name}/{where}/{name}", what, (address(command.name, statement),), layer_added(layer)
    )


def _editing(path: Path, edit: Edit) -> Layer:
    def layer(request: Incoming, pass_on: Next) -> Answer:
        answer = pass_on(request)
        if answer.succeeded:
            _edit(answer.body, path, edit)
        return replace(answer, body=answer.body)

    return layer


def _edit(value: Any, path: Path, edit: Edit) -> None:
    first, *rest = path
    if first == _ROW:
        for item in value if isinstance(value, list) else ():
            _edit(item, tuple(rest), edit)
    elif isinstance(value, dict) and first in value:
        if rest:
            _edit(value[first], tuple(rest), edit)
        else:
            edit(value, first)


def _leave_out(holder: dict[str, Any], name: str) -> None:
    del holder[name]


def _retyping(schema: Json) -> Edit:
    """To a type that the schema does not allow, as near to the value as that goes."""
    if "const" in schema:
        return lambda holder, name: holder.update({name: "something else"})
    allowed = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    allowed = [*allowed, *(["integer"] if "number" in allowed else [])]
    kind = next(kind for kind in _EXAMPLES if kind not in allowed)
    return lambda holder, name: holder.update({name: _EXAMPLES[kind](holder[name])})
