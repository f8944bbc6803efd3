"""Commands that reach the campaign that theirs was copied from, or its copies; copies of copies that are none."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from campaign_contract.spec import Command, Kind, Spec
from campaign_contract.tools.proof.mutants.mutant import Mutant
from campaign_contract.tools.proof.trial.blueprint import Blueprint, layer_added
from campaign_contract.tools.proof.trial.wire import Answer, Incoming, Layer, Next

_COPY, _DELETE, _UPDATE = "Campaign.Copy", "Campaigns.Delete", "Campaign.Update"
_CHECK = "Api/independence/of-kin"
KIN = ("source", "copies")


def per_kin_mutants(spec: Spec) -> Iterator[Mutant]:
    """Each command that changes or deletes a campaign, reaching its source and its copies."""
    for command in spec.commands:
        changes = command.success.sets or command.name == _UPDATE or command.destroys
        if changes and not command.new_campaign and any(_names_campaigns(item.kind) for item in command.parameters):
            for whose in KIN:
                what = f"{command.name} also reaches the {whose} of the campaign that it names."
                alteration = partial(_reaching, command, whose)
                yield Mutant(f"handler/{command.name}/reaches-its-{whose}", what, (_CHECK,), alteration)
    what = "A copy of a copy has another explanation than its source."
    yield Mutant(f"handler/{_COPY}/changes-copies-of-copies", what, (_CHECK,), _changing_copies)


def _names_campaigns(kind: Kind) -> bool:
    return kind in (Kind.CAMPAIGN, Kind.CAMPAIGNS)


def _reaching(command: Command, whose: str, blueprint: Blueprint) -> Blueprint:
    return layer_added(_layer(command, whose, {}))(blueprint)


def _layer(command: Command, whose: str, sources: dict[str, str]) -> Layer:
    """`sources` maps each copy's id to that of the campaign that it was copied from."""

    def layer(request: Incoming, pass_on: Next) -> Answer:
        answer = pass_on(request)
        if answer.succeeded and request.command == _COPY:
            sources[str(answer.body["NewCampaignID"])] = request.value("CampaignID")
        if answer.succeeded and request.command == command.name:
            for id in _kin(whose, sources, request.value("CampaignID") or request.value("Campaigns")):
                pass_on(_about(request, command.name, id))
        return answer

    return layer


def _changing_copies(blueprint: Blueprint) -> Blueprint:
    copies: set[str] = set()

    def layer(request: Incoming, pass_on: Next) -> Answer:
        answer = pass_on(request)
        if answer.succeeded and request.command == _COPY:
            made = str(answer.body["NewCampaignID"])
            copies.add(made)
            if request.value("CampaignID") in copies:
                pass_on(_about(request, _COPY, made))
        return answer

    return layer_added(layer)(blueprint)


def _kin(whose: str, sources: dict[str, str], id: str) -> list[str]:
    if whose == "source":
        return [sources[id]] if id in sources else []
    return [copy for copy, source in sources.items() if source == id]


def _about(request: Incoming, command: str, id: str) -> Incoming:
    if command == _DELETE:
        return request.having(Campaigns=id)
    return request.having(Command=_UPDATE, CampaignID=id, ApprovalUserExplanation="meddled with")
