"""Stories of Campaign.Update: what is sent changes, what is not sent stays, a refusal changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any, cast

from campaign_contract.contract_tests.api.actor import Actor
from campaign_contract.contract_tests.api.draft import Draft
from campaign_contract.contract_tests.api.expect import equal, refusal, success, unchanged
from campaign_contract.contract_tests.api.outcomes import NotObservable, require
from campaign_contract.contract_tests.api.provoke import Provocation, good_value, needed, provocations
from campaign_contract.contract_tests.api.shown import View
from campaign_contract.contract_tests.api.stored import CHOSEN, all_applied, applied, everything, idle_parts
from campaign_contract.contract_tests.api.untouched import Untouched
from campaign_contract.contract_tests.api.world import Campaign, World
from campaign_contract.contract_tests.checks import Case, cases, shared, story
from campaign_contract.spec import Group, Guard, Level, Parameter, Spec

COMMAND = "Campaign.Update"
RECIPIENTS = ("RecipientListsAndSegments", "Exclude_RecipientListsAndSegments")


def optional_parameters(spec: Spec) -> Iterator[Case]:
    """A case for each parameter that changes something."""
    for parameter in spec.command(COMMAND).parameters:
        if not parameter.required:
            yield Case(COMMAND, "applies", parameter.name, data=parameter)


@shared
def draft(world: World) -> Draft:
    """A campaign that is changed and never released."""
    return Draft(world, world.create())


@cases(optional_parameters)
def test_one_parameter_at_a_time(world: World, case: Case, draft: Draft) -> None:
    """A parameter that is sent alone is accepted and its value is shown afterwards."""
    parameter: Parameter = case.data
    draft = Draft(world, world.create()) if parameter.name in CHOSEN else draft
    value = _value(world, parameter)
    before = draft.before()
    draft.update(**{parameter.name: value})
    after = draft.after()
    require(applied(parameter, value, before, after))
    others = RECIPIENTS if parameter.name in RECIPIENTS else ()
    stay = {name: before.settings[name] for name in others if name != parameter.name and name in before.settings}
    require(unchanged(stay, after.settings))


@story("Campaign.Update/applies", variants={"all-at-once": None})
def test_all_parameters_at_once(world: World) -> None:
    """Everything that the operator's settings allow, in one request."""
    campaign = world.create()
    sent = everything(world)
    before = world.get(campaign)
    world.update(campaign, **sent)
    require(all_applied(world, sent, before, world.get(campaign)))


@story("Campaign.Update/only-what-was-sent")
def test_others_keep_their_values(world: World) -> None:
    """One parameter after the other is changed on one campaign; each time every other setting stays."""
    campaign = world.create()
    before = world.get(campaign).settings
    for name, value in reversed(everything(world).items()):
        world.update(campaign, **{name: value})
        view = world.get(campaign)
        after, idle = view.settings, idle_parts(world.spec.command(COMMAND), {name: value})
        let_go = {part for part in idle if view.is_empty(part)}
        others = {key: shown for key, shown in before.items() if key != name and key not in let_go}
        require(f"after {name} was changed, {line}" for line in unchanged(others, after))
        before = after


@story("Campaign.Update/only-what-was-sent", variants={"at-once": None}, level=Level.SHOULD)
def test_updates_at_once(world: World) -> None:
    """Of several settings that are changed at the same time, by a request each, none is put back by another.

    Advice only: the page speaks of one request after the other.
    """
    campaign = world.create()
    settings = {field.name for field in world.spec.fields if field.group is Group.SETTING} - {*RECIPIENTS}
    sent = {name: value for name, value in everything(world).items() if name in settings}
    before = world.get(campaign)
    actors = [world.owner.in_another_thread(len(sent)) for _ in sent]
    everybody = Barrier(len(sent))

    def is_taken(actor: Actor, name: str) -> bool:
        everybody.wait()
        return actor.call(COMMAND, {"CampaignID": campaign.id, name: sent[name]}).succeeded

    with ThreadPoolExecutor(len(sent)) as pool:
        taken = list(pool.map(is_taken, actors, sent))
    accepted = {name: sent[name] for name, is_accepted in zip(sent, taken, strict=True) if is_accepted}
    require(all_applied(world, accepted, before, world.get(campaign)))


@story("Campaign.Update/only-what-was-sent", variants={"status": None})
def test_status_is_kept(world: World) -> None:
    """A paused campaign all of whose settings are changed is paused still."""
    campaign = world.campaign("Paused")
    settings = {field.name for field in world.spec.fields if field.group is Group.SETTING}
    sent = {name: value for name, value in everything(world).items() if name in settings}
    if not world.owner.call(COMMAND, {"CampaignID": campaign.id, **sent}).succeeded:
        raise NotObservable("the target does not let a user change what is Paused")
    require(equal("status afterwards", "Paused", world.get(campaign).status))


def refusals(spec: Spec) -> Iterator[Case]:
    """One way to earn each error that leaves the campaign's id alone."""
    command = spec.command(COMMAND)
    for error in command.errors:
        way = next(way for way in provocations(spec, command) if way.error is error)
        if not way.spoils_subject:
            yield Case(COMMAND, "refusal-changes-nothing", error.id, data=way)


