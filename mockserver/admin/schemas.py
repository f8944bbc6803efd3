"""The JSON Schemas of what the control API takes and answers, by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from campaign_contract.mockserver.admin.campaigns import GIVEN, TAGS
from campaign_contract.mockserver.admin.operation import Schema, ref
from campaign_contract.mockserver.admin.sending import OFF, SIMULATED
from campaign_contract.mockserver.faults import STATUSES, Garbling
from campaign_contract.mockserver.sql import is_number
from campaign_contract.spec import LONGEST_ID, Spec
from campaign_contract.spec.coverage import Kind

_ID: Schema = {"type": "integer", "minimum": 1}
_TEXT: Schema = {"type": "string"}
_MOMENT: Schema = {"type": "string", "format": "date-time"}
_COUNT: Schema = {"type": "integer", "minimum": 0}
_FLAG: Schema = {"const": True}
_NAMES: Schema = {"type": "array", "items": {"type": "string", "minLength": 1}, "uniqueItems": True}
_MOST_EMAILS = 1_000


def schemas(spec: Spec) -> Mapping[str, Schema]:
    """All schemas by name; those of campaigns have the fields of `spec`."""
    named = {**_FIXED, **_of_campaigns(spec)}
    return {name: {**schema, **_shown(name)} for name, schema in named.items()}


def _of_campaigns(spec: Spec) -> Mapping[str, Schema]:
    settable = {
        field.name: {**(_COUNT if is_number(field) else _TEXT), "description": field.description}
        for field in spec.fields
        if field.stored and field.name not in GIVEN
    }
    return {
        "CampaignValues": _object({**settable, TAGS: _NAMES}),
        "Campaign": {
            "type": "object",
            "properties": {field.name: {"description": field.description} for field in spec.fields},
        },
    }


def _shown(name: str) -> Schema:
    return {"examples": _EXAMPLES[name]} if name in _EXAMPLES else {}


def _object(properties: Mapping[str, Schema], *required: str) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(required),
        "additionalProperties": False,
    }


_NAMED = _object({"id": _ID, "name": _TEXT}, "id", "name")
_ACCOUNT: Mapping[str, Schema] = {
    "id": _ID,
    "name": _TEXT,
    "api_key": _TEXT,
    "session_id": _TEXT,
    "email_address": _TEXT,
    "password": _TEXT,
    "emails": {"type": "array", "items": _ID},
    "tags": {"type": "array", "items": _NAMED},
    "lists": {"type": "array", "items": _NAMED},
    "campaigns": {"type": "array", "items": _ID},
}
_CHANGE: Mapping[str, Schema] = {
    "set": {**_TEXT, "description": "a moment with its offset from UTC, at which the time stands still"},
    "advance": {**_TEXT, "description": "an ISO 8601 duration, such as PT2H or -P1D"},
    "freeze": {**_FLAG, "description": "let the time stand still"},
    "run": {**_FLAG, "description": "let it go on from where it stands"},
    "reset": {**_FLAG, "description": "the real time again, or for an account that of everybody"},
}
_DELIVERY: Mapping[str, Schema] = {
    "mode": {"enum": [OFF, SIMULATED]},
    "rate": {"type": "number", "exclusiveMinimum": 0, "description": "e-mails a second"},
    "recipients": {"type": "integer", "minimum": 0, "maximum": 10**9, "description": "of a campaign"},
    "seed": {"type": "integer", "description": "another one makes people react otherwise"},
}
_MET: Mapping[str, Schema] = {"met": {"type": "integer"}, "of": {"type": "integer"}}
_KIND_MET: Mapping[str, Schema] = {
    **_MET,
    "counted": {"type": "boolean", "description": "whether the number looks at this kind"},
    "counts": {
        "type": "object",
        "additionalProperties": {"type": "integer"},
        "description": "how often each part was met",
    },
}
_KINDS_MET: Schema = _object({kind.value: _object(_KIND_MET, *_KIND_MET) for kind in Kind}, *Kind)
_VALUE: Schema = {"type": ["integer", "string", "null"]}
_ENTRY: Mapping[str, Schema] = {
    "id": _ID,
    "at": _MOMENT,
    "ms": {"type": "number", "description": "how long the answer took"},
    "account": {"type": ["integer", "null"], "description": "null where nobody was identified"},
    "command": _TEXT,
    "outcome": {"enum": ["success", "failure", "fault"]},
    "decided": {**_TEXT, "description": "the address of the rule that decided"},
    "sentence": {**_TEXT, "description": "what that rule says"},
    "detail": {**_TEXT, "description": "what the answer says beyond it"},
    "request": {**_TEXT, "description": "as a curl line, with variables for credentials"},
    "status": {"type": "integer", "description": "HTTP"},
    "answer": _TEXT,
    "changes": {
        "type": "array",
        "items": _object({"campaign": _ID, "field": _TEXT, "from": _VALUE, "to": _VALUE}, "campaign", "field"),
    },
    "warnings": {"type": "array", "items": _TEXT},
}
_SECONDS: Schema = {"type": "number", "minimum": 0, "maximum": 60}
_MEDIAN: Schema = {"type": "number", "exclusiveMinimum": 0, "maximum": 60}
_SIGMA: Schema = {"type": "number", "minimum": 0, "maximum": 10}
_KINDS = ("error", "status", "garbling", "latency")
"""What a fault is: exactly one of these."""
_FAULT: Mapping[str, Schema] = {
    "error": {"type": "string", "description": "address of a documented error, such as Campaign.Pause/not-sending"},
    "status": {"enum": list(STATUSES)},
    "retry_after": {
        "type": "integer",
        "minimum": 0,
        "maximum": 10**9,
        "description": "seconds, beside the status 429 or 503",
    },
    "garbling": {
        "enum": list(Garbling),
        "description": "what becomes of the answer; a dropped one is not carried out",
    },
    "latency": {
        "description": "seconds by which the answer is held back",
        "oneOf": [
            _object({"fixed": _SECONDS}, "fixed"),
            _object({"uniform": {"type": "array", "items": _SECONDS, "minItems": 2, "maxItems": 2}}, "uniform"),
            _object(
                {
                    "log_normal": _object(
                        {"median": _MEDIAN, "sigma": _SIGMA},
                        "median",
                        "sigma",
                    )
                },
                "log_normal",
            ),
        ],
    },
    "account": {**_ID, "description": "only requests of this account"},
    "command": {**_TEXT, "description": "only this command"},
    "probability": {"type": "number", "minimum": 0, "maximum": 1, "description": "share of the requests that meet it"},
    "seed": {"type": "integer", "description": "decides which these are"},
    "count": {"type": "integer", "minimum": 0, "description": "how many requests meet it before it is over"},
}
_FIXED: Mapping[str, Schema] = {
    "Error": _object({"error": _TEXT}, "error"),
    "Nothing": _object({}),
    "Health": {"type": "object", "required": ["status"], "properties": {"status": _TEXT, "reason": _TEXT}},
    "Accounts": _object({"accounts": {"type": "array", "items": _ID}}, "accounts"),
    "NewAccount": _object(
        {
            "name": {"type": "string", "minLength": 1},
            "emails": {"type": "integer", "minimum": 0, "maximum": _MOST_EMAILS},
            "tags": _NAMES,
            "lists": _NAMES,
            "campaigns": {"type": "array", "items": ref("CampaignValues")},
        }
    ),
    "Account": _object(_ACCOUNT, *_ACCOUNT),
    "Ended": _object({"ended": {"type": "integer"}}, "ended"),
    "Time": _object(
        {"now": {"type": "string", "format": "date-time"}, "frozen": {"type": "boolean"}}, "now", "frozen"
    ),
    "TimeChange": {
        **_object(_CHANGE),
        "minProperties": 1,
        "maxProperties": 1,
    },
    "Delivery": {
        **_object(_DELIVERY, "mode"),
        "if": {"properties": {"mode": {"const": OFF}}},
        "then": {"maxProperties": 1},
    },
    "State": _object(
        {
            "accounts": {
                "type": "object",
                "propertyNames": {"pattern": f"^[0-9]{{1,{LONGEST_ID}}}$"},
                "additionalProperties": ref("Rows"),
            }
        },
        "accounts",
    ),
    "Rows": {"type": "object", "additionalProperties": {"type": "array", "items": ref("Row")}},
    "Row": {"type": "object", "additionalProperties": {"type": ["integer", "string"]}},
    "Snapshot": _object({"name": _TEXT, "accounts": {"type": "array", "items": _ID}}, "name", "accounts"),
    "Coverage": _object({"percent": {"type": "number"}, **_MET, "kinds": _KINDS_MET}, "percent", *_MET, "kinds"),
    "Entry": _object(_ENTRY, *_ENTRY),
    "FaultId": _object({"id": _ID}, "id"),
    "Fault": _object({"id": _ID, **_FAULT}, "id"),
    "NewFault": {**_object(_FAULT), "oneOf": [{"required": [kind]} for kind in _KINDS]},
}
_EXAMPLES: Mapping[str, list[Any]] = {
    "NewAccount": [{"tags": ["Blue"], "lists": ["News"], "campaigns": [{"CampaignStatus": "Sending"}]}],
    "CampaignValues": [{"CampaignStatus": "Sent", "TotalSent": 300}],
    "TimeChange": [
        {"advance": "PT2H"},
        {"set": "2030-01-01T00:00:00Z"},
        {"freeze": True},
        {"run": True},
        {"reset": True},
    ],
    "Delivery": [{"mode": "simulated", "rate": 50, "recipients": 1000}, {"mode": "off"}],
    "NewFault": [
        {"status": 429, "retry_after": 2, "count": 1},
        {"error": "Campaign.Pause/not-sending", "account": 1},
        {"garbling": "cut", "probability": 0.1, "seed": 7},
        {"latency": {"log_normal": {"median": 0.2, "sigma": 0.5}}},
    ],
    "State": [{"accounts": {}}],
}
