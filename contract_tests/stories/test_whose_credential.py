"""Each credential is one user's and no other's; what only looks like one opens nothing and tells nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from campaign_contract.contract_tests.api.actor import Actor
from campaign_contract.contract_tests.api.client import FORM, JSON, Reply
from campaign_contract.contract_tests.api.expect import equal, failure, success, unchanged
from campaign_contract.contract_tests.api.leaks import leaks
from campaign_contract.contract_tests.api.outcomes import NotArranged, NotObservable, require
from campaign_contract.contract_tests.api.provoke import good_parameters
from campaign_contract.contract_tests.api.secrets import LONG_ENOUGH, half_of
from campaign_contract.contract_tests.api.untouched import Untouched
from campaign_contract.contract_tests.api.wording import told
from campaign_contract.contract_tests.api.world import Campaign, World, new_campaign
from campaign_contract.contract_tests.checks import Case, cases, story
from campaign_contract.spec import Level, Spec

_EVERY = 3
Spoil = Callable[[str], Any]


@dataclass(frozen=True)
class Forgery:
    """What is made of a valid credential, and in which encoding it is sent."""

    spoil: Spoil
    encoding: str = FORM
    level: Level | None = None


def _halves(secret: str) -> tuple[str, str]:
    """The halves of a credential; the whole and nothing where they would be too short to be kept out of reports."""
    half = half_of(secret) or len(secret)
    return secret[:half], secret[half:]


FORGERIES: Mapping[str, Forgery] = {
    "one-longer": Forgery(lambda secret: secret + secret[-1]),
    "twice": Forgery(lambda secret: secret * 2),
    "other-case": Forgery(str.swapcase),
    "first-half": Forgery(lambda secret: _halves(secret)[0]),
    "second-half": Forgery(lambda secret: _halves(secret)[1] or secret),
    "first-character": Forgery(lambda secret: secret[0]),
    "blank-inside": Forgery(lambda secret: " ".join(_halves(secret))),
    "blanks-around": Forgery(lambda secret: f" {secret} ", level=Level.SHOULD),
    "pattern": Forgery(lambda _: "%"),
    "one-unknown-character": Forgery(lambda secret: f"{secret[:-1]}_"),
    "json-true": Forgery(lambda _: True, JSON),
    "json-zero": Forgery(lambda _: 0, JSON),
    "json-operator": Forgery(lambda _: {"$ne": ""}, JSON),
}
"""By variant. Some frameworks strip blanks around all text that they read: that is advice."""


def forge(credentials: Mapping[str, str], spoil: Spoil) -> dict[str, Any]:
    """What is made of each credential, without those that stay as they are: one valid credential opens everything."""
    forged = {name: (secret, spoil(secret)) for name, secret in credentials.items()}
    return {name: spoilt for name, (secret, spoilt) in forged.items() if spoilt != secret}


def forgeries(_: Spec) -> Iterator[Case]:
    """One case for each."""
    for name, forgery in FORGERIES.items():
        yield Case("Api", "credentials-required", name, forgery.level, forgery)


@cases(forgeries)
def test_forged_credential(world: World, case: Case, untouched: Untouched) -> None:
    """No command works with it, none tells anything, and the campaign stays as it is.

    Each forgery meets every third command, and every command so meets a third of them.
    """
    forgery: Forgery = case.data
    forged = forge(world.owner.identity.credentials, forgery.spoil)
    if not forged:
        raise NotObservable("the owner's credentials look the same that way")
    _nothing_works(untouched, forged, forgery.encoding, list(FORGERIES).index(str(case.variant)))


@story("Api/credentials-required", variants={"spliced": None})
def test_spliced_credentials(world: World, untouched: Untouched) -> None:
    """The start of one user's credential with the end of the other's is nobody's."""
    mine, theirs = world.owner.identity.credentials, world.stranger.identity.credentials
    both = mine.keys() & theirs
    forged = {name: _halves(mine[name])[0] + _halves(theirs[name])[1] for name in both}
    if not both or any(forged[name] in (mine[name], theirs[name]) for name in both):
        raise NotObservable("the two users' credentials cannot be mixed")
    _nothing_works(untouched, forged)


