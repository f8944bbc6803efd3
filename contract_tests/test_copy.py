"""Stories of Campaign.Copy: a new Draft with the settings, without the schedule, beside an untouched source."""

from __future__ import annotations

import contextlib

from contract_tests.checks import story
from contract_tests.expect import equal, success, unchanged
from contract_tests.outcomes import NotArranged, NotObservable, require
from contract_tests.provoke import good_value
from contract_tests.view import same_value
from contract_tests.world import Campaign, World, new_campaign
from spec import Group, Kind

COMMAND = "Campaign.Copy"
UPDATE = "Campaign.Update"


def copy(source: Campaign) -> Campaign:
    """Copy a campaign, which has to succeed."""
    reply = source.owner.call(COMMAND, {"CampaignID": source.id})
    require(success(reply))
    return new_campaign(reply, "NewCampaignID", source.name, source.owner)


@story("Campaign.Copy/new-id")
def test_copy_has_a_new_id(world: World) -> None:
    """The copy is another campaign, and both can be read."""
    source = world.create()
    made = copy(source)
    require(
        []
        if made.number != source.number
        else [f"NewCampaignID: expected a new id, got that of the source, {made.id}"]
    )
    require(equal("Campaign.Get shows the copy", True, world.get(made).exists))


@story("Campaign.Copy/source-untouched")
def test_source_is_untouched(world: World) -> None:
    """Nothing that the target shows of the source changes."""
    source = world.create()
    world.update(source, ApprovalUserExplanation="of the source")
    before = world.get(source).settings
    copy(source)
    require(unchanged(before, world.get(source).settings))


@story("Campaign.Copy/carries-settings")
def test_settings_come_along(world: World) -> None:
    """What the target shows of the source's settings, the copy shows too."""
    source = world.create()
    sent = _settings(world)
    world.update(source, **sent)
    before, after = world.get(source), world.get(copy(source))
    shown = [name for name in sent if name in before.data and name != "CampaignName"]
    if not shown:
        raise NotObservable("the target shows no settings")
    for name in shown:
        kind = world.spec.field(name).kind
        same = same_value(kind, before.setting(name), after.setting(name))
        require([] if same else equal(f"{name} of the copy", before.setting(name), after.setting(name)))


@story("Campaign.Copy/drops-schedule")
def test_schedule_stays_behind(world: World) -> None:
    """A copy of a scheduled campaign shows none of its date, time and schedule type."""
    source = world.create()
    schedule = {"SendDate": world.settings.send_date, "SendTime": world.settings.send_time}
    world.update(source, ScheduleType="Future", SendTimeZone=world.settings.time_zone, **schedule)
    before, after = world.get(source), world.get(copy(source))
    shown = [name for name in ("ScheduleType", *schedule) if before.data.get(name)]
    if not shown:
        raise NotObservable("the target shows no schedule")
    for name in shown:
        kept = after.data.get(name) == before.data[name]
        require([f"{name} of the copy: expected not to come along, got {after.data[name]!r}"] if kept else [])


def _settings(world: World) -> dict[str, str]:
    fields = {field.name for field in world.spec.fields if field.group is Group.SETTING and field.stored}
    settings = {}
    for parameter in world.spec.command(UPDATE).parameters:
        if parameter.name in fields and parameter.kind is not Kind.RULES:
            with contextlib.suppress(NotArranged):
                settings[parameter.name] = str(good_value(world, parameter))
    return settings
