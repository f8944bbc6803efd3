"""Wrong ways to list campaigns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from campaign_contract.mockserver.actions import Action
from campaign_contract.mockserver.situation import Situation
from campaign_contract.mockserver.store import Row, Selection, Store
from campaign_contract.tools.proof.mutants.wrong.define import Body, action, answers, asking, layer, store, without
from campaign_contract.tools.proof.trial.wire import Answer, Incoming, Next

LIST = "Campaigns.Get"
_MAX_ROWS = 25


@store(f"{LIST}/pages-cover-once")
class ListSkipsOne(Store):
    """Every page but the first starts one campaign too late."""

    def campaigns(self, owner: int, selection: Selection) -> list[Row]:
        """A page of the list."""
        late = 1 if selection.offset else 0
        return super().campaigns(owner, replace(selection, offset=selection.offset + late))


@store(f"{LIST}/pages-cover-once")
class ListRepeatsOne(Store):
    """Every page but the first starts with the last campaign of the page before."""

    def campaigns(self, owner: int, selection: Selection) -> list[Row]:
        """A page of the list."""
        return super().campaigns(owner, replace(selection, offset=max(0, selection.offset - 1)))


@store(f"{LIST}/pages-cover-once", f"{LIST}/page-past-end")
class ListIgnoresTheOffset(Store):
    """Every page is the first."""

    def campaigns(self, owner: int, selection: Selection) -> list[Row]:
        """A page of the list."""
        return super().campaigns(owner, replace(selection, offset=0))


@store(f"{LIST}/page-past-end")
class ListStartsOverAtTheEnd(Store):
    """The page behind the last one is the first."""

    def campaigns(self, owner: int, selection: Selection) -> list[Row]:
        """A page of the list."""
        return super().campaigns(owner, selection) or super().campaigns(owner, replace(selection, offset=0))


@action(LIST, "page-size")
def list_ignores_the_page_size(situation: Situation, action: Action) -> Mapping[str, Any]:
    """A page holds every campaign that is left."""
    return action(asking(situation, RecordsPerRequest="0"))


@store(f"{LIST}/page-size")
class ListPageHasOneTooMany(Store):
    """A page holds one campaign more than was asked for."""

    def campaigns(self, owner: int, selection: Selection) -> list[Row]:
        """A page of the list."""
        return super().campaigns(owner, replace(selection, limit=selection.limit + 1))


@store(f"{LIST}/more-than-25")
class ListEndsAfter25(Store):
    """The first 25 campaigns are all that can be read."""

    def campaigns(self, owner: int, selection: Selection) -> list[Row]:
        """A page of the list."""
        left = max(0, _MAX_ROWS - selection.offset)
        return super().campaigns(owner, replace(selection, limit=min(selection.limit, left)))


@action(LIST, "order")
def list_ignores_the_order(situation: Situation, action: Action) -> Mapping[str, Any]:
    """Rows come in the order of their ids, whatever is asked for."""
    return action(asking(situation, OrderField="CampaignID"))


@action(LIST, "order/DESC")
def list_ignores_descending(situation: Situation, action: Action) -> Mapping[str, Any]:
    """Rows are ordered upwards, whatever is asked for."""
    return action(asking(situation, OrderType="ASC"))


@action(LIST, "order/ASC")
def list_always_descending(situation: Situation, action: Action) -> Mapping[str, Any]:
    """Rows are ordered downwards, whatever is asked for."""
    return action(asking(situation, OrderType="DESC"))


@action(LIST, "status-filter")
def list_ignores_the_status_filter(situation: Situation, action: Action) -> Mapping[str, Any]:
    """Rows of every status are answered."""
    return action(asking(situation, CampaignStatus="All"))


@action(LIST, "status-filter")
def list_takes_the_status_for_another(situation: Situation, action: Action) -> Mapping[str, Any]:
    """Whoever asks for Sending gets Sent."""
    wanted = situation.value("CampaignStatus")
    return action(asking(situation, CampaignStatus={"Sending": "Sent"}.get(wanted, wanted)))


@action(LIST, "status-filter")
def list_leaves_out_drafts_with_a_date(situation: Situation, action: Action) -> Mapping[str, Any]:
    """Whoever asks for Draft gets those without a date."""
    result, asked = action(situation), situation.value("CampaignStatus")
    undated = [row for row in result["Campaigns"] if not row["SendDate"]]
    return {**result, **({"Campaigns": undated} if asked == "Draft" else {})}


@action(LIST, "total-counts-matches", "total-constant")
def list_total_counts_the_page(situation: Situation, action: Action) -> Mapping[str, Any]:
    """TotalCampaigns is the number of rows on the page."""
    result = action(situation)
    return {**result, "TotalCampaigns": len(result["Campaigns"])}


@action(LIST, "total-counts-matches")
def list_total_counts_everything(situation: Situation, action: Action) -> Mapping[str, Any]:
    """TotalCampaigns counts the campaigns that do not match, too."""
    return {**action(situation), "TotalCampaigns": situation.store.count(situation.owner, Selection())}


@action(LIST, "total-constant")
def list_total_counts_what_is_left(situation: Situation, action: Action) -> Mapping[str, Any]:
    """TotalCampaigns counts from the first row of the page on."""
    result = action(situation)
    offset = int(situation.value("RecordsFrom") or 0)
    return {**result, "TotalCampaigns": max(0, result["TotalCampaigns"] - offset)}


@action(LIST, "tags/on-request")
def list_never_shows_tags(situation: Situation, action: Action) -> Mapping[str, Any]:
    """Rows show no tags, even where they are asked for."""
    return action(asking(situation, RetrieveTags="false"))


@action(LIST, "tags/filter")
def list_ignores_the_tag_filter(situation: Situation, action: Action) -> Mapping[str, Any]:
    """Campaigns without the tag are answered too."""
    return action(without(situation, "Tags"))


@action(LIST, "tags/filter")
def list_finds_no_tag(situation: Situation, action: Action) -> Mapping[str, Any]:
    """A tag finds nothing."""
    return action(asking(situation, Tags="0") if situation.value("Tags") else situation)


@action(LIST, "statistics/off")
def list_always_shows_statistics(situation: Situation, action: Action) -> Mapping[str, Any]:
    """Rows show statistics where they are not wanted, too."""
    return action(asking(situation, RetrieveStatistics="true"))


@answers(f"{LIST}/statistics/on", command=LIST)
def list_never_shows_statistics(body: Body) -> Body:
    """Rows show neither statistics nor totals nor ratios."""
    hidden = ("Statistics", "Ratio")
    rows = body.get("Campaigns", ())
    kept = [
        {name: value for name, value in row.items() if not name.startswith("Total") and not name.endswith(hidden)}
        for row in rows
    ]
    return {**body, "Campaigns": kept}


@answers(f"{LIST}/pages-cover-once", f"{LIST}/keyword", command=LIST)
def list_repeats_rows(body: Body) -> Body:
    """Each row is there twice."""
    return {**body, "Campaigns": [row for row in body.get("Campaigns", ()) for _ in range(2)]}


@answers(f"{LIST}/no-errors", f"{LIST}/page-past-end", command=LIST)
def list_fails_without_a_match(body: Body) -> Body:
    """Where nothing matches, the answer is an error."""
    return body if body.get("Campaigns") else {"Success": False, "ErrorCode": 1}


@layer(f"{LIST}/no-errors", command=LIST)
def list_demands_an_order(request: Incoming, pass_on: Next) -> Answer:
    """Without an OrderField the answer is an error."""
    return pass_on(request) if request.value("OrderField") else Answer(200, {"Success": False, "ErrorCode": 1})


@layer(f"{LIST}/odd-paging-values", command=LIST)
def list_breaks_on_odd_paging(request: Incoming, pass_on: Next) -> Answer:
    """A paging value that is no number ends in a 500."""
    values = [request.value(name) for name in ("RecordsPerRequest", "RecordsFrom")]
    odd = any(value and not value.isdecimal() for value in values)
    return Answer(500, {"Success": False, "ErrorCode": 500}) if odd else pass_on(request)


@store(f"{LIST}/own-only")
class ListShowsEverybodys(Store):
    """The list holds every user's campaigns."""

    def _matching(self, owner: int, selection: Selection) -> tuple[str, dict[str, Any]]:
        where, parameters = super()._matching(owner, selection)
        return where.replace('"RelOwnerUserID" = :owner', ":owner = :owner"), parameters
