"""Values that Campaign.Update keeps: a second time, from JSON, of either user, in the list, and texts of any kind."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from campaign_contract.contract_tests.api.client import FORM, JSON
from campaign_contract.contract_tests.api.draft import Draft
from campaign_contract.contract_tests.api.expect import envelope, equal, success
from campaign_contract.contract_tests.api.outcomes import NotObservable, require, require_always
from campaign_contract.contract_tests.api.provoke import good_value
from campaign_contract.contract_tests.api.second_values import second_value
from campaign_contract.contract_tests.api.shown import same_value
from campaign_contract.contract_tests.api.stored import UPDATE, all_applied, applied, everything
from campaign_contract.contract_tests.api.world import Campaign, World
from campaign_contract.contract_tests.checks import Case, cases, shared, story
from campaign_contract.spec import Kind, Spec

_OF_THE_OWNER = (Kind.EMAIL, Kind.RECIPIENTS)
_TYPED = (Kind.EMAIL, Kind.INTEGER, Kind.BOOLEAN)
"""Kinds of which a JSON body may have to hold another type than text."""


@shared
def draft(world: World) -> Draft:
    """A campaign that is changed again and again."""
    return Draft(world, world.create())


@story("Campaign.Update/applies", variants={"again": None})
def test_second_values(world: World) -> None:
    """Each value that can be another one is another one after the second request; then the list shows it, too."""
    campaign, first = world.create(), everything(world)
    world.update(campaign, **first)
    before, second = world.get(campaign), _second(world, first)
    world.update(campaign, **second)
    after, row = world.get(campaign), world.find(Campaign(campaign.id, first["CampaignName"], campaign.owner))
    require(all_applied(world, second, before, after))
    listed = row.settings if row else {}
    shown = after.settings
    require(
        line
        for name in sorted(listed.keys() & shown)
        for line in equal(f"{name} in Campaigns.Get", shown[name], listed[name])
    )


@story("Campaign.Update/applies", variants={"in-json": None})
def test_values_in_json(world: World, draft: Draft) -> None:
    """Texts, dates, times and choices are taken from a JSON body."""
    kinds = {parameter.name: parameter.kind for parameter in world.spec.command(UPDATE).parameters}
    sent = {name: value for name, value in everything(world).items() if kinds[name] not in _TYPED}
    before = draft.before()
    require(success(world.owner.call(UPDATE, {"CampaignID": draft.campaign.id, **sent}, encoding=JSON)))
    require(all_applied(world, sent, before, draft.after()))


@story("Campaign.Update/applies", variants={"by-the-second-user": None})
def test_values_of_the_second_user(world: World) -> None:
    """The second user's campaign takes everything that needs nothing else of that user's."""
    kinds = {parameter.name: parameter.kind for parameter in world.spec.command(UPDATE).parameters}
    sent = {name: value for name, value in everything(world).items() if kinds[name] not in _OF_THE_OWNER}
    campaign = world.create(by=world.stranger)
    before = world.get(campaign)
    world.update(campaign, **sent)
    require(all_applied(world, sent, before, world.get(campaign)))


@story("Campaign.Update/applies", variants={"each-email": None})
def test_each_email(world: World, draft: Draft) -> None:
    """Every e-mail that the operator names can be the campaign's."""
    world.operator_value("email_id")
    for id in world.settings.emails:
        draft.update(RelEmailID=id)
        require(equal("RelEmailID afterwards", id, draft.after().setting("RelEmailID")))


def flags(spec: Spec) -> Iterator[Case]:
    """Each flag as text and as a JSON boolean, after its opposite."""
    for parameter in spec.command(UPDATE).parameters:
        if parameter.kind is Kind.BOOLEAN:
            for encoding in (FORM, JSON):
                yield Case(UPDATE, "applies", f"{parameter.name}-{encoding}", data=(parameter.name, encoding))


@cases(flags)
def test_flag(world: World, case: Case, draft: Draft) -> None:
    """True is kept as true, and then false as false."""
    name, encoding = case.data
    draft.before()
    for value in (True, False):
        sent = value if encoding == JSON else str(value).lower()
        require(success(world.owner.call(UPDATE, {"CampaignID": draft.campaign.id, name: sent}, encoding=encoding)))
        shown = draft.after().setting(name)
        same = same_value(Kind.BOOLEAN, str(value).lower(), shown)
        require([] if same else equal(f"{name} after it was sent as {str(value).lower()}", str(value).lower(), shown))


