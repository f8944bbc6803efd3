"""What jsonschema-rs passes over jsonschema would pass, too; what either doubts is jsonschema's to decide."""

import subprocess
import sys

import pytest
from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError

from campaign_contract.spec import json_schema

NUMBERS = {"type": "object", "additionalProperties": {"type": "number"}, "required": ["n"]}
VALUES = [
    {"n": 1},
    {"n": "1", "n2": None},
    {},
    "12\n",
    "twelve",
    {"n": float("nan")},
    {"n": 10**40},
    {"n": 1, 2: 3},
    "\ud800",
    {"\ud800": "\ud800"},
]
SCHEMAS = [
    NUMBERS,
    {"type": "strin"},
    {"properties": {"a": {"pattern": "["}}},
    {"pattern": r"\p{L}"},
    {"patternProperties": {r"\p{L}": {}}},
    {"pattern": r"\Z"},
    {"$ref": "#/nowhere"},
    {"properties": {"pattern": {"type": "string"}}},
]


@pytest.mark.parametrize("value", VALUES, ids=ascii)
@pytest.mark.parametrize("schema", [NUMBERS, {"pattern": "^[0-9]+$"}, {"type": ["string", "number"]}], ids=str)
def test_what_is_wrong_with_a_value_is_worded_by_jsonschema(schema, value):
    wanted = [error.message for error in Draft202012Validator(schema).iter_errors(value)]
    assert [error.message for error in json_schema.errors(schema, value)] == wanted


@pytest.mark.parametrize("schema", SCHEMAS, ids=str)
def test_what_is_no_schema_is_worded_by_jsonschema(schema):
    try:
        Draft202012Validator.check_schema(schema)
        wanted = None
    except SchemaError as error:
        wanted = error.message
    found = json_schema.flaw(schema)
    assert (found and found.message) == wanted


def test_a_schema_that_changes_is_another_one():
    schema = {"type": "string"}
    assert json_schema.errors(schema, 1)
    schema["type"] = "number"
    assert not json_schema.errors(schema, 1)
    assert json_schema.errors(schema, "1")
    assert not json_schema.errors({"maximum": 10**40}, 10**39)
    assert json_schema.errors({"maximum": 10**40}, 10**41)


def test_a_spec_in_which_all_is_well_is_read_without_jsonschema():
    program = "import sys; from campaign_contract import spec; spec.load(); print('jsonschema' in sys.modules)"
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ended.stdout == "False\n"
