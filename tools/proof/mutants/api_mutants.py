"""Servers that behave by an altered `api.yaml`, or by altered defaults and filters of the reading commands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from http import HTTPStatus

from campaign_contract.spec import Fault, Field, Group, Parameter, Spec
from campaign_contract.spec.wording import HTTP
from campaign_contract.tools.proof.mutants.mutant import Mutant
from campaign_contract.tools.proof.mutants.spec_mutants import with_parameter
from campaign_contract.tools.proof.trial.blueprint import command_altered, spec_altered

_LOSES, _KEEPS = "Campaign.Copy/carries-settings", "Campaign.Copy/drops-schedule"
_DEFAULTS = {
    ("Campaign.Get", "retrievestatistics"): ("true", "Campaign.Get/statistics-on-request"),
    ("Campaign.Get", "retrievetags"): ("true", "Campaign.Get/tags-on-request"),
    ("Campaigns.Get", "CampaignStatus"): ("Draft", "Campaigns.Get/read-your-writes"),
}
"""By command and parameter: another default, and the statement that it breaks."""
_BROKEN_BY = {
    "bad-credentials": "Api/credentials-required",
    "bad-method": "Http/methods",
    "too-large": "Http/framing/length-huge",
}
"""By fault: what breaks where it ends in a 500, for most that a server survives."""
_NOWHERE = ("No Such Status",)


def api_mutants(spec: Spec) -> Iterator[Mutant]:
    """The mutants of what all commands share."""
    yield from _transport_mutants(spec)
    for fault in spec.faults:
        yield from _fault_mutants(fault)
    for field in spec.fields:
        yield from _field_mutants(field)
    for (command, name), (default, statement) in _DEFAULTS.items():
        altered = replace(spec.command(command).parameter(name), default=default)
        what = f"{name} is {default} where {command} does not get it."
        yield _parameter_mutant(command, altered, f"default-{default}", what, statement)
    for parameter in spec.command("Campaigns.Get").parameters:
        yield from _filter_mutants(parameter)


def _transport_mutants(spec: Spec) -> Iterator[Mutant]:
    for name, media_type in spec.transport.encodings.items():
        other = {**spec.transport.encodings, name: f"{media_type}-2"}
        yield _transport_mutant(
            f"encodings-{name}", f"The {name} encoding has another media type.", f"Api/{name}", encodings=other
        )
    yield _transport_mutant(
        "content-type", "Answers are labelled text/html.", "Api/content-type", content_type="text/html"
    )
    for credential in spec.credentials:
        others = tuple(name for name in spec.credentials if name != credential)
        what = f"{credential} is no credential."
        yield _mutant(
            f"credentials/{credential}-dropped",
            what,
            "Api/either-credential",
            partial(_with_credentials, names=others),
        )


def _with_credentials(spec: Spec, names: tuple[str, ...]) -> Spec:
    return replace(spec, credentials=names)


def _transport_mutant(name: str, what: str, statement: str, **changes: object) -> Mutant:
    return _mutant(
        f"transport/{name}",
        what,
        statement,
        lambda spec: replace(spec, transport=replace(spec.transport, **changes)),  # type: ignore[arg-type]
    )


def _fault_mutants(fault: Fault) -> Iterator[Mutant]:
    broken = _BROKEN_BY.get(fault.id, "Api/survives")
    what = f"The failure {fault.id} has"
    mutant = _fault_mutant(
        fault, "http-500", f"{what} an HTTP status of 500.", broken, http_status=int(HTTPStatus.INTERNAL_SERVER_ERROR)
    )
    yield replace(mutant, explored=broken.partition("/")[0] == HTTP)
    if fault.id == "bad-credentials":
        yield _fault_mutant(fault, "numbered-0", f"{what} the number 0.", "Api/envelope", code=0)


def _fault_mutant(fault: Fault, name: str, what: str, statement: str, **changes: int) -> Mutant:
    altered = replace(fault, **changes)  # type: ignore[arg-type]

    def alter(spec: Spec) -> Spec:
        return replace(spec, faults=tuple(altered if item.id == fault.id else item for item in spec.faults))

    return _mutant(f"faults/{fault.id}/{name}", what, statement, alter)


def _field_mutants(field: Field) -> Iterator[Mutant]:
    """Copies that lose a setting or keep a part of the schedule."""
    groups = {Group.SETTING: (Group.SCHEDULE, _LOSES), Group.SCHEDULE: (Group.SETTING, _KEEPS)}
    if field.stored and field.group in groups and field.name != "CampaignName":
        group, statement = groups[field.group]
        altered = replace(field, group=group)
        what = f"A copy {'loses' if statement == _LOSES else 'keeps'} {field.name}."
        yield _mutant(
            f"fields/{field.name}/{group}",
            what,
            statement,
            lambda spec: replace(spec, fields=tuple(altered if f.name == altered.name else f for f in spec.fields)),
        )


def _filter_mutants(parameter: Parameter) -> Iterator[Mutant]:
    """Filter values that let everything through, and such that let nothing through."""
    statement = "Campaigns.Get/status-filter"
    for value, selection in parameter.selects.items():
        for name, other in (("everything", {}), ("nothing", {parameter.name: _NOWHERE})):
            if other != selection:
                altered = replace(parameter, selects={**parameter.selects, value: other})
                what = f"The filter {parameter.name} {value} answers {name}."
                yield _parameter_mutant(
                    "Campaigns.Get", altered, f"{value}-selects-{name}", what, f"{statement}/{value}"
                )


def _parameter_mutant(command: str, altered: Parameter, name: str, what: str, statement: str) -> Mutant:
    alteration = command_altered(command, lambda found: with_parameter(found, altered))
    return Mutant(f"spec/{command}/{altered.name}/{name}", what, (statement,), alteration)


def _mutant(name: str, what: str, statement: str, alter: Callable[[Spec], Spec]) -> Mutant:
    return Mutant(f"spec/{name}", what, (statement,), spec_altered(alter))
