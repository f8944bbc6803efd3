from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl

import jsonschema_rs
import pytest

from campaign_contract.mockserver import seed
from campaign_contract.spec import Level, load
from campaign_contract.spec.request_schema import Flavour
from campaign_contract.tools.artefacts import http_file, json_schema, openapi, postman
from campaign_contract.tools.artefacts.schema_names import failure_name, request_name, success_name
from campaign_contract.tools.artefacts.walkthrough import steps, variables

SPEC = load()
COLLECTION = json.loads(postman.render(SPEC)[postman.FILE])
REQUESTS = http_file.render(SPEC)[http_file.FILE]
ITEMS = {item["name"]: item for item in COLLECTION["item"]}
EACH = pytest.mark.parametrize("command", SPEC.commands, ids=lambda command: command.name)
SCHEMAS = json_schema.render(SPEC)

# What the published schema of the format (v2.1.0) asks of the parts that are used here.
ENTRY = {
    "type": "object",
    "required": ["key"],
    "properties": {
        "key": {"type": "string"},
        "value": {"type": "string"},
        "disabled": {"type": "boolean"},
        "type": {"const": "text"},
        "description": {"type": "string"},
    },
    "additionalProperties": False,
}
HEADERS = {"type": "array", "items": {"required": ["key", "value"], "properties": {"key": {"type": "string"}}}}
RESPONSE = {
    "required": ["name", "code", "status", "header", "body", "_postman_previewlanguage"],
    "properties": {"code": {"type": "integer"}, "body": {"type": "string"}, "header": HEADERS},
}
BODY = {
    "required": ["mode"],
    "oneOf": [
        {
            "properties": {"mode": {"const": "raw"}, "raw": {"type": "string"}, "options": {"type": "object"}},
            "required": ["raw"],
            "additionalProperties": False,
        },
        {
            "properties": {"mode": {"const": "urlencoded"}, "urlencoded": {"type": "array", "items": ENTRY}},
            "required": ["urlencoded"],
            "additionalProperties": False,
        },
    ],
}
REQUEST = {
    "required": ["method", "url", "header", "body", "description"],
    "properties": {
        "method": {"const": "POST"},
        "url": {
            "required": ["raw", "host", "path"],
            "properties": {"raw": {"type": "string"}, "host": {"type": "array"}, "path": {"type": "array"}},
        },
        "header": HEADERS,
        "body": BODY,
        "description": {"type": "string"},
    },
}
EVENT = {
    "required": ["listen", "script"],
    "properties": {
        "listen": {"enum": ["test", "prerequest"]},
        "script": {
            "required": ["exec"],
            "properties": {"type": {"const": "text/javascript"}, "exec": {"items": {"type": "string"}}},
        },
    },
}
FORMAT = {
    "type": "object",
    "required": ["info", "item"],
    "properties": {
        "info": {"required": ["name", "schema"], "properties": {"schema": {"const": postman.FORMAT}}},
        "item": {
            "type": "array",
            "items": {
                "required": ["name", "request", "response"],
                "properties": {
                    "request": REQUEST,
                    "response": {"type": "array", "items": RESPONSE},
                    "event": {"type": "array", "items": EVENT},
                },
            },
        },
        "variable": {"type": "array", "items": {"required": ["key", "value"]}},
    },
    "additionalProperties": False,
}


def accepts(name: str, instance: Any) -> bool:
    return jsonschema_rs.validator_for(json.loads(SCHEMAS[f"schemas/{name}.schema.json"])).is_valid(instance)


def filled_in(text: str) -> str:
    """The text with every variable replaced; one that is not declared stays and shows."""
    for name in variables(SPEC):
        text = text.replace(f"{{{{{name}}}}}", "7")
    return text


def test_the_collection_is_as_its_format_asks() -> None:
    jsonschema_rs.validate(FORMAT, COLLECTION)


def test_both_files_say_what_generates_them() -> None:
    assert "campaign-contract generate" in COLLECTION["info"]["description"]
    assert "campaign-contract generate" in REQUESTS.splitlines()[0]


def test_both_files_declare_the_variables_that_they_use() -> None:
    assert {"baseUrl", "apiKey", "sessionId", "campaignId"} <= {entry["key"] for entry in COLLECTION["variable"]}
    for text, declared in (
        (json.dumps(COLLECTION), {entry["key"] for entry in COLLECTION["variable"]}),
        (REQUESTS, set(re.findall(r"^@(\w+) = ", REQUESTS, re.MULTILINE))),
    ):
        assert set(re.findall(r"{{(\w+)}}", text)) <= declared


def test_the_variables_begin_with_what_the_reference_server_starts_with_and_are_described() -> None:
    owner = seed.load(SPEC).accounts[0]
    values = {entry["key"]: entry["value"] for entry in COLLECTION["variable"]}
    assert (values["apiKey"], values["sessionId"]) == (owner.api_key, owner.session_id)
    assert values["baseUrl"] == openapi.SERVER
    assert {values["campaignId"], values["newCampaignId"]} <= {str(row["CampaignID"]) for row in owner.campaigns}
    assert all(entry["description"] for entry in COLLECTION["variable"])
    for name, variable in variables(SPEC).items():
        assert f"# {variable.description}\n@{name} = {variable.value}\n" in REQUESTS


