"""The form of "Try it": one field for each parameter of a command, what has to be sent is filled in."""

from __future__ import annotations

from dataclasses import dataclass

from campaign_contract.spec import Command, Kind, Spec
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
    return [_field(row) for row in parameter_rows(spec, command) if row.parameter.name in own]


def lister(spec: Spec) -> Command | None:
    """The command that answers the caller's campaigns, if the spec has it."""
    return next((c for c in spec.commands if "Campaigns" in c.success.schema.get("properties", {})), None)


def _field(row: ParameterRow) -> FormField:
    parameter = row.parameter
    campaigns = parameter.kind in (Kind.CAMPAIGN, Kind.CAMPAIGNS)
    return FormField(
        name=parameter.name,
        requirement=row.requirement,
        hint=str(parameter.example),
        value=str(parameter.example) if parameter.required and not campaigns else "",
        choices=_ANSWERS if parameter.kind is Kind.BOOLEAN else parameter.accepted,
        names_campaigns=campaigns,
    )
