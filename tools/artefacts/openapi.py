"""OpenAPI 3.1 documents: the wire as it is, one path for all; and one path for each command."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from http import HTTPStatus

from campaign_contract.mockserver import answers
from campaign_contract.mockserver.admin.openapi import PUBLISHER
from campaign_contract.spec import Command, Fault, Spec
from campaign_contract.spec.request_schema import Flavour
from campaign_contract.spec.wording import address, statements
from campaign_contract.tools.artefacts import samples
from campaign_contract.tools.artefacts.artefact_format import NOTICE, camel_case, json_text
from campaign_contract.tools.artefacts.json_schema import resources
from campaign_contract.tools.artefacts.openapi_components import Node, components, needed, ref_to
from campaign_contract.tools.artefacts.schema_names import failure_name, request_name, success_name

WIRE = "openapi-wire.json"
COMMANDS = "openapi-commands.json"
SERVER = "http://127.0.0.1:8025"
"""Where `campaign-contract serve` answers unless told otherwise."""
VERSION = "1.0.0"
"""Version of the documents, not of the API, which states none."""

SCHEMATHESIS_EXCEPTIONS = "unsupported_method,negative_data_rejection,positive_data_acceptance"
_WIRE_TAG = "Commands"
_WIRE_NOTE = """\
This document has the API's single path, with the request decided by `Command`. It suits tools that serve or import the
API as it is. The answer depends on the command, which OpenAPI cannot say: any command's answer is allowed for any
request. Prism serves the document and checks requests, but picks the first answer whatever the command; ask for
another one by its name, for example with the header `Prefer: example=Campaign.Pause.not-sending`."""
_COMMANDS_NOTE = f"""\
This document has a path for each command, told apart by a fragment, so that each has an answer of its own. It suits
reading and fuzzing. A fragment is not sent: on the wire every request goes to the one path, and `Command` in the body
says what is meant. Tools that serve a document by its paths, Prism among them, need the wire document instead, and
client generators `openapi-client.json`.

