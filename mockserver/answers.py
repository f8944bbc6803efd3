"""The bodies of answers: the success envelope, the failure shapes, and the faults outside commands."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from http import HTTPStatus
from typing import Any

from campaign_contract.mockserver.casts import cast_to
from campaign_contract.spec import Command, Error, FailureShape, Fault

Body = dict[str, Any]


class ErrorShape(StrEnum):
    """How failures wrap their number: as each command's example shows, alone, or as a list."""

    DOCUMENTED = "documented"
    SCALAR = "scalar"
    LIST = "list"


def success(command: Command, result: Mapping[str, Any]) -> Body:
    """The success of `command` with `result`, as `success_of` says."""
    return success_of(command)(result)


def success_of(command: Command) -> Callable[[Mapping[str, Any]], Body]:
    """Makes successes of `command`: those keys of a result that the spec documents, in the types that the spec shows.

    A key whose value the spec shows as a constant is there whatever the result.
    """
    shown = command.success.shown.get("properties", {})
    documented = {*command.success.schema.get("properties", {}), *shown}
    constants = {name: schema["const"] for name, schema in shown.items() if "const" in schema}
    casts = {name: cast_to(shown.get(name, {})) for name in documented}

    def made(result: Mapping[str, Any]) -> Body:
        answer = {"Success": True, "ErrorCode": 0, **constants}
        for name, value in result.items():
            if name in casts:
                cast = casts[name]
                answer[name] = cast(value) if cast else value
        return answer

    return made


def failure(command: Command, *errors: Error, text: str = "", wrapped: ErrorShape = ErrorShape.DOCUMENTED) -> Body:
    """A documented failure, wrapped as the command's own example shows (open question error-code-shapes) or as told.

    There is one error, or several where the command collects them.
    An object that names the parameter stays one: clients look into it for the parameter.
    `text` goes into a shape that has no words of its own.
    """
    keyed = command.failure is FailureShape.KEYED
    shape = _SHAPES[command.failure if keyed else _WRAPPED.get(wrapped, command.failure)](command, errors)
    worded = text and shape.keys().isdisjoint(("ErrorText", "ErrorMessage"))
    return {"Success": False, **shape, **({"ErrorText": text} if worded else {})}


def fault(fault: Fault, text: str) -> Body:
    """A failure outside any command; `text` names what is wrong."""
    return {"Success": False, "ErrorCode": fault.code, "ErrorText": text}


def broken() -> Body:
    """What stands for an answer when the server itself is at fault; no request is meant to lead here."""
    code = HTTPStatus.INTERNAL_SERVER_ERROR
    return {"Success": False, "ErrorCode": int(code), "ErrorText": "The server failed; its log says why."}


def _keyed(command: Command, errors: Sequence[Error]) -> Body:
    return {"ErrorCode": {_key(command, error): error.code for error in errors}}


def _key(command: Command, error: Error) -> str:
    named = [name for cause in error.when for name in cause.parameters]
    return (named or [parameter.name for parameter in command.parameters])[0].lower()


def _listed(_: Command, errors: Sequence[Error]) -> Body:
    return {"ErrorCode": [error.code for error in errors], "ErrorText": [error.message for error in errors]}


_SHAPES: Mapping[FailureShape, Callable[[Command, Sequence[Error]], Body]] = {
    FailureShape.BARE: lambda _, errors: {"ErrorCode": errors[0].code},
    FailureShape.LISTED: _listed,
    FailureShape.WORDED: lambda _, errors: {"ErrorCode": errors[0].code, "ErrorMessage": errors[0].message},
    FailureShape.KEYED: _keyed,
}

_WRAPPED: Mapping[ErrorShape, FailureShape] = {
    ErrorShape.SCALAR: FailureShape.BARE,
    ErrorShape.LIST: FailureShape.LISTED,
}
