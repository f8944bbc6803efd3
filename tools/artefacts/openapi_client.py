"""An OpenAPI 3.0 document made for client generators: flat, one media type, nothing that only a validator needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from campaign_contract.spec import Command, Field, Kind, Parameter, Spec
from campaign_contract.tools.artefacts import samples
from campaign_contract.tools.artefacts.artefact_format import NOTICE, camel_case, json_text, pascal_case
from campaign_contract.tools.artefacts.openapi import PUBLISHER, SERVER, VERSION, tag, tags

Node = dict[str, Any]
"""A part of an OpenAPI document."""

CLIENT = "openapi-client.json"
CAMPAIGN, LOOKUP, ABSENT = "Campaign", "CampaignLookup", "NoCampaign"
"""Names of components: a campaign, what an answer holds that looks one up, and what it holds where there is none."""

_NOTE = """\
This document is made for client generators. Each command has a path of its own, told apart by a fragment, which is
not sent, so every request goes to the one path of the API, and `Command` in the form says what is meant. Set the base
URL to the folder that holds the path. Either credential is enough; both are optional fields of the form. An answer
is flat: look at `Success` first, and where it is false at `ErrorCode`, which commands wrap in different ways. Looking
up a campaign that is not there is a success with an empty list for a campaign. A key without a type holds a number or
text, or an object or an empty list, depending on the command. What is missing from this document on purpose, such as
the conditions between parameters, stands in `openapi-commands.json`; `clients.md` tells which generators take it."""

_ID = "CampaignID"
"""The key that tells a campaign from anything else."""
_BOTH = ("true", "false")
_INTEGERS = (Kind.CAMPAIGN, Kind.EMAIL, Kind.INTEGER)
_BY_KIND: Mapping[Kind, Node] = {
    **{key: {"type": "integer"} for key in _INTEGERS},
    Kind.BOOLEAN: {"allOf": [{"$ref": "#/components/schemas/TrueOrFalse"}]},
}
_TEXTUAL = (Kind.TEXT, Kind.CHOICE, Kind.DATE, Kind.TIME, Kind.RATIO, Kind.NUMBERS, Kind.RECIPIENTS)


def render(spec: Spec) -> dict[str, str]:
    """File name → text of the document."""
    return {CLIENT: json_text(client(spec))}


def client(spec: Spec) -> Node:
    """The document, with components that are named as a person would name types."""
    return {
        "openapi": "3.0.3",
        "x-generated-by": NOTICE,
        "info": {
            "title": spec.title,
            "version": VERSION,
            "description": f"{NOTICE}\n\nSource: {spec.source}.\n\n{_NOTE}",
            **PUBLISHER,
        },
        "servers": [{"url": SERVER, "description": "The reference server, as `campaign-contract serve` starts it."}],
        "security": [{}],
        "tags": [{"name": name, "description": description} for name, description in tags(spec).items()],
        "paths": {
            f"{spec.transport.path}#{command.name}": {spec.transport.method.lower(): _operation(spec, command)}
            for command in spec.commands
        },
        "components": {"schemas": _components(spec)},
    }


def operation_id(command: Command) -> str:
    """The verb before what it is done to: "Campaign.Pause" → "pauseCampaign"."""
    subject, _, verb = command.name.partition(".")
    return camel_case(f"{verb}.{subject}")


def _operation(spec: Spec, command: Command) -> Node:
    errors = [f"- {error.code}: {error.message}" for error in command.errors]
    failures = ["", "Documented failures:", "", *errors] if errors else []
    form = spec.transport.encodings["form"]
    return {
        "operationId": operation_id(command),
        "tags": [tag(command)],
        "summary": command.summary,
        "description": "\n".join([f"Section of the page: {command.section}.", *failures]),
        "requestBody": {"required": True, "content": {form: {"schema": _reference(_request_name(command))}}},
        "responses": {
            "200": _answer(spec, command, "Carried out, or `Success` is false and `ErrorCode` says why."),
            "400": _answer(spec, command, "A failure outside any command. The page gives no HTTP status for it."),
        },
    }


def _answer(spec: Spec, command: Command, description: str) -> Node:
    return {
        "description": description,
        "content": {spec.transport.content_type: {"schema": _reference(_answer_name(command))}},
    }


def _components(spec: Spec) -> Node:
    components: Node = {
        CAMPAIGN: _campaign(spec),
        **_lookup(),
        "TrueOrFalse": _enum("A truth value in a form.", _BOTH),
    }
    for command in spec.commands:
        components |= dict(_enums(spec, command))
        components[_request_name(command)] = _request(spec, command)
        components[_answer_name(command)] = _flat(command)
    return components


def _request(spec: Spec, command: Command) -> Node:
    parameters = [*spec.parameters, *command.parameters]
    return {
        "type": "object",
        "description": f"What {command.name} takes.",
        "required": [parameter.name for parameter in parameters if parameter.required],
        "properties": {parameter.name: _parameter(spec, command, parameter) for parameter in parameters},
    }


def _parameter(spec: Spec, command: Command, parameter: Parameter) -> Node:
    described = {"description": parameter.description}
    if parameter.name == samples.COMMAND:
        return described | {"type": "string", "enum": [command.name], "default": command.name}
    if _is_closed(parameter):
        return {"allOf": [_reference(enum_name(spec, command, parameter))], **described}
    return described | _BY_KIND.get(parameter.kind, {"type": "string"})


def _enums(spec: Spec, command: Command) -> Iterator[tuple[str, Node]]:
    for parameter in filter(_is_closed, command.parameters):
        yield enum_name(spec, command, parameter), _enum(parameter.description, parameter.values)


def _enum(description: str, values: Iterable[str]) -> Node:
    return {"type": "string", "description": description, "enum": list(values)}


def _is_closed(parameter: Parameter) -> bool:
    return parameter.kind is Kind.CHOICE and not parameter.open


def _flat(command: Command) -> Node:
    """Success and failure in one object, as every generator can read it; only `Success` decides which it is."""
    must, example = (schema.get("properties", {}) for schema in (command.success.schema, command.success.shown))
    shown = {name: {**must.get(name, {}), **example.get(name, {})} for name in {**must, **example}}
    wrapped = {"description": "0 on success, else the failure's number, alone or wrapped in a list or an object."}
    properties: Node = {
        "Success": {"type": "boolean", "description": "Whether the command was carried out."},
        "ErrorCode": wrapped,
        "ErrorText": {"description": "What is wrong, in words: text or a list of texts."},
        "ErrorMessage": {"type": "string", "description": "What is wrong, in words."},
        **{name: _shown(name, schema) for name, schema in shown.items() if name not in ("ErrorCode", "ErrorText")},
    }
    return {
        "type": "object",
        "description": f"What {command.name} answers.",
        "required": ["Success", "ErrorCode"],
        "properties": properties,
    }


def _shown(name: str, schema: Mapping[str, Any]) -> Node:
    kind = schema.get("type")
    if name == CAMPAIGN:
        return _reference(LOOKUP if isinstance(kind, list) else CAMPAIGN)
    if name == "Campaigns":
        return {"type": "array", "description": "The page of campaigns.", "items": _reference(CAMPAIGN)}
    typed = {"type": kind} if kind in ("integer", "string", "boolean", "object") else {}
    return {"description": str(schema.get("description", f"{name} of the answer.")), **typed}


def _campaign(spec: Spec) -> Node:
    properties: Node = {field.name: _field(field) for field in spec.fields}
    return {
        "type": "object",
        "description": "A campaign, as a row of a list or alone. Which keys are there depends on command and target.",
        "required": [_ID],
        "properties": properties,
    }


def _lookup() -> dict[str, Node]:
    """The one choice in the document: an id that names no campaign is answered by an empty list, not by a failure."""
    described = "The campaign, or an empty list where there is none."
    absent = {"type": "array", "maxItems": 0, "items": {"type": "string"}, "description": "There is no such campaign."}
    return {
        LOOKUP: {"description": described, "oneOf": [_reference(CAMPAIGN), _reference(ABSENT)]},
        ABSENT: absent,
    }


def _field(field: Field) -> Node:
    """A field's type where every command answers the same one; the campaign's id is a number here and text there."""
    if field.kind in _TEXTUAL:
        typed: Node = {"type": "string"}
    else:
        typed = {"type": "integer"} if field.kind in (Kind.INTEGER, Kind.EMAIL) else {}
    return {"description": field.description, **typed}


def enum_name(spec: Spec, command: Command, parameter: Parameter) -> str:
    """The parameter's own name, behind the command's where commands list different values under one name."""
    namesakes = (p for c in spec.commands for p in c.parameters if p.name == parameter.name and _is_closed(p))
    qualifier = "" if len({p.values for p in namesakes}) == 1 else operation_id(command)
    return pascal_case(f"{qualifier}.{parameter.name}")


def _request_name(command: Command) -> str:
    return pascal_case(operation_id(command)) + "Request"


def _answer_name(command: Command) -> str:
    return pascal_case(operation_id(command)) + "Answer"


def _reference(name: str) -> Node:
    return {"$ref": f"#/components/schemas/{name}"}