@cases(refusals)
def test_refusal_changes_nothing(world: World, case: Case, untouched: Untouched) -> None:
    """Every other setting beside one fault: none is taken."""
    way: Provocation = case.data
    with untouched.lent(way.command) as loan:
        campaign = cast("Campaign", loan.campaign)
        faulty = way.naming(world, campaign)
        schedule = {field.name for field in world.spec.fields if field.group is Group.SCHEDULE}
        others = {name: value for name, value in everything(world).items() if name not in schedule}
        reply = world.owner.call(COMMAND, {**others, "ApprovalUserExplanation": "of a refused request", **faulty})
        require(refusal(reply, way.error))
        require(unchanged(loan.settings, world.get(campaign).settings))


@story("Campaign.Update/lists-status-values", variants={name: name for name in ("Draft", "Ready", "Sending")})
def test_listed_status(world: World, case: Case) -> None:
    """A status that the page names is accepted and shown."""
    campaign = world.create()
    world.update(campaign, CampaignStatus=case.data)
    require(equal("status afterwards", case.data, world.get(campaign).status))


@story("Campaign.Update/lists-schedule-types", variants={name: name for name in ("Immediate", "Future", "Recursive")})
def test_listed_schedule_type(world: World, case: Case, draft: Draft) -> None:
    """A schedule type that the page names is accepted with what it needs, whatever it was before."""
    along = needed(world, world.spec.command(COMMAND), Guard("ScheduleType", case.data))
    draft.update(ScheduleType=case.data, **along)
    shown = draft.after().data.get("ScheduleType", case.data)
    require(equal("ScheduleType afterwards", case.data, shown))


def _future(world: World) -> Mapping[str, Any]:
    settings = world.settings
    return {
        "ScheduleType": "Future",
        "SendDate": settings.send_date,
        "SendTime": settings.send_time,
        "SendTimeZone": settings.time_zone,
    }


def _recursive(world: World) -> Mapping[str, Any]:
    return {
        "ScheduleType": "Recursive",
        "ScheduleRecMonths": "1,7",
        "ScheduleRecHours": "9",
        "ScheduleRecMinutes": "30",
        "ScheduleRecSendMaxInstance": "1",
        "SendTimeZone": world.settings.time_zone,
    }


NEAR_MISSES: Mapping[str, Callable[[World], Mapping[str, Any]]] = {
    "1-only-a-name": lambda world: {"CampaignName": world.name("renamed")},
    "3-status-draft": lambda _: {"CampaignStatus": "Draft"},
    "4-own-email": lambda world: {"RelEmailID": world.operator_value("email_id").partition(",")[0]},
    "5-immediate": lambda _: {"ScheduleType": "Immediate"},
    "6-7-13-future-with-everything": _future,
    "6-time-without-schedule-type": lambda world: {"SendTime": world.settings.send_time},
    "7-date-without-schedule-type": lambda world: {"SendDate": world.settings.send_date},
    "8-days-of-week-only": lambda world: {**_recursive(world), "ScheduleRecDaysOfWeek": "1"},
    "8-days-of-month-only": lambda world: {**_recursive(world), "ScheduleRecDaysOfMonth": "15"},
    "8-both-kinds-of-days": lambda world: {
        **_recursive(world),
        "ScheduleRecDaysOfWeek": "1",
        "ScheduleRecDaysOfMonth": "15",
    },
    "9-10-11-12-part-of-a-recurrence-without-schedule-type": lambda _: {"ScheduleRecMonths": "1"},
}


@story("Campaign.Update/near-misses", variants=NEAR_MISSES)
def test_near_miss(world: World, case: Case) -> None:
    """A request that only just avoids an error succeeds (the variant's numbers are the errors' codes)."""
    campaign = world.create()
    reply = world.owner.call(COMMAND, {"CampaignID": campaign.id, **case.data(world)})
    require(success(reply))


@story("Campaign.Update/near-misses", variants={"2-own-campaign-beside-a-foreign-one": None})
def test_own_campaign_beside_a_foreign_one(world: World) -> None:
    """An own campaign can be changed right after a foreign one was refused."""
    theirs, mine = world.create(by=world.stranger), world.create()
    refused = world.owner.call(COMMAND, {"CampaignID": theirs.id, "CampaignName": world.name("renamed")})
    require(refusal(refused, world.spec.command(COMMAND).error("not-found")))
    world.update(mine, CampaignName=world.name("renamed"))


@story("Campaign.Update/bundle-wins")
def test_bundle_wins_over_recipient_lists(world: World) -> None:
    """Recipient lists that are sent beside a bundle are not taken."""
    campaign = world.create()
    parameter = world.spec.command(COMMAND).parameter("RulesJsonBundle")
    before = world.get(campaign)
    shown = [name for name in RECIPIENTS if name in before.data] or _shown_once_set(world)
    if not shown:
        raise NotObservable("the target shows no recipient lists")
    world.update(
        campaign, RulesJsonBundle=good_value(world, parameter), **dict.fromkeys(RECIPIENTS, world.recipients())
    )
    after = world.get(campaign)
    require(line for name in shown for line in equal(f"{name} afterwards", _blank(before, name), _blank(after, name)))


def _shown_once_set(world: World) -> list[str]:
    """The recipient lists that the target shows of a campaign that has some."""
    campaign = world.create()
    world.update(campaign, **dict.fromkeys(RECIPIENTS, world.recipients()))
    return [name for name in RECIPIENTS if name in world.get(campaign).data]


def _blank(view: View, name: str) -> str:
    return view.setting(name) if name in view.data else ""


def _value(world: World, parameter: Parameter) -> str:
    return str(CHOSEN.get(parameter.name) or good_value(world, parameter))
