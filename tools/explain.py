"""One check or statement in full, as `campaign-contract explain` prints it."""

from __future__ import annotations

from collections.abc import Iterator

from campaign_contract.contract_tests.inventory import checks
from campaign_contract.spec import Error, Spec
from campaign_contract.spec.wording import cause_sentence, statements


def explanation(spec: Spec, address: str) -> str | None:
    """Everything that the spec says at the address of a check or a statement; None where there is neither."""
    all_checks = checks(spec)
    check = next((check for check in all_checks if check.id == address), None)
    statement = next((item for item in statements(spec) if item.address in (address, check and check.statement)), None)
    if statement is None:
        return None
    later = check.later if check else statement.later
    held_by = [item.id for item in all_checks if item.statement == statement.address]
    return "\n".join(
        [
            address,
            f"  level    {check.level if check else statement.level}",
            f"  section  {check.section if check else statement.section}",
            f"  rule     {statement.rule}",
            *([f"  note     {statement.note}"] if statement.note else []),
            *([f"  later    {later}"] if later else []),
            *_error_lines(spec, statement.address),
            "  checks",
            *(f"    {id}" for id in held_by),
        ]
    )


def _error_lines(spec: Spec, address: str) -> Iterator[str]:
    error = _error(spec, address)
    if error:
        yield f"  error    {error.code}: {error.message}"
        for cause in error.when:
            yield f"  when     {cause_sentence(cause)} ({cause.level})"
            if cause.note:
                yield f"           {cause.note}"


def _error(spec: Spec, address: str) -> Error | None:
    name, _, id = address.partition("/")
    for command in spec.commands:
        if command.name == name:
            return next((error for error in command.errors if error.id == id), None)
    return None
