"""The static site: complete, consistent in itself, without a network, the same bytes every time."""

import dataclasses
import json
import os
import shutil
import subprocess
import sys
import time
from urllib.parse import urldefrag

import pytest

from campaign_contract import spec
from campaign_contract.spec.wording import address, statements
from campaign_contract.tools.artefacts import docs_model
from campaign_contract.tools.site import search_index, site
from campaign_contract.tools.tests import html_pages

SPEC = spec.load()
FILES = site.render(SPEC)
PAGES = {name: html_pages.read(text) for name, text in FILES.items() if name.endswith(".html")}


def command_page(command):
    return PAGES[docs_model.page(command.name)]


@pytest.mark.parametrize("command", SPEC.commands, ids=lambda command: command.name)
def test_a_command_page_tells_everything_that_the_spec_knows(command):
    text = command_page(command).text

    assert command.summary in text
    assert command.section in text
    for parameter in command.parameters + SPEC.parameters:
        assert f"parameter-{parameter.name}" in command_page(command).ids
        assert parameter.description in text
        for value in parameter.accepted:
            assert value in text
    for error in command.errors:
        assert error.message in text
    for field in docs_model.answer_fields(SPEC, command):
        assert f"answer-{field.path}" in command_page(command).ids
        assert field.path.rpartition(".")[2] in text
        assert field.description in text
    for question in SPEC.open_questions:
        assert (question.reading in text) == (command.name in question.commands)
    for statement in docs_model.statements_of(SPEC, command.name):
        assert f"{statement.address} {statement.level} {statement.rule}" in text


@pytest.mark.parametrize("command", SPEC.supporting, ids=lambda command: command.name)
def test_a_supporting_command_has_its_page_and_is_marked(command):
    page = command_page(command)

    assert "Not on the page. The reference server offers this command" in page.text
    assert command.section in page.text
    assert all(f"parameter-{parameter.name}" in page.ids for parameter in command.parameters)
    assert all(error.message in page.text for error in command.errors)
    assert not {"status", "open", "checks"} & {*page.ids}
    assert ("parameter-APIKey" in page.ids) == (not command.anonymous)


@pytest.mark.parametrize("command", SPEC.commands + SPEC.supporting, ids=lambda command: command.name)
def test_each_documented_error_has_an_example_answer(command):
    _, _, answers = FILES[docs_model.page(command.name)].partition('<h2 id="answers">')
    text = html_pages.read(answers.partition("</section>")[0]).text

    for error in command.errors:
        assert f"{error.code} {error.message}" in text
    assert text.count('"Success" : false') == len(command.errors)


def test_what_is_left_open_stands_beside_what_it_is_about():
    for question in SPEC.open_questions:
        for command in question.commands:
            page = FILES[docs_model.page(command)]
            before, _, _ = page.partition(f'id="{question.id}"')
            headings = {"success": "Success", "errors": "Errors", "status": "Status before and after"}
            if question.beside in headings:
                assert before.rpartition("<h2")[2].partition(">")[2].startswith(headings[question.beside])
            elif question.beside:
                assert before.rpartition("<tr")[2].startswith(f' id="parameter-{question.beside}"'), question.id


def test_a_sentence_keeps_the_spelling_of_a_parameter_that_it_begins_with():
    assert "campaignid is left out or empty." in command_page(SPEC.command("Campaign.Get")).text
    assert "The campaign's status is not Paused." in command_page(SPEC.command("Campaign.Resume")).text


def test_what_later_versions_changed_stands_beside_it():
    text = command_page(SPEC.command("Campaign.Get")).text

    assert text.count("Later versions spell the parameter CampaignID") == 2, "at the error and among the statements"
    assert text.count("Later versions show CampaignName and CampaignStatus") == 2


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        ("Campaigns.Get", "It only reads, so it may be sent again at any time."),
        ("Campaign.Copy", "Each call makes another one: where an answer got lost, look for what it made"),
    ],
)
def test_a_page_says_what_comes_of_sending_a_command_again(command, sentence):
    assert sentence in command_page(SPEC.command(command)).text
    assert sentence not in command_page(SPEC.command("Campaign.Pause")).text


