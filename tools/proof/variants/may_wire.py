"""MAY: answers of another make, requests read more strictly, another way of speaking HTTP."""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from campaign_contract.contract_tests.checks import Check
from campaign_contract.spec import Spec
from campaign_contract.tools.proof.trial.blueprint import Alteration, Blueprint, fault_code, layer_added
from campaign_contract.tools.proof.trial.wire import FORM, JSON, MULTIPART, Answer, Incoming, Layer, Next
from campaign_contract.tools.proof.variants.variant import (
    Body,
    Variant,
    answers,
    campaigns,
    failed,
    failures,
    stateful,
    successes,
)

_BAD_CREDENTIALS = fault_code("bad-credentials")
_EVERY = 7
_LATENCY = 0.05
_LONGEST = 100
_HIGHEST_OF_THE_PLANE = "\uffff"


def _failing_with(status: Callable[[Answer], int]) -> Alteration:
    def layer(request: Incoming, pass_on: Next) -> Answer:
        answer = pass_on(request)
        return answer if answer.succeeded or answer.status >= 400 else replace(answer, status=status(answer))  # noqa: PLR2004

    return layer_added(layer)


def _status_by_kind(answer: Answer) -> int:
    return 401 if answer.body["ErrorCode"] == _BAD_CREDENTIALS else 422


def _credential_code(code: Any) -> Alteration:
    def edit(body: Body) -> Body:
        return {**body, "ErrorCode": code} if body["ErrorCode"] == _BAD_CREDENTIALS else body

    return failures(edit)


def _written(write: Callable[[Body], str]) -> Alteration:
    return answers(lambda body: write(body).encode())


def _with_header(name: str, value: str) -> Alteration:
    def layer(request: Incoming, pass_on: Next) -> Answer:
        answer = pass_on(request)
        return replace(answer, headers={**answer.headers, name: value})

    return layer_added(layer)


def _refusing(answer: Answer, refuses: Callable[[Incoming], bool]) -> Alteration:
    return layer_added(lambda request, pass_on: answer if refuses(request) else pass_on(request))


def _reading(make: Callable[[Spec], Layer]) -> Alteration:
    """A layer that knows the spec."""

    def alter(blueprint: Blueprint) -> Blueprint:
        return layer_added(make(blueprint.spec))(blueprint)

    return alter


def _refusing_unknown_parameters(spec: Spec) -> Layer:
    known = {
        command.name.lower(): {item.name.lower() for item in (*spec.parameters, *command.parameters)}
        for command in spec.commands
    }

    def layer(request: Incoming, pass_on: Next) -> Answer:
        allowed = known.get(request.command.lower())
        unknown = allowed is not None and request.parameters.keys() - allowed
        return failed(100004, 400) if unknown else pass_on(request)

    return layer


def _exact_names(spec: Spec) -> Layer:
    common = {item.name for item in spec.parameters}
    known = {command.name: {item.name for item in command.parameters} | common for command in spec.commands}

    def layer(request: Incoming, pass_on: Next) -> Answer:
        names = known.get(request.command, common)
        others = [sent for sent in request.parameters if request.names[sent] not in names]
        return pass_on(request.having(**dict.fromkeys(others)) if others else request)

    return layer


def _now_and_then_too_many() -> Layer:
    turns = itertools.count(1)

    def layer(request: Incoming, pass_on: Next) -> Answer:
        if next(turns) % _EVERY == 0:
            return Answer(429, {"Success": False, "ErrorCode": 429}, headers={"Retry-After": "0"})
        return pass_on(request)

    return layer


def _slow(request: Incoming, pass_on: Next) -> Answer:
    time.sleep(_LATENCY)
    return pass_on(request)


def _one_credential(kept: str) -> Alteration:
    other = {"APIKey": "SessionID", "SessionID": "APIKey"}[kept]

    def layer(request: Incoming, pass_on: Next) -> Answer:
        both = request.value(kept) and request.value(other)
        return pass_on(request.having(**{other: None}) if both else request)

    return layer_added(layer)


def _reversed(value: Any) -> Any:
    match value:
        case dict():
            return {name: _reversed(item) for name, item in reversed(value.items())}
        case list():
            return [_reversed(item) for item in value]
        case _:
            return value


def _name_is(refused: Callable[[str], bool]) -> Callable[[Incoming], bool]:
    return lambda request: refused(request.value("CampaignName"))


def _is_pausing(check: Check) -> bool:
    return check.command == "Campaign.Pause"


EXTRA = {"Extra": {"nested": [1, None, "text"]}}
WIRE = (
    Variant("http-400", "Failures have the HTTP status 400.", _failing_with(lambda _: 400)),
    Variant("http-by-kind", "Failures have the HTTP status 401 or 422.", _failing_with(_status_by_kind)),
    Variant("credential-code-401", "A wrong credential gets the number 401.", _credential_code(401)),
    Variant("credential-code-listed", "A wrong credential gets its number in a list.", _credential_code([99998])),
    Variant("credential-code-1", "A wrong credential gets the number 1.", _credential_code(1)),
    Variant("extra-keys", "Every answer has further keys.", answers(lambda body: {**body, **EXTRA})),
    Variant("extra-keys-in-campaigns", "Every campaign has further keys.", campaigns(lambda row: {**row, **EXTRA})),
    Variant("key-order", "The keys of every object come in the opposite order.", answers(_reversed)),
    Variant("texts", "Every failure has a text of its own.", failures(lambda body: {**body, "ErrorMessage": "Nope."})),
    Variant("success-texts", "Every success has a text.", successes(lambda body: {**body, "Message": "Done."})),
    Variant(
        "json-unescaped", "JSON is written in UTF-8.", _written(lambda body: json.dumps(body, ensure_ascii=False))
    ),
    Variant("json-indented", "JSON is indented.", _written(lambda body: json.dumps(body, indent=4) + "\r\n")),
    Variant("connection-close", "Every connection ends after one answer.", _with_header("Connection", "close")),
    Variant("cookie", "Every answer sets a cookie.", _with_header("Set-Cookie", "PHPSESSID=none; path=/")),
    Variant("too-many-requests", "Every seventh request has to come again.", stateful(_now_and_then_too_many)),
    Variant("slow", "Every answer takes 50 ms.", layer_added(_slow), wanted=_is_pausing),
    Variant("post-only", "GET is refused.", _refusing(failed(405, 405), lambda request: request.method != "POST")),
    Variant(
        "form-and-json-only",
        "Multipart bodies and bodies without a type are refused.",
        _refusing(failed(415, 415), lambda r: r.media_type == MULTIPART or r.media_type not in (FORM, JSON)),
    ),
    Variant("unknown-parameters", "An unknown parameter is refused.", _reading(_refusing_unknown_parameters)),
    Variant("exact-names", "Parameters count in the spelling of the page only.", _reading(_exact_names)),
    Variant("session-first", "Where both credentials are sent, SessionID counts.", _one_credential("SessionID")),
    Variant("key-first", "Where both credentials are sent, APIKey counts.", _one_credential("APIKey")),
    Variant(
        "names-of-100",
        "A name of more than 100 characters is refused.",
        _refusing(failed(90), _name_is(lambda name: len(name) > _LONGEST)),
    ),
    Variant(
        "names-of-the-plane",
        "A name with emoji is refused.",
        _refusing(failed(91), _name_is(lambda name: any(letter > _HIGHEST_OF_THE_PLANE for letter in name))),
    ),
)
"""The variants that a layer makes, whatever the campaigns."""
