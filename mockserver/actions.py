"""What a good call does, where no table can say it; any other command only has its effect applied."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from campaign_contract.mockserver.database import Laborious, refuse_hurry
from campaign_contract.mockserver.faulty import Faulty
from campaign_contract.mockserver.presentation import emails_per_second
from campaign_contract.mockserver.situation import Situation
from campaign_contract.mockserver.sql import is_number
from campaign_contract.mockserver.store import Selection
from campaign_contract.mockserver.values import HIGHEST, number, numbers, truth
from campaign_contract.spec import Group, Kind

MOST_ROWS = 1_000
"""How many campaigns one answer holds at most, so that nobody waits long for somebody else's."""
_MOST_IN_A_HURRY = 100
"""How many are answered at once; for more of them others would have to wait."""

Action = Callable[[Situation], Mapping[str, Any]]
"""Carries a call out and answers the keys of its success beyond the envelope."""


class Refused(Exception):
    """Documented errors, by their ids within the command; `text` is for a failure shape without words."""

    def __init__(self, *errors: str, text: str = "") -> None:
        self.errors = errors
        self.text = text
        super().__init__(*errors)


def apply_effect(situation: Situation) -> Mapping[str, Any]:
    """Set what the spec says a success sets (`success.sets`), and nothing else."""
    campaign, effect = situation.campaign, situation.effect
    if campaign and effect:
        situation.store.change(campaign["CampaignID"], effect | {"LastActivityDateTime": situation.now})
    return {}


def create(situation: Situation) -> Mapping[str, Any]:
    """A new campaign of the caller's under a name (Create a New Campaign)."""
    return {"CampaignID": _add(situation, {"CampaignName": situation.value("CampaignName")})}


def copy(situation: Situation) -> Mapping[str, Any]:
    """A new campaign with the settings of another one and nothing else of it (Copy Campaign)."""
    source = situation.campaign
    if source is None:
        return {}
    settings = [field.name for field in situation.spec.fields if field.stored and field.group is Group.SETTING]
    return {"NewCampaignID": _add(situation, {name: source[name] for name in settings})}


def get(situation: Situation) -> Mapping[str, Any]:
    """One campaign with its throughput (Retrieve Campaign Details; open question unknown-campaign)."""
    campaign = situation.campaign
    if campaign is None:
        return {"Campaign": []}
    tagged = truth(situation.value("retrievetags"))
    id = campaign["CampaignID"]
    tags = situation.store.tag_names(situation.owner, [id])[id] if tagged else []
    statistics = truth(situation.value("retrievestatistics"))
    return {
        "Campaign": situation.view(statistics, tagged)(campaign, tags),
        "CampaignThroughput": {"EmailsPerSecond": emails_per_second(campaign)},
    }


def update(situation: Situation) -> Mapping[str, Any]:
    """Change what was sent and keep the rest (Update Campaign Details)."""
    campaign = situation.campaign
    if campaign:
        values = _sent_values(situation) | {"LastActivityDateTime": situation.now}
        situation.store.change(campaign["CampaignID"], values)
    return {}


def delete(situation: Situation) -> Mapping[str, Any]:
    """Delete the caller's own campaigns among those named (Delete Campaigns); open question delete-mixed-list."""
    named = numbers(situation.value("Campaigns"))
    for campaign in sorted(named & situation.store.campaign_ids(situation.owner)):
        situation.store.remove(campaign)
    return {}


def list_campaigns(situation: Situation) -> Mapping[str, Any]:
    """The caller's campaigns, filtered, searched, ordered and page by page (Retrieve Campaigns)."""
    selection = _selection(situation)
    store, owner = situation.store, situation.owner
    statistics = truth(situation.value("RetrieveStatistics"))
    total = store.count(owner, selection)
    _weigh(min(selection.limit, total - selection.offset))
    tagged = truth(situation.value("RetrieveTags"))
    rows = store.campaigns(owner, selection)
    tags = store.tag_names(owner, [row["CampaignID"] for row in rows]) if tagged else {}
    shown = situation.view(statistics, tagged)
    return {
        "Campaigns": [shown(row, tags.get(row["CampaignID"], [])) for row in rows],
        "TotalCampaigns": total,
    }


ACTIONS: Mapping[str, Action] = {
    "Campaign.Create": create,
    "Campaign.Copy": copy,
    "Campaign.Get": get,
    "Campaign.Update": update,
    "Campaigns.Delete": delete,
    "Campaigns.Get": list_campaigns,
}
"""By the name of the command; a command that is not here is carried out by `apply_effect`."""


def _add(situation: Situation, values: dict[str, Any]) -> int:
    identity = {
        "RelOwnerUserID": situation.owner,
        "CreateDateTime": situation.now,
        "LastActivityDateTime": situation.now,
    }
    return situation.store.add(values | identity | situation.effect)


def _sent_values(situation: Situation) -> dict[str, Any]:
    """The sent parameters that are stored fields; a text where the field is a number counts as not sent."""
    subject = situation.command.subject
    ignored = {subject.name} if subject else set()
    if _sends(situation, Kind.RULES):
        ignored |= {item.name for item in situation.command.parameters if item.kind is Kind.RECIPIENTS}
    values: dict[str, Any] = {}
    fields = {field.name.lower(): field for field in situation.spec.fields if field.stored}
    for name, text in situation.parameters.items():
        field = fields.get(name.lower())
        if field and name not in ignored:
            values[field.name] = number(text) if is_number(field) else text
    return {name: value for name, value in values.items() if value is not None}


def _sends(situation: Situation, kind: Kind) -> bool:
    return any(item.kind is kind and item.name in situation.parameters for item in situation.command.parameters)


def _selection(situation: Situation) -> Selection:
    return Selection(
        selects=_selects(situation),
        tags=numbers(situation.value("Tags")) if situation.value("Tags") else None,
        keyword=situation.value("SearchKeyword"),
        order=_order(situation),
        descending=situation.value("OrderType").upper() == "DESC",
        limit=number(situation.value("RecordsPerRequest")) or HIGHEST,
        offset=number(situation.value("RecordsFrom")) or 0,
    )


def _weigh(rows: int) -> None:
    """Refuse what is too much for one answer; what is much keeps nobody waiting."""
    if rows > _MOST_IN_A_HURRY:
        refuse_hurry(Laborious)
    if rows > MOST_ROWS:
        text = f"{rows} campaigns are too many for one answer; send RecordsPerRequest, at most {MOST_ROWS}."
        raise Faulty("too-many", text)


def _selects(situation: Situation) -> dict[str, tuple[str, ...]]:
    """What the filters stand for; a value that stands for nothing of its own is the value of its field."""
    found: dict[str, tuple[str, ...]] = {}
    for parameter in situation.command.parameters:
        if parameter.selects:
            value = situation.value(parameter.name)
            found |= parameter.selects.get(value, {parameter.name: (value,)})
    return found


def _order(situation: Situation) -> str:
    """The stored field to order by; anything else counts as not sent."""
    names = {field.name.lower(): field.name for field in situation.spec.fields if field.stored}
    wanted = situation.value("OrderField").lower()
    defaults = (item.default or "" for item in situation.command.parameters if item.name.lower() == "orderfield")
    return names.get(wanted) or names.get(next(defaults, "").lower()) or situation.spec.fields[0].name
