"""The request of a command as JSON Schema, in two flavours: a JSON body, and a form whose values are all text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from functools import reduce
from typing import Any

from campaign_contract.spec.command import Command
from campaign_contract.spec.command_parts import Cause, Error, Parameter
from campaign_contract.spec.model import Spec
from campaign_contract.spec.vocabulary import Kind, Level, Word
from campaign_contract.spec.wording import address

Schema = dict[str, Any]
COMMAND = "Command"
"""The parameter that says which command is meant."""
RULES_BUNDLE = "rules-json-bundle"
"""What a schema refers to where a RulesJsonBundle stands; `Spec.rules_bundle` is that schema."""


class Flavour(StrEnum):
    """The body that a request schema describes; the names are those of `Transport.encodings`."""

    JSON = "json"
    FORM = "form"


_NUMBER: Schema = {"type": "string", "pattern": "^[0-9]+$"}
_NUMBERS: Schema = {"type": "string", "pattern": "^[0-9]+( *, *[0-9]+)*$"}
_TEXT: Schema = {"type": "string"}
_BOOLEAN: Schema = {"type": "string", "enum": ["true", "false"]}
_BY_KIND: Mapping[Kind, Schema] = {
    Kind.CAMPAIGN: _NUMBER,
    Kind.EMAIL: _NUMBER,
    Kind.INTEGER: _NUMBER,
    Kind.CAMPAIGNS: _NUMBERS,
    Kind.TAGS: _NUMBERS,
    Kind.BOOLEAN: _BOOLEAN,
}
_NUMERIC = (Kind.CAMPAIGN, Kind.EMAIL, Kind.INTEGER, Kind.CAMPAIGNS, Kind.TAGS, Kind.NUMBERS)


def request_schema(spec: Spec, command: Command, flavour: Flavour) -> Schema:
    """The requests that `command` can take as far as a schema can know.

    Parameters bear the page's spelling. Parameters beyond those of the page are allowed, as the page does not
    forbid them. Raises KeyError when the spec's transport lacks the flavour.
    """
    return _schema(spec, command, flavour, [*spec.parameters, *command.parameters], [_either_credential(spec)])


def own_schema(spec: Spec, command: Command, flavour: Flavour) -> Schema:
    """Likewise, without the command's name and the credentials: what tells it from all other commands."""
    return _schema(spec, command, flavour, command.parameters, [])


def _schema(
    spec: Spec, command: Command, flavour: Flavour, parameters: Sequence[Parameter], conditions: Sequence[Schema]
) -> Schema:
    return {
        "title": f"Request of {command.name} as {flavour.upper() if flavour is Flavour.JSON else 'a form'}",
        "description": f"{command.summary} Sent as {spec.transport.encodings[flavour]}.",
        "type": "object",
        "required": [parameter.name for parameter in parameters if parameter.required],
        "properties": {parameter.name: _property(command, parameter, flavour) for parameter in parameters},
        **({"additionalProperties": _TEXT} if flavour is Flavour.FORM else {}),
        **({"allOf": every} if (every := [*conditions, *_conditions(command)]) else {}),
    }


def _property(command: Command, parameter: Parameter, flavour: Flavour) -> Schema:
    if parameter.name == COMMAND:
        value: Schema = {"type": "string", "const": command.name, "default": command.name}
        return {"description": parameter.description, **value}
    text = _text(parameter)
    return {
        "description": parameter.description,
        **_comment(parameter),
        **(_json(parameter, text) if flavour is Flavour.JSON else text),
        "examples": [parameter.example],
    }


def _comment(parameter: Parameter) -> Schema:
    left_out = f"Where it is left out, the reference server takes {parameter.default}." if parameter.default else None
    sentences = [sentence for sentence in (parameter.note, left_out) if sentence]
    return {"$comment": " ".join(sentences)} if sentences else {}


def _text(parameter: Parameter) -> Schema:
    """The parameter's value as text, as a form carries it."""
    if parameter.kind is Kind.CHOICE:
        return {"type": "string", "enum": list(parameter.accepted if parameter.open else parameter.values)}
    if parameter.kind is Kind.RULES:
        return {**_TEXT, "contentMediaType": "application/json", "contentSchema": _bundle()}
    known = _BY_KIND.get(parameter.kind, _TEXT)
    return known | _filled(parameter) if parameter.required and known is _TEXT else known


def _json(parameter: Parameter, text: Schema) -> Schema:
    """The parameter's value in a JSON body: as text still, or as JSON's own type."""
    if parameter.kind in _NUMERIC:
        return text | {"type": ["integer", "string"], "minimum": 0}
    if parameter.kind is Kind.BOOLEAN:
        return {"anyOf": [{"type": "boolean"}, text]}
    if parameter.kind is Kind.RULES:
        return {"anyOf": [_bundle(), text]}
    return text


def _bundle() -> Schema:
    return {"$ref": RULES_BUNDLE}


def _either_credential(spec: Spec) -> Schema:
    credentials = [parameter for parameter in spec.parameters if parameter.name in spec.credentials]
    return {"$comment": "Either credential is enough.", **_any_present(credentials)}


def _conditions(command: Command) -> Iterator[Schema]:
    for error, cause in command.causes:
        parameters = [command.parameter(name) for name in cause.parameters]
        if cause.word is Word.MISSING and not all(parameter.required for parameter in parameters):
            yield {"$comment": _reason(command, error, cause), **_guarded(cause, _any_present(parameters))}


def _reason(command: Command, error: Error, cause: Cause) -> str:
    level = "" if cause.level is Level.MUST else f" ({cause.level}: {cause.note})"
    return f"{address(command.name, error.id)}, error {error.code}: {error.message}{level}"


def _guarded(cause: Cause, requirement: Schema) -> Schema:
    if cause.given is None:
        return requirement
    guard = {"required": [cause.given.parameter], "properties": {cause.given.parameter: {"const": cause.given.value}}}
    return {"if": guard, "then": requirement}


def _any_present(parameters: Iterable[Parameter]) -> Schema:
    """One of them at least. Said by conditions: of a choice, generators of types make classes with numbers."""
    present = [
        {"required": [parameter.name], "properties": {parameter.name: _filled(parameter)}} for parameter in parameters
    ]
    *others, last = present
    return reduce(lambda rest, one: {"if": one, "else": rest}, reversed(others), last)


def _filled(parameter: Parameter) -> Schema:
    """Neither empty nor a value that counts as left out."""
    return {"minLength": 1, **({"not": {"enum": list(parameter.blank)}} if parameter.blank else {})}
