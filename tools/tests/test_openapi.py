from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import jsonschema_rs
import openapi_spec_validator
import pytest

from campaign_contract.spec import load
from campaign_contract.tools.artefacts import openapi
from campaign_contract.tools.artefacts.artefact_format import camel_case

SPEC = load()
DOCUMENTS = {path: json.loads(text) for path, text in openapi.render(SPEC).items()}
WIRE, COMMANDS = DOCUMENTS[openapi.WIRE], DOCUMENTS[openapi.COMMANDS]
EITHER = pytest.mark.parametrize("document", [WIRE, COMMANDS], ids=["wire", "commands"])
EACH = pytest.mark.parametrize("command", SPEC.commands, ids=lambda command: command.name)
PATH, JSON, FORM = SPEC.transport.path, SPEC.transport.encodings["json"], SPEC.transport.encodings["form"]


def accepts(document: Mapping[str, Any], schema: Any, instance: Any) -> bool:
    # The schema is handed over with the components beside it, so that its references resolve.
    whole = {**schema, "components": document["components"]}
    return jsonschema_rs.Draft202012Validator(whole).is_valid(instance)


def operations(document: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            assert method == "post"
            yield path, operation


def contents(operation: Any) -> Iterator[tuple[str, Any]]:
    yield from operation["requestBody"]["content"].items()
    for response in operation["responses"].values():
        yield from response["content"].items()


@EITHER
def test_it_is_valid_openapi(document: Mapping[str, Any]) -> None:
    openapi_spec_validator.validate(document)
    assert document["openapi"].startswith("3.1.")


@EITHER
def test_it_says_what_generates_it_and_how_credentials_are_sent(document: Mapping[str, Any]) -> None:
    assert "campaign-contract generate" in document["x-generated-by"]
    assert "campaign-contract generate" in document["info"]["description"]
    assert all(name in document["info"]["description"] for name in SPEC.credentials)
    assert "securitySchemes" not in document["components"]


@EITHER
def test_every_example_satisfies_the_schema_beside_it(document: Mapping[str, Any]) -> None:
    seen = 0
    for _, operation in operations(document):
        for _, content in contents(operation):
            for name, example in content["examples"].items():
                assert accepts(document, content["schema"], example["value"]), name
                seen += 1
    assert seen > len(SPEC.commands) * len(SPEC.transport.encodings)


@EITHER
def test_no_reference_leads_nowhere(document: Mapping[str, Any]) -> None:
    found = {*references(document)}
    assert found
    known = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}
    assert found <= known


@EITHER
def test_every_array_says_something_of_its_items(document: Mapping[str, Any]) -> None:
    def lacking(node: Any) -> Iterator[Any]:
        if isinstance(node, dict):
            if "array" in node.get("type", ()) and "items" not in node:
                yield node
            yield from (found for value in node.values() for found in lacking(value))

    assert not [*lacking(document["components"]["schemas"])]


def test_the_wire_document_has_the_one_path_and_tells_requests_by_their_command() -> None:
    [(path, operation)] = operations(WIRE)
    assert path == PATH
    for media_type in (FORM, JSON):
        schema = operation["requestBody"]["content"][media_type]["schema"]
        mapping = schema["discriminator"]["mapping"]
        assert schema["discriminator"]["propertyName"] == "Command"
        assert [*mapping] == [command.name for command in SPEC.commands]
        assert [*mapping.values()] == [entry["$ref"] for entry in schema["oneOf"]]
        for name, reference in mapping.items():
            component = WIRE["components"]["schemas"][reference.rpartition("/")[2]]
            assert component["properties"]["Command"]["const"] == name


def test_the_commands_document_has_a_path_for_each_command() -> None:
    assert [*COMMANDS["paths"]] == [f"{PATH}#{command.name}" for command in SPEC.commands]
    ids = [operation["operationId"] for _, operation in operations(COMMANDS)]
    assert ids == [camel_case(command.name) for command in SPEC.commands]
    assert ids[0] == "campaignApprove"


@EACH
def test_an_operation_takes_its_own_command_only(command: Any) -> None:
    operation = COMMANDS["paths"][f"{PATH}#{command.name}"]["post"]
    for content in operation["requestBody"]["content"].values():
        for other in SPEC.commands:
            assert accepts(COMMANDS, content["schema"], other.examples.request) == (other is command)


@EACH
def test_an_operation_tells_every_parameter_error_and_answer(command: Any) -> None:
    operation = COMMANDS["paths"][f"{PATH}#{command.name}"]["post"]
    for content in operation["requestBody"]["content"].values():
        schema = COMMANDS["components"]["schemas"][content["schema"]["$ref"].rpartition("/")[2]]
        assert {parameter.name for parameter in (*SPEC.parameters, *command.parameters)} == {*schema["properties"]}
    answers = operation["responses"]["200"]["content"][SPEC.transport.content_type]["examples"]
    assert answers[f"{command.name}.success"]["value"] == command.examples.success
    for error in command.errors:
        assert answers[f"{command.name}.{error.id}"]["summary"] == f"{error.code}: {error.message}"
        assert f"{command.name}/{error.id}" in operation["description"]
    [wire] = WIRE["paths"].values()
    assert (
        answers.items() <= wire["post"]["responses"]["200"]["content"][SPEC.transport.content_type]["examples"].items()
    )


@EACH
def test_faults_are_answers_of_every_operation(command: Any) -> None:
    responses = COMMANDS["paths"][f"{PATH}#{command.name}"]["post"]["responses"]
    for fault in SPEC.faults:
        response = responses.get(str(fault.http_status), responses["default"])
        content = response["content"][SPEC.transport.content_type]
        assert content["examples"][fault.id]["value"]["ErrorCode"] == fault.code
        assert fault.http_status == 200 or f"{fault.http_status} ({fault.id})" in response["description"]


def references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        yield from (found for value in node.values() for found in references(value))
        yield from (node.get("discriminator") or {}).get("mapping", {}).values()
    elif isinstance(node, list):
        yield from (found for item in node for found in references(item))
