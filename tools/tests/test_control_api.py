"""The control API's page of the docs says what its table says, and its curl lines work."""

from __future__ import annotations

import json
import subprocess

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from campaign_contract import spec
from campaign_contract.mockserver import seed
from campaign_contract.mockserver.admin.api import ROOT, with_admin
from campaign_contract.mockserver.admin.guard import Guard
from campaign_contract.mockserver.admin.operation import JSON
from campaign_contract.mockserver.admin.schemas import schemas
from campaign_contract.mockserver.admin.table import OPERATIONS
from campaign_contract.mockserver.admin.world import World
from campaign_contract.mockserver.app import create_app
from campaign_contract.mockserver.clock import Clock
from campaign_contract.mockserver.journal import Journal
from campaign_contract.mockserver.local import running
from campaign_contract.mockserver.options import AppOptions
from campaign_contract.mockserver.store import Store
from campaign_contract.tools.site import control_api, site
from campaign_contract.tools.site.snippets import HOST
from campaign_contract.tools.tests import html_pages

SPEC = spec.load()
FILES = site.render(SPEC)
PAGE = html_pages.read(FILES[control_api.PAGE])
SAMPLES = {item.operation.name: item.sample for _, items in control_api.topics(SPEC) for item in items}


def test_every_operation_and_every_schema_is_told():
    for operation in OPERATIONS:
        assert operation.name in PAGE.ids
        assert operation.summary in PAGE.text
        assert all(name in PAGE.text for name in operation.query)
    for name, schema in schemas(SPEC).items():
        if schema.get("properties"):
            assert f"schema-{name}" in PAGE.ids
            assert all(key in PAGE.text for key in schema["properties"])


def test_a_schema_says_what_each_key_is_and_links_to_the_schemas_of_others():
    described = {name: {item.name: item for item in items} for name, items in control_api.described_schemas(SPEC)}

    assert described["NewAccount"]["campaigns"].schema == "CampaignValues"
    assert "#schema-CampaignValues" in PAGE.links
    assert [item.name for item in described["Account"]["tags"].inside] == ["id", "name"]
    assert described["NewFault"]["latency"].kind == "{fixed} | {uniform} | {log_normal}"
    assert described["CampaignValues"]["TotalSent"].description == "E-mails sent."


def test_its_openapi_document_stands_beside_it():
    document = json.loads(FILES[control_api.DOCUMENT])
    OpenAPIV31SpecValidator(document).validate()
    assert {path for path in document["paths"] if not path.startswith(ROOT)} == set()
    assert control_api.DOCUMENT in PAGE.links


@pytest.fixture
def served():
    store = Store(SPEC.fields)
    seeded = seed.load(SPEC)
    seed.plant(seeded, store)
    world = World(SPEC, seeded, store, Clock(), Journal())
    with running(
        with_admin(create_app(SPEC, store, world.app_options(AppOptions())), world, Guard(is_loopback=True))
    ) as url:
        yield url
    store.close()


def test_every_curl_line_works_in_the_order_of_the_page(served):
    streaming = {item.name for item in OPERATIONS if item.media_type not in (JSON, "text/plain", "*/*")}
    later = ["dropSnapshot", "deleteAccount", "clearFaults"]
    names = [name for name in SAMPLES if name not in {*streaming, *later}]
    for name in [*names, *later]:
        line = SAMPLES[name].replace(HOST, served)
        ended = subprocess.run(
            ["sh", "-c", f"{line} -s -w '%{{http_code}}'"], capture_output=True, text=True, check=True
        )
        assert ended.stdout[-3:] in ("200", "201"), (line, ended.stdout)
