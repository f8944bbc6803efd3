"""The form of "Try it": one field for each parameter of a command, filled in as far as the page's example goes."""

from __future__ import annotations

from dataclasses import dataclass

from campaign_contract.spec.model import Command, Kind, Spec
from campaign_contract.tools.artefacts.docs_model import ParameterRow, parameter_rows

_ANSWERS = ("true", "false")


@dataclass(frozen=True)
class FormField:
    """A field. `choices` make it a list to choose from; `names_campaigns` offers the reader's own campaigns."""

    name: str
    requirement: str
    hint: str
    value: str
    choices: tuple[str, ...]
    names_campaigns: bool


def fields(spec: Spec, command: Command) -> list[FormField]:
    """The command's own parameters; the credential and the command's name are added when the form is sent."""
    own = {parameter.name for parameter in command.parameters}
    return [_field(command, row) for row in parameter_rows(spec, command) if row.parameter.name in own]


def lister(spec: Spec) -> str | None:
    """The command that answers the caller's campaigns: the one whose parameters page through them."""
    listing = (command for command in spec.commands if "Campaigns" in command.success.schema.get("properties", {}))
    return next((command.name for command in listing), None)


def _field(command: Command, row: ParameterRow) -> FormField:
    parameter = row.parameter
    campaigns = parameter.kind in (Kind.CAMPAIGN, Kind.CAMPAIGNS)
    return FormField(
        name=parameter.name,
        requirement=row.requirement,
        hint=str(parameter.example),
        value="" if campaigns else str(command.examples.request.get(parameter.name, "")),
        choices=_ANSWERS if parameter.kind is Kind.BOOLEAN else parameter.accepted,
        names_campaigns=campaigns,
    )
