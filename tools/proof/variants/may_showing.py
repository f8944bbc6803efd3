"""MAY: campaigns that are shown with more, with less or in other words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from campaign_contract.spec import Group
from campaign_contract.tools.proof.trial.blueprint import Alteration, layer_added, reference
from campaign_contract.tools.proof.trial.wire import Answer, Incoming, Next, on
from campaign_contract.tools.proof.variants.variant import Body, Variant, campaigns, failed, successes

GET = "Campaign.Get"


def _instead_of_nothing(answer: Answer) -> Alteration:
    def layer(request: Incoming, pass_on: Next) -> Answer:
        given = pass_on(request)
        return answer if given.succeeded and not given.body["Campaign"] else given

    return layer_added(on(GET, layer))


def _hiding(hidden: Callable[[str], bool]) -> Alteration:
    return campaigns(lambda row: {name: value for name, value in row.items() if not hidden(name)})


def _is_setting(name: str) -> bool:
    fields = {field.name: field for field in reference().spec.fields}
    shown = name in ("CampaignName", "CampaignStatus", "Name", "Status")
    return not shown and name in fields and fields[name].group in (Group.SETTING, Group.SCHEDULE)


def _named_as_on_the_page(body: Body) -> Body:
    campaign = body["Campaign"]
    if isinstance(campaign, dict):
        campaign = {name: value for name, value in campaign.items() if name not in ("CampaignName", "CampaignStatus")}
    return {**body, "Campaign": campaign}


def _otherwise_written(row: Body) -> Body:
    """Times without seconds, dates with a time, lists as lists, flags as booleans, nothing as null."""
    other: dict[str, Callable[[str], Any]] = {
        "SendTime": lambda text: text[:5],
        "SendDate": lambda text: f"{text}T00:00:00Z",
        "S2SEnabled": lambda text: text == "true",
        "ScheduleRecDaysOfWeek": lambda text: text.split(","),
        "ScheduleRecHours": lambda text: [int(part) if part.isdecimal() else part for part in text.split(",")],
        "RecipientListsAndSegments": lambda text: text.split(","),
    }
    written = {name: change(row[name]) for name, change in other.items() if row.get(name)}
    return {name: None if value == "" else value for name, value in {**row, **written}.items()}


SHOWING = (
    Variant(
        "get-unknown-object",
        "No campaign is an empty object.",
        _instead_of_nothing(Answer(200, {"Success": True, "ErrorCode": 0, "Campaign": {}})),
    ),
    Variant(
        "get-unknown-null",
        "No campaign is null.",
        _instead_of_nothing(Answer(200, {"Success": True, "ErrorCode": 0, "Campaign": None})),
    ),
    Variant("get-unknown-fails", "No campaign is a failure.", _instead_of_nothing(failed(3, 404))),
    Variant("settings-hidden", "Campaigns are shown without settings and schedule.", _hiding(_is_setting)),
    Variant("get-names-of-the-page", "Campaign.Get says Name and Status only.", successes(_named_as_on_the_page, GET)),
    Variant("otherwise-written", "Dates, lists and flags are shown in other formats.", campaigns(_otherwise_written)),
)
"""The variants that show campaigns in another way."""