def test_conditions_are_derived_from_guarded_causes():
    text = command_page(SPEC.command("Campaign.Update")).text

    assert "SendDate date conditional Day of sending" in text
    assert "Required when ScheduleType is Future, else error 6 ." in text
    assert "Required when ScheduleType is Recursive, unless ScheduleRecDaysOfMonth is sent, else error 8 ." in text
    assert "Required when ScheduleType is Recursive, else error 13 . MAY" in text


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        ("Campaign.Create", "There is no campaign before."),
        ("Campaign.Create", "The new campaign is Draft afterwards."),
        ("Campaign.Approve", "The campaign is in any status before."),
        ("Campaign.Pause", "The campaign is Sending before; other servers may also take Ready"),
        ("Campaign.Pause", "The campaign is Paused afterwards."),
        ("Campaign.Cancel", "no longer Sending afterwards. The reference server makes it Ready, ScheduleType Not Sch"),
        ("Campaign.Update", "What CampaignStatus asks for, where it is sent."),
        ("Campaigns.Get", "The command sets no status of its own."),
    ],
)
def test_a_command_page_tells_the_status_before_and_after(command, sentence):
    assert sentence in command_page(SPEC.command(command)).text


def test_every_address_is_an_anchor_on_the_page_that_documents_it():
    for statement in statements(SPEC):
        page, fragment = urldefrag(docs_model.anchor(statement.address))
        assert fragment == statement.address
        assert PAGES[page].ids.count(fragment) == 1


def test_the_error_index_lists_every_error_of_every_command():
    index = PAGES["errors.html"]

    for command in SPEC.commands:
        for error in command.errors:
            assert f"{error.code} {error.message}" in index.text
            assert docs_model.anchor(address(command.name, error.id)) in index.links


def test_the_chapters_tell_the_rest_of_the_spec():
    overview, campaign = PAGES["index.html"], PAGES["campaign.html"]

    assert all(command.summary in overview.text for command in SPEC.commands)
    assert all(rule.rule in overview.text for rule in SPEC.rules)
    assert all(f"{fault.code}" in overview.text and fault.description in overview.text for fault in SPEC.faults)
    assert all(shape.description in overview.text for shape in SPEC.failure_shapes)
    assert all(status.description in campaign.text for status in SPEC.statuses)
    assert all(f"field-{field.name}" in campaign.ids for field in SPEC.fields)
    assert all(question.question in PAGES["open-questions.html"].text for question in SPEC.open_questions)
    assert "does not contain" in PAGES["rules-json-bundle.html"].text


@pytest.mark.parametrize("name", PAGES)
def test_ids_are_unique_and_every_link_leads_somewhere(name):
    page = PAGES[name]

    assert len(page.ids) == len(set(page.ids))
    for link in page.links:
        target, fragment = urldefrag(link)
        assert (target or name) in FILES, link
        assert not fragment or fragment in PAGES[target or name].ids, link


def test_every_search_entry_leads_to_an_anchor():
    found = list(search_index.entries(SPEC))

    for _, title, _, url in found:
        target, fragment = urldefrag(url)
        assert not fragment or fragment in PAGES[target].ids, title
    assert {title for kind, title, *_ in found if kind == "Error"} == {
        address(command.name, error.id) for command in SPEC.commands for error in command.errors
    }


@pytest.mark.parametrize("name", PAGES)
def test_a_page_loads_only_files_of_the_site(name):
    assert all(load in FILES or load.startswith("data:") for load in PAGES[name].loads)


def test_every_page_says_what_generates_it():
    assert all("Generated by campaign-contract" in page.text for page in PAGES.values())


def test_text_of_the_spec_is_never_markup():
    text = "<script>alert('&')</script>"
    command = dataclasses.replace(SPEC.commands[0], summary=text)
    altered = dataclasses.replace(SPEC, commands=(command, *SPEC.commands[1:]))

    files = site.render(altered)

    assert text in html_pages.read(files[docs_model.page(command.name)]).text
    assert not [name for name, page in files.items() if name.endswith(".html") and text in page]


