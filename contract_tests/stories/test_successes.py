"""Every command's success: its answer, the status it leaves, both encodings, and the page's own example."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Any

from campaign_contract.contract_tests.api.carried_out import CarriedOut
from campaign_contract.contract_tests.api.client import FORM, JSON
from campaign_contract.contract_tests.api.consequence import consequence
from campaign_contract.contract_tests.api.expect import among, equal, none_of, schema, success
from campaign_contract.contract_tests.api.outcomes import Broken, NotObservable, require
from campaign_contract.contract_tests.api.provoke import from_status, good_parameters, good_request, value_for
from campaign_contract.contract_tests.api.untouched import Untouched
from campaign_contract.contract_tests.api.world import Campaign, World
from campaign_contract.contract_tests.checks import Case, cases, shared
from campaign_contract.spec import Command, Kind, Parameter, Spec
from campaign_contract.spec.wording import SHOWN_FORMAT, STATUS_AFTER, SUCCESS

STARTS = ("Sending", "Paused", "Ready")
"""Statuses beside Draft, in an order in which most targets let a campaign take one after the other."""


def each_command(
    statement: str, applies: Callable[[Command], Any] = lambda _: True
) -> Callable[[Spec], Iterable[Case]]:
    """A case of the statement for each command to which it applies; the command is its data."""

    def generate(spec: Spec) -> Iterable[Case]:
        return [Case(command.name, statement, data=command) for command in spec.commands if applies(command)]

    return generate


def each_start(statement: str, applies: Callable[[Command], Any] = lambda _: True) -> Callable[[Spec], Iterable[Case]]:
    """The same, and where a command works from several statuses a case for each of them, which is its data."""

    def generate(spec: Spec) -> Iterator[Case]:
        for command in filter(applies, spec.commands):
            yield Case(command.name, statement, data=command.starts_from)
            for status in command.asserted_from if len(command.asserted_from) > 1 else ():
                yield Case(command.name, statement, from_status(status), data=status)

    return generate


@shared
def carried_out(world: World) -> CarriedOut:
    """Good requests and their answers."""
    return CarriedOut(world)


@cases(each_start(SUCCESS))
def test_success(world: World, case: Case, carried_out: CarriedOut) -> None:
    """A good request, in the encoding of the page's example, gets the documented answer."""
    command = world.spec.command(case.command)
    if case.data in (None, command.starts_from):
        reply = carried_out.of(command, command.examples.encoding).reply
    else:
        parameters, _ = good_request(world, command, status=case.data)
        reply = world.owner.call(command.name, parameters, encoding=command.examples.encoding)
        require(success(reply))
    require(schema(reply, command.success.schema))


@cases(each_command(SHOWN_FORMAT, lambda command: command.success.shown))
def test_success_looks_as_shown(case: Case, carried_out: CarriedOut) -> None:
    """Keys and formats are those of the page's example."""
    require(schema(carried_out.of(case.data).reply, case.data.success.shown))


@cases(each_command("success-number"))
def test_success_has_the_number_0(case: Case, carried_out: CarriedOut) -> None:
    """The ErrorCode is the number and not the text."""
    require(equal("ErrorCode", 0, carried_out.of(case.data).reply.get("ErrorCode")))


@cases(each_start(STATUS_AFTER, lambda command: command.success.sets))
def test_status_afterwards(world: World, case: Case, observe: Callable[[str], None]) -> None:
    """A success leaves the campaign, or the new one, in a status that the page allows."""
    command = world.spec.command(case.command)
    parameters, campaign = good_request(world, command, status=case.data)
    reply = world.owner.call(case.command, parameters)
    require(success(reply))
    subject: Any = reply.get(command.new_campaign) if command.new_campaign else campaign
    status = world.get(subject).status
    effect: Any = command.success.sets
    if not effect.none_of:
        require(among("status afterwards", effect.one_of or (effect.status,), status))
    require(none_of("status afterwards", effect.none_of, status))
    observe(f"the status afterwards is {status}")


