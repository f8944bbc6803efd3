"""The OpenAPI document for client generators; test_clients.py uses what they make of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import openapi_spec_validator

from campaign_contract.spec import load
from campaign_contract.tools.artefacts import client_answers, openapi_client

SPEC = load()
DOCUMENT = json.loads(openapi_client.render(SPEC)[openapi_client.CLIENT])
SCHEMAS = DOCUMENT["components"]["schemas"]


def nodes(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
    for inner in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from nodes(inner)


def test_it_is_valid_openapi() -> None:
    openapi_spec_validator.validate(DOCUMENT)


def test_it_has_nothing_that_client_generators_stumble_over() -> None:
    keys = {key for node in nodes({"paths": DOCUMENT["paths"], **SCHEMAS}) for key in node}
    assert not keys & {"const", "anyOf", "if", "$defs"}
    choices = {name for name, schema in SCHEMAS.items() if "oneOf" in schema}
    assert choices == {client_answers.LOOKUP}


def test_a_campaign_that_is_not_there_is_told_apart_from_one_without_settings() -> None:
    assert SCHEMAS[client_answers.ABSENT]["maxItems"] == 0
    assert SCHEMAS[client_answers.CAMPAIGN]["required"] == ["CampaignID"]


def test_a_request_is_one_form_with_optional_credentials() -> None:
    for methods in DOCUMENT["paths"].values():
        [(media_type, content)] = methods["post"]["requestBody"]["content"].items()
        assert media_type == SPEC.transport.encodings["form"]
        request = SCHEMAS[content["schema"]["$ref"].rpartition("/")[2]]
        assert {*SPEC.credentials} <= {*request["properties"]}
        assert not {*SPEC.credentials} & {*request["required"]}


def test_the_campaign_is_one_component_with_every_field() -> None:
    assert {*SCHEMAS["Campaign"]["properties"]} >= {field.name for field in SPEC.fields}
    campaign = {"$ref": "#/components/schemas/Campaign"}
    lookup = SCHEMAS["GetCampaignAnswer"]["properties"]["Campaign"]
    assert lookup == {"$ref": "#/components/schemas/CampaignLookup"}
    assert campaign in SCHEMAS["CampaignLookup"]["oneOf"]
    assert SCHEMAS["GetCampaignsAnswer"]["properties"]["Campaigns"]["items"] == campaign


def test_operations_begin_with_the_verb_and_references_lead_somewhere() -> None:
    ids = [methods["post"]["operationId"] for methods in DOCUMENT["paths"].values()]
    assert "pauseCampaign" in ids
    assert len({*ids}) == len(SPEC.commands)
    pointers = [node["$ref"] for node in nodes(DOCUMENT) if "$ref" in node]
    assert {pointer.rpartition("/")[2] for pointer in pointers} == {*SCHEMAS}


def test_names_of_enums_tell_apart_what_lists_different_values() -> None:
    for command in SPEC.commands:
        for parameter in command.parameters:
            if parameter.values and not parameter.open:
                name = openapi_client.enum_name(SPEC, command, parameter)
                assert SCHEMAS[name]["enum"] == [*parameter.values]
