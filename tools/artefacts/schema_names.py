"""What the schemas are called; a schema refers to another one by this name until it is written somewhere."""

from __future__ import annotations

from campaign_contract.spec import Command
from campaign_contract.spec.request_schema import Flavour

ENVELOPE = "envelope"
FAULT = "fault"
CAMPAIGN = "campaign"


def request_name(command: Command, flavour: Flavour) -> str:
    """The request of a command in this flavour."""
    return f"{_prefix(command)}.request-{flavour}"


def success_name(command: Command) -> str:
    """The success of a command."""
    return f"{_prefix(command)}.success"


def error_name(command: Command) -> str:
    """The documented errors of a command."""
    return f"{_prefix(command)}.error"


def failure_name(command: Command) -> str:
    """Every failure of a command: its errors and the faults."""
    return f"{_prefix(command)}.failure"


def _prefix(command: Command) -> str:
    return command.name.lower().replace(".", "-")