def test_ids_are_issued_first_and_deleted_last() -> None:
    order = [step.title for step in steps(SPEC)]
    assert order[0] == "Campaign.Create"
    assert order[-1] == "Campaigns.Delete"
    assert 'pm.collectionVariables.set("campaignId"' in "\n".join(_script(ITEMS["Campaign.Create"]))
    assert _sent(ITEMS["Campaigns.Delete"])["Campaigns"] == "{{campaignId}},{{newCampaignId}}"


def test_a_needed_status_is_arranged_unless_the_step_before_leaves_it() -> None:
    order = [step.title for step in steps(SPEC)]
    place = order.index("Campaign.Pause")
    assert order[place - 1] == "Campaign.Update (status Sending, which Campaign.Pause needs)"
    assert order[place + 1] == "Campaign.Resume"
    assert [step.arranges for step in steps(SPEC) if step.arranges] == ["status Sending, which Campaign.Pause needs"]


def test_a_status_that_is_only_likely_after_a_step_is_arranged_all_the_same() -> None:
    pause = SPEC.command("Campaign.Pause")
    assert pause.success.sets
    likely = dataclasses.replace(pause.success.sets, level=Level.SHOULD)
    unsure = dataclasses.replace(pause, success=dataclasses.replace(pause.success, sets=likely))
    commands = tuple(unsure if command is pause else command for command in SPEC.commands)
    order = [step.title for step in steps(dataclasses.replace(SPEC, commands=commands))]
    assert "Campaign.Update (status Paused, which Campaign.Resume needs)" in order


@EACH
def test_the_collection_sends_a_good_request_and_offers_every_parameter(command: Any) -> None:
    item = ITEMS[command.name]
    sent = {name: filled_in(value) for name, value in _sent(item).items()}
    assert accepts(request_name(command, Flavour(command.examples.encoding)), sent)
    assert {*sent} >= {parameter.name for parameter in command.parameters if parameter.required}
    for parameter in command.parameters:
        assert f"`{parameter.name}`" in item["request"]["description"]
        assert parameter.name in {**_sent(item), **_switched_off(item)}
    if command.examples.encoding == Flavour.FORM:
        assert "SessionID" in _switched_off(item)


@EACH
def test_the_collection_shows_an_example_of_each_answer(command: Any) -> None:
    item = ITEMS[command.name]
    success, *failures = [json.loads(response["body"]) for response in item["response"]]
    assert success == command.examples.success
    assert accepts(success_name(command), success)
    assert all(accepts(failure_name(command), failure) for failure in failures)
    names = " ".join(response["name"] for response in item["response"])
    for error in command.errors:
        assert f"Error {error.code}: {error.message}" in names
        assert f"{error.code}: {error.message}" in item["request"]["description"]
    assert "Error 99998" in names


@EACH
def test_the_collection_checks_status_and_success(command: Any) -> None:
    script = "\n".join(_script(ITEMS[command.name]))
    assert "pm.response.to.have.status(200)" in script
    assert ".Success).to.equal(true)" in script


@EACH
def test_the_plain_file_sends_a_good_request_and_tells_the_rest(command: Any) -> None:
    block = next(block for title, block in blocks() if title == command.name)
    head, _, body = block.partition("\n\n")
    assert f"POST {{{{baseUrl}}}}{SPEC.transport.path}" in head
    assert f"Content-Type: {SPEC.transport.encodings[command.examples.encoding]}" in head
    body, _, script = filled_in(body).partition("\n\n> ")
    assert bool(script) == bool(command.new_campaign)
    sent = json.loads(body) if command.examples.encoding == Flavour.JSON else dict(parse_qsl(body))
    assert accepts(request_name(command, Flavour(command.examples.encoding)), sent)
    assert all(
        parameter.name in {*sent} or f"Optional: {parameter.name} =" in head for parameter in command.parameters
    )
    assert all(f"# Error {error.code}: {error.message}\n" in head for error in command.errors)
    keys = {*command.success.schema.get("properties", {}), *command.success.shown.get("properties", {})}
    assert keys <= set(re.findall(r"\w+", re.search(r"# Answers: (.*)", head)[1]))  # type: ignore[index]


def test_values_of_a_form_are_encoded_in_the_plain_file() -> None:
    body = next(block for title, block in blocks() if title == "Campaign.Update").partition("\n\n")[2]
    assert body.endswith("&CampaignName=New%20Campaign%20Name")
    assert "# @no-auto-encoding" in REQUESTS, "JetBrains would encode it once more"


def blocks() -> Iterator[tuple[str, str]]:
    for block in REQUESTS.split("### ")[1:]:
        title, _, rest = block.partition("\n")
        yield title, rest.strip("\n")


def _script(item: Any) -> list[str]:
    [event] = item["event"]
    return list(event["script"]["exec"])


def _sent(item: Any) -> dict[str, str]:
    body = item["request"]["body"]
    if body["mode"] == "raw":
        return dict(json.loads(body["raw"]))
    return {entry["key"]: entry["value"] for entry in body["urlencoded"] if not entry["disabled"]}


def _switched_off(item: Any) -> dict[str, str]:
    entries = item["request"]["body"].get("urlencoded", [])
    return {entry["key"]: entry["value"] for entry in entries if entry["disabled"]}
