"""Commands that do not ask who calls, one after the other: without a credential, or for another user."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from urllib.parse import parse_qsl

from campaign_contract.spec import Command, Kind, Spec
from campaign_contract.tools.proof.mutants.mutant import Mutant
from campaign_contract.tools.proof.mutants.wrong.define import for_command
from campaign_contract.tools.proof.mutants.wrong.per_command import answering
from campaign_contract.tools.proof.trial.blueprint import Blueprint, fault_code, layer_added
from campaign_contract.tools.proof.trial.wire import FORM, Answer, Incoming, Next, on

_BAD_CREDENTIALS = fault_code("bad-credentials")
_DONE = Answer(200, {"Success": True, "ErrorCode": 0})
_SELDOM = "SessionID"
"""The credential that most requests of the suite do without."""
_REFUSED = Answer(200, {"Success": False, "ErrorCode": _BAD_CREDENTIALS})
_READING = ("Campaign.Get", "Campaigns.Get")
Again = Callable[[Answer], bool]
"""Whether a request that was answered so is carried out as the owner's."""


def per_caller_mutants(spec: Spec) -> Iterator[Mutant]:
    """Each command open to everybody; each one closed to a credential of its own."""
    for command in spec.commands:
        yield from _open_mutants(command, "credential", "credentials-required", _is_unknown_caller)
        if command.subject:
            yield from _open_mutants(command, "ownership", "isolation", _is_without_effect)
            if not command.new_campaign:
                yield _two_ids_mutant(command, command.subject.name)
        for credential in spec.credentials:
            what = f"{command.name} does not take {credential} alone."
            layer = answering(_REFUSED, partial(_sends_only, spec, credential))
            yield for_command(f"refuses-{credential}", command, what, f"either-credential/{credential}", layer)
            if credential == _SELDOM and _takes_campaigns(command) and command.name not in _READING:
                what = f"{command.name} does nothing for {credential} alone, and answers a success."
                layer = answering(_DONE, partial(_sends_only, spec, credential))
                yield for_command(f"forgets-{credential}", command, what, f"either-credential/{credential}", layer)


def _open_mutants(command: Command, missing: str, statement: str, again: Again) -> Iterator[Mutant]:
    what = f"{command.name} is carried out without {missing}"
    yield _as_owner(f"without-{missing}", command, f"{what}.", statement, partial(_second_try, again=again))
    if command.name not in _READING:
        what = f"{what}, and answers the failure."
        yield _as_owner(f"fails-without-{missing}", command, what, statement, partial(_acting_anyway, again=again))


def _as_owner(name: str, command: Command, what: str, statement: str, handler: Callable[..., Answer]) -> Mutant:
    """A mutant whose handler knows the credentials of the seed's first account."""

    def alteration(blueprint: Blueprint) -> Blueprint:
        layer = partial(handler, credentials=blueprint.seed.accounts[0].credentials)
        return layer_added(on(command.name, layer))(blueprint)

    return Mutant(f"handler/{command.name}/{name}", what, (f"{command.name}/{statement}",), alteration)


def _two_ids_mutant(command: Command, name: str) -> Mutant:
    def alteration(blueprint: Blueprint) -> Blueprint:
        other = blueprint.seed.accounts[1].credentials
        return layer_added(on(command.name, partial(_by_any_id, name=name, credentials=other)))(blueprint)

    what = f"{command.name} does not ask whose the ids are where a request holds two."
    address = f"{command.name}/isolation/named-beside-an-own-one"
    return Mutant(f"handler/{command.name}/takes-any-of-two-ids", what, (address,), alteration)


def _by_any_id(request: Incoming, pass_on: Next, name: str, credentials: Mapping[str, str]) -> Answer:
    sent = parse_qsl(request.body.decode("utf-8", "replace")) if request.media_type == FORM else []
    ids = [value for key, value in sent if key == name]
    answers = [pass_on(request.having(**{name: id}, **credentials)) for id in ids if len(ids) > 1]
    return next((answer for answer in answers if answer.succeeded), None) or pass_on(request)


def _second_try(request: Incoming, pass_on: Next, credentials: Mapping[str, str], again: Again) -> Answer:
    answer = pass_on(request)
    return pass_on(request.having(**credentials)) if again(answer) else answer


def _acting_anyway(request: Incoming, pass_on: Next, credentials: Mapping[str, str], again: Again) -> Answer:
    answer = pass_on(request)
    if again(answer):
        pass_on(request.having(**credentials))
    return answer


def _is_unknown_caller(answer: Answer) -> bool:
    return bool(answer.body["ErrorCode"] == _BAD_CREDENTIALS)


def _is_without_effect(answer: Answer) -> bool:
    failed = not answer.succeeded and not _is_unknown_caller(answer)
    return failed or answer.body.get("Campaign") == []


def _takes_campaigns(command: Command) -> bool:
    takes = any(item.kind in (Kind.CAMPAIGN, Kind.CAMPAIGNS) for item in command.parameters)
    return takes and not command.new_campaign


def _sends_only(spec: Spec, credential: str, request: Incoming) -> bool:
    return [name for name in spec.credentials if request.value(name)] == [credential]
