from __future__ import annotations

import dataclasses
import json
import subprocess
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from campaign_contract.contract_tests.api.provoke import Provocation, good_parameters, provocations
from campaign_contract.mockserver import answers
from campaign_contract.spec import Command, Guard, Kind, Parameter, Word, load
from campaign_contract.spec.request_schema import RULES_BUNDLE, Flavour
from campaign_contract.tools.artefacts import json_schema
from campaign_contract.tools.artefacts.answer_schema import success_schema
from campaign_contract.tools.artefacts.schema_names import (
    CAMPAIGN,
    ENVELOPE,
    FAULT,
    error_name,
    failure_name,
    request_name,
    success_name,
)
from campaign_contract.tools.artefacts.walkthrough import steps
from campaign_contract.tools.tests.installed import npm_folder
from campaign_contract.tools.tests.stage import Stage, staged

SPEC = load()
TEXTS = json_schema.render(SPEC)
DOCUMENTS = {path.removeprefix("schemas/").removesuffix(".schema.json"): json.loads(TEXTS[path]) for path in TEXTS}
COMMANDS = pytest.mark.parametrize("command", SPEC.commands, ids=lambda command: command.name)
KNOWABLE = (Word.MISSING, Word.MALFORMED, Word.UNLISTED)
PROVOCATIONS = [way for command in SPEC.commands for way in provocations(SPEC, command)]
STEADY = settings(derandomize=True, database=None, deadline=None, max_examples=20)


@cache
def validators(name: str) -> tuple[Callable[[Any], bool], Callable[[Any], bool]]:
    return Draft202012Validator(DOCUMENTS[name]).is_valid, jsonschema_rs.validator_for(DOCUMENTS[name]).is_valid


def accepts(name: str, instance: Any) -> bool:
    """What two independent validators say, which have to agree."""
    one, other = (is_valid(instance) for is_valid in validators(name))
    assert one == other, f"the validators disagree on {instance} as {name}"
    return one


def in_both_flavours(command: Command, request: Mapping[str, Any]) -> bool:
    form, as_json = (accepts(request_name(command, flavour), request) for flavour in (Flavour.FORM, Flavour.JSON))
    assert form == as_json, f"the flavours disagree on {request}"
    return form


# Requests that are good


def numbers() -> st.SearchStrategy[str]:
    return st.integers(0, 10**12).map(str)


def values(parameter: Parameter) -> st.SearchStrategy[Any]:
    match parameter.kind:
        case Kind.CAMPAIGN | Kind.EMAIL | Kind.INTEGER:
            return numbers()
        case Kind.CAMPAIGNS | Kind.TAGS:
            return st.lists(numbers(), min_size=1, max_size=4).map(",".join)
        case Kind.BOOLEAN:
            return st.sampled_from(["true", "false"])
        case Kind.CHOICE:
            return st.sampled_from(parameter.accepted if parameter.open else parameter.values)
        case Kind.TEXT:
            return st.text(min_size=1, max_size=20)
        case _:
            return st.just(parameter.example)


