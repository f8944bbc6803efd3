"""SHOULD: one thing at a time that only an example of the page shows, done in another way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from campaign_contract.mockserver.actions import Action
from campaign_contract.mockserver.situation import Situation
from campaign_contract.mockserver.store import Selection, Store
from campaign_contract.spec.wording import STATUS_AFTER
from campaign_contract.tools.proof.trial.blueprint import Alteration, layer_added, store_altered, together
from campaign_contract.tools.proof.trial.wire import JSON, Answer, Incoming, Next
from campaign_contract.tools.proof.variants.should_wrapping import ids_as, shown, wrapped
from campaign_contract.tools.proof.variants.variant import (
    Body,
    Variant,
    campaigns,
    carried_out,
    effect_altered,
    failed,
    failures,
    successes,
)

CREATE, COPY, GET, UPDATE, LIST = (
    "Campaign.Create",
    "Campaign.Copy",
    "Campaign.Get",
    "Campaign.Update",
    "Campaigns.Get",
)
DELETE = "Campaigns.Delete"
_OPTIONAL = ("send", "schedulerec", "campaigns")


def _without(*names: str) -> Callable[[Body], Body]:
    return lambda body: {name: value for name, value in body.items() if name not in names}


def _labelled(content_type: str) -> Alteration:
    return layer_added(lambda request, pass_on: replace(pass_on(request), content_type=content_type))


def _in_campaign(edit: Callable[[Body], Body]) -> Alteration:
    def edited(body: Body) -> Body:
        return {**body, "Campaign": edit(body["Campaign"])} if isinstance(body["Campaign"], dict) else body

    return successes(edited, GET)


def _counting(situation: Situation, usual: Action) -> Mapping[str, Any]:
    return {**usual(situation), "TotalCampaigns": situation.store.count(situation.owner, Selection())}


class _Pattern(Store):
    """A keyword is a LIKE pattern."""

    def _matching(self, owner: int, selection: Selection) -> tuple[str, dict[str, Any]]:
        where, parameters = super()._matching(owner, replace(selection, keyword=""))
        return f'{where} AND "CampaignName" LIKE :pattern', {**parameters, "pattern": f"%{selection.keyword}%"}


def _refusing_numbers(request: Incoming, pass_on: Next) -> Answer:
    ids = [request.parameters.get("campaignid")]
    return failed(97) if request.media_type == JSON and isinstance(ids[0], int) else pass_on(request)


def _refusing_text(request: Incoming, pass_on: Next) -> Answer:
    """But not from Approve, whose example of the page sends text."""
    text = isinstance(request.parameters.get("campaignid"), str)
    example = request.command == "Campaign.Approve"
    return failed(97) if request.media_type == JSON and text and not example else pass_on(request)


def _empty_is_zero(request: Incoming, pass_on: Next) -> Answer:
    return pass_on(request.having(campaignid="0") if request.parameters.get("campaignid") == "" else request)


def _empty_is_sent(request: Incoming, pass_on: Next) -> Answer:
    if request.command not in (UPDATE, DELETE):
        return pass_on(request)
    empty = [name for name, value in request.parameters.items() if value == "" and name.startswith(_OPTIONAL)]
    return pass_on(request.having(**dict.fromkeys(empty, "0")) if empty else request)


def _with_tag_objects(row: Body) -> Body:
    return {**row, "Tags": [{"TagID": "1", "Tag": name} for name in row["Tags"]]} if "Tags" in row else row


EXAMPLES = (
    Variant(
        "no-error-message",
        "Campaign.Get's failures have no text.",
        failures(_without("ErrorMessage"), GET),
        wrapped(GET),
    ),
    Variant(
        "no-error-text",
        "Campaign.Copy's failures have no text.",
        failures(_without("ErrorText"), COPY),
        wrapped(COPY),
    ),
    Variant("no-empty-text", "Successes have no ErrorText.", successes(_without("ErrorText")), shown(DELETE, LIST)),
    Variant(
        "labelled-html",
        "Answers are labelled text/html.",
        _labelled("text/html; charset=utf-8"),
        ("Api/content-type",),
    ),
    Variant(
        "names-of-the-product",
        "Campaign.Get has the real product's keys.",
        _in_campaign(_without("Name", "Status", "Statistics")),
        shown(GET),
    ),
    Variant(
        "ratios-as-numbers",
        "Bounce ratios are numbers.",
        campaigns(
            lambda row: {name: float(value) if name.endswith("Ratio") else value for name, value in row.items()}
        ),
        (*shown(GET), f"{GET}/bounce-ratios"),
    ),
    Variant(
        "ratios-as-fractions",
        "Bounce ratios are fractions.",
        campaigns(
            lambda row: {
                name: f"{float(value) / 100:.2f}" if name.endswith("Ratio") else value for name, value in row.items()
            }
        ),
        (f"{GET}/bounce-ratios",),
    ),
    Variant(
        "no-ratios",
        "Bounce ratios are not shown.",
        campaigns(_without("HardBounceRatio", "SoftBounceRatio")),
        (*shown(GET), f"{GET}/bounce-ratios"),
    ),
    Variant("tags-as-objects", "Tags are objects.", campaigns(_with_tag_objects), (*shown(GET), f"{LIST}/tags/names")),
    Variant(
        "throughput-alone",
        "The throughput is a number alone.",
        successes(lambda body: {**body, "CampaignThroughput": 5} if "CampaignThroughput" in body else body),
        shown(GET),
    ),
    Variant(
        "total-as-text",
        "TotalCampaigns is text.",
        successes(lambda body: {**body, "TotalCampaigns": str(body["TotalCampaigns"])}, LIST),
        shown(LIST),
    ),
    Variant(
        "total-of-the-page",
        "TotalCampaigns counts the page.",
        successes(lambda body: {**body, "TotalCampaigns": len(body["Campaigns"])}, LIST),
        (f"{LIST}/total-counts-matches", f"{LIST}/total-constant"),
    ),
    Variant(
        "total-of-everything",
        "TotalCampaigns counts every campaign.",
        carried_out(LIST, _counting),
        (f"{LIST}/total-counts-matches",),
    ),
    Variant(
        "keyword-pattern",
        "A keyword is a LIKE pattern.",
        store_altered(_Pattern),
        (f"{LIST}/keyword-wildcards",),
        lambda check: not check.id.endswith("characters-keyword"),  # no pattern of SQLite is that long
    ),
    Variant(
        "created-ready",
        "A new campaign is Ready.",
        effect_altered(CREATE, "Ready"),
        (f"{CREATE}/{STATUS_AFTER}", f"{LIST}/total-counts-matches/with-status"),
    ),
    Variant(
        "empty-is-zero",
        "An id that is sent empty is taken for 0.",
        layer_added(_empty_is_zero),
        tuple(
            f"Campaign.{name}/missing-id/empty" for name in ("Approve", "Cancel", "Get", "Pause", "Resume", "Update")
        ),
    ),
    Variant(
        "empty-is-sent",
        "What is sent empty to Campaign.Update and Campaigns.Delete counts as sent.",
        layer_added(_empty_is_sent),
        (
            *(f"{UPDATE}/missing-{what}/empty-given-Future" for what in ("date", "time", "time-zone")),
            *(
                f"{UPDATE}/missing-{what}/empty-given-Recursive"
                for what in ("days", "months", "hours", "minutes", "max-instances")
            ),
            f"{DELETE}/invalid-campaigns/empty",
        ),
    ),
    Variant(
        "json-text-only",
        "Ids are text, and numbers in a JSON body are refused.",
        together(ids_as(str), layer_added(_refusing_numbers)),
        ("Api/json-number", *shown(CREATE, GET)),
    ),
    Variant(
        "json-numbers-only",
        "Ids are numbers, and text in a JSON body is refused.",
        together(ids_as(int), layer_added(_refusing_text)),
        ("Api/json-text", *shown(COPY, LIST)),
    ),
)
"""Each differs in one thing that the page's examples show, and earns advice for exactly that."""
