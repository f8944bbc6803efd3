"""The answers as JSON Schema: the success and the failures of a command, the faults, a campaign."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from campaign_contract.mockserver import answers
from campaign_contract.spec import Cause, Command, Error, Fault, Field, Json, Kind, Level, Spec
from campaign_contract.spec.wording import address, cause_sentence
from campaign_contract.tools.artefacts import samples
from campaign_contract.tools.artefacts.schema_names import FAULT, error_name

Schema = dict[str, Any]

_OUTCOME_KEYWORDS = ("if", "then", "else")
_COMBINERS = frozenset({"allOf", "anyOf", "oneOf", "not", *_OUTCOME_KEYWORDS})
_NUMBER: Schema = {"type": ["integer", "string"], "pattern": "^[0-9]+$", "minimum": 0}
_BY_KIND: Mapping[Kind, Schema] = {
    Kind.CAMPAIGN: _NUMBER,
    Kind.EMAIL: _NUMBER,
    Kind.INTEGER: _NUMBER,
    Kind.BOOLEAN: {"type": ["boolean", "string"]},
    Kind.RATIO: {"type": "string", "pattern": r"^[0-9]+\.[0-9]{2}$"},
    Kind.OBJECT: {"type": "object"},
    Kind.LIST: {"type": "array"},
}


def success_schema(spec: Spec, command: Command) -> Schema:
    """A success of `command` as the page shows it: what every answer must have, and what only the example shows."""
    shown = merged(command.success.schema, command.success.shown)
    return {
        "title": f"Success of {command.name}",
        "description": " ".join(filter(None, (command.summary, command.success.note))),
        **_outcome(spec, shown, {"Success": {"const": True}, "ErrorCode": {"type": "integer", "const": 0}}),
        "examples": [command.examples.success],
    }


def failure_schema(spec: Spec, command: Command) -> Schema:
    """A failure of `command`: one of its documented errors, or a fault that any command can answer."""
    fault = {"$ref": FAULT}
    either = {"anyOf": [{"$ref": error_name(command)}, fault]} if command.errors else fault
    errors = [answers.failure(command, error) for error in command.errors[:1]]
    return {
        "title": f"Failure of {command.name}",
        "description": f"Why {command.name} was not carried out: an error of its own, or a fault outside any command.",
        **either,
        "examples": [*errors, *(samples.fault(fault) for fault in spec.faults[:1])],
    }


def error_schema(spec: Spec, command: Command) -> Schema:
    """A documented error of `command`, wrapped as its section shows.

    Other wrappings of a documented code (alone, in a list, in an object) conform as well; this is the one shown.
    """
    shape = spec.shape(command.failure)
    codes = _one_of([_code(command, error) for error in command.errors])
    wrapped = _with_codes(shape.schema["properties"]["ErrorCode"], codes)
    shown = merged(shape.schema, {"properties": {"ErrorCode": wrapped}})
    return {
        "title": f"Error of {command.name}",
        "description": f"A documented error of {command.name}, wrapped as its example shows. {shape.description}",
        **_outcome(spec, shown, {"Success": {"const": False}}),
        "examples": [answers.failure(command, error) for error in command.errors],
    }


def fault_schema(spec: Spec) -> Schema:
    """A failure outside any command. The page gives no codes for these; they are the reference server's."""
    codes: dict[int, list[Fault]] = {}
    for fault in spec.faults:
        codes.setdefault(fault.code, []).append(fault)
    described = [
        {
            "const": code,
            "title": ", ".join(fault.id for fault in faults),
            "description": " ".join(fault.description for fault in faults),
        }
        for code, faults in codes.items()
    ]
    text = {"ErrorText": {"description": "What is wrong, in words.", "type": "string"}}
    return {
        "title": "Fault",
        "description": "A failure outside any command. The page gives it no code; these are the reference server's.",
        **_outcome(spec, {"properties": text}, {"Success": {"const": False}, "ErrorCode": _one_of(described)}),
        "examples": [samples.fault(fault) for fault in spec.faults],
    }


