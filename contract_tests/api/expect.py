"""What an answer has to be. Each function lists the differences: an empty list decides, a full one explains."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from campaign_contract.contract_tests.api.client import Reply
from campaign_contract.contract_tests.api.wording import cut, schema_difference, told, told_choice
from campaign_contract.spec import Error, Json, Spec, json_schema

_YES_OR_NO = {True: "yes", False: "no"}


def envelope(reply: Reply, spec: Spec) -> list[str]:
    """G2 and G3: one JSON object, strictly so, a boolean Success that is true exactly when ErrorCode is 0."""
    if not isinstance(reply.body, dict):
        return list(reply.faults) or [f"body: expected one JSON object, got {told(reply.text)}"]
    return [*reply.faults, *schema(reply, spec.envelope)]


def success(reply: Reply) -> list[str]:
    """A success: Success is true and ErrorCode is 0."""
    if reply.succeeded:
        return []
    return [f"outcome: expected a success, got ErrorCode {told(reply.get('ErrorCode'))}"]


def failure(reply: Reply) -> list[str]:
    """A failure, of whatever number."""
    return ["outcome: expected a failure, got a success"] if reply.succeeded else []


def refusal(reply: Reply, errors: Error | Collection[Error]) -> list[str]:
    """A failure with the number of the documented error (or of one of them), however it is wrapped (G4)."""
    wanted = [errors] if isinstance(errors, Error) else list(errors)
    texts = " or ".join(f"{error.code} ({error.message})" for error in wanted)
    if reply.succeeded:
        return [f"outcome: expected error {texts}, got a success"]
    if any(error.code in reply.codes for error in wanted):
        return []
    return [f"ErrorCode: expected {texts}, got {told(reply.get('ErrorCode'))}"]


def other_than(reply: Reply, error: Error) -> list[str]:
    """Anything but the number of this error."""
    if not reply.succeeded and error.code in reply.codes:
        return [f"ErrorCode: expected anything but {error.code} ({error.message}), got it"]
    return []


def schema(reply: Reply, wanted: Json) -> list[str]:
    """The answer satisfies a JSON Schema."""
    errors = sorted(json_schema.errors(wanted, reply.body), key=lambda error: list(error.path))
    return [line for error in errors for line in schema_difference(error)]


def equal(what: str, wanted: Any, got: Any) -> list[str]:
    """`got` is `wanted`; what is only true or not is told as yes or no."""
    if wanted == got:
        return []
    if isinstance(wanted, bool) and isinstance(got, bool):
        return [f"{what}: expected {_YES_OR_NO[wanted]}, got {_YES_OR_NO[got]}"]
    return [f"{what}: expected {told(wanted)}, got {told(got)}"]


def same_campaigns(what: str, wanted: Mapping[int, str], got: Mapping[int, str]) -> list[str]:
    """A list holds these campaigns and no others; both map an id to what tells a reader more, a name or a status."""
    missing = [f"{id} ({wanted[id]})" for id in sorted(wanted.keys() - got.keys())]
    surplus = [f"{id} ({got[id]})" for id in sorted(got.keys() - wanted.keys())]
    lines = [f"expected also {cut(', '.join(missing))}"] if missing else []
    lines += [f"expected none of {cut(', '.join(surplus))}, got them"] if surplus else []
    return [f"{what}: {line}" for line in lines]


def among(what: str, wanted: Collection[Any], got: Any) -> list[str]:
    """`got` is one of `wanted`."""
    return [] if got in wanted else [f"{what}: expected {told_choice(wanted)}, got {told(got)}"]


def none_of(what: str, unwanted: Collection[Any], got: Any) -> list[str]:
    """`got` is none of `unwanted`."""
    return [f"{what}: expected anything but {told(got)}, got it"] if got in unwanted else []


def unchanged(before: Any, after: Any) -> list[str]:
    """Two looks at a campaign show the same values (both are mappings of field to value)."""
    if before and not after:
        return ["campaign afterwards: expected as it was, got nothing"]
    return [line for key, value in before.items() for line in equal(f"{key} afterwards", value, after.get(key))]
