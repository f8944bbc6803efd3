"""Who may do what: either credential alone is enough, none or a wrong one is not, and users are kept apart."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from campaign_contract.contract_tests.api.client import Reply
from campaign_contract.contract_tests.api.consequence import consequence
from campaign_contract.contract_tests.api.expect import equal, failure, refusal, success, unchanged
from campaign_contract.contract_tests.api.outcomes import NotArranged, require
from campaign_contract.contract_tests.api.provoke import Parameters, foreign_error, good_parameters
from campaign_contract.contract_tests.api.untouched import Untouched
from campaign_contract.contract_tests.api.wording import told
from campaign_contract.contract_tests.api.world import Campaign, World
from campaign_contract.contract_tests.checks import Case, cases, story
from campaign_contract.spec import Command, Spec

Credentials = Mapping[str, str]
_SO_MANY = "campaigns of that name"


def each_credential(spec: Spec) -> Iterator[Case]:
    """Every command with each credential alone."""
    for command in spec.commands:
        for credential in spec.credentials:
            yield Case(command.name, "either-credential", credential, data=command)


@cases(each_credential)
def test_either_credential_alone(world: World, case: Case, untouched: Untouched) -> None:
    """One credential, without the other, is enough, and what the command does by it is done."""
    credential, command = str(case.variant), case.data
    known = world.owner.identity.credentials
    if credential not in known:
        raise NotArranged(f"no {credential} of the owner")
    one = {credential: known[credential]}
    with untouched.fit_for(command) as campaign:
        parameters = good_parameters(world, command, campaign)
        reply = world.owner.call(case.command, parameters, credentials=one)
        require(success(reply))
        if campaign and one != world.owner.identity.one():
            require(consequence(world, command, campaign, reply))
            renamed = command.subject and parameters.get("CampaignName")
            require(equal("name afterwards", renamed, world.get(campaign).name) if renamed else [])


def _altered(known: Credentials) -> Credentials:
    return {name: secret[:-1] + ("0" if secret[-1] != "0" else "1") for name, secret in known.items()}


def _swapped(known: Credentials) -> Credentials:
    first, second = "SessionID", "APIKey"
    swapped = {first: known.get(second), second: known.get(first)}
    return {name: secret for name, secret in swapped.items() if secret is not None}


INSUFFICIENT: Mapping[str, Callable[[Credentials], Credentials]] = {
    "none": lambda _: {},
    "wrong": _altered,
    "truncated": lambda known: {name: secret[:-1] for name, secret in known.items()},
    "empty": lambda known: dict.fromkeys(known, ""),
    "swapped": _swapped,
}


def insufficient_credentials(spec: Spec) -> Iterator[Case]:
    """Every command with each kind of credentials that are not enough."""
    for command in spec.commands:
        for variant, spoil in INSUFFICIENT.items():
            yield Case(command.name, "credentials-required", variant, data=(command, spoil))


@cases(insufficient_credentials)
def test_without_valid_credentials(world: World, case: Case, untouched: Untouched) -> None:
    """Nothing is revealed and nothing is changed."""
    command, spoil = case.data
    with untouched.lent(command) as loan:
        parameters = good_parameters(world, command, loan.campaign)
        before = {**loan.settings, **_count_before(world, command, loan.campaign)}
        reply = world.owner.call(command.name, parameters, credentials=spoil(world.owner.identity.credentials))
        require(failure(reply))
        require(_revealed(reply))
        require(unchanged(before, _trace(world, command, loan.campaign, parameters)))


def foreign_campaigns(spec: Spec) -> Iterable[Case]:
    """Commands that name a campaign."""
    return [Case(command.name, "isolation", data=command) for command in spec.commands if command.subject]


@cases(foreign_campaigns)
def test_stranger_is_kept_out(world: World, case: Case, untouched: Untouched) -> None:
    """A second user gets the command's error where it has one, sees nothing and changes nothing."""
    stranger, command = world.stranger, case.data
    with untouched.lent(command) as loan:
        parameters = good_parameters(world, command, loan.campaign)
        before = {**loan.settings, **_count_before(world, command, loan.campaign)}
        reply = stranger.call(case.command, parameters)
        error = foreign_error(command)
        require(refusal(reply, error) if error else [])
        require(_revealed(reply))
        require(unchanged(before, _trace(world, command, loan.campaign, parameters)))


@story("Campaigns.Delete/isolation")
def test_stranger_deletes_nothing(world: World) -> None:
    """A second user who names the owner's campaign for deletion leaves it where it is."""
    stranger = world.stranger
    campaign = world.create()
    before = world.get(campaign).settings
    stranger.call("Campaigns.Delete", {"Campaigns": str(campaign.id)})
    require(unchanged(before, world.get(campaign).settings))


@story("Campaigns.Get/own-only")
def test_lists_are_kept_apart(world: World) -> None:
    """Neither user's list holds the other's campaign, searched for by its name."""
    theirs = world.create(by=world.stranger)
    mine = world.create()
    for actor, foreign in ((world.owner, theirs), (world.stranger, mine)):
        found = [row.id for row in world.rows(actor, SearchKeyword=foreign.name)]
        require(equal(f"rows for {actor.identity.name} under the other user's name", [], found))


def _trace(world: World, command: Command, campaign: Campaign | None, parameters: Parameters) -> dict[str, Any]:
    """What a request could have changed: the campaign it names, and how many there are under its name."""
    shown = world.get(campaign).settings if campaign else {}
    return {**shown, **_count(world, command, campaign, parameters)}


def _count_before(world: World, command: Command, campaign: Campaign | None) -> dict[str, int]:
    """The same before the request; there is none yet under a name that nobody has used."""
    return _count(world, command, campaign, {}) if campaign else {_SO_MANY: 0} if command.new_campaign else {}


def _count(world: World, command: Command, campaign: Campaign | None, parameters: Parameters) -> dict[str, int]:
    """How many campaigns there are under the name that a command which makes one would give it."""
    if not command.new_campaign:
        return {}
    name = campaign.name if campaign else parameters["CampaignName"]
    return {_SO_MANY: len(world.rows(SearchKeyword=name))}


def _revealed(reply: Reply) -> list[str]:
    shown = [key for key in ("Campaign", "Campaigns") if reply.get(key)]
    return [f"{key}: expected no data, got {told(reply.get(key))}" for key in shown]
