"""Wrong ways to list several campaigns at once: by tags, page by page, and what each row shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from campaign_contract.mockserver.actions import Action
from campaign_contract.mockserver.situation import Situation
from campaign_contract.mockserver.store import Row, Selection, Store
from campaign_contract.tools.proof.mutants.wrong.define import (
    Body,
    action,
    answers,
    asking,
    layer,
    stateful,
    store,
    without,
)
from campaign_contract.tools.proof.trial.wire import JSON, Answer, Incoming, Layer, Next

LIST = "Campaigns.Get"
_FILTERS = ("SearchKeyword", "CampaignStatus", "RecordsFrom")
_MANY_TAGS = 50


@action(LIST, "tags/and-no-name")
def list_by_tags_forgets_the_keyword(situation: Situation, action: Action) -> Mapping[str, Any]:
    """A tag filter takes the place of the keyword."""
    return action(without(situation, "SearchKeyword") if situation.value("Tags") else situation)


@action(LIST, "tags/and-another-status")
def list_by_tags_forgets_the_status(situation: Situation, action: Action) -> Mapping[str, Any]:
    """A tag filter takes the place of the status filter."""
    return action(without(situation, "CampaignStatus") if situation.value("Tags") else situation)


@action(LIST, "tags/and-a-keyword")
def list_by_tags_and_keyword_is_empty(situation: Situation, action: Action) -> Mapping[str, Any]:
    """A tag filter and a keyword together find nothing."""
    return action(asking(situation, Tags="0") if situation.value("SearchKeyword") else situation)


@action(LIST, "tags/and-a-status")
def list_by_tags_and_status_is_empty(situation: Situation, action: Action) -> Mapping[str, Any]:
    """A tag filter and a status filter together find nothing."""
    return action(asking(situation, Tags="0") if situation.value("CampaignStatus") else situation)


@store(f"{LIST}/tags/once", f"{LIST}/tags/page-of-1")
class ListRepeatsWhatIsTagged(Store):
    """What a tag finds is listed once for each tag that was named."""

    def campaigns(self, owner: int, selection: Selection) -> list[Row]:
        """A page of the list."""
        rows = super().campaigns(owner, selection)
        return rows if selection.tags is None else [row for row in rows for _ in range(2)]


@action(LIST, "tags/page-of-1")
def list_by_tags_starts_over(situation: Situation, action: Action) -> Mapping[str, Any]:
    """With a tag filter every page is the first."""
    return action(without(situation, "RecordsFrom") if situation.value("Tags") else situation)


@store(f"{LIST}/tags/unknown")
class ListTakesAnyTag(Store):
    """A tag filter finds whatever has a tag."""

    def campaigns(self, owner: int, selection: Selection) -> list[Row]:
        """A page of the list."""
        tags = None if selection.tags is None else frozenset(range(_MANY_TAGS))
        return super().campaigns(owner, replace(selection, tags=tags))


@store(f"{LIST}/tags/unknown")
class ListForgetsAnUnknownTag(Store):
    """A tag that is not the caller's filters nothing."""

    def campaigns(self, owner: int, selection: Selection) -> list[Row]:
        """A page of the list."""
        known = super().campaigns(owner, replace(selection, keyword="", selects={}))
        return super().campaigns(owner, selection if known else replace(selection, tags=None))


@action(LIST, "tags/of-the-other-user")
def list_by_tags_is_for_everybody(situation: Situation, action: Action) -> Mapping[str, Any]:
    """Who asks for a tag gets what the first account has."""
    return action(replace(situation, owner=1) if situation.value("Tags") else situation)


@action(LIST, "total-counts-matches/with-tags")
def list_total_forgets_the_tags(situation: Situation, action: Action) -> Mapping[str, Any]:
    """TotalCampaigns counts also what has other tags."""
    total = action(without(situation, "Tags"))["TotalCampaigns"]
    return {**action(situation), "TotalCampaigns": total}


