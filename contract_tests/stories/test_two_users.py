"""Both users in one request, and at the same time: neither meets the other's campaigns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from urllib.parse import urlencode

from campaign_contract.contract_tests.api.actor import Actor
from campaign_contract.contract_tests.api.client import Reply
from campaign_contract.contract_tests.api.expect import envelope, equal, none_of, success, unchanged
from campaign_contract.contract_tests.api.outcomes import NotArranged, require, require_always
from campaign_contract.contract_tests.api.provoke import good_parameters
from campaign_contract.contract_tests.api.shown import View
from campaign_contract.contract_tests.api.wording import told
from campaign_contract.contract_tests.api.world import Campaign, World, new_campaign
from campaign_contract.contract_tests.checks import Case, cases, shared, story
from campaign_contract.spec import Command, Spec

AT_ONCE = 8


@shared
def theirs(world: World) -> Campaign:
    """A new campaign of the second user's."""
    return world.create(by=world.stranger)


@shared
def mine(world: World) -> Campaign:
    """A campaign of the owner's to name beside them."""
    return world.create()


def naming_commands(spec: Spec) -> Iterator[Case]:
    """Every command that names a campaign."""
    for command in spec.commands:
        if command.subject:
            yield Case(command.name, "isolation", "named-beside-an-own-one", data=command)


@cases(naming_commands)
def test_two_ids_in_one_request(world: World, case: Case, mine: Campaign, theirs: Campaign) -> None:
    """The id is sent twice, an own and a foreign one, in either order: the foreign campaign is kept out all the same.

    Which of the two counts, or whether such a request is refused, is left open.
    """
    command: Command = case.data
    status = command.starts_from
    foreign = world.campaign(status, by=world.stranger) if status else theirs
    before = world.get(foreign).settings
    for ids in ((mine.id, foreign.id), (foreign.id, mine.id)):
        reply = _ask(world, command, good_parameters(world, command, mine), ids)
        line = f"answer: expected nothing of the foreign campaign, got its name {told(foreign.name)}"
        require([line] if foreign.name in reply.text else [])
        if command.new_campaign and reply.succeeded:
            made = world.get(reply.get(command.new_campaign))
            require(none_of("name of the new campaign", (foreign.name,), made.name))
    require(unchanged(before, world.get(foreign).settings))


def _ask(world: World, command: Command, good: Mapping[str, object], ids: tuple[int | str, int | str]) -> Reply:
    assert command.subject, "the cases leave out commands without one"
    name = command.subject.name
    if not world.settings.may_send and world.owner.could_send(command, {name: ids[0]}):
        raise NotArranged("sending is not allowed on this target; --allow-sending allows it")
    rest = {key: value for key, value in good.items() if key != name}
    parameters = {"Command": command.name, **world.owner.identity.one(), **rest}
    pairs = [*parameters.items(), *((name, id) for id in ids)]
    headers = {"Content-Type": world.spec.transport.encodings["form"]}
    reply = world.client.send(world.spec.transport.method, headers, urlencode(pairs), command.name)
    require_always(envelope(reply, world.spec))
    return reply


@story("Api/isolation", variants={"at-the-same-time": None})
def test_both_at_the_same_time(world: World) -> None:
    """Eight lists asked for at once, by both users in turn, hold the asker's campaigns alone."""
    token = world.name("at once")
    made = {user: world.create(f"{token} {user}", by=getattr(world, user)) for user in ("owner", "stranger")}
    users = list(made) * (AT_ONCE // len(made))
    actors = [getattr(world, user).in_another_thread(AT_ONCE) for user in users]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        found = list(pool.map(lambda actor: _names(world, actor, token), actors))
    for user, names in zip(users, found, strict=True):
        require(equal(f"names for the {user}", [made[user].name], names))


@story("Api/isolation", variants={"changes-at-the-same-time": None})
def test_both_change_at_the_same_time(world: World) -> None:
    """What both users create, rename and read at the same time is the asker's, and as the asker named it."""
    users = (world.owner, world.stranger) * (AT_ONCE // 2)
    made = [world.create(by=user) for user in users[: AT_ONCE // 2]]
    actors = [user.in_another_thread(AT_ONCE) for user in users]
    token, everybody = world.name("change"), Barrier(AT_ONCE)

    def changed(number: int) -> Campaign:
        user, name = users[number], f"{token} {number}"
        everybody.wait()
        if number < len(made):
            reply = actors[number].call("Campaign.Update", {"CampaignID": made[number].id, "CampaignName": name})
            require(success(reply))
            return Campaign(made[number].id, name, user)
        reply = actors[number].call("Campaign.Create", {"CampaignName": name})
        require(success(reply))
        return new_campaign(reply, "CampaignID", name, user)

    def shown(number: int) -> tuple[Campaign, View]:
        campaign = changed(number)
        return campaign, world.get(campaign, by=actors[number])

    with ThreadPoolExecutor(AT_ONCE) as pool:
        looked_at = list(pool.map(shown, range(AT_ONCE)))
    for campaign, view in looked_at:
        whose = campaign.owner.identity.name
        require(equal(f"the name that the {whose} gave", campaign.name, view.name if view.exists else None))


def _names(world: World, actor: Actor, token: str) -> list[str]:
    reply = actor.call("Campaigns.Get", {"SearchKeyword": token})
    require(success(reply))
    return [row.name for row in world.rows_of(reply)]
