"""One check or statement in full, as `campaign-contract explain` prints it."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path

from campaign_contract.contract_tests.inventory import checks, test_functions
from campaign_contract.spec import DEFAULT_DIRECTORY, Error, Spec
from campaign_contract.spec.places import places
from campaign_contract.spec.wording import cause_sentence, statements
from campaign_contract.tools.artefacts import docs_model
from campaign_contract.tools.proof.mutants.catalogue import by_statement

_AT_MOST = 8
"""How many mutants are named; `campaign-contract mutants` knows all."""


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


def alike(spec: Spec, address: str) -> list[str]:
    """The address of a check or a statement that looks most like `address`, in any case; none where none does."""
    known = [*(item.address for item in statements(spec)), *(check.id for check in checks(spec))]
    by_lower_case = {item.lower(): item for item in known}
    return [by_lower_case[found] for found in get_close_matches(address.lower(), by_lower_case, 1, 0.9)]


def whereabouts(spec: Spec, address: str, directory: Path = DEFAULT_DIRECTORY) -> Iterator[str]:
    """Lines on where a check or a statement stands: its YAML in `directory`, its test, the docs, what proves it.

    Only for an address that `explanation` knows.
    """
    all_checks = checks(spec)
    statement = next((check.statement for check in all_checks if check.id == address), address)
    functions = test_functions(spec)
    ids = [address] if address in functions else [c.id for c in all_checks if c.statement == statement]
    place = places(directory).get(statement)
    yield "  where"
    if place:
        yield f"    spec   {place}"
    for function in sorted({functions[id] for id in ids}):
        yield f"    test   contract_tests/{function}"
    yield f"    docs   {docs_model.anchor(statement)}"
    for mutant in by_statement(all_checks).get(statement, [])[:_AT_MOST]:
        yield f"    mutant {mutant}"


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
