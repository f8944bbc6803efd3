"""A spec that shrinks: without any one rule, error, parameter or command, everything that reads it still works."""

from __future__ import annotations

from dataclasses import replace

import pytest

from campaign_contract import spec
from campaign_contract.contract_tests import inventory
from campaign_contract.tools import generate
from campaign_contract.tools.explain import explanation
from campaign_contract.tools.site import site

SPEC = spec.load()


def with_command(name, **parts):
    commands = (replace(item, **parts) if item.name == name else item for item in SPEC.commands)
    return replace(SPEC, commands=tuple(commands))


def without(items, left_out):
    return tuple(item for item in items if item is not left_out)


def without_parameter(command, parameter):
    kept = without(command.parameters, parameter)
    names = {item.name for item in kept}
    errors = (
        replace(error, when=tuple(
            cause for cause in error.when
            if names.issuperset(cause.parameters) and (cause.given is None or cause.given.parameter in names)
        ))
        for error in command.errors
    )  # fmt: skip
    return with_command(command.name, parameters=kept, errors=tuple(error for error in errors if error.when))


def shrunk():
    for rule in SPEC.rules:
        yield pytest.param(replace(SPEC, rules=without(SPEC.rules, rule)), id=f"rule-{rule.family}-{rule.id}")
    for command in SPEC.commands:
        yield pytest.param(replace(SPEC, commands=without(SPEC.commands, command)), id=f"command-{command.name}")
        for rule in command.rules:
            altered = with_command(command.name, rules=without(command.rules, rule))
            yield pytest.param(altered, id=f"rule-{command.name}-{rule.id}")
        for error in command.errors:
            altered = with_command(command.name, errors=without(command.errors, error))
            yield pytest.param(altered, id=f"error-{command.name}-{error.id}")
        for parameter in command.parameters:
            yield pytest.param(without_parameter(command, parameter), id=f"parameter-{command.name}-{parameter.name}")


@pytest.mark.parametrize("api", list(shrunk()))
def test_checks_can_be_listed_and_explained(api):
    checks = inventory.checks(api)
    assert checks
    assert explanation(api, checks[-1].id)


@pytest.mark.parametrize(
    "api", [pytest.param(replace(SPEC, commands=without(SPEC.commands, item)), id=item.name) for item in SPEC.commands]
)
def test_everything_is_generated_without_a_command(api):
    assert generate.artefacts(api)
    assert site.render(api)


def test_what_the_spec_does_not_claim_is_not_checked():
    pause = SPEC.command("Campaign.Pause")
    lacking = with_command(pause.name, errors=without(pause.errors, pause.error("not-sending")))
    left_out = {check.id for check in inventory.checks(SPEC)} - {check.id for check in inventory.checks(lacking)}
    assert "Campaign.Pause/not-sending/twice" in left_out
    assert all("not-sending" in address for address in left_out if address.startswith("Campaign.Pause/"))
