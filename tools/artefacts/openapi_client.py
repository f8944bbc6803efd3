"""OpenAPI 3.0 documents made for client generators: flat, one media type, nothing that only a validator needs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from campaign_contract.mockserver.admin.openapi import PUBLISHER
from campaign_contract.spec import Command, Kind, Parameter, Spec
from campaign_contract.tools.artefacts import samples
from campaign_contract.tools.artefacts.artefact_format import NOTICE, camel_case, json_text, pascal_case
from campaign_contract.tools.artefacts.client_answers import Node, answer, campaign_components, ref_to
from campaign_contract.tools.artefacts.openapi import SERVER, VERSION, tag, tags

CLIENT = "openapi-client.json"
STAND_IN = "openapi-stand-in.json"

_NOTE = """\
This document is made for client generators. Each command has a path of its own, told apart by a fragment, which is
not sent, so every request goes to the one path of the API, and `Command` in the form says what is meant. Set the base
URL to the folder that holds the path. Either credential is enough; both are optional fields of the form. An answer
is flat: look at `Success` first, and where it is false at `ErrorCode`, which commands wrap in different ways. Looking
up a campaign that is not there is a success with an empty list for a campaign. A key without a type holds a number or
text, or an object or an empty list, depending on the command. What is missing from this document on purpose, such as
the conditions between parameters, stands in `openapi-commands.json`; `clients.md` tells which generators take it."""

_STAND_IN_NOTE = """\
This document is `openapi-client.json` with the commands that the reference server offers around campaigns: users,
e-mails, lists and tags, for the tests of a client that also calls these. They are not on the page, no check demands
them of anybody, and the product's other versions answer them in other ways."""

_BOTH = ("true", "false")
_INTEGERS = (Kind.CAMPAIGN, Kind.EMAIL, Kind.INTEGER)
_BY_KIND: Mapping[Kind, Node] = {
    **{key: {"type": "integer"} for key in _INTEGERS},
    Kind.BOOLEAN: {"allOf": [{"$ref": "#/components/schemas/TrueOrFalse"}]},
}


def render(spec: Spec) -> dict[str, str]:
    """File name → text of the documents."""
    return {CLIENT: json_text(client(spec)), STAND_IN: json_text(stand_in(spec))}


def client(spec: Spec) -> Node:
    """The document of the contract, with components that are named as a person would name types."""
    return _document(spec, _NOTE)


def stand_in(spec: Spec) -> Node:
    """The same with every command that the reference server has."""
    return _document(replace(spec, commands=spec.commands + spec.supporting), f"{_NOTE}\n\n{_STAND_IN_NOTE}")


def _document(spec: Spec, note: str) -> Node:
    return {
        "openapi": "3.0.3",
        "x-generated-by": NOTICE,
        "info": {
            "title": spec.title,
            "version": VERSION,
            "description": f"{NOTICE}\n\nSource: {spec.source}.\n\n{note}",
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
    """The verb before what it is done to: "pauseCampaign", of Tag.AssignToCampaigns "assignTagToCampaigns"."""
    subject, _, deed = command.name.partition(".")
    verb, *rest = re.findall("[A-Z][a-z]*", deed)
    return camel_case(".".join([verb, subject, *rest]))


def _operation(spec: Spec, command: Command) -> Node:
    errors = [f"- {error.code}: {error.message}" for error in command.errors]
    failures = ["", "Documented failures:", "", *errors] if errors else []
    form = spec.transport.encodings["form"]
    return {
        "operationId": operation_id(command),
        "tags": [tag(command)],
        "summary": command.summary,
        "description": "\n".join([_origin(spec, command), *failures]),
        "requestBody": {"required": True, "content": {form: {"schema": ref_to(_request_name(command))}}},
        "responses": {
            "200": _answer(spec, command, "Carried out, or `Success` is false and `ErrorCode` says why."),
            "400": _answer(spec, command, "A failure outside any command. The page gives no HTTP status for it."),
        },
    }


def _origin(spec: Spec, command: Command) -> str:
    if command in spec.supporting:
        return f"Not on the page, but of the reference server. Source: {command.section}."
    return f"Section of the page: {command.section}."


def _answer(spec: Spec, command: Command, description: str) -> Node:
    return {
        "description": description,
        "content": {spec.transport.content_type: {"schema": ref_to(_answer_name(command))}},
    }


def _components(spec: Spec) -> Node:
    components: Node = {
        **campaign_components(spec),
        "TrueOrFalse": _enum("A truth value in a form.", _BOTH),
    }
    for command in spec.commands:
        components |= dict(_enums(spec, command))
        components[_request_name(command)] = _request(spec, command)
        components[_answer_name(command)] = answer(command)
    return components


def _request(spec: Spec, command: Command) -> Node:
    credentials = spec.credentials if command.anonymous else ()
    common = (parameter for parameter in spec.parameters if parameter.name not in credentials)
    parameters = [*common, *command.parameters]
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
        return {"allOf": [ref_to(enum_name(spec, command, parameter))], **described}
    return described | _BY_KIND.get(parameter.kind, {"type": "string"})


def _enums(spec: Spec, command: Command) -> Iterator[tuple[str, Node]]:
    for parameter in filter(_is_closed, command.parameters):
        yield enum_name(spec, command, parameter), _enum(parameter.description, parameter.values)


def _enum(description: str, values: Iterable[str]) -> Node:
    return {"type": "string", "description": description, "enum": list(values)}


def _is_closed(parameter: Parameter) -> bool:
    return parameter.kind is Kind.CHOICE and not parameter.open


def enum_name(spec: Spec, command: Command, parameter: Parameter) -> str:
    """The parameter's own name, behind the command's where commands list different values under one name."""
    namesakes = (p for c in spec.commands for p in c.parameters if p.name == parameter.name and _is_closed(p))
    qualifier = "" if len({p.values for p in namesakes}) == 1 else operation_id(command)
    return pascal_case(f"{qualifier}.{parameter.name}")


def _request_name(command: Command) -> str:
    return pascal_case(operation_id(command)) + "Request"


def _answer_name(command: Command) -> str:
    return pascal_case(operation_id(command)) + "Answer"