@answers(f"{LIST}/tags/of-each-row", command=LIST)
def list_shows_the_tags_of_any_row(body: Body) -> Body:
    """Each row shows the tags of whichever row has some."""
    rows = body.get("Campaigns") or []
    tags = next((row["Tags"] for row in rows if row.get("Tags")), None)
    return body | {"Campaigns": [{**row, **({"Tags": tags} if tags and "Tags" in row else {})} for row in rows]}


@answers(f"{LIST}/tags/agree", command=LIST)
def list_shows_tags_twice(body: Body) -> Body:
    """Each tag of a row is there twice."""
    return body | {
        "Campaigns": [{**row, "Tags": row["Tags"] * 2} if "Tags" in row else row for row in body["Campaigns"]]
    }


@action(LIST, "tags/agree")
def list_by_tags_shows_no_others(situation: Situation, action: Action) -> Mapping[str, Any]:
    """Rows that a tag finds show one tag, although they have others, too."""
    answer = action(situation)
    rows = answer["Campaigns"] if situation.value("Tags") and situation.value("RetrieveTags") else []
    return {**answer, **({"Campaigns": [{**row, "Tags": row["Tags"][:1]} for row in rows]} if rows else {})}


@answers(f"{LIST}/statistics/of-each-row", command=LIST)
def list_shows_statistics_once(body: Body) -> Body:
    """Only the first row shows statistics."""
    rows = body.get("Campaigns") or []
    bare = [{key: value for key, value in row.items() if not key.endswith("Statistics")} for row in rows[1:]]
    return body | {"Campaigns": rows[:1] + bare}


@action(LIST, "order/of-the-second-user")
def list_orders_for_the_first_user_only(situation: Situation, action: Action) -> Mapping[str, Any]:
    """Order and page count for the first account only."""
    return action(situation if situation.owner == 1 else without(situation, "OrderType", "RecordsFrom"))


@action(LIST, "pages-cover-once/of-the-whole-list")
def list_without_filters_starts_over(situation: Situation, action: Action) -> Mapping[str, Any]:
    """Without a filter every page is the first."""
    filtered = situation.value("SearchKeyword") or situation.value("Tags")
    return action(situation if filtered else without(situation, "RecordsFrom"))


@stateful(f"{LIST}/order/by-session", command=LIST)
def list_keeps_the_filters_of_a_session() -> Layer:
    """Whoever asks by a session, and sends no keyword, status or page, gets those that were sent before."""
    last: dict[str, str] = {}

    def layer(request: Incoming, pass_on: Next) -> Answer:
        if not request.value("SessionID"):
            return pass_on(request)
        kept = {name: request.value(name) or last.get(name, "") for name in _FILTERS}
        last.update(kept)
        return pass_on(request.having(**{name: value for name, value in kept.items() if value}))

    return layer


@stateful(f"{LIST}/status-filter/Draft")
def list_by_status_leaves_out_copies() -> Layer:
    """Whoever asks for a status gets no campaign that is a copy."""
    copies: set[str] = set()

    def layer(request: Incoming, pass_on: Next) -> Answer:
        answer = pass_on(request)
        if answer.succeeded and request.command == "Campaign.Copy":
            copies.add(str(answer.body["NewCampaignID"]))
        if not (answer.succeeded and request.command == LIST and request.value("CampaignStatus")):
            return answer
        originals = [row for row in answer.body["Campaigns"] if row["CampaignID"] not in copies]
        return replace(answer, body={**answer.body, "Campaigns": originals})

    return layer


@layer(f"{LIST}/order/in-json", command=LIST)
def list_begins_at_the_first_in_json(request: Incoming, pass_on: Next) -> Answer:
    """Where to start is not taken from JSON."""
    return pass_on(request.having(RecordsFrom=None) if request.media_type == JSON else request)


@layer(f"{LIST}/order/in-json", command=LIST)
def list_forgets_the_status_in_json(request: Incoming, pass_on: Next) -> Answer:
    """The status filter is not taken from JSON."""
    return pass_on(request.having(CampaignStatus=None) if request.media_type == JSON else request)