TEXTS: Mapping[str, str] = {
    "quotes": 'it\'s "quoted" `so` ”to say“',
    "html": "<b>bold</b> & <i>1</i> &amp;",
    "form-characters": "a+b & c=d; 100% %41 # ? /",
    "backslashes": r"C:\new\table \' \" \0",
    "accents": "Übergröße e\u0301 שלום 夏 여름",
    "digits": "0012345",
    "spaces": "two  spaces   and three",
    "number": "1e3",
    "word": "null",
    "1-character": "x",
    "255-characters": "y" * 255,
    "256-characters": "z" * 256,
    "65536-characters": "w" * 65536,
    "emoji": "😀 party 🎉",
    "new-lines": "first line\nsecond line\n\nlast line",
}


@story("Campaign.Update/applies", variants={f"text-{name}": text for name, text in TEXTS.items()})
def test_text(world: World, case: Case, draft: Draft) -> None:
    """A free text comes back as it was sent, or is refused and the old one stays."""
    name = "ApprovalUserExplanation"
    before = draft.before().setting(name)
    reply = world.owner.call(UPDATE, {"CampaignID": draft.campaign.id, name: case.data})
    shown = draft.after().setting(name)
    require_always(equal(f"{name} afterwards", case.data if reply.succeeded else before, shown))


NAMES = {name: TEXTS[name] for name in ("quotes", "html", "form-characters", "backslashes", "accents", "spaces")}


@story("Campaign.Update/applies", variants={f"name-{name}": text for name, text in NAMES.items()})
def test_name(world: World, case: Case, draft: Draft) -> None:
    """A new name with these characters comes back as it was sent."""
    name = world.name(case.data)
    draft.update(CampaignName=name)
    require(equal("name afterwards", name, draft.after().name))


@story("Campaign.Update/applies", variants={"json-escapes": "é 夏 \u2028."})
def test_escapes_of_json(world: World, case: Case, draft: Draft) -> None:
    r"""Characters that a JSON body writes as \uXXXX are those characters."""
    name = world.name(case.data)
    draft.before()
    sent = {"CampaignID": draft.campaign.id, "CampaignName": name}
    method, headers, body, command = world.client.request(UPDATE, sent, world.owner.identity.one(), JSON)
    reply = world.client.send(method, headers, json.dumps(json.loads(body)), command)
    require_always(envelope(reply, world.spec))
    require(success(reply))
    require(equal("name afterwards", name, draft.after().name))


@story("Campaign.Update/only-what-was-sent", variants={"bundle": None})
def test_bundle_is_kept(world: World) -> None:
    """A bundle stays when the name and the explanation change."""
    name = "RulesJsonBundle"
    parameter = world.spec.command(UPDATE).parameter(name)
    campaign = world.create()
    world.update(campaign, **{name: good_value(world, parameter)})
    before = world.get(campaign)
    if name not in before.data:
        raise NotObservable(f"the target does not show {name}")
    world.update(campaign, CampaignName=world.name("renamed"), ApprovalUserExplanation="beside a bundle")
    require(equal(f"{name} afterwards", before.setting(name), world.get(campaign).setting(name)))


@story("Campaign.Update/applies", variants={"second-bundle": None})
def test_second_bundle(world: World, draft: Draft) -> None:
    """A second bundle takes the place of the first."""
    parameter = world.spec.command(UPDATE).parameter("RulesJsonBundle")
    first = str(good_value(world, parameter))
    second = first.replace("contains", "begins with")
    for value in (first, second):
        before = draft.before()
        draft.update(**{parameter.name: value})
    require(applied(parameter, second, before, draft.after()))


def _second(world: World, first: Mapping[str, str]) -> dict[str, str]:
    parameters = {parameter.name: parameter for parameter in world.spec.command(UPDATE).parameters}
    others = {name: second_value(world.settings, parameters[name], value) for name, value in first.items()}
    return {name: value for name, value in others.items() if value is not None}
