"""What the suite may touch: what it made itself. What it cannot create it never changes and never destroys."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from campaign_contract.contract_tests.api.ledger import Ledger
from campaign_contract.contract_tests.api.outcomes import NotArranged
from campaign_contract.spec import Command, NotInSpec, Parameter, Thing

NEVER_ISSUED = "2147483601"
"""An id that nothing on any target has."""
NO_SUCH_VALUE = "No Such Value"
"""A value that no choice has."""
UNLISTED = {"unlisted": NO_SUCH_VALUE, "named-like-a-property": "constructor"}
"""Such values by variant: in some languages every table of values seems to have the second one."""
_DIGITS = re.compile(r"[0-9]+")


def refuse_to_touch(command: Command, parameters: Mapping[str, Any], ledger: Ledger) -> None:
    """Raises NotArranged for a request that could change or destroy what the run did not make.

    Campaigns are left to those who name them: all that the suite names are its own, or are nobody's.
    """
    if not (command.touches or command.reads or command.creates):
        raise NotArranged(_unclear(command))
    touched = {parameter.name: parameter for parameter in command.touches}
    for name, value in parameters.items():
        parameter = touched.get(name.partition("[")[0])
        if parameter and value not in (None, "") and command.thing_of(parameter) is not Thing.CAMPAIGN:
            _refuse_value(command, parameter, str(value), ledger)


def refuse_unlisted(command: Command, parameters: Mapping[str, Any]) -> None:
    """Raises NotInSpec for a value that the spec's choice lacks: the check that sends it is of another spec."""
    for choice in command.parameters:
        value = parameters.get(choice.name)
        if choice.values and isinstance(value, str) and value not in ("", *UNLISTED.values(), *choice.accepted):
            raise NotInSpec(f"the value {value} of {command.name}'s {choice.name}")


def _refuse_value(command: Command, parameter: Parameter, value: str, ledger: Ledger) -> None:
    thing = command.thing_of(parameter)
    if thing is None and value != NEVER_ISSUED:
        raise NotArranged(_unclear(command))
    named = _DIGITS.findall(value)
    if thing and any(id != NEVER_ISSUED and not ledger.holds(id, thing) for id in named):
        named_by = f"the {thing} that {parameter.name} names"
        raise NotArranged(f"{command.name} could change or destroy {named_by}, which this run did not make")


def _unclear(command: Command) -> str:
    return (
        f"the spec does not say what {command.name} changes, so it is not tried; "
        "`reads`, `creates` or `destroys` in its file says so"
    )
