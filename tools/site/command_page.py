"""What the page of a command shows, for its template."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from campaign_contract.mockserver import answers
from campaign_contract.spec import Command, Spec
from campaign_contract.spec.wording import address
from campaign_contract.tools.artefacts import docs_model
from campaign_contract.tools.artefacts.docs_model import AnswerField
from campaign_contract.tools.site import try_form
from campaign_contract.tools.site.schema_fields import fields
from campaign_contract.tools.site.snippets import Server, snippets

Checks = Mapping[str, Sequence[str]]
"""Statement address → the checks that hold it."""

_SECTIONS = {
    "request": "Request",
    "answers": "Answers",
    "try": "Try it",
    "parameters": "Parameters",
    "success": "Success",
    "errors": "Errors",
}
_OF_THE_CONTRACT = {"status": "Status", "open": "Left open", "checks": "Checks"}
"""Sections that a command has only if the page has it."""


def context(spec: Spec, command: Command, server: Server, held: Checks) -> dict[str, Any]:
    """The variables of `command.html`; samples name `server`."""
    listing = try_form.lister(spec)
    is_contract = command not in spec.supporting
    return {
        "command": command,
        "is_contract": is_contract,
        "sections": (_SECTIONS | _OF_THE_CONTRACT if is_contract else _SECTIONS).items(),
        "snippets": snippets(spec, command, server),
        "form_fields": try_form.fields(spec, command),
        "lister": listing.name if listing else None,
        "failures": [(error, answers.failure(command, error)) for error in command.errors],
        "keys_of_rules": fields(spec.rules_bundle, spec.rules_bundle["$defs"]),
        "parameters": docs_model.parameter_rows(spec, command),
        "answer": _nested(docs_model.answer_fields(spec, command)),
        "shape": spec.shape(command.failure),
        "before": docs_model.before_sentence(spec, command),
        "after": docs_model.after_sentence(command),
        "again": docs_model.again_sentence(command),
        "direct": docs_model.sets_directly(spec, command),
        "questions": docs_model.questions_by_place(spec, command),
        "statements": docs_model.statements_of(spec, command.name),
        "checks": held,
        "error_addresses": {address(command.name, error.id) for error in command.errors},
    }


Branch = tuple[AnswerField, list["Branch"]]
"""A key of an answer and the keys inside it."""


def _nested(fields: Sequence[AnswerField], parent: str = "") -> list[Branch]:
    inside = [field for field in fields if field.path.rpartition(".")[0].removesuffix("[]") == parent]
    return [(field, _nested(fields, field.path)) for field in inside]