def test_a_command_that_is_only_yaml_gets_its_page(tmp_path):
    files = site.render(spec.load(with_rename_command(tmp_path)))
    page = html_pages.read(files["campaign-rename.html"])

    assert "Campaign.Rename/missing-name" in page.ids
    assert "The campaign is Draft afterwards." in page.text
    assert "campaign-rename.html" in html_pages.read(files["index.html"]).links
    assert "Rename" in files["index.html"].partition("<svg")[2].partition("</svg>")[0]


def with_rename_command(tmp_path):
    folder = tmp_path / "spec"
    shutil.copytree(spec.DEFAULT_DIRECTORY / "commands", folder / "commands")
    for name in ("api.yaml", "rules-json-bundle.yaml"):
        shutil.copy(spec.DEFAULT_DIRECTORY / name, folder)
    (folder / "commands" / "campaign-rename.yaml").write_text(RENAME, encoding="utf-8")
    return folder


RENAME = """
command: Campaign.Rename
section: Rename a Campaign
summary: Gives a campaign another name and makes it a draft again.
parameters:
  CampaignID: {type: campaign, required: true, description: Id of the campaign to rename., example: "123"}
  CampaignName: {type: text, required: true, description: The new name., example: Autumn}
errors:
  - {id: not-found, code: 1, message: No such campaign, when: [{missing: CampaignID}, {unknown: CampaignID}]}
  - {id: missing-name, code: 2, message: A name is required, when: [{missing: CampaignName}]}
failure: bare
success: {schema: {}, shown: {}, sets: Draft}
rules: []
examples:
  encoding: form
  request: {SessionID: s, APIKey: k, Command: Campaign.Rename, CampaignID: "123", CampaignName: Autumn}
  success: {Success: true, ErrorCode: 0}
  failure: {Success: false, ErrorCode: 1}
"""


def test_rendering_is_deterministic_also_with_other_hash_seeds():
    program = (
        "from campaign_contract import spec; from campaign_contract.tools.site import site;"
        "print(site.render(spec.load()))"
    )
    renderings = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }

    assert renderings == {f"{FILES}\n"}


def test_rendering_takes_less_than_two_seconds_of_cpu():
    before = time.process_time()
    site.render(SPEC)

    assert time.process_time() - before < 2


def test_write_makes_the_folder_and_keeps_what_else_is_in_it(tmp_path):
    folder = tmp_path / "new" / "site"
    folder.mkdir(parents=True)
    (folder / "mine.txt").write_text("kept")

    written = site.write(SPEC, folder)

    assert {path.name for path in written} == set(FILES)
    assert all(path.read_text(encoding="utf-8") == FILES[path.name] for path in written)
    assert (folder / "mine.txt").read_text() == "kept"


def test_the_overview_begins_with_a_call_that_needs_nothing_but_a_key():
    overview = html_pages.read(FILES["index.html"].partition("<main")[2]).text

    start = overview[overview.index("Start") : overview.index("Commands", overview.index("Start"))]
    assert "Command = Campaigns.Get" in start
    assert "campaigns-get.html#try" in PAGES["index.html"].links


def test_the_openapi_document_names_the_server_that_shows_it():
    live_files = site.render(SPEC, "a-key")
    shipped, live = (json.loads(files["openapi.json"]) for files in (FILES, live_files))

    assert live["servers"] == [{"url": "/"}]
    assert shipped["servers"][0]["url"].startswith("http://127.0.0.1:")
    assert {**live, "servers": None} == {**shipped, "servers": None}
    assert "/api.php#User.Login" in json.loads(live_files["openapi-stand-in.json"])["paths"]
    assert "/api.php#User.Login" not in live["paths"]


def test_the_changelog_is_a_page():
    text = PAGES["changelog.html"].text

    assert "Unreleased" in text
    assert "One import name" in text