@story("Api/credentials-required", variants={"expired": None})
def test_expired_session(world: World, untouched: Untouched) -> None:
    """A session that has expired is none."""
    expired = world.settings.expired_session_id
    if not expired:
        raise NotObservable("no expired session is known; --expired-session-id gives one")
    _nothing_works(untouched, {"SessionID": expired})


def credentials_of_both(spec: Spec) -> Iterator[Case]:
    """Each credential of each user."""
    for user in ("owner", "stranger"):
        for credential in spec.credentials:
            yield Case("Api", "either-credential", f"{credential}-of-the-{user}", data=(user, credential))


@cases(credentials_of_both)
def test_credential_acts_as_its_user(world: World, case: Case) -> None:
    """It makes campaigns that its user has and the other has not, and lists those of its user alone."""
    user, credential = case.data
    actor: Actor = getattr(world, user)
    other = world.owner if actor is not world.owner else world.stranger
    if credential not in actor.identity.credentials:
        raise NotArranged(f"no {credential} of the {user}")
    one = {credential: actor.identity.credentials[credential]}
    name = world.name()
    reply = actor.call("Campaign.Create", {"CampaignName": name}, credentials=one)
    require(success(reply))
    made = new_campaign(reply, "CampaignID", name, actor)
    theirs = world.create(by=other)
    require(
        equal(
            "rows for the other user under the new name", [], [row.id for row in world.rows(other, SearchKeyword=name)]
        )
    )
    for campaign, wanted in ((made, [made.number]), (theirs, [])):
        listed = actor.call("Campaigns.Get", {"SearchKeyword": campaign.name}, credentials=one)
        require(success(listed))
        rows = [row.id for row in world.rows_of(listed)]
        require(equal(f"rows by the {credential} under {told(campaign.name)}", wanted, rows))


@story("Api/isolation", variants={"tells-nothing": None})
def test_refusals_tell_nothing(world: World) -> None:
    """What refuses the second user holds no data of the campaign under any key."""
    stranger, campaign = world.stranger, world.create()
    for command in world.spec.commands:
        sent = good_parameters(world, command, campaign)
        if command.subject:
            reply = stranger.call(command.name, sent)
            require(f"{command.name}: {line}" for line in leaks(reply, world.spec, sent, [campaign.name]))


def _nothing_works(
    untouched: Untouched, credentials: Mapping[str, Any], encoding: str = FORM, turn: int | None = None
) -> None:
    world = untouched.world
    with untouched.lent(world.spec.command("Campaign.Get")) as loan:
        campaign = cast("Campaign", loan.campaign)
        differences = [
            f"{command}: {line}"
            for command, parameters in _requests(world, campaign, turn)
            for line in _refused(world, command, parameters, credentials, encoding, campaign)
        ]
        require([*differences, *unchanged(loan.settings, world.get(campaign).settings)])


def _requests(world: World, campaign: Campaign, turn: int | None) -> Iterator[tuple[str, dict[str, Any]]]:
    """A good request of every command, or of every third one, from a place that goes on with each turn."""
    for command in world.spec.commands if turn is None else world.spec.commands[turn % _EVERY :: _EVERY]:
        yield command.name, good_parameters(world, command, campaign)


def _refused(
    world: World, command: str, sent: dict[str, Any], credentials: Mapping[str, Any], encoding: str, campaign: Campaign
) -> list[str]:
    reply = world.owner.call(command, sent, credentials=credentials, encoding=encoding)
    leaked = leaks(reply, world.spec, sent, [campaign.name])
    return [*failure(reply), *leaked, *_opened(world, credentials, reply)]


def _opened(world: World, sent: Mapping[str, Any], reply: Reply) -> list[str]:
    """A valid credential in a refusal, unless it is part of what was sent."""
    echoed = " ".join(map(str, sent.values()))
    secrets = [secret for actor in world.users() for secret in actor.identity.credentials.values()]
    told = any(len(secret) >= LONG_ENOUGH and secret in reply.text and secret not in echoed for secret in secrets)
    return ["body: expected no data in a refusal, got a credential"] if told else []
