"""The OpenAPI document for client generators, and a client that openapi-generator makes of it, at work."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openapi_spec_validator
import pytest

from campaign_contract.mockserver.local import running
from campaign_contract.spec import load
from campaign_contract.tools.artefacts import openapi_client
from campaign_contract.tools.tests.stage import staged

SPEC = load()
DOCUMENT = json.loads(openapi_client.render(SPEC)[openapi_client.CLIENT])
SCHEMAS = DOCUMENT["components"]["schemas"]
STORY = Path(__file__).parent / "generated_client" / "story.py"


def nodes(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
    for inner in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from nodes(inner)


def test_it_is_valid_openapi() -> None:
    openapi_spec_validator.validate(DOCUMENT)


def test_it_has_nothing_that_client_generators_stumble_over() -> None:
    keys = {key for node in nodes({"paths": DOCUMENT["paths"], **SCHEMAS}) for key in node}
    assert not keys & {"const", "oneOf", "anyOf", "if", "$defs"}


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
    assert SCHEMAS["GetCampaignAnswer"]["properties"]["Campaign"] == campaign
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


def test_a_generated_python_client_works_untouched(tmp_path: Path) -> None:
    found = importlib.util.find_spec("openapi_generator_cli")
    if not shutil.which("java") or found is None or found.origin is None:
        pytest.skip("Java and openapi-generator-cli are needed to generate a client")
    document, client = tmp_path / openapi_client.CLIENT, tmp_path / "client"
    document.write_text(json.dumps(DOCUMENT), encoding="utf-8")
    jar = Path(found.origin).with_name("openapi-generator.jar")
    did = run(["java", "-jar", jar, "generate", "-g", "python", "-i", document, "-o", client])
    assert did.returncode == 0, did.stdout + did.stderr
    with staged(SPEC) as stage, running(stage.client.application) as url:
        told = run([sys.executable, STORY, url, stage.accounts["owner"].api_key], PYTHONPATH=str(client))
    assert told.stdout == "all calls worked\n", told.stderr


def run(command: list[str | Path], **environment: str) -> subprocess.CompletedProcess[str]:
    known = {**os.environ, **environment}
    return subprocess.run(command, env=known, capture_output=True, text=True, check=False, timeout=300)
