"""Which requests could make a target send e-mail: by a status, a schedule, or the command itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from campaign_contract.contract_tests.api.ledger import Ledger
from campaign_contract.spec import Command, Spec

_STATUS, _SCHEDULE = "CampaignStatus", "ScheduleType"
SENDING_PARAMETERS = (_STATUS, _SCHEDULE)
"""The parameters whose values can make a target send."""


def could_send(spec: Spec, command: Command, parameters: Mapping[str, Any], ledger: Ledger) -> bool:
    """Whether a request could make the target send a campaign that the run made."""
    if str(parameters.get(_STATUS)) in spec.sending_statuses and command.subject:
        return True
    if str(parameters.get(_SCHEDULE, "")) not in ("", _unscheduled(spec)):
        return True
    subject = command.subject
    return spec.may_start_sending(command) and bool(subject and ledger.holds(parameters.get(subject.name)))


def given_status(spec: Spec, parameters: Mapping[str, Any]) -> str:
    """The status from which delivery goes on after a request that could send: that asked for, or the first such."""
    sending = [status.name for status in spec.statuses if status.goes_on]
    asked = str(parameters.get(_STATUS))
    return asked if asked in sending else next(iter(sending), asked)


def _unscheduled(spec: Spec) -> str:
    """The schedule type of a campaign that has no time to be sent at: that of a new one."""
    return next((str(field.default) for field in spec.fields if field.name == _SCHEDULE), "")