def envelope_schema(spec: Spec) -> Schema:
    """What every answer is, in any wrapping."""
    examples = (example for command in spec.commands for example in _page_answers(command))
    return {"title": "Envelope", **spec.envelope, "examples": [next(examples)]}


def campaign_schema(spec: Spec) -> Schema:
    """A campaign as the reference server shows it: a row of Campaigns.Get, or the campaign of Campaign.Get."""
    must = [field.name for field in spec.fields if field.level is Level.MUST]
    return {
        "title": "Campaign",
        "description": "A campaign as the reference server shows it. A $comment tells what the page says of a key.",
        "type": "object",
        "required": must,
        "properties": {field.name: _field(field) for field in spec.fields},
        "examples": [samples.campaign(spec)],
    }


def occasions(error: Error) -> str:
    """When an error is answered, in words without a full stop; a level below MUST stands behind its cause."""
    return "; or ".join(map(_occasion, error.when))


def _occasion(cause: Cause) -> str:
    level = "" if cause.level is Level.MUST else f" ({cause.level})"
    return cause_sentence(cause) + level


def _field(field: Field) -> Schema:
    comment = {"$comment": f"{field.level}: {field.note}"} if field.note else {}
    return {"description": field.description, **comment, **_BY_KIND.get(field.kind, {"type": "string"})}


def _page_answers(command: Command) -> Iterator[Json]:
    yield command.examples.success
    if command.examples.failure is not None:
        yield command.examples.failure


def _outcome(spec: Spec, shown: Json, fixed: Json) -> Schema:
    """The envelope with its outcome decided, which makes its own condition on the outcome superfluous."""
    envelope = {key: value for key, value in spec.envelope.items() if key not in (*_OUTCOME_KEYWORDS, "description")}
    return merged(merged(envelope, {"properties": fixed}), shown)


def _one_of(codes: list[Schema]) -> Schema:
    return {"type": "integer", **(codes[0] if len(codes) == 1 else {"oneOf": codes})}


def _code(command: Command, error: Error) -> Schema:
    return {
        "const": error.code,
        "title": address(command.name, error.id),
        "description": f"{error.message.removesuffix('.')}: answered when {occasions(error)}.",
    }


def _with_codes(wrapper: Json, codes: Schema) -> Schema:
    """The wrapper of an error code with its innermost number, whatever holds it, replaced by `codes`."""
    for keyword in ("items", "additionalProperties"):
        if keyword in wrapper:
            return {**wrapper, keyword: _with_codes(wrapper[keyword], codes)}
    return codes


def merged(first: Json, second: Json) -> Schema:
    """Both schemas in one, where `second` says more about the same things than `first`."""
    combined = {**first, **second}
    if "required" in first and "required" in second:
        combined["required"] = list(dict.fromkeys([*first["required"], *second["required"]]))
    if "properties" in first and "properties" in second:
        combined["properties"] = _merged_properties(first["properties"], second["properties"])
    if "items" in first and "items" in second:
        combined["items"] = merged(first["items"], second["items"])
    if first.keys() & _COMBINERS and second.keys() & _COMBINERS:
        return _both_combined(combined, first, second)
    return combined


def _both_combined(combined: Schema, first: Json, second: Json) -> Schema:
    """Conditions and choices of the two side by side, as they cannot be told as one."""
    plain = {keyword: value for keyword, value in combined.items() if keyword not in _COMBINERS}
    sides = [{keyword: side[keyword] for keyword in side if keyword in _COMBINERS} for side in (first, second)]
    return {**plain, "allOf": sides}


def _merged_properties(first: Json, second: Json) -> Schema:
    names = dict.fromkeys([*first, *second])
    return {name: merged(first.get(name, {}), second.get(name, {})) for name in names}
