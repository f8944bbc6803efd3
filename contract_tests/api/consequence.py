"""What a command that takes campaigns has done once it succeeded, read back by Campaign.Get."""

from __future__ import annotations

from campaign_contract.contract_tests.api.client import Reply
from campaign_contract.contract_tests.api.expect import among, equal, none_of
from campaign_contract.contract_tests.api.shown import id_number
from campaign_contract.contract_tests.api.world import Campaign, World, new_campaign
from campaign_contract.spec import Command


def consequence(world: World, command: Command, campaign: Campaign, reply: Reply) -> list[str]:
    """What is not as it should be after a success of a command that takes campaigns."""
    if command.subject is None:
        return ["expected it to be deleted, Campaign.Get still shows it"] if world.get(campaign).exists else []
    if command.new_campaign:
        made = new_campaign(reply, command.new_campaign, "", campaign.owner)
        return [*none_of("new id", (campaign.number,), made.number), *_status(world, command, made)]
    if "Campaign" in (reply.body or {}):
        return equal("CampaignID", campaign.number, id_number(world.view_of(reply).data.get("CampaignID")))
    return _status(world, command, campaign)


def _status(world: World, command: Command, campaign: Campaign) -> list[str]:
    effect = command.success.sets
    view = world.get(campaign)
    if effect is None or not view.exists:
        return [] if view.exists else ["expected the campaign to be readable, Campaign.Get shows nothing"]
    wanted = effect.one_of or ((effect.status,) if not effect.none_of else ())
    later = tuple(status for first in wanted for status in world.spec.goes_on_to(first))
    asked = among("status afterwards", (*wanted, *later), view.status) if wanted else []
    return [*asked, *none_of("status afterwards", effect.none_of, view.status)]
