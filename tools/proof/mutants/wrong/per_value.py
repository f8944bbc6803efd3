"""Commands that break on, or misread, a class of values of one of their parameters."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from campaign_contract.spec import Command, Kind, Parameter, Spec
from campaign_contract.tools.proof.mutants.mutant import Mutant
from campaign_contract.tools.proof.mutants.wrong.define import for_command
from campaign_contract.tools.proof.mutants.wrong.per_command import answering
from campaign_contract.tools.proof.trial.blueprint import layer_added
from campaign_contract.tools.proof.trial.wire import JSON, Answer, Incoming, Next, on

_BROKEN = Answer(500, b"Internal Server Error", "text/plain")
_READING = ("Campaign.Get", "Campaigns.Get")
_LONG, _KEPT = 60_000, 255
_STATEMENTS = {
    "retrievestatistics": "Campaign.Get/statistics-on-request",
    "retrievetags": "Campaign.Get/tags-on-request",
    "RetrieveStatistics": "Campaigns.Get/statistics",
    "RetrieveTags": "Campaigns.Get/tags",
}


def per_value_mutants(spec: Spec) -> Iterator[Mutant]:
    """Every parameter as a list and as an object; every flag of the reading commands; names of many lengths."""
    for command in spec.commands:
        for parameter in command.parameters:
            yield from _shape_mutants(command, parameter)
            if parameter.kind is Kind.BOOLEAN and command.name in _READING:
                yield from _flag_mutants(command, parameter)
    update = spec.command("Campaign.Update")
    yield _name_mutant(update, _KEPT)
    yield _name_mutant(update, _LONG)
    yield from _value_mutants(spec.command("Campaign.Create"))


def _shape_mutants(command: Command, parameter: Parameter) -> Iterator[Mutant]:
    for name, broken in (("list", _is_list), ("key", _is_key)):
        what = f"{command.name} ends in a 500 where {parameter.name} is sent as a {name}."
        layer = answering(_BROKEN, partial(broken, parameter.name.lower()))
        statement = "survives/parameters-of-another-shape"
        yield for_command(f"breaks-on-{parameter.name}-as-{name}", command, what, statement, layer)


def _is_list(name: str, request: Incoming) -> bool:
    return isinstance(request.parameters.get(name), list)


def _is_key(name: str, request: Incoming) -> bool:
    return any(sent.startswith(f"{name}[k") for sent in request.names)


def _flag_mutants(command: Command, parameter: Parameter) -> Iterator[Mutant]:
    name, statement = parameter.name, _STATEMENTS[parameter.name]
    if name != "RetrieveTags":
        what = f"{command.name} takes any text of {name} for yes."
        yield _reading(command, f"takes-any-{name}", what, f"{statement}/form-false", partial(_any_is_yes, name))
        what = f"{command.name} takes {name} for yes where JSON says false."
        yield _reading(
            command, f"takes-json-false-{name}", what, f"{statement}/json-false", partial(_false_is_yes, name)
        )
    what = f"{command.name} does not take the JSON boolean of {name}."
    yield _reading(command, f"loses-json-{name}", what, f"{statement}/json-true", partial(_json_is_no, name))


def _reading(command: Command, name: str, what: str, address: str, change: Callable[[Incoming], Incoming]) -> Mutant:
    alteration = layer_added(on(command.name, lambda request, pass_on: pass_on(change(request))))
    return Mutant(f"handler/{command.name}/{name}", what, (address,), alteration)


def _any_is_yes(name: str, request: Incoming) -> Incoming:
    return request.having(**{name: "true"}) if request.value(name) else request


def _false_is_yes(name: str, request: Incoming) -> Incoming:
    return request.having(**{name: "true"}) if request.parameters.get(name.lower()) is False else request


def _json_is_no(name: str, request: Incoming) -> Incoming:
    boolean = request.media_type == JSON and isinstance(request.parameters.get(name.lower()), bool)
    return request.having(**{name: "false"}) if boolean else request


def _name_mutant(command: Command, length: int) -> Mutant:
    def cutting(request: Incoming, pass_on: Next) -> Answer:
        sent = request.value("CampaignName")
        return pass_on(request.having(CampaignName=sent[:length]) if sent else request)

    what = f"{command.name} cuts a name after {length} characters."
    return for_command(f"cuts-names-after-{length}", command, what, "long-name-kept", cutting)


def _value_mutants(create: Command) -> Iterator[Mutant]:
    """Names that a language takes for nothing or for a number."""
    missing = Answer(200, {"Success": False, "ErrorCode": create.errors[0].code})
    for name in ("0", "null"):
        what = f"{create.name} takes a name of {name} for none."
        layer = answering(missing, partial(_is_named, name))
        yield for_command(f"misses-the-name-{name}", create, what, "name-kept/like-a-value", layer)
    what = f"{create.name} stores a name that is a number as that number."
    yield for_command("stores-names-as-numbers", create, what, "name-kept/like-a-value", _as_number)


def _is_named(name: str, request: Incoming) -> bool:
    return request.value("CampaignName") == name


def _as_number(request: Incoming, pass_on: Next) -> Answer:
    try:
        number = float(request.value("CampaignName"))
    except ValueError:
        return pass_on(request)
    return pass_on(request.having(CampaignName=f"{number:g}"))
