"""Wrong ways to create, copy, read and change single campaigns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from campaign_contract.mockserver.actions import Action, apply_effect
from campaign_contract.mockserver.situation import Situation
from campaign_contract.spec import Group
from campaign_contract.tools.proof.mutants.wrong.define import Body, action, answers, asking, own_rows, without

Result = Mapping[str, Any]
CREATE, COPY, GET, UPDATE = "Campaign.Create", "Campaign.Copy", "Campaign.Get", "Campaign.Update"
PAUSE = "Campaign.Pause"


@action(CREATE, "new-id")
def create_answers_the_campaign_of_that_name(situation: Situation, action: Action) -> Result:
    """A second campaign under a name is the first one again."""
    rows = own_rows(situation)
    same = [row["CampaignID"] for row in rows if row["CampaignName"] == situation.value("CampaignName")]
    return {"CampaignID": same[0]} if same else action(situation)


@action(CREATE, "success", "readable")
def create_answers_the_next_id(situation: Situation, action: Action) -> Result:
    """The answered id is one more than that of the new campaign."""
    return {"CampaignID": action(situation)["CampaignID"] + 1}


@action(CREATE, "readable")
def create_forgets_the_name(situation: Situation, action: Action) -> Result:
    """A new campaign has no name."""
    made = action(situation)
    situation.store.change(made["CampaignID"], {"CampaignName": ""})
    return made


@action(COPY, "new-id")
def copy_answers_the_source(situation: Situation, action: Action) -> Result:
    """The id of the copy is that of the source."""
    action(situation)
    return {"NewCampaignID": _own_id(situation)}


@action(COPY, "carries-settings")
def copy_is_empty(situation: Situation, action: Action) -> Result:
    """The copy has the source's name and nothing else of it."""
    made = action(situation)
    fields = (item for item in situation.spec.fields if item.group is Group.SETTING and item.stored)
    situation.store.change(made["NewCampaignID"], {item.name: item.default for item in fields})
    return made


@action(COPY, "carries-settings/of-several-lines")
def copy_takes_one_flag_for_another(situation: Situation, action: Action) -> Result:
    """The copy is sent to others if its source is published."""
    made = action(situation)
    published = _row(situation)["PublishOnRSS"] == "Enabled"
    situation.store.change(made["NewCampaignID"], {"S2SEnabled": str(published).lower()})
    return made


@action(COPY, "carries-settings/of-several-lines")
def copy_takes_the_first_line(situation: Situation, action: Action) -> Result:
    """Of each text the copy has the first line only."""
    made, source = action(situation), _row(situation)
    fields = [item.name for item in situation.spec.fields if item.group is Group.SETTING and item.stored]
    first = {name: str(source[name]).partition("\n")[0] for name in fields if "\n" in str(source[name])}
    situation.store.change(made["NewCampaignID"], first)
    return made


@action(COPY, "drops-schedule")
def copy_carries_the_schedule(situation: Situation, action: Action) -> Result:
    """The copy is scheduled as its source is."""
    made, source = action(situation), _row(situation)
    schedule = {item.name: source[item.name] for item in situation.spec.fields if item.group is Group.SCHEDULE}
    situation.store.change(made["NewCampaignID"], schedule)
    return made


@action(COPY, "status-after")
def copy_carries_the_status(situation: Situation, action: Action) -> Result:
    """The copy is in the status of its source."""
    made = action(situation)
    situation.store.change(made["NewCampaignID"], {"CampaignStatus": _row(situation)["CampaignStatus"]})
    return made


@action(COPY, "source-untouched", "new-id")
def copy_moves_the_source(situation: Situation, action: Action) -> Result:
    """The source is gone after the copy."""
    made = action(situation)
    situation.store.remove(_own_id(situation))
    return made


@action(COPY, "source-untouched")
def copy_marks_the_source(situation: Situation, action: Action) -> Result:
    """The source's explanation says that it was copied."""
    made = action(situation)
    situation.store.change(_own_id(situation), {"ApprovalUserExplanation": "copied"})
    return made


@action(COPY, "new-id")
def copy_is_not_stored(situation: Situation, action: Action) -> Result:
    """The copy is answered and not there."""
    made = action(situation)
    situation.store.remove(made["NewCampaignID"])
    return made


@action(GET, "statistics-on-request")
def get_always_shows_statistics(situation: Situation, action: Action) -> Result:
    """Statistics are shown whether they are asked for or not."""
    return action(asking(situation, retrievestatistics="true"))


@action(GET, "statistics-on-request")
def get_never_shows_statistics(situation: Situation, action: Action) -> Result:
    """Statistics are not shown, even where they are asked for."""
    return action(asking(situation, retrievestatistics="false"))


