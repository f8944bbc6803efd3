"""Commands that delete e-mails: what the suite made goes, what the operator lent it stays."""

from __future__ import annotations

import json
import shutil
from contextlib import contextmanager
from dataclasses import replace

import pytest
from click.testing import CliRunner

from campaign_contract import spec
from campaign_contract.contract_tests.settings import as_environment
from campaign_contract.mockserver import seed
from campaign_contract.mockserver.actions import ACTIONS
from campaign_contract.mockserver.app import create_app
from campaign_contract.mockserver.local import running
from campaign_contract.mockserver.options import AppOptions
from campaign_contract.mockserver.store import Store
from campaign_contract.tools.cli import main
from campaign_contract.tools.runs.local_target import reference_settings
from campaign_contract.tools.tests.altered import ids, read, verify

DELETE = """\
command: Email.Delete
section: Delete an E-mail
summary: Deletes an e-mail.
parameters:
  EmailID:
    type: email
    required: true
    description: Id of the e-mail.
    example: "1"
errors:
  - id: missing-id
    code: 1
    message: EmailID is missing
    when:
      - missing: EmailID
  - id: not-found
    code: 2
    message: There is no such e-mail
    when:
      - unknown: EmailID
      - foreign: EmailID
failure: bare
{deed}success:
  schema: {{}}
  shown: {{}}
rules: []
examples:
  encoding: form
  request: {{APIKey: exampleApiKey, Command: Email.Delete, EmailID: "1"}}
  success: {{Success: true, ErrorCode: 0}}
  failure: {{Success: false, ErrorCode: 1}}
"""
CREATE = """\
command: Email.Create
section: Create an E-mail
summary: Creates an empty e-mail and answers its id.
parameters: {}
errors: []
failure: bare
creates: {email: EmailID}
success:
  schema: {required: [EmailID], properties: {EmailID: {type: [integer, string]}}}
  shown: {}
rules: []
examples:
  encoding: form
  request: {APIKey: exampleApiKey, Command: Email.Create}
  success: {Success: true, ErrorCode: 0, EmailID: 3}
  failure: null
"""
DECLARED = "destroys: {email: EmailID}\n"


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "spec"
    shutil.copytree(spec.DEFAULT_DIRECTORY, folder, ignore=shutil.ignore_patterns("*.py", "tests", "generated"))
    return folder


def with_delete(folder, deed=DECLARED):
    (folder / "supporting" / "email-delete.yaml").unlink()
    (folder / "commands" / "email-delete.yaml").write_text(DELETE.format(deed=deed))


def with_create(folder):
    (folder / "supporting" / "email-create.yaml").unlink()
    (folder / "commands" / "email-create.yaml").write_text(CREATE)


@contextmanager
def deleting_server(folder):
    """A server whose Email.Delete really deletes; yields its settings and a function that answers all e-mails."""
    api = spec.load(folder)
    store, gone = Store(api.fields), []

    def delete_email(situation):
        gone.append(int(situation.value("EmailID")))
        return {}

    try:
        seed.plant(seed.load(api), store)
        with running(create_app(api, store, AppOptions({**ACTIONS, "Email.Delete": delete_email}))) as url:
            yield replace(reference_settings(url, folder), base_url=f"{url}/api.php", spec=str(folder)), gone
    finally:
        store.close()


@pytest.mark.parametrize("deed", [DECLARED, ""], ids=["declared", "undeclared"])
def test_the_operators_email_is_not_deleted_where_the_suite_can_make_none(folder, deed, tmp_path):
    with_delete(folder, deed)
    with deleting_server(folder) as (settings, gone):
        ended = verify(settings, "-k", "Email", "--report-dir", tmp_path / "report")
    report = read(tmp_path / "report")
    assert gone == []
    assert ended.exit_code == 3, ended.output
    assert "Email.Delete/success" in ids(report, "not arranged")
    assert {"Email.Delete/missing-id/left-out", "Email.Delete/not-found/EmailID-unknown"} <= ids(report, "pass")
    (reason,) = {check["message"] for check in report["checks"] if check["id"] == "Email.Delete/success"}
    assert reason == "the suite can make no email of its own: no command of the spec `creates` one"


def test_what_the_suite_makes_it_deletes(folder, tmp_path):
    with_delete(folder)
    with_create(folder)
    with deleting_server(folder) as (settings, gone):
        ended = verify(settings, "-k", "Email", "--report-dir", tmp_path / "report")
        lent = {int(settings.email_id), int(settings.foreign_email_id)}
    report = read(tmp_path / "report")
    assert ended.exit_code == 0, ended.output
    assert {"Email.Delete/success", "Email.Delete/not-found/EmailID-foreign"} <= ids(report, "pass")
    assert gone
    assert not lent.intersection(gone)
    assert len(set(gone)) == len(gone)
    assert not list((tmp_path / "report").glob("ledger-*"))


def test_what_cannot_be_deleted_is_told_and_stays_in_the_ledger(folder, tmp_path):
    with_create(folder)
    (folder / "supporting" / "email-delete.yaml").unlink()
    with deleting_server(folder) as (settings, _):
        ended = verify(settings, "-k", "Email.Create/success", "--report-dir", tmp_path / "report")
    assert "could not be deleted" in ended.output
    (ledger,) = (tmp_path / "report").glob("ledger-*")
    assert {json.loads(line)["kind"] for line in ledger.read_text().splitlines()} == {"email"}


def test_cleanup_follows_a_ledger_of_every_kind(folder, tmp_path):
    with_delete(folder)
    ledger = tmp_path / "ledger.jsonl"
    lines = (f'{{"user": "{user}", "id": {id}, "kind": "email"}}' for user, id in (("owner", 77), ("stranger", 78)))
    ledger.write_text("\n".join(lines))
    with deleting_server(folder) as (settings, gone):
        arguments = ["cleanup", settings.base_url, "--ledger", str(ledger), "--spec", str(folder)]
        rehearsed = CliRunner().invoke(main, [*arguments, "--dry-run"], env=as_environment(settings))
        assert (rehearsed.exit_code, gone) == (0, [])
        ended = CliRunner().invoke(main, arguments, env=as_environment(settings))
    assert ended.exit_code == 1, ended.output  # the server has no such e-mails, so both stay
    assert "email 77 of the owner" in ended.output
    assert "email 78 of the stranger" in ended.output


def test_a_rehearsal_follows_the_spec(folder):
    with_create(folder)
    ended = CliRunner().invoke(main, ["verify", "--dry-run", "--spec", str(folder), "-k", "Email.Create"])
    assert ended.exit_code == 0, ended.output
    assert "Email.Create" in ended.output
