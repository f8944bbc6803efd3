"""What the schemas are called; a schema refers to another one by this name until it is written somewhere."""

from __future__ import annotations

from enum import StrEnum

from campaign_contract.spec.model import Command

ENVELOPE = "envelope"
FAULT = "fault"
CAMPAIGN = "campaign"
RULES_BUNDLE = "rules-json-bundle"


class Flavour(StrEnum):
    """The body that a request schema describes; the names are those of `Transport.encodings`."""

    JSON = "json"
    FORM = "form"


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
