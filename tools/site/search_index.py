"""What the site's search looks through, as a script file, so that it also works in pages opened from a folder."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

from markupsafe import Markup

from campaign_contract.spec import Command, Spec
from campaign_contract.spec.wording import FAMILIES, GENERAL, address
from campaign_contract.tools.artefacts import docs_model
from campaign_contract.tools.artefacts.artefact_format import NOTICE
from campaign_contract.tools.site import control_api
from campaign_contract.tools.site.guides import Guide

_SECTION = re.compile(r'<section aria-labelledby="([^"]+)">(.*?)</section>', re.DOTALL)
_PROGRAM = "sample"
"""The section of a guide that only shows code."""

Entry = tuple[str, str, str, str]
"""Kind, title, text to search and show, and where it leads."""


def render(spec: Spec, guides: Mapping[Guide, str]) -> str:
    """The script that hands the page's search its entries, the page of every address's first part and the faults.

    `guides` are found by all their words: guide → its page.
    """
    pages = {
        name: docs_model.page(name)
        for name in (*FAMILIES, *(command.name for command in spec.commands + spec.supporting))
    }
    faults = {str(fault.code): fault.description for fault in reversed(spec.faults)}
    data = {"general": GENERAL, "pages": pages, "faults": faults, "entries": [*_guide_entries(guides), *entries(spec)]}
    index = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return f"// {NOTICE}\nwindow.searchIndex = {index};\n"


def entries(spec: Spec) -> Iterator[Entry]:
    """Everything that can be found: commands, parameters, errors, rules, fields, statuses, faults, open questions."""
    for command in spec.commands:
        yield "Command", command.name, command.summary, docs_model.page(command.name)
    for command in spec.commands:
        yield from _command_entries(spec, command)
    for command in spec.supporting:
        yield "Of the stand-in", command.name, command.summary, docs_model.page(command.name)
        yield from _parameter_entries(command)
    for statement in docs_model.statements_of(spec, *FAMILIES):
        yield "Rule", statement.address, statement.rule, docs_model.anchor(statement.address)
    for field in spec.fields:
        yield "Field", field.name, field.description, f"campaign.html#field-{field.name}"
    for status in spec.statuses:
        yield "Status", status.name, status.description, f"campaign.html#{docs_model.status_id(status.name)}"
    for fault in spec.faults:
        yield "Failure", str(fault.code), fault.description, f"{docs_model.OVERVIEW}#fault-{fault.id}"
    for question in spec.open_questions:
        yield "Left open", question.id, question.question, f"open-questions.html#{question.id}"
    yield from control_api.entries()


def _guide_entries(pages: Mapping[Guide, str]) -> Iterator[Entry]:
    for guide, html in pages.items():
        yield "Guide", guide.title, guide.summary, guide.page
        for id, section in _SECTION.findall(html):
            if id != _PROGRAM:
                heading, _, text = (part.replace("<", " <") for part in section.partition("</h2>"))
                yield "Guide", _text(heading), _text(text), f"{guide.page}#{id}"


def _text(html: str) -> str:
    return Markup(html).striptags()  # noqa: S704 (a page of ours, and only its words are kept)


def _parameter_entries(command: Command) -> Iterator[Entry]:
    for parameter in command.parameters:
        text = f"{command.name}: {parameter.description}"
        yield "Parameter", parameter.name, text, f"{docs_model.page(command.name)}#parameter-{parameter.name}"


def _command_entries(spec: Spec, command: Command) -> Iterator[Entry]:
    errors = {address(command.name, error.id): error for error in command.errors}
    yield from _parameter_entries(command)
    for statement in docs_model.statements_of(spec, command.name):
        error = errors.get(statement.address)
        kind, text = ("Error", f"{error.code}: {error.message}") if error else ("Rule", statement.rule)
        yield kind, statement.address, text, docs_model.anchor(statement.address)
