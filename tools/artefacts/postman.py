"""A Postman collection (format v2.1) with every command and every documented answer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from campaign_contract.mockserver import answers
from campaign_contract.spec import Command, Json, Spec
from campaign_contract.spec.request_schema import Flavour
from campaign_contract.tools.artefacts import samples
from campaign_contract.tools.artefacts.answer_schema import occasions
from campaign_contract.tools.artefacts.artefact_format import NOTICE, camel_case, json_text
from campaign_contract.tools.artefacts.walkthrough import BASE_URL, Step, placeholder, steps, variables

Node = dict[str, Any]
"""A part of a collection."""

FILE = "postman-collection.json"
FORMAT = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"

_DESCRIPTION = """\
{notice}

Source: {source}. The variables begin with what `campaign-contract serve` starts with; for another system set `baseUrl`
and `{credential}`. The ids fill in as the requests are run from top to bottom. A run creates campaigns without
recipients, sets one of them to a sending status and deletes them in the end: mind that on a system which really
sends. Parameters that may be left out are there, switched off. The example answers are what the reference server says;
other systems may wrap an error code differently and answer other HTTP statuses."""
_CHECK = """\
pm.test("HTTP {status}", () => pm.response.to.have.status({status}));
pm.test("Success", () => pm.expect(pm.response.json().Success).to.equal(true));"""
_SAVE = 'pm.collectionVariables.set("{variable}", String(pm.response.json().{key}));'


def render(spec: Spec) -> dict[str, str]:
    """File name → text of the collection."""
    return {FILE: json_text(collection(spec))}


def collection(spec: Spec) -> Node:
    """The collection as data."""
    credential = camel_case(samples.credential(spec).name)
    return {
        "info": {
            "name": spec.title,
            "description": _DESCRIPTION.format(notice=NOTICE, source=spec.source, credential=credential),
            "schema": FORMAT,
        },
        "item": [_item(spec, step) for step in steps(spec)],
        "variable": [
            {"key": key, "value": variable.value, "type": "string", "description": variable.description}
            for key, variable in variables(spec).items()
        ],
    }


def _item(spec: Spec, step: Step) -> Node:
    return {
        "name": step.title,
        "event": [{"listen": "test", "script": {"type": "text/javascript", "exec": _script(step).splitlines()}}],
        "request": _request(spec, step),
        "response": [] if step.arranges else [*_responses(spec, step.command)],
    }


def _script(step: Step) -> str:
    saves = (_SAVE.format(variable=name, key=key) for name, key in step.saves.items())
    return "\n".join((_CHECK.format(status=HTTPStatus.OK.value), *saves))


def _request(spec: Spec, step: Step) -> Node:
    path = spec.transport.path
    media_type = spec.transport.encodings[step.command.examples.encoding]
    return {
        "method": spec.transport.method,
        "header": [{"key": "Content-Type", "value": media_type}],
        "url": {
            "raw": placeholder(BASE_URL) + path,
            "host": [placeholder(BASE_URL)],
            "path": path.strip("/").split("/"),
        },
        "body": _json_body(step) if step.command.examples.encoding == Flavour.JSON else _form_body(spec, step),
        "description": description(step.command),
    }


def _json_body(step: Step) -> Node:
    return {
        "mode": "raw",
        "raw": json.dumps(step.sent, indent=2, ensure_ascii=False),
        "options": {"raw": {"language": "json"}},
    }


def _form_body(spec: Spec, step: Step) -> Node:
    described = {parameter.name: parameter.description for parameter in (*spec.parameters, *step.command.parameters)}
    entries = [
        {
            "key": name,
            "value": value,
            "type": "text",
            "description": described[name],
            "disabled": name in step.optional,
        }
        for name, value in (step.sent | step.optional).items()
    ]
    return {"mode": "urlencoded", "urlencoded": entries}


def description(command: Command) -> str:
    """What a command takes and refuses, in Markdown."""
    return "\n".join(_lines(command))


def _lines(command: Command) -> Iterator[str]:
    yield command.summary
    yield from ("", "Parameters:", "")
    for parameter in command.parameters:
        yield f"- `{parameter.name}`{' (required)' if parameter.required else ''}: {parameter.description}"
    yield from ("", "Errors:" if command.errors else "It has no errors of its own.", "")
    for error in command.errors:
        yield f"- {error.code}: {error.message} (when {occasions(error)})"


def _responses(spec: Spec, command: Command) -> Iterator[Node]:
    yield _response(spec, "Success", command.examples.success)
    for error in command.errors:
        yield _response(spec, f"Error {error.code}: {error.message}", answers.failure(command, error))
    for fault in spec.faults:
        if fault.http_status == HTTPStatus.OK:
            yield _response(spec, f"Error {fault.code}: {fault.description}", samples.fault(fault))


def _response(spec: Spec, name: str, body: Json) -> Node:
    return {
        "name": name,
        "status": HTTPStatus.OK.phrase,
        "code": HTTPStatus.OK.value,
        "_postman_previewlanguage": "json",
        "header": [{"key": "Content-Type", "value": spec.transport.content_type}],
        "cookie": [],
        "body": json.dumps(body, indent=2, ensure_ascii=False),
    }
