"""Every command's success: its answer, the status it leaves, both encodings, and the page's own example."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from campaign_contract.contract_tests.api.client import FORM, JSON, Reply
from campaign_contract.contract_tests.api.expect import among, equal, none_of, schema, success
from campaign_contract.contract_tests.api.outcomes import require
from campaign_contract.contract_tests.api.provoke import from_status, good_request, value_for
from campaign_contract.contract_tests.api.world import World
from campaign_contract.contract_tests.checks import Case, cases
from campaign_contract.spec import Command, Kind, Parameter, Spec
from campaign_contract.spec.wording import SHOWN_FORMAT, STATUS_AFTER, SUCCESS


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


def _carried_out(
    world: World,
    command: Command,
    encoding: str = FORM,
    media_type: str | None = None,
    status: str | None = None,
) -> Reply:
    parameters, _ = good_request(world, command, status=status)
    reply = world.owner.call(command.name, parameters, encoding=encoding, media_type=media_type)
    require(success(reply))
    return reply


@cases(each_start(SUCCESS))
def test_success(world: World, case: Case) -> None:
    """A good request, in the encoding of the page's example, gets the documented answer."""
    command = world.spec.command(case.command)
    reply = _carried_out(world, command, command.examples.encoding, status=case.data)
    require(schema(reply, command.success.schema))


@cases(each_command(SHOWN_FORMAT, lambda command: command.success.shown))
def test_success_looks_as_shown(world: World, case: Case) -> None:
    """Keys and formats are those of the page's example."""
    require(schema(_carried_out(world, case.data), case.data.success.shown))


@cases(each_command("success-number"))
def test_success_has_the_number_0(world: World, case: Case) -> None:
    """The ErrorCode is the number and not the text."""
    require(equal("ErrorCode", 0, _carried_out(world, case.data).get("ErrorCode")))


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


@cases(each_command("form"))
def test_form(world: World, case: Case) -> None:
    """A form-encoded body is taken."""
    _carried_out(world, case.data, FORM)


@cases(each_command("json"))
def test_json(world: World, case: Case) -> None:
    """A JSON body is taken, with ids as the target issued them."""
    _carried_out(world, case.data, JSON)


@cases(each_command("json-charset"))
def test_json_with_charset(world: World, case: Case) -> None:
    """A JSON body is taken when its media type names a charset."""
    _carried_out(world, case.data, JSON, f"{world.spec.transport.encodings[JSON]}; charset=utf-8")


@cases(each_command("json-number", lambda command: command.subject))
def test_json_with_id_as_number(world: World, case: Case) -> None:
    """A JSON body is taken with its id as a number."""
    _with_id_written_as(world, case.data, int)


@cases(each_command("json-text", lambda command: command.subject))
def test_json_with_id_as_text(world: World, case: Case) -> None:
    """A JSON body is taken with its id as text."""
    _with_id_written_as(world, case.data, str)


def _with_id_written_as(world: World, command: Command, kind: type[int | str]) -> None:
    parameters, _ = good_request(world, command)
    subject = command.subject.name if command.subject else ""
    sent = parameters | {subject: kind(parameters[subject])}
    require(success(world.owner.call(command.name, sent, encoding=JSON)))


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
