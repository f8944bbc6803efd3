"""Commands that do their work and something more, to the campaign, its namesakes, its copies or the next request."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from campaign_contract.mockserver.actions import Action
from campaign_contract.mockserver.situation import Situation
from campaign_contract.mockserver.store import Row, Selection, Store
from campaign_contract.mockserver.values import HIGHEST
from campaign_contract.spec import Group
from campaign_contract.tools.proof.mutants.wrong.define import action, asking, own_rows, stateful, store
from campaign_contract.tools.proof.trial.wire import Answer, Incoming, Layer, Next

COPY, CREATE, DELETE, GET, LIST, UPDATE = (
    "Campaign.Copy",
    "Campaign.Create",
    "Campaigns.Delete",
    "Campaign.Get",
    "Campaigns.Get",
    "Campaign.Update",
)
RULE = "Api/no-more-than-asked"
_PAGE, _SHORT, _TOGETHER = 10, 2, 0.2
Result = Mapping[str, Any]


@action(COPY, f"{RULE}/by-Campaign.Copy")
def copy_unschedules_the_source(situation: Situation, action: Action) -> Result:
    """The source of a copy loses its schedule."""
    result = action(situation)
    fields = (item for item in situation.spec.fields if item.group is Group.SCHEDULE and item.stored)
    situation.store.change(_own_id(situation), {item.name: item.default for item in fields})
    return result


@action(COPY, f"{RULE}/by-Campaign.Copy-of-what-is-sending")
def copy_stops_the_source(situation: Situation, action: Action) -> Result:
    """The source of a copy is a Draft again."""
    result = action(situation)
    situation.store.change(_own_id(situation), {"CampaignStatus": "Draft"})
    return result


@action(COPY, f"{RULE}/by-Campaign.Copy")
def copy_is_made_once(situation: Situation, action: Action) -> Result:
    """A campaign that is copied again has the copy that it had."""
    mark = f"copy of {_own_id(situation)}"
    copies = [row["CampaignID"] for row in own_rows(situation) if row["GoogleAnalyticsDomains"] == mark]
    if copies:
        return {"NewCampaignID": str(copies[0])}
    result = action(situation)
    situation.store.change(int(result["NewCampaignID"]), {"GoogleAnalyticsDomains": mark})
    return result


@action(GET, f"{RULE}/by-reading")
def get_leaves_a_mark(situation: Situation, action: Action) -> Result:
    """Whoever reads a campaign changes its explanation."""
    if situation.campaign:
        told = f"{situation.campaign['ApprovalUserExplanation']}, read"
        situation.store.change(_own_id(situation), {"ApprovalUserExplanation": told})
    return action(situation)


@action(CREATE, "Api/independence/of-a-new-campaign")
def create_starts_from_the_newest(situation: Situation, action: Action) -> Result:
    """A new campaign has the explanation of the one before."""
    rows = own_rows(situation)
    result = action(situation)
    if rows:
        told = rows[-1]["ApprovalUserExplanation"]
        situation.store.change(int(result["CampaignID"]), {"ApprovalUserExplanation": told})
    return result


@action(DELETE, "Api/independence/of-a-namesake")
def delete_takes_namesakes(situation: Situation, action: Action) -> Result:
    """All campaigns under the names of the deleted ones are deleted."""
    named = set(situation.value("Campaigns").split(","))
    names = {row["CampaignName"] for row in own_rows(situation) if str(row["CampaignID"]) in named}
    together = [str(row["CampaignID"]) for row in own_rows(situation) if row["CampaignName"] in names]
    return action(asking(situation, Campaigns=",".join([*named, *together])))


@action(UPDATE, "Api/independence/of-a-namesake")
def update_reaches_namesakes(situation: Situation, action: Action) -> Result:
    """Recipients that a campaign gets are those of its namesakes, too."""
    named, lists = (situation.campaign or {}).get("CampaignName"), "RecipientListsAndSegments"
    if lists in situation.parameters:
        for row in own_rows(situation):
            if row["CampaignName"] == named:
                situation.store.change(int(row["CampaignID"]), {lists: situation.value(lists)})
    return action(situation)


@action(LIST, "Api/independence/of-a-namesake")
def list_by_name_drops_namesakes(situation: Situation, action: Action) -> Result:
    """Of several campaigns under one name a list by name has one."""
    result = action(situation)
    if situation.value("OrderField") != "CampaignName":
        return result
    return {**result, "Campaigns": list({row["CampaignName"]: row for row in result["Campaigns"]}.values())}


@action(DELETE, "deletes-named/many")
def delete_takes_ten_at_most(situation: Situation, action: Action) -> Result:
    """Of a long list the first ten are deleted."""
    return action(asking(situation, Campaigns=",".join(situation.value("Campaigns").split(",")[:_PAGE])))


@action(DELETE, "deletes-named/in-Sending")
def delete_passes_over_what_is_sending(situation: Situation, action: Action) -> Result:
    """What is being sent stays, and the answer is a success."""
    sending = {str(row["CampaignID"]) for row in own_rows(situation) if row["CampaignStatus"] == "Sending"}
    ids = [id for id in situation.value("Campaigns").split(",") if id not in sending]
    return action(asking(situation, Campaigns=",".join(ids))) if ids else {}


@action(DELETE, "deletes-named/many")
def delete_passes_over_what_has_a_date(situation: Situation, action: Action) -> Result:
    """What has a date stays, and the answer is a success."""
    dated = {str(row["CampaignID"]) for row in own_rows(situation) if row["SendDate"]}
    ids = [id for id in situation.value("Campaigns").split(",") if id not in dated]
    return action(asking(situation, Campaigns=",".join(ids))) if ids else {}


@action(LIST, "keyword/long")
def list_cuts_the_keyword(situation: Situation, action: Action) -> Result:
    """Fifty characters of a keyword are searched for."""
    return action(asking(situation, SearchKeyword=situation.value("SearchKeyword")[:50]))


@action(LIST, "keyword/one-character")
def list_ignores_short_keywords(situation: Situation, action: Action) -> Result:
    """A keyword of one or two characters finds nothing."""
    word = situation.value("SearchKeyword")
    return action(asking(situation, SearchKeyword=f"{word}\x00" if 0 < len(word) <= _SHORT else word))


@store(f"{LIST}/keyword/other-fields")
class ListSearchesAllFields(Store):
    """A keyword finds what has it in any field."""

    def campaigns(self, owner: int, selection: Selection) -> list[Row]:
        """A page of the list."""
        rows = super().campaigns(owner, replace(selection, keyword="", limit=HIGHEST, offset=0))
        found = [row for row in rows if any(selection.keyword in str(value) for value in row.values())]
        return found[selection.offset : selection.offset + selection.limit]


@action(LIST, "page-size/with-status")
def list_cuts_the_page_first(situation: Situation, action: Action) -> Result:
    """The page is cut from the whole list, and filtered by status then."""
    whole = action(asking(situation, CampaignStatus="All"))
    wanted = situation.value("CampaignStatus")
    rows = [row for row in whole["Campaigns"] if wanted in ("All", row["CampaignStatus"])]
    return {**whole, "Campaigns": rows}


@action(LIST, "page-size")
def list_page_is_one_short(situation: Situation, action: Action) -> Result:
    """A page of two and more lacks its last row."""
    result = action(situation)
    size = int(situation.value("RecordsPerRequest") or 0)
    full = 1 < size == len(result["Campaigns"])
    return {**result, "Campaigns": result["Campaigns"][:-1] if full else result["Campaigns"]}


@action(LIST, "total-counts-matches/with-status")
def list_total_counts_all_statuses(situation: Situation, action: Action) -> Result:
    """TotalCampaigns counts the campaigns in other statuses, too."""
    everything = action(asking(situation, CampaignStatus="All"))
    return {**action(situation), "TotalCampaigns": everything["TotalCampaigns"]}


@action(LIST, "tags/several")
def list_takes_the_first_tag(situation: Situation, action: Action) -> Result:
    """Of several tags the first one counts."""
    tags = situation.value("Tags")
    return action(asking(situation, Tags=tags.partition(",")[0]) if tags else situation)


@stateful("Api/isolation/at-the-same-time", command=LIST)
def lists_at_once_are_the_newest_caller_s() -> Layer:
    """Of several requests at once each is answered as that of the caller who came last."""
    latest: list[Mapping[str, Any]] = []

    def layer(request: Incoming, pass_on: Next) -> Answer:
        latest[:] = [{name: request.parameters.get(name.lower()) for name in ("SessionID", "APIKey")}]
        threading.Event().wait(_TOGETHER if "at once" in request.value("SearchKeyword") else 0)
        return pass_on(request.having(**latest[0]))

    return layer


@stateful("Api/isolation/changes-at-the-same-time", command="Campaign.Update")
def updates_at_once_are_the_newest_caller_s() -> Layer:
    """Of several changes at once each is carried out as that of the caller who came last, and answered as done."""
    latest: list[Mapping[str, Any]] = []

    def layer(request: Incoming, pass_on: Next) -> Answer:
        latest[:] = [{name: request.parameters.get(name.lower()) for name in ("SessionID", "APIKey")}]
        threading.Event().wait(_TOGETHER if "change" in request.value("CampaignName") else 0)
        answer = pass_on(request.having(**latest[0]))
        return answer if answer.succeeded else replace(answer, status=200, body={"Success": True, "ErrorCode": 0})

    return layer


def _own_id(situation: Situation) -> int:
    return int((situation.campaign or {})["CampaignID"])
