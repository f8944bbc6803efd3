"""What is done to one campaign leaves those it came from and those that came from it, and all others to the end.

Every list that the target answers is held against what it showed before (`api/memory.py`); these checks ask for them,
and say what was shown to somebody who had not asked for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from campaign_contract.contract_tests.api.expect import equal
from campaign_contract.contract_tests.api.origins import copy_of
from campaign_contract.contract_tests.api.outcomes import Broken, Grave, NotArranged, NotObservable, require
from campaign_contract.contract_tests.api.provoke import good_parameters
from campaign_contract.contract_tests.api.shown import View
from campaign_contract.contract_tests.api.stored import everything
from campaign_contract.contract_tests.api.unasked import GET, PARTS, Part
from campaign_contract.contract_tests.api.wording import cut, told
from campaign_contract.contract_tests.api.world import Campaign, World
from campaign_contract.contract_tests.checks import Case, cases, story
from campaign_contract.contract_tests.stories.test_provenance import in_order, status_for
from campaign_contract.spec import Command, Group, Kind, Spec

_FIRST = "Draft"
"""What a copy is; the commands that need it come first."""
_OF_THE_OWNER = (Kind.EMAIL, Kind.RECIPIENTS)
_CHANGING = ("Campaign.Update", "Campaigns.Delete")


@story("Api/independence", variants={"of-kin": None})
def test_kin_stay_as_they_are(world: World) -> None:
    """Of a campaign, its copy and the copy of that, the middle one is moved, changed and deleted alone.

    They are the second user's, where there is one, and the last one shows the settings of the first.
    """
    source = world.create(by=world.users()[-1])
    world.update(source, **_settings(world))
    world.get(source)
    middle = copy_of(source)
    kin = (source, copy_of(middle))
    listed = _listed(world, source, kin)
    for command in in_order(world.spec):
        if not command.new_campaign and (command.success.sets or command.name in _CHANGING):
            _try(world, command, middle)
    require(equal(f"ids still listed under {told(source.name)}", listed, _listed(world, source, kin)))
    for one in kin:
        require(equal(f"Campaign.Get shows {one.id}", True, world.get(one).exists))


def _settings(world: World) -> dict[str, str]:
    """A value for everything that a copy keeps and that needs nothing else of the user's."""
    own = {item.name for item in world.spec.fields if item.group is Group.SETTING and item.kind not in _OF_THE_OWNER}
    return {name: value for name, value in everything(world).items() if name in own - {"CampaignName"}}


def _listed(world: World, source: Campaign, kin: Sequence[Campaign]) -> list[int]:
    """Which of the kin are found by the first name; what a copy is called is left open."""
    found = {row.id for row in world.rows(source.owner, SearchKeyword=source.name)}
    return [one.number for one in kin if one.number in found]


def _try(world: World, command: Command, campaign: Campaign) -> None:
    """Send a command, refused or not: other checks ask what it does to the campaign itself."""
    status = status_for(command)
    try:
        if status is not None and status != _FIRST:
            world.bring(campaign, status)
        campaign.owner.call(command.name, good_parameters(world, command, campaign))
    except Grave:
        raise
    except (Broken, NotArranged, NotObservable):
        return


@story("Api/independence", variants={"of-the-whole-run": None})
def test_all_is_still_there(world: World) -> None:
    """Each user's list holds every campaign that was not deleted, whatever was done to others meanwhile."""
    gone = []
    for actor in world.users():
        there = {row.id for row in world.all_rows(actor, SearchKeyword=world.prefix)}
        standing = world.memory.standing(actor.identity.name, world.prefix)
        gone += [f"{name} ({number})" for number, name in standing.items() if number not in there]
    require([f"campaigns: expected all that were not deleted, got none of {cut(', '.join(gone))}"] if gone else [])


def parts(_: Spec) -> Iterator[Case]:
    """Each part of a campaign that has to be away where nobody asks for it."""
    for address, part in PARTS.items():
        if part.has_to_be_away:
            command, statement = address.split("/")
            yield Case(command, statement, "whoever-asks", data=part)


@cases(parts)
def test_nobody_gets_it_unasked(world: World, case: Case) -> None:
    """The second user is shown the part on request only, and so is everybody who saw a campaign in this run."""
    part: Part = case.data
    campaign = world.create(by=world.users()[-1])
    for value in ("false", "true") if part.unless_asked else ("false",):
        view = _looked_at(world, part, campaign, value)
        what = f"{part.name} for the {campaign.owner.identity.name} with {part.flag}={value}"
        require(equal(what, value == "true", view is not None and part.is_shown(view)))
    for subject in (campaign, world.settings.statistics_campaign_id):
        if subject is not None:
            world.get(subject)
    line = world.memory.unasked.by_statement.get(f"{case.command}/{case.statement}")
    require([line] if line else [])


def _looked_at(world: World, part: Part, campaign: Campaign, value: str) -> View | None:
    if part.command != GET:
        return world.find(campaign, **{part.flag: value})
    return world.view_of(campaign.owner.call(GET, {"campaignid": campaign.id, part.flag: value}))
