"""Stories of Campaign.Copy: a new Draft with the settings, without the schedule, beside an untouched source."""

from __future__ import annotations

import contextlib
from concurrent.futures import ThreadPoolExecutor

from campaign_contract.contract_tests.api.actor import Actor
from campaign_contract.contract_tests.api.expect import equal, success, unchanged
from campaign_contract.contract_tests.api.outcomes import NotArranged, NotObservable, require
from campaign_contract.contract_tests.api.provoke import good_value, needed
from campaign_contract.contract_tests.api.shown import same_value
from campaign_contract.contract_tests.api.wording import told
from campaign_contract.contract_tests.api.world import Campaign, World, new_campaign
from campaign_contract.contract_tests.checks import Case, story
from campaign_contract.spec import Group, Guard, Kind

COMMAND = "Campaign.Copy"
UPDATE = "Campaign.Update"
AT_ONCE = 8


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
        wanted, got = before.setting(name), after.setting(name)
        require([] if same_value(kind, wanted, got) else equal(f"{name} of the copy", wanted, got))


@story("Campaign.Copy/carries-settings", variants={"bundle": None})
def test_bundle_comes_along(world: World) -> None:
    """A target audience that is a bundle comes along."""
    parameter = world.spec.command(UPDATE).parameter("RulesJsonBundle")
    source = world.create()
    world.update(source, **{parameter.name: good_value(world, parameter)})
    before = world.get(source).setting(parameter.name)
    after = world.get(copy(source)).setting(parameter.name)
    require([] if same_value(parameter.kind, before, after) else equal(f"{parameter.name} of the copy", before, after))


AWKWARD = {
    "ApprovalUserExplanation": 'it\'s <b>"1"</b> & 100%\nsecond line \\ é 夏',
    "GoogleAnalyticsDomains": "one.example.test\ntwo.example.test",
    "PublishOnRSS": "Enabled",
    "S2SEnabled": "false",
}
"""Settings of several lines and with characters that something escapes, and two flags that differ."""


@story("Campaign.Copy/carries-settings", variants={"of-several-lines": AWKWARD})
def test_all_lines_come_along(world: World, case: Case) -> None:
    """Texts of several lines, and each flag, are in the copy what the source shows of what the target takes."""
    source = world.create()
    for name, text in case.data.items():
        world.owner.call(UPDATE, {"CampaignID": source.id, name: text})
    before, after = world.get(source), world.get(copy(source))
    shown = [name for name in case.data if before.shows(name)]
    if not shown:
        raise NotObservable("the target shows no settings")
    for name in shown:
        require(equal(f"{name} of the copy", before.setting(name), after.setting(name)))


@story("Campaign.Copy/drops-schedule")
def test_schedule_stays_behind(world: World) -> None:
    """A copy of a scheduled campaign shows none of its date, time and schedule type."""
    _require_dropped(world, _schedule(world, "Future"))


@story("Campaign.Copy/drops-schedule", variants={"recursive": None})
def test_recurrence_stays_behind(world: World) -> None:
    """A copy of a recurring campaign shows none of its days, months, hours and minutes."""
    days = world.spec.command(UPDATE).parameter("ScheduleRecDaysOfMonth")
    _require_dropped(world, _schedule(world, "Recursive") | {days.name: good_value(world, days)})


@story("Campaign.Copy/status-after", variants={"of-a-sending-campaign": None})
def test_status_stays_behind(world: World) -> None:
    """The copy of a campaign that is being sent is a Draft."""
    made = copy(world.campaign("Sending"))
    require(equal("status of the copy", "Draft", world.get(made).status))


@story("Campaign.Copy/independence")
def test_copy_and_source_are_independent(world: World) -> None:
    """What is changed in the copy does not change in its source, nor the other way round."""
    source = world.create()
    made = copy(source)
    for changed, other in ((made, source), (source, made)):
        before = world.get(other).settings
        world.update(changed, CampaignName=world.name("changed"), ApprovalUserExplanation=f"of {changed.id}")
        require(unchanged(before, world.get(other).settings))


def _schedule(world: World, kind: str) -> dict[str, str]:
    """A schedule of a type with all that it needs."""
    return {"ScheduleType": kind, **needed(world, world.spec.command(UPDATE), Guard("ScheduleType", kind))}


def _require_dropped(world: World, schedule: dict[str, str]) -> None:
    """The copy shows nothing of the schedule but what a new campaign shows as well."""
    source, blank = world.create(), world.get(world.create())
    world.update(source, **schedule)
    before, after = world.get(source), world.get(copy(source))
    shown = [name for name in schedule if before.data.get(name, blank.data.get(name)) != blank.data.get(name)]
    if not shown:
        raise NotObservable("the target shows no schedule")
    for name in shown:
        kept = after.data.get(name) == before.data[name]
        require([f"{name} of the copy: expected not to come along, got {told(after.data[name])}"] if kept else [])


def _settings(world: World) -> dict[str, str]:
    fields = {field.name for field in world.spec.fields if field.group is Group.SETTING and field.stored}
    settings = {}
    for parameter in world.spec.command(UPDATE).parameters:
        if parameter.name in fields and parameter.kind is not Kind.RULES:
            with contextlib.suppress(NotArranged):
                settings[parameter.name] = str(good_value(world, parameter))
    return settings


@story("Campaign.Copy/parallel-ids")
def test_parallel_copies(world: World) -> None:
    """Eight campaigns copied at the same time have eight copies, each with the settings of its own source."""
    texts = [f"of source {number}" for number in range(AT_ONCE)]
    sources = [world.create() for _ in texts]
    for source, text in zip(sources, texts, strict=True):
        world.update(source, ApprovalUserExplanation=text)
    actors = [world.owner.in_another_thread() for _ in sources]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        copies = list(pool.map(_copied_by, actors, sources))
    numbers = {campaign.number for campaign in copies} - {source.number for source in sources}
    require(equal("distinct new ids", AT_ONCE, len(numbers)))
    require(equal("settings", texts, [world.get(made).setting("ApprovalUserExplanation") for made in copies]))


def _copied_by(actor: Actor, source: Campaign) -> Campaign:
    return copy(Campaign(source.id, source.name, actor))