@action(GET, "tags-on-request")
def get_always_shows_tags(situation: Situation, action: Action) -> Result:
    """Tags are shown whether they are asked for or not."""
    return action(asking(situation, retrievetags="true"))


@action(GET, "tags-on-request")
def get_never_shows_tags(situation: Situation, action: Action) -> Result:
    """Tags are not shown, even where they are asked for."""
    return action(asking(situation, retrievetags="false"))


@action(GET, "unknown-campaign")
def get_answers_any_campaign(situation: Situation, action: Action) -> Result:
    """An id of no campaign gets another campaign of the user's."""
    if situation.campaign:
        return action(situation)
    return action(asking(situation, campaignid=str(own_rows(situation)[0]["CampaignID"])))


@answers(f"{GET}/bounce-ratios", command=GET)
def ratio_is_a_fraction(body: Body) -> Body:
    """A bounce ratio is bounces by e-mails sent, not in per cent."""
    return _with_ratios(body, lambda name, shown: f"{float(shown[name]) / 100:.2f}")


@answers(f"{GET}/bounce-ratios", command=GET)
def ratio_of_the_other_bounces(body: Body) -> Body:
    """Each bounce ratio is that of the other kind of bounces."""
    other = {"HardBounceRatio": "SoftBounceRatio", "SoftBounceRatio": "HardBounceRatio"}
    return _with_ratios(body, lambda name, shown: shown[other[name]])


@answers(f"{GET}/shown-format", command=GET)
def ratio_with_one_decimal(body: Body) -> Body:
    """A bounce ratio has one decimal."""
    return _with_ratios(body, lambda name, shown: f"{float(shown[name]):.1f}")


@action(UPDATE, "applies")
def update_takes_the_first_parameter_only(situation: Situation, action: Action) -> Result:
    """Of several values that are sent one is stored."""
    names = [item.name for item in situation.command.parameters if not item.required]
    ignored = [name for name in names if name in situation.parameters][1:]
    return action(without(situation, *ignored))


@action(UPDATE, "only-what-was-sent")
def update_resets_what_is_not_sent(situation: Situation, action: Action) -> Result:
    """A setting that is not sent gets its default."""
    fields = [item for item in situation.spec.fields if item.stored and item.name in _optional(situation)]
    unsent = {item.name: item.default for item in fields if item.name not in situation.parameters}
    kept = {name: value for name, value in unsent.items() if name not in ("CampaignName", "CampaignStatus")}
    situation.store.change(_own_id(situation), kept)
    return action(situation)


@action(UPDATE, "only-what-was-sent")
def update_makes_a_draft(situation: Situation, action: Action) -> Result:
    """Whoever changes a campaign without its status makes it a Draft."""
    situation.store.change(_own_id(situation), {"CampaignStatus": "Draft"})
    return action(situation)


@action(UPDATE, "applies")
def update_stores_lower_case(situation: Situation, action: Action) -> Result:
    """Values are stored in lower case."""
    sent = {name: value.lower() for name, value in situation.parameters.items()}
    return action(replace(situation, parameters=sent))


@action(UPDATE, "bundle-wins")
def update_prefers_recipient_lists(situation: Situation, action: Action) -> Result:
    """Where recipient lists are sent too, the bundle is ignored."""
    lists = "RecipientListsAndSegments" in situation.parameters
    return action(without(situation, "RulesJsonBundle") if lists else situation)


@action(UPDATE, "bundle-wins")
def update_takes_bundle_and_recipient_lists(situation: Situation, action: Action) -> Result:
    """Bundle and recipient lists are both stored."""
    action(without(situation, "RulesJsonBundle"))
    return action(situation)


@action(PAUSE, "success", "status-after")
def pause_twice_needed(situation: Situation, action: Action) -> Result:
    """A campaign is paused on the second request only."""
    marked = _row(situation)["ApprovalUserExplanation"] == "pausing"
    situation.store.change(_own_id(situation), {"ApprovalUserExplanation": "pausing"})
    return action(situation) if marked else {}


@action("Campaign.Approve", "status-after")
def approve_only_what_is_pending(situation: Situation, action: Action) -> Result:  # noqa: ARG001 - as above
    """Approving succeeds and changes nothing unless the campaign waits for approval."""
    return apply_effect(situation) if _row(situation)["CampaignStatus"] == "Pending Approval" else {}


def _optional(situation: Situation) -> set[str]:
    return {item.name for item in situation.command.parameters if not item.required}


def _row(situation: Situation) -> Result:
    return situation.campaign or {}


def _own_id(situation: Situation) -> int:
    return int(_row(situation)["CampaignID"])


def _with_ratios(body: Body, of: Any) -> Body:
    campaign = body.get("Campaign")
    if isinstance(campaign, dict):
        shown = dict(campaign)
        campaign.update({name: of(name, shown) for name in ("HardBounceRatio", "SoftBounceRatio")})
    return body