`st run openapi-commands.json --url URL --exclude-checks {SCHEMATHESIS_EXCEPTIONS}` finds nothing on the reference
server. The excluded checks ask for what this API does not do: a wrong method is answered by 400 and not by 405
(unsupported_method), most failures by 200 (negative_data_rejection), and a NUL character by a refusal, though a
schema cannot forbid it in the names of further parameters (positive_data_acceptance)."""

_CREDENTIALS_NOTE = """\
Credentials: {either} is a parameter of the body, and one of them is enough. There is no security scheme, as those of
OpenAPI know headers, the query and cookies only."""
_ANSWERS_NOTE = """\
Every answer is a JSON object with `Success` and `ErrorCode`. A `$comment` in a schema says where the page only shows
something or leaves it open."""


def render(spec: Spec) -> dict[str, str]:
    """File name → text of the two documents."""
    return {WIRE: json_text(wire(spec)), COMMANDS: json_text(commands(spec))}


def wire(spec: Spec) -> Node:
    """The document with the one path of the wire and a discriminator on `Command`."""
    operation = {
        "operationId": "sendCommand",
        "tags": [_WIRE_TAG],
        "summary": "Carries out the command that is named.",
        "description": "\n".join(f"- `{command.name}`: {command.summary}" for command in spec.commands),
        "requestBody": _body(spec, {flavour: _any_request(spec, flavour) for flavour in Flavour}, spec.commands),
        "responses": _responses(spec, spec.commands),
    }
    paths = {spec.transport.path: {spec.transport.method.lower(): operation}}
    return _document(spec, _WIRE_NOTE, paths, {_WIRE_TAG: "Every command."})


def commands(spec: Spec) -> Node:
    """The document with a path for each command, such as `/api.php#Campaign.Create`."""
    paths = {
        f"{spec.transport.path}#{command.name}": {spec.transport.method.lower(): _operation(spec, command)}
        for command in spec.commands
    }
    return _document(spec, _COMMANDS_NOTE, paths, tags(spec))


def tags(spec: Spec) -> dict[str, str]:
    """Tag → description: what the commands are about, such as "Campaign"."""
    return {
        tag(command): f"Commands of {tag(command)}{', not on the page' if command in spec.supporting else ''}."
        for command in spec.commands
    }


def tag(command: Command) -> str:
    """The tag of a command: what stands before the full stop in its name."""
    return command.name.partition(".")[0]


def _document(spec: Spec, note: str, paths: Node, tags: Mapping[str, str]) -> Node:
    return {
        "openapi": "3.1.0",
        "x-generated-by": NOTICE,
        "info": {"title": spec.title, "version": VERSION, "description": _overview(spec, note), **PUBLISHER},
        "servers": [{"url": SERVER, "description": "The reference server, as `campaign-contract serve` starts it."}],
        "security": [{}],
        "tags": [{"name": name, "description": description} for name, description in tags.items()],
        "paths": paths,
        "components": {"schemas": needed(paths, components(resources(spec)))},
    }


def _overview(spec: Spec, note: str) -> str:
    either = " or ".join(f"`{name}`" for name in spec.credentials)
    source = f"Source: {spec.source}. {spec.transport.note}"
    return "\n\n".join((NOTICE, source, note, _CREDENTIALS_NOTE.format(either=either), _ANSWERS_NOTE))


def _operation(spec: Spec, command: Command) -> Node:
    return {
        "operationId": camel_case(command.name),
        "tags": [tag(command)],
        "summary": command.summary,
        "description": "\n".join(_claims(spec, command)),
        "requestBody": _body(
            spec, {flavour: ref_to(request_name(command, flavour)) for flavour in Flavour}, [command]
        ),
        "responses": _responses(spec, [command]),
    }


def _claims(spec: Spec, command: Command) -> Iterator[str]:
    yield f"Section of the page: {command.section}.\n"
    for statement in statements(spec):
        if statement.address.startswith(address(command.name, "")):
            yield f"- `{statement.address}` ({statement.level}): {statement.rule}"
    for question in spec.open_questions:
        if command.name in question.commands:
            yield f"- Left open: {question.question} The reference server: {question.reading}"


def _body(spec: Spec, schemas: Mapping[Flavour, Node], commands: Iterable[Command]) -> Node:
    examples = dict(_request_examples(spec, commands))
    content = {
        spec.transport.encodings[flavour]: {"schema": schema, "examples": examples}
        for flavour, schema in schemas.items()
    }
    return {"required": True, "content": content}


def _any_request(spec: Spec, flavour: Flavour) -> Node:
    schemas = {command.name: ref_to(request_name(command, flavour)) for command in spec.commands}
    mapping = {name: schema["$ref"] for name, schema in schemas.items()}
    return {"oneOf": [*schemas.values()], "discriminator": {"propertyName": samples.COMMAND, "mapping": mapping}}


def _request_examples(spec: Spec, commands: Iterable[Command]) -> Iterator[tuple[str, Node]]:
    for command in commands:
        yield f"{command.name}.page", {"summary": "As the page shows it", "value": command.examples.request}
        yield f"{command.name}.full", {"summary": "With every parameter", "value": samples.full(spec, command)}


def _responses(spec: Spec, commands: Iterable[Command]) -> Node:
    commands = [*commands]
    successes = [ref_to(success_name(command)) for command in commands]
    failures = [ref_to(failure_name(command)) for command in commands]
    answered = [fault for fault in spec.faults if fault.http_status == HTTPStatus.OK]
    examples = dict(_answer_examples(commands)) | dict(_fault_examples(answered))
    bad = [fault for fault in spec.faults if fault.http_status == HTTPStatus.BAD_REQUEST]
    refused = [fault for fault in spec.faults if fault not in (*answered, *bad)]
    return {
        str(HTTPStatus.OK.value): {
            "description": "The command was carried out, or a failure says why not.",
            "content": _content(spec, [*successes, *failures], examples),
        },
        str(HTTPStatus.BAD_REQUEST.value): {
            "description": _failure(bad),
            "content": _content(spec, failures, dict(_fault_examples(bad))),
        },
        "default": {
            "description": _failure(refused),
            "content": _content(spec, failures, dict(_fault_examples(refused))),
        },
    }


def _failure(faults: Iterable[Fault]) -> str:
    statuses = "; ".join(f"{fault.http_status} ({fault.id}): {fault.description}" for fault in faults)
    return f"A failure. The page gives no HTTP status; the reference server's are {statuses}"


def _content(spec: Spec, schemas: list[Node], examples: Node) -> Node:
    schema = schemas[0] if len(schemas) == 1 else {"anyOf": schemas}
    return {spec.transport.content_type: {"schema": schema, "examples": examples}}


def _answer_examples(commands: Iterable[Command]) -> Iterator[tuple[str, Node]]:
    for command in commands:
        yield f"{command.name}.success", {"summary": "Success", "value": command.examples.success}
        for error in command.errors:
            summary = f"{error.code}: {error.message}"
            yield f"{command.name}.{error.id}", {"summary": summary, "value": answers.failure(command, error)}


def _fault_examples(faults: Iterable[Fault]) -> Iterator[tuple[str, Node]]:
    for fault in faults:
        yield fault.id, {"summary": f"{fault.code}: {fault.description}", "value": samples.fault(fault)}