def needed(command: Command, sent: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters that the request has to send because of the values that it sends."""
    guards = {Guard(name, value) for name, value in sent.items() if isinstance(value, str)}
    names = [name for e in command.errors for cause in e.when if cause.given in guards for name in cause.parameters]
    return {name: command.parameter(name).example for name in names}


@st.composite
def good_requests(draw: st.DrawFn, command: Command, guard: Guard | None = None) -> dict[str, Any]:
    credentials = draw(st.sets(st.sampled_from(SPEC.credentials), min_size=1))
    optional = [parameter for parameter in command.parameters if not parameter.required]
    chosen = draw(st.lists(st.sampled_from(optional), unique_by=lambda p: p.name)) if optional else []
    required = [parameter for parameter in command.parameters if parameter.required]
    sent = {parameter.name: draw(values(parameter)) for parameter in (*required, *chosen)}
    sent |= {guard.parameter: guard.value} if guard else {}
    return {"Command": command.name, **dict.fromkeys(credentials, "key"), **needed(command, sent), **sent}


def typed(command: Command, request: Mapping[str, Any]) -> dict[str, Any]:
    """The request in JSON's own types."""
    numeric = dict.fromkeys((Kind.CAMPAIGN, Kind.EMAIL, Kind.INTEGER), int)
    readers: Mapping[Kind, Callable[[str], Any]] = {**numeric, Kind.BOOLEAN: json.loads, Kind.RULES: json.loads}
    kinds = {parameter.name: parameter.kind for parameter in command.parameters}
    return {name: readers.get(kinds.get(name, Kind.TEXT), str)(value) for name, value in request.items()}


@COMMANDS
@STEADY
@given(data=st.data())
def test_good_requests_validate_in_both_flavours(command: Command, data: st.DataObject) -> None:
    request = data.draw(good_requests(command))
    assert in_both_flavours(command, request)
    assert accepts(request_name(command, Flavour.JSON), typed(command, request))


@COMMANDS
def test_what_the_suite_sends_as_good_validates(command: Command) -> None:
    known = {"email_id": "1", "list_id": "1", "send_date": "2035-06-01", "send_time": "09:30:00"}
    zone = SimpleNamespace(time_zone="America/New_York")
    world: Any = SimpleNamespace(name=lambda: "A campaign", settings=zone, operator_value=known.__getitem__)
    guards = {cause.given for error in command.errors for cause in error.when}
    for guard in {None, *guards}:
        request = good_parameters(world, command, SimpleNamespace(id=7), guard)  # type: ignore[arg-type]
        head = {"APIKey": "key", "Command": command.name}
        assert accepts(request_name(command, Flavour.JSON), {**head, **request})
        texts = {name: str(value) for name, value in request.items()}
        assert accepts(request_name(command, Flavour.FORM), {**head, **texts})


@COMMANDS
def test_further_parameters_are_allowed(command: Command) -> None:
    assert in_both_flavours(command, {**_full(command), "ResponseFormat": "JSON"})


# Requests that are broken


@pytest.mark.parametrize(
    "way",
    [way for way in PROVOCATIONS if way.cause.word in KNOWABLE],
    ids=lambda way: f"{way.command.name}/{way.error.id}/{way.variant}",
)
@settings(STEADY, max_examples=5)
@given(data=st.data())
def test_what_the_suite_sends_as_broken_does_not_validate(way: Provocation, data: st.DataObject) -> None:
    good = data.draw(good_requests(way.command, way.guard))
    assert in_both_flavours(way.command, good)
    nowhere: Any = None
    assert not in_both_flavours(way.command, way.spoil(nowhere, good))


def test_every_knowable_cause_is_tried() -> None:
    tried = {(way.command.name, way.error.id) for way in PROVOCATIONS if way.cause.word in KNOWABLE}
    assert ("Campaign.Update", "missing-days") in tried
    assert len(tried) > len(SPEC.commands)


def test_a_recursive_campaign_is_asked_for_a_time_zone() -> None:
    # The page leaves it open; the reference server asks for it, and a client that sends it is safe everywhere.
    update = SPEC.command("Campaign.Update")
    request = {**_full(update), "ScheduleType": "Recursive"}
    assert in_both_flavours(update, request)
    assert not in_both_flavours(update, _without(request, "SendTimeZone"))


def test_a_value_that_counts_as_left_out_is_no_value() -> None:
    update = SPEC.command("Campaign.Update")
    assert not in_both_flavours(update, {**_full(update), "SendDate": "0000-00-00"})
    assert in_both_flavours(update, {**_full(update), "ScheduleType": "Immediate", "SendDate": "0000-00-00"})


@COMMANDS
def test_one_credential_is_needed_and_enough(command: Command) -> None:
    request = _full(command)
    bare = _without(request, *SPEC.credentials)
    assert not in_both_flavours(command, bare)
    for name in SPEC.credentials:
        assert in_both_flavours(command, {**bare, name: "key"})
        assert not in_both_flavours(command, {**bare, name: ""})


@COMMANDS
def test_another_command_is_refused(command: Command) -> None:
    assert not in_both_flavours(command, {**_full(command), "Command": "Campaign.Unheard"})
    assert not in_both_flavours(command, _without(_full(command), "Command"))


@pytest.mark.parametrize("name", ["campaignid", "Unheard"])
def test_a_form_holds_text_only(name: str) -> None:
    get = SPEC.command("Campaign.Get")
    request = {**_full(get), name: 123}
    assert accepts(request_name(get, Flavour.JSON), request)
    assert not accepts(request_name(get, Flavour.FORM), request)


@COMMANDS
@STEADY
@given(data=st.data())
def test_the_flavours_agree_on_any_text(command: Command, data: st.DataObject) -> None:
    request = data.draw(good_requests(command))
    # Python's "$" also matches before a final line feed, that of other languages does not.
    junk = st.text(st.characters(codec="utf-8", exclude_characters="\n"), max_size=8)
    spoiled = data.draw(st.dictionaries(st.sampled_from([*request]), junk, max_size=2))
    in_both_flavours(command, {**request, **spoiled})


def test_a_bundle_is_text_or_an_object_and_has_rules() -> None:
    update = SPEC.command("Campaign.Update")
    name = request_name(update, Flavour.JSON)
    bundle = json.loads(update.parameter("RulesJsonBundle").example)
    nested = {**bundle, "criteria": [{**bundle["criteria"][0], "rules": [bundle["criteria"][0]["rules"]]}]}
    for good in (bundle, nested, json.dumps(bundle)):
        assert accepts(name, {**_full(update), "RulesJsonBundle": good})
    for bad in ({**bundle, "operator": "and"}, {**bundle, "criteria": [{"list_id": 1}]}, 7):
        assert not accepts(name, {**_full(update), "RulesJsonBundle": bad})


# Answers


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with staged(SPEC) as stage:
        yield stage


def test_every_success_of_the_reference_server_validates(stage: Stage) -> None:
    known = {"apiKey": stage.accounts["owner"].api_key}
    for step in steps(SPEC):
        request = json.loads(_filled_in(json.dumps(step.sent), known))
        assert accepts(request_name(step.command, Flavour.JSON), request)
        answer = stage.post(request)
        assert accepts(success_name(step.command), answer), answer
        assert accepts(ENVELOPE, answer)
        assert not accepts(failure_name(step.command), answer)
        known |= {name: str(answer[key]) for name, key in step.saves.items()}


@pytest.mark.parametrize("way", PROVOCATIONS, ids=lambda way: f"{way.command.name}/{way.error.id}/{way.variant}")
def test_every_error_of_the_reference_server_validates(stage: Stage, way: Provocation) -> None:
    world: Any = stage
    parameters, _ = way.request(world)
    answer = stage.call(way.command.name, parameters)
    assert answer == answers.failure(way.command, way.error)
    for name in (error_name(way.command), failure_name(way.command), ENVELOPE):
        assert accepts(name, answer), (name, answer)
    assert not accepts(success_name(way.command), answer)


def test_every_documented_error_is_provoked() -> None:
    provoked = {(way.command.name, way.error.code) for way in PROVOCATIONS}
    assert provoked == {(command.name, error.code) for command in SPEC.commands for error in command.errors}


PATH = SPEC.transport.path
FAULTS: Mapping[str, Callable[[Stage], Any]] = {
    "bad-credentials": lambda stage: stage.client.post(PATH, data={"Command": "Campaign.Get"}),
    "unreadable": lambda stage: stage.client.post(PATH, data=b"{", content_type="application/json"),
    "too-large": lambda stage: stage.client.post(PATH, data=b" " * (SPEC.transport.max_body + 1)),
    "bad-method": lambda stage: stage.client.put(PATH),
    "no-command": lambda stage: stage.client.post(PATH, data={"APIKey": "key"}),
    "unknown-command": lambda stage: stage.client.post(PATH, data={"Command": "Campaign.Unheard"}),
    "wrong-path": lambda stage: stage.client.post("/elsewhere"),
}


def test_all_faults_but_those_of_other_processes_and_modes_are_tried() -> None:
    in_front, in_modes = {"too-slow", "too-many", "unavailable"}, {"doubtful", "not-recorded"}
    assert {fault.id for fault in SPEC.faults} == FAULTS.keys() | in_front | in_modes


@pytest.mark.parametrize("fault", [fault for fault in SPEC.faults if fault.id in FAULTS], ids=lambda fault: fault.id)
def test_every_fault_of_the_reference_server_validates_as_a_failure_of_any_command(stage: Stage, fault: Any) -> None:
    response = FAULTS[fault.id](stage)
    answer = json.loads(response.data)
    assert (response.status_code, answer["ErrorCode"]) == (fault.http_status, fault.code)
    for name in (FAULT, ENVELOPE, *map(failure_name, SPEC.commands)):
        assert accepts(name, answer)


def test_rows_of_the_reference_server_validate_as_campaigns(stage: Stage) -> None:
    rows = stage.call("Campaigns.Get", {"RetrieveTags": "true"})["Campaigns"]
    one = stage.call("Campaign.Get", {"campaignid": 1, "retrievestatistics": True, "retrievetags": True})["Campaign"]
    assert rows
    assert all(accepts(CAMPAIGN, row) for row in (*rows, one))
    assert set(one) <= set(DOCUMENTS[CAMPAIGN]["properties"])


@COMMANDS
def test_an_answer_that_is_not_as_documented_does_not_validate(command: Command) -> None:
    success = dict(command.examples.success)
    assert accepts(success_name(command), success)
    for key in success:
        assert not accepts(success_name(command), _without(success, key)), key
    assert not accepts(success_name(command), {**success, "Success": False})
    assert not accepts(failure_name(command), {"Success": False, "ErrorCode": 4711})


def test_a_success_keeps_the_conditions_of_what_is_required_and_of_what_is_shown() -> None:
    create = SPEC.command("Campaign.Create")
    must = {"if": {"required": ["A"]}, "then": {"required": ["B"]}, "required": ["X"]}
    shown = {"if": {"required": ["C"]}, "then": {"required": ["D"]}, "required": ["Y"]}
    command = dataclasses.replace(create, success=dataclasses.replace(create.success, schema=must, shown=shown))
    is_valid = Draft202012Validator(success_schema(SPEC, command)).is_valid
    good = {"Success": True, "ErrorCode": 0, "X": 1, "Y": 1}
    assert is_valid(good)
    assert is_valid({**good, "A": 1, "B": 1, "C": 1, "D": 1})
    for bad in ({**good, "A": 1}, {**good, "C": 1}, _without(good, "X"), _without(good, "Y")):
        assert not is_valid(bad), bad


# The documents


@pytest.mark.parametrize("name", DOCUMENTS)
def test_documents_are_schemas_that_explain_themselves(name: str) -> None:
    document = DOCUMENTS[name]
    Draft202012Validator.check_schema(document)
    jsonschema_rs.meta.validate(document)
    assert document["$id"] == f"{json_schema.BASE}{name}.schema.json"
    assert "campaign-contract generate" in document["$comment"]
    assert document["title"]
    assert document["description"]
    assert document["examples"]
    assert all(accepts(name, example) for example in document["examples"])


def test_all_documents_fit_into_one_registry() -> None:
    resources = [Resource.from_contents(document) for document in DOCUMENTS.values()]
    registry: Registry[Any] = resources @ Registry()
    crawled = registry.crawl()
    assert {*crawled} == {document["$id"] for document in DOCUMENTS.values()}
    for document in DOCUMENTS.values():
        validator = Draft202012Validator({"$ref": document["$id"]}, registry=crawled)
        assert all(validator.is_valid(example) for example in document["examples"])


AJV = """
import Ajv from 'ajv/dist/2020.js';
import fs from 'fs';
// A condition repeats neither the types nor the properties of the schema around it.
const ajv = new Ajv({ strict: true, allowUnionTypes: true, strictTypes: false, strictRequired: false });
const documents = fs.readdirSync('schemas').map((name) => JSON.parse(fs.readFileSync(`schemas/${name}`, 'utf8')));
documents.forEach((document) => ajv.addSchema(document));
const valid = ({ $id, examples }) => examples.every((example) => ajv.validate($id, example));
console.log(JSON.stringify(documents.map((document) => [document.$id, valid(document)])));
"""


def test_all_documents_load_together_in_a_strict_ajv(tmp_path: Path) -> None:
    (tmp_path / "node_modules").symlink_to(npm_folder(["ajv@8.20.0"]))
    (tmp_path / "schemas").mkdir()
    for path, text in TEXTS.items():
        (tmp_path / path).write_text(text, encoding="utf-8")
    (tmp_path / "load.mjs").write_text(AJV, encoding="utf-8")
    did = subprocess.run(["node", "load.mjs"], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=300)
    assert did.returncode == 0, did.stderr
    assert dict(json.loads(did.stdout)) == {document["$id"]: True for document in DOCUMENTS.values()}


@pytest.mark.parametrize(("text", "whole"), [("1", True), ("1.0", True), ("1e0", True), ("1.5", False)])
def test_a_number_means_the_same_to_schema_and_server(stage: Stage, text: str, whole: bool) -> None:
    get = SPEC.command("Campaign.Get")
    key = stage.accounts["owner"].api_key
    body = f'{{"APIKey": "{key}", "Command": "Campaign.Get", "campaignid": {text}}}'
    answer = json.loads(stage.client.post(PATH, data=body, content_type="application/json").data)
    assert accepts(request_name(get, Flavour.JSON), json.loads(body)) == answer["Success"] == whole


def test_the_bundle_holds_every_other_document() -> None:
    bundle = DOCUMENTS[json_schema.BUNDLE]
    assert {*bundle["$defs"]} == {*DOCUMENTS} - {json_schema.BUNDLE}
    for name, schema in bundle["$defs"].items():
        by_name = {**bundle, "$ref": f"#/$defs/{name}"}
        is_valid = Draft202012Validator(by_name).is_valid, jsonschema_rs.validator_for(by_name).is_valid
        assert schema["title"] == DOCUMENTS[name]["title"]
        assert all(valid(DOCUMENTS[name]["examples"][0]) for valid in is_valid)
        assert not any(valid([]) for valid in is_valid)


@COMMANDS
def test_everything_that_the_spec_says_of_a_command_is_in_its_schemas(command: Command) -> None:
    for flavour in Flavour:
        properties = DOCUMENTS[request_name(command, flavour)]["properties"]
        for parameter in (*SPEC.parameters, *command.parameters):
            assert properties[parameter.name]["description"] == parameter.description
    success = DOCUMENTS[success_name(command)]
    for schema in (command.success.schema, command.success.shown):
        assert not _lost(schema, success)
    if command.errors:
        told = {code["const"]: code["description"] for code in _codes(DOCUMENTS[error_name(command)])}
        assert told.keys() == {error.code for error in command.errors}
        assert all(error.message.removesuffix(".") in told[error.code] for error in command.errors)


def test_every_campaign_field_and_fault_is_described() -> None:
    assert [*DOCUMENTS[CAMPAIGN]["properties"]] == [field.name for field in SPEC.fields]
    assert {code["const"] for code in _codes(DOCUMENTS[FAULT])} == {fault.code for fault in SPEC.faults}
    assert DOCUMENTS[RULES_BUNDLE]["properties"].keys() == SPEC.rules_bundle["properties"].keys()


def _full(command: Command) -> dict[str, Any]:
    return {"APIKey": "key", "Command": command.name} | {item.name: item.example for item in command.parameters}


def _without(mapping: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in mapping.items() if name not in names}


def _filled_in(text: str, known: Mapping[str, str]) -> str:
    for name, value in known.items():
        text = text.replace(f"{{{{{name}}}}}", value)
    return text


def _codes(schema: Any) -> list[dict[str, Any]]:
    """The described codes inside the wrapping of an error code."""
    code = schema["properties"]["ErrorCode"]
    while not {"oneOf", "const"} & code.keys():
        code = code.get("items") or code["additionalProperties"]
    return list(code.get("oneOf", [code]))


def _lost(said: Mapping[str, Any], schema: Mapping[str, Any]) -> set[str]:
    """The properties and required keys, at any depth, that `said` has and `schema` has not."""
    lost = {*said.get("required", ())} - {*schema.get("required", ())}
    for name, inner in said.get("properties", {}).items():
        lost |= _lost(inner, schema["properties"][name]) if name in schema.get("properties", {}) else {name}
    return lost | (_lost(said["items"], schema["items"]) if "items" in said else set())
