"""Handlers that are wrong where no listed request looks: in a sequence, in a mixture of parameters, in odd bytes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from campaign_contract.mockserver.actions import Action
from campaign_contract.mockserver.situation import Situation
from campaign_contract.mockserver.store import Row, Selection, Store
from campaign_contract.spec import Spec
from campaign_contract.spec.wording import HTTP
from campaign_contract.tools.proof.mutants.mutant import Mutant
from campaign_contract.tools.proof.mutants.wrong.define import action, asking, for_command, layer, store, without
from campaign_contract.tools.proof.trial.wire import JSON, Answer, Incoming, Layer, Next

Result = Mapping[str, Any]
PAUSE, COPY, CREATE, UPDATE = "Campaign.Pause", "Campaign.Copy", "Campaign.Create", "Campaign.Update"
LIST = "Campaigns.Get"
_OWN_NUMBER = Answer(200, {"Success": False, "ErrorCode": 77})
_MODEL = "Api/model"
_GOOD = ("campaignname", "sendtime", "publishonrss")


def own_numbers(spec: Spec) -> Iterator[Mutant]:
    """For each command, failures with a number that the page does not have."""
    for command in spec.commands:
        what = f"{command.name} fails with a number of its own."
        yield for_command(
            "own-number", command, what, "documented-codes", _REFUSING.get(command.name, _with_own_number)
        )


def _with_own_number(request: Incoming, pass_on: Next) -> Answer:
    answer = pass_on(request)
    return answer if answer.succeeded else _OWN_NUMBER


def _refuses_to_list(request: Incoming, pass_on: Next) -> Answer:
    return pass_on(request) if "recordsperrequest" in request.parameters else _OWN_NUMBER


def _refuses(request: Incoming, pass_on: Next) -> Answer:  # noqa: ARG001 - as every layer
    return _OWN_NUMBER


_REFUSING: Mapping[str, Layer] = {"Campaign.Get": _refuses, "Campaigns.Delete": _refuses, LIST: _refuses_to_list}
"""The commands that hardly ever fail: these layers see to it that they do."""


@layer(*(f"{HTTP}/{rule}" for rule in ("framing", "headers", "methods", "versions", "bodies", "connection")))
def every_request_breaks(request: Incoming, pass_on: Next) -> Answer:  # noqa: ARG001 - as every layer
    """Whatever is sent ends in a 500."""
    return Answer(500, {"Success": False, "ErrorCode": 1})


@action(PAUSE, _MODEL)
def pause_forgets_a_change_of_name(situation: Situation, action: Action) -> Result:
    """A campaign that was renamed is called as before once it is paused."""
    answer = action(situation)
    name = situation.campaign["CampaignName"] if situation.campaign else ""
    situation.store.change(int(situation.value("CampaignID")), {"CampaignName": f"{name.rpartition(' ')[0]} 1"})
    return answer


@action(COPY, _MODEL)
def copy_of_what_is_being_sent_is_being_sent(situation: Situation, action: Action) -> Result:
    """The copy of a campaign that is Sending is Sending."""
    made = action(situation)
    if situation.campaign and situation.campaign["CampaignStatus"] == "Sending":
        situation.store.change(made["NewCampaignID"], {"CampaignStatus": "Sending"})
    return made


@store(_MODEL)
class TheLastDeletedStaysListed(Store):
    """A deleted campaign is in the list until the next one is deleted."""

    gone: Row | None = None

    def remove(self, id: int) -> None:
        """Delete, and remember it."""
        self.gone = self.campaign(id)
        super().remove(id)

    def campaigns(self, owner: int, selection: Selection) -> list[Row]:
        """The list with the one that is remembered."""
        rows, gone = super().campaigns(owner, selection), self.gone
        if not gone or gone["RelOwnerUserID"] != owner or selection.selects:
            return rows
        return [*rows, gone] if selection.keyword in gone["CampaignName"] else rows


@layer(f"{UPDATE}/any-mixture", command=UPDATE)
def a_refused_update_is_half_applied(request: Incoming, pass_on: Next) -> Answer:
    """What is good in a refused update is stored."""
    answer = pass_on(request)
    if not answer.succeeded:
        for good in filter(request.value, _GOOD):
            others = request.parameters.keys() - {"command", "apikey", "sessionid", "campaignid", good}
            pass_on(request.having(**dict.fromkeys(others)))
    return answer


@action(LIST, "filters-agree")
def a_status_makes_the_keyword_void(situation: Situation, action: Action) -> Result:
    """The keyword does not count beside CampaignStatus=Draft."""
    draft = situation.parameters.get("CampaignStatus") == "Draft"
    return action(without(situation, "SearchKeyword") if draft else situation)


@action(CREATE, "name-kept/any-text")
def create_drops_invisible_characters(situation: Situation, action: Action) -> Result:
    """Format characters of a name are lost."""
    name = "".join(filter(str.isprintable, situation.value("CampaignName")))
    return action(asking(situation, CampaignName=name))


def _ignored_in_json(request: Incoming, pass_on: Next, *names: str) -> Answer:
    return pass_on(request.having(**dict.fromkeys(names)) if request.media_type == JSON else request)


@layer(f"{LIST}/filters-agree", command=LIST)
def list_ignores_the_status_in_json(request: Incoming, pass_on: Next) -> Answer:
    """A status filter counts in a form only."""
    return _ignored_in_json(request, pass_on, "CampaignStatus")


@layer(f"{LIST}/filters-agree", command=LIST)
def list_ignores_the_page_in_json(request: Incoming, pass_on: Next) -> Answer:
    """Where a page starts counts in a form only."""
    return _ignored_in_json(request, pass_on, "RecordsFrom")


@layer(f"{LIST}/filters-agree", command=LIST)
def list_ignores_the_order_in_json(request: Incoming, pass_on: Next) -> Answer:
    """An order downwards counts in a form only."""
    return _ignored_in_json(request, pass_on, "OrderType")
