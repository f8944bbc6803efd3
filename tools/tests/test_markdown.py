"""reference.md is complete, well-formed Markdown and the same every time."""

import dataclasses
import re

import pytest
from markdown_it import MarkdownIt

from campaign_contract import spec
from campaign_contract.spec.wording import statements
from campaign_contract.tools.artefacts import docs_model, markdown
from campaign_contract.tools.artefacts.artefact_format import NOTICE
from campaign_contract.tools.tests import html_pages

SPEC = spec.load()
TEXT = markdown.render(SPEC)
PARSER = MarkdownIt("commonmark").enable("table")
PAGE = html_pages.read(PARSER.render(TEXT))


def section(heading):
    return html_pages.read(PARSER.render(TEXT.partition(f"\n## {heading}\n")[2].partition("\n## ")[0])).text


def test_it_says_at_the_top_what_generates_it():
    assert TEXT.startswith(f"<!-- {NOTICE} -->\n")


@pytest.mark.parametrize("command", SPEC.commands, ids=lambda command: command.name)
def test_a_command_s_section_tells_everything_that_the_spec_knows(command):
    text = section(command.name)

    assert command.summary in text
    for parameter in command.parameters:
        assert parameter.name in text
        assert parameter.description in text
        assert all(value in text for value in parameter.accepted)
    for error in command.errors:
        assert f"{error.code} {error.message}" in text
    for field in docs_model.answer_fields(SPEC, command):
        assert f"{field.path} {field.type} {field.presence} {field.description}" in text
    for statement in docs_model.statements_of(SPEC, command.name):
        assert f"{statement.address} {statement.rule}" in text
    for question in SPEC.open_questions:
        assert (question.reading in text) == (command.name in question.commands)


def test_the_rest_of_the_spec_is_there():
    assert all(statement.address in PAGE.text for statement in statements(SPEC))
    assert all(f"{fault.code} {fault.http_status} {fault.description}" in PAGE.text for fault in SPEC.faults)
    assert all(f"{status.name} {status.description}" in PAGE.text for status in SPEC.statuses)
    assert all(field.name in section("The campaign") for field in SPEC.fields)
    assert all(question.question in section("Left open") for question in SPEC.open_questions)
    assert all(
        f"{command.name} {error.code} {error.message}" in section("Error index")
        for command in SPEC.commands
        for error in command.errors
    )


def test_conditions_are_derived_from_guarded_causes():
    text = section("Campaign.Update")

    assert (
        "SendDate date conditional Day of sending, as YYYY-MM-DD. Required when ScheduleType is Future, else error 6."
        in text
    )
    assert "Required when ScheduleType is Recursive, else error 13 (MAY)." in text


def test_every_row_of_a_table_has_as_many_cells_as_its_head():
    tables = [block.splitlines() for block in TEXT.split("\n\n") if block.lstrip().startswith("|")]

    assert len(tables) > 4 * len(SPEC.commands)
    for rows in tables:
        assert len({len(re.findall(r"(?<!\\)\|", row)) for row in rows}) == 1, rows[0]


def test_every_link_leads_to_a_heading():
    headings = [line.lstrip("# ") for line in TEXT.splitlines() if line.startswith("#")]
    slugs = {heading.lower().replace(".", "").replace(" ", "-") for heading in headings}

    assert PAGE.links
    assert {link.removeprefix("#") for link in PAGE.links} <= slugs


def test_text_of_the_spec_is_never_markup():
    text = "a | b <b> *c* _d_ `e` [f](g)"
    command = dataclasses.replace(SPEC.commands[0], errors=())
    error = dataclasses.replace(SPEC.commands[0].errors[0], message=text)
    altered = dataclasses.replace(SPEC, commands=(dataclasses.replace(command, errors=(error,)), *SPEC.commands[1:]))

    assert text in html_pages.read(PARSER.render(markdown.render(altered))).text


def test_blank_lines_are_never_doubled_and_nothing_trails():
    assert "\n\n\n" not in TEXT
    assert not [line for line in TEXT.splitlines() if line != line.rstrip()]


def test_rendering_is_deterministic():
    assert markdown.render(spec.load()) == TEXT
