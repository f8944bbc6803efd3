"""The same wrong handler for one command, one parameter or one error after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from campaign_contract.mockserver.actions import Action
from campaign_contract.mockserver.situation import Situation
from campaign_contract.spec import Command, Spec, Word
from campaign_contract.spec.wording import HTTP
from campaign_contract.tools.proof.mutants.mutant import Mutant
from campaign_contract.tools.proof.mutants.wrong.define import for_command
from campaign_contract.tools.proof.trial.blueprint import action_altered, layer_added
from campaign_contract.tools.proof.trial.wire import FORM, JSON, Answer, Incoming, Layer, Next

_BROKEN = Answer(500, {"Success": False, "ErrorCode": 500})
_REFUSED = Answer(200, {"Success": False, "ErrorCode": 77})
_SUCCESS = Answer(200, {"Success": True, "ErrorCode": 0})
_MORE = "Api/no-more-than-asked"
_UPDATE = "Campaign.Update"
_SURVIVES = "Api/survives"
_LONG = 20
"""Digits of a number that fits no machine word."""
Applies = Callable[[Incoming], bool]


def per_command_mutants(spec: Spec) -> Iterator[Mutant]:
    """The families that have nothing to do with who calls."""
    for command in spec.commands:
        yield from _encoding_mutants(command)
        yield from _id_mutants(command)
        yield from _effect_mutants(command)
        what = f"{command.name} answers Success as text."
        yield for_command("success-as-text", command, what, "success", _success_as_text)
    yield from _update_mutants(spec.command(_UPDATE))
    yield from _survival_mutants()


def _encoding_mutants(command: Command) -> Iterator[Mutant]:
    refused: dict[str, Applies] = {
        "form": lambda request: request.media_type == FORM,
        "json": lambda request: request.media_type == JSON,
        "json-charset": lambda request: "charset" in request.environ.get("CONTENT_TYPE", ""),
    }
    if command.subject:
        refused["json-number"] = partial(_sends_id_as, command.subject.name, int)
        refused["json-text"] = partial(_sends_id_as, command.subject.name, str)
    for name, applies in refused.items():
        what = f"{command.name} refuses requests of the kind {name}."
        yield for_command(f"refuses-{name}", command, what, name, answering(_REFUSED, applies))


def _sends_id_as(name: str, kind: type, request: Incoming) -> bool:
    return request.media_type == JSON and isinstance(request.parameters.get(name.lower()), kind)


def _id_mutants(command: Command) -> Iterator[Mutant]:
    if not command.subject:
        return
    subject = command.subject.name

    def odd(request: Incoming) -> bool:
        return not (request.value(subject) or "0").isdecimal()

    what = f"{command.name} breaks on an id that is no number."
    yield for_command("breaks-on-odd-ids", command, what, _SURVIVES, answering(_BROKEN, odd))
    if not any(cause.word is Word.MALFORMED for _, cause in command.causes):
        what = f"{command.name} answers a success to an id that is no number."
        yield for_command("takes-any-id", command, what, "refuses-malformed-id", answering(_SUCCESS, odd))


def _effect_mutants(command: Command) -> Iterator[Mutant]:
    changes = command.name == _UPDATE or (command.success.sets and not command.new_campaign)
    if changes:
        what = f"{command.name} is carried out on every campaign of the user's."
        alteration = action_altered(command.name, lambda usual: partial(_on_all, usual))
        yield Mutant(f"handler/{command.name}/touches-all", what, ("Api/independence",), alteration)
    for error in command.errors:
        if command.success.sets and any(cause.word is Word.STATUS_NOT for cause in error.when):
            what = f"{command.name} refuses a campaign in a wrong status, and changes its status."
            layer = partial(_anyway, error.code, {"CampaignStatus": command.success.sets.status})
            yield for_command("refused-sets-status", command, what, error.id, layer)
            what = f"{command.name} refuses a campaign in a wrong status, and changes its explanation."
            layer = partial(_anyway, error.code, {"ApprovalUserExplanation": "refused"})
            yield for_command("refused-sets-text", command, what, f"{_MORE}/by-{command.name}", layer)


def _update_mutants(command: Command) -> Iterator[Mutant]:
    for name in (item.name for item in command.parameters if not item.required):
        what = f"{command.name} does not store {name}."
        losing = action_altered(command.name, partial(partial, _losing, name))
        yield Mutant(f"handler/{_UPDATE}/loses-{name}", what, (f"{_UPDATE}/applies/{name}",), losing)
    for name in ("CampaignName", "ApprovalUserExplanation"):
        what = f"A refused {command.name} stores {name}."
        layer = partial(_half_applied, name)
        yield for_command(f"refused-stores-{name}", command, what, "refusal-changes-nothing", layer)


def _survival_mutants() -> Iterator[Mutant]:
    odd: dict[str, Applies] = {
        "no-body": lambda request: not request.body,
        "nul-byte": lambda request: b"%00" in request.body,
        "twenty-digit-id": lambda request: b"9" * 20 in request.body,
        "negative-id": lambda request: b"=-1" in request.body,
        "repeated-key": lambda request: request.body.count(b"campaignid=") > 1,
        "id-twenty-digit": lambda request: len(request.value("CampaignID")) == _LONG,
        "id-thousand-characters": lambda request: len(request.value("CampaignID")) > _LONG,
        "id-zero": lambda request: request.value("CampaignID") == "0",
        "json-array": lambda request: request.body.startswith(b"["),
        "json-text": lambda request: request.body.startswith(b'"'),
        "json-number": lambda request: request.body == b"1",
        "json-null": lambda request: request.body == b"null",
        "json-null-value": lambda request: b": null" in request.body,
        "json-boolean-value": lambda request: b": true" in request.body,
        "json-nested-value": lambda request: b": {" in request.body,
        "json-deep": lambda request: b"[[[[" in request.body,
        "json-lone-surrogate": lambda request: b"\\ud800" in request.body,
    }
    broken: dict[str, Applies] = {
        "form-not-utf-8": lambda request: b"\xff\xfe" in request.body,
        "broken-escape": lambda request: b"%zz" in request.body,
        "json-with-comment": lambda request: b"//" in request.body,
        "json-not-utf-8": lambda request: b'"\xff"' in request.body,
    }
    yield from (_breaking(name, _SURVIVES, applies) for name, applies in odd.items())
    for name, applies in broken.items():
        yield replace(_breaking(name, f"{HTTP}/bodies", applies), explored=True)


def _breaking(name: str, statement: str, applies: Applies) -> Mutant:
    what = f"A request ends in a 500: {name.replace('-', ' ')}."
    layer = layer_added(answering(_BROKEN, applies))
    return Mutant(f"handler/breaks-on-{name}", what, (f"{statement}/{name}",), layer)


def answering(answer: Answer, applies: Applies) -> Layer:
    """A layer that gives this answer to some requests and passes the others on."""
    return lambda request, pass_on: answer if applies(request) else pass_on(request)


def _success_as_text(request: Incoming, pass_on: Next) -> Answer:
    answer = pass_on(request)
    return replace(answer, body={**answer.body, "Success": str(answer.succeeded)})


def _on_all(usual: Action, situation: Situation) -> Mapping[str, Any]:
    subject = situation.command.subject
    assert subject  # noqa: S101 - the family is made for commands that have one
    for campaign in situation.store.campaign_ids(situation.owner):
        usual(replace(situation, parameters={**situation.parameters, subject.name: str(campaign)}))
    return {}


def _anyway(code: int, changes: Mapping[str, str], request: Incoming, pass_on: Next) -> Answer:
    answer = pass_on(request)
    if answer.body["ErrorCode"] == code:
        pass_on(request.having(Command=_UPDATE, **changes))
    return answer


def _losing(name: str, usual: Action, situation: Situation) -> Mapping[str, Any]:
    kept = {sent: value for sent, value in situation.parameters.items() if sent != name}
    return usual(replace(situation, parameters=kept))


def _half_applied(name: str, request: Incoming, pass_on: Next) -> Answer:
    answer = pass_on(request)
    if not answer.succeeded and request.value(name):
        kept = {"command", "sessionid", "apikey", "campaignid", name.lower()}
        pass_on(request.having(**dict.fromkeys(request.parameters.keys() - kept)))
    return answer