def from_any_status(spec: Spec) -> Iterator[Case]:
    """Each command that works from whatever status a campaign has, and leads to one."""
    for command in spec.commands:
        effect = command.success.sets
        if command.subject and not command.asserted_from and effect and effect.status and not effect.none_of:
            yield Case(command.name, STATUS_AFTER, "from-each-status", data=command)


@cases(from_any_status)
def test_status_from_each_status(world: World, case: Case) -> None:
    """The campaign, or the new one, gets the same status, wherever the campaign was."""
    command: Command = case.data
    campaign = world.create()
    for start in STARTS:
        with suppress(NotObservable):
            campaign = _brought(world, campaign, start)
            reply = world.owner.call(command.name, {"CampaignID": campaign.id})
            require(f"from {start}: {line}" for line in success(reply))
            made: Any = reply.get(command.new_campaign) if command.new_campaign else campaign
            wanted = command.success.sets.status if command.success.sets else None
            require(equal(f"status after {command.name} of what was {start}", wanted, world.get(made).status))


def _brought(world: World, campaign: Campaign, status: str) -> Campaign:
    """The campaign in a status, or a new one where the target does not let this one get there any more."""
    try:
        world.bring(campaign, status)
    except Broken:
        return world.campaign(status)
    return campaign


@cases(each_command("form"))
def test_form(case: Case, carried_out: CarriedOut) -> None:
    """A form-encoded body is taken."""
    carried_out.of(case.data, FORM)


@cases(each_command("json"))
def test_json(world: World, case: Case, carried_out: CarriedOut) -> None:
    """A JSON body is taken, with ids as the target issued them, and does what it says."""
    done = carried_out.of(case.data, JSON)
    if done.campaign:
        require(consequence(world, case.data, done.campaign, done.reply))


@cases(each_command("json-charset"))
def test_json_with_charset(world: World, case: Case, untouched: Untouched) -> None:
    """A JSON body is taken when its media type names a charset."""
    media_type = f"{world.spec.transport.encodings[JSON]}; charset=utf-8"
    with untouched.fit_for(case.data) as campaign:
        parameters = good_parameters(world, case.data, campaign)
        require(success(world.owner.call(case.data.name, parameters, encoding=JSON, media_type=media_type)))


@cases(each_command("json-number", lambda command: command.subject))
def test_json_with_id_as_number(case: Case, carried_out: CarriedOut) -> None:
    """A JSON body is taken with its id as a number."""
    carried_out.of(case.data, JSON, int)


@cases(each_command("json-text", lambda command: command.subject))
def test_json_with_id_as_text(case: Case, carried_out: CarriedOut) -> None:
    """A JSON body is taken with its id as text."""
    carried_out.of(case.data, JSON, str)


@cases(each_command("page-example"))
def test_example_of_the_page(world: World, case: Case) -> None:
    """The example request succeeds, with ids and credentials that exist here in the place of the example's."""
    command: Command = case.data
    own = {parameter.name: _own_value(world, command, parameter) for parameter in command.parameters}
    sent = {
        name: own[name] if own[name] is not None else value
        for name, value in command.examples.request.items()
        if name in own
    }
    reply = world.owner.call(
        command.name, sent, encoding=command.examples.encoding, credentials=world.owner.identity.credentials
    )
    require(success(reply))
    require(schema(reply, command.success.schema))


def _own_value(world: World, command: Command, parameter: Parameter) -> Any:
    if parameter.kind is Kind.CAMPAIGN:
        return str(world.campaign(command.starts_from).id)
    if parameter.kind is Kind.CAMPAIGNS:
        return ",".join(str(world.create().id) for _ in range(3))
    if parameter.name == "CampaignName":
        return world.name(parameter.example)
    if parameter in command.touches and command.thing_of(parameter):
        return str(value_for(world, command, parameter))
    return None
