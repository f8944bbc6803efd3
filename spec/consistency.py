"""The consistency that a JSON Schema cannot state: names exist, ids and codes are unique, levels are argued."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from campaign_contract.spec.command_consistency import command_problems
from campaign_contract.spec.common_problems import not_among, not_json_schema, repeated, statuses_of, unargued
from campaign_contract.spec.document import Document, Problem
from campaign_contract.spec.vocabulary import Group, Kind


def problems(
    api: Document, bundle: Document, commands: list[Document], supporting: list[Document]
) -> Iterator[Problem]:
    """Every problem of meaning in files that already satisfy `schema.json`."""
    yield from not_json_schema(bundle, ())
    yield from _api_problems(api)
    for document in (*commands, *supporting):
        yield from command_problems(document, api)
    yield from _repeated_commands([*commands, *supporting])


def _api_problems(api: Document) -> Iterator[Problem]:
    yield from not_json_schema(api, ("envelope",))
    for name in api.data["failure_shapes"]:
        yield from not_json_schema(api, ("failure_shapes", name, "schema"))
    campaigns = [index for index, field in enumerate(api.data["fields"]) if field["type"] == Kind.CAMPAIGN]
    for index in campaigns[1:]:
        text = "a second field of type campaign; allowed: one, the id of the campaign"
        yield api.problem(("fields", index, "type"), text)
    statuses = statuses_of(api)
    for index, status in enumerate(api.data["statuses"]):
        for unknown in set(status.get("goes_on", ())) - set(statuses):
            yield api.problem(("statuses", index, "goes_on"), not_among(unknown, "a status", statuses))
    for key, unique in (
        ("statuses", "name"),
        ("fields", "name"),
        ("faults", "id"),
        ("rules", "id"),
        ("open_questions", "id"),
    ):
        yield from repeated(api, key, unique)
    yield from unargued(api, "rules")
    yield from unargued(api, "fields")
    yield from _derivation_problems(api)
    for credential in api.data["credentials"]:
        if credential not in api.data["parameters"]:
            yield api.problem(("credentials",), not_among(credential, "a common parameter", api.data["parameters"]))


def _derivation_problems(api: Document) -> Iterator[Problem]:
    names = [field["name"] for field in api.data["fields"]]
    for index, field in enumerate(api.data["fields"]):
        is_derived = not field.get("stored", True) and field["group"] != Group.TAGS
        if is_derived is not bool(field.get("made_of")):
            text = "says what it is made of or is stored, one of the two; allowed: made_of beside stored: false"
            yield api.problem(("fields", index), text)
        for unknown in set(field.get("made_of", ())) - (set(names) - {field["name"]}):
            yield api.problem(("fields", index, "made_of"), not_among(unknown, "a campaign field", names))


def _repeated_commands(commands: list[Document]) -> Iterator[Problem]:
    files: dict[str, Path] = {}
    for document in commands:
        name = document.data["command"]
        if name.lower() in files:
            text = f"{name} is described by {files[name.lower()].name} too; allowed: one file for each command"
            yield document.problem(("command",), text)
        files.setdefault(name.lower(), document.path)
