"""The answers as components of a document for client generators: flat, and a campaign as one named type."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from campaign_contract.spec import Command, Field, Kind, Spec
from campaign_contract.tools.artefacts.answer_schema import merged

Node = dict[str, Any]
"""A part of an OpenAPI document."""

CAMPAIGN, LOOKUP, ABSENT = "Campaign", "CampaignLookup", "NoCampaign"
"""Names of components: a campaign, what an answer holds that looks one up, and what it holds where there is none."""

_CAMPAIGNS = "Campaigns"
_ID = "CampaignID"
"""The key that tells a campaign from anything else."""
_TEXTUAL = (Kind.TEXT, Kind.CHOICE, Kind.DATE, Kind.TIME, Kind.RATIO, Kind.NUMBERS, Kind.RECIPIENTS)
_PLAIN = ("integer", "number", "string", "boolean")


def ref_to(name: str) -> Node:
    """A `$ref` to the component called `name`."""
    return {"$ref": f"#/components/schemas/{name}"}


def answer(command: Command) -> Node:
    """Success and failure in one object, as every generator can read it; only `Success` decides which it is."""
    shown = merged(command.success.schema, command.success.shown).get("properties", {})
    wrapped = {"description": "0 on success, else the failure's number, alone or wrapped in a list or an object."}
    properties: Node = {
        "Success": {"type": "boolean", "description": "Whether the command was carried out."},
        "ErrorCode": wrapped,
        "ErrorText": {"description": "What is wrong, in words: text or a list of texts."},
        "ErrorMessage": {"type": "string", "description": "What is wrong, in words."},
        **{name: _top(name, schema) for name, schema in shown.items() if name not in ("ErrorCode", "ErrorText")},
    }
    return {
        "type": "object",
        "description": f"What {command.name} answers.",
        "required": ["Success", "ErrorCode"],
        "properties": properties,
    }


def _top(name: str, schema: Mapping[str, Any]) -> Node:
    if name == CAMPAIGN:
        return ref_to(LOOKUP if isinstance(schema.get("type"), list) else CAMPAIGN)
    if name == _CAMPAIGNS:
        return {"type": "array", "description": "The page of campaigns.", "items": ref_to(CAMPAIGN)}
    return _shown(name, schema)


def _shown(name: str, schema: Mapping[str, Any]) -> Node:
    """A key of an answer; one whose values are of several types has none."""
    described: Node = {"description": str(schema.get("description", f"{name} of the answer."))}
    match schema.get("type"):
        case "object":
            keys = {key: _shown(key, inner) for key, inner in schema.get("properties", {}).items()}
            return described | {"type": "object"} | ({"properties": keys} if keys else {})
        case "array":
            return described | {"type": "array", "items": _shown(name, schema.get("items", {}))}
        case kind if kind in _PLAIN:
            return described | {"type": kind}
    return described


def campaign_components(spec: Spec) -> dict[str, Node]:
    """A campaign, and what stands in its place: an id that names none is answered by an empty list, not a failure.

    A generator of Python code needs the parts of a choice before it.
    """
    described = "The campaign, or an empty list where there is none."
    absent = {"type": "array", "maxItems": 0, "items": {"type": "string"}, "description": "There is no such campaign."}
    return {
        CAMPAIGN: _campaign(spec),
        ABSENT: absent,
        LOOKUP: {"description": described, "oneOf": [ref_to(CAMPAIGN), ref_to(ABSENT)]},
    }


def _campaign(spec: Spec) -> Node:
    properties: Node = {field.name: _field(field) for field in spec.fields}
    return {
        "type": "object",
        "description": "A campaign, as a row of a list or alone. Which keys are there depends on command and target.",
        "required": [_ID],
        "properties": properties,
    }


def _field(field: Field) -> Node:
    """A field's type where every command answers the same one; the campaign's id is a number here and text there."""
    if field.kind in _TEXTUAL:
        typed: Node = {"type": "string"}
    else:
        typed = {"type": "integer"} if field.kind in (Kind.INTEGER, Kind.EMAIL) else {}
    return {"description": field.description, **typed}
