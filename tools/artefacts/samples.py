"""Example requests and answers, built from the spec. A failure is what the reference server answers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from campaign_contract.mockserver import answers
from campaign_contract.spec import Command, Fault, Field, Kind, Parameter, Spec, request_schema

Sample = dict[str, Any]
"""A request or an answer: key → JSON value."""
COMMAND = request_schema.COMMAND
"""The parameter that says which command a request is."""


def credential(spec: Spec) -> Parameter:
    """The credential that samples send: the last one listed, which outlives a session."""
    return next(parameter for parameter in spec.parameters if parameter.name == spec.credentials[-1])


def full(spec: Spec, command: Command) -> Sample:
    """A request that sends one credential and every parameter of the command with its example."""
    return _request(spec, command, command.parameters)


def minimal(spec: Spec, command: Command) -> Sample:
    """A request that sends one credential and what the command requires."""
    return _request(spec, command, (parameter for parameter in command.parameters if parameter.required))


def _request(spec: Spec, command: Command, parameters: Iterable[Parameter]) -> Sample:
    one = credential(spec)
    sent = {parameter.name: parameter.example for parameter in parameters}
    return {one.name: one.example, COMMAND: command.name, **sent}


def fault(fault: Fault) -> Sample:
    """A failure outside any command, as the reference server answers it."""
    return answers.fault(fault, fault.description)


def campaign(spec: Spec) -> Sample:
    """A campaign with every stored field: the example of the parameter that sets it, else what a new one has."""
    examples = {p.name: p.example for command in reversed(spec.commands) for p in command.parameters}
    return {field.name: examples.get(field.name, _unset(field)) for field in spec.fields if field.stored}


def _unset(field: Field) -> str | int:
    return 1 if field.kind is Kind.CAMPAIGN else field.default
