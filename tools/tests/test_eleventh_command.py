"""One YAML file adds a command: served, checked, documented and described without a line of Python."""

import json
import shutil

import pytest
from click.testing import CliRunner

from campaign_contract import spec
from campaign_contract.tools import generate
from campaign_contract.tools.cli import main
from campaign_contract.tools.runs.local_target import reference_server, reference_settings
from campaign_contract.tools.runs.verify import SUITE, run_suite
from campaign_contract.tools.site import site

RENAME = """\
command: Campaign.Rename
section: Rename a Campaign
summary: Gives a campaign back to its author as a Draft.
parameters:
  CampaignID:
    type: campaign
    required: true
    description: Id of the campaign to give back.
    example: "123"
errors:
  - id: missing-id
    code: 1
    message: "Missing required parameter: CampaignID"
    when:
      - missing: CampaignID
  - id: not-found
    code: 2
    message: Campaign not found
    when:
      - unknown: CampaignID
      - foreign: CampaignID
failure: worded
success:
  schema: {}
  shown: {}
  sets: Draft
rules: []
examples:
  encoding: form
  request: {SessionID: exampleSessionId, APIKey: exampleApiKey, Command: Campaign.Rename, CampaignID: "123"}
  success: {Success: true, ErrorCode: 0}
  failure: {Success: false, ErrorCode: 1, ErrorMessage: "Missing required parameter: CampaignID"}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("altered") / "spec"
    shutil.copytree(spec.DEFAULT_DIRECTORY, folder, ignore=shutil.ignore_patterns("*.py", "tests", "generated"))
    (folder / "commands" / "campaign-rename.yaml").write_text(RENAME)
    return folder


def test_it_is_valid(folder):
    shipped = spec.load().commands
    told = f"{len(shipped) + 1} commands, {sum(len(command.errors) for command in shipped) + 2} errors"
    answer = CliRunner().invoke(main, ["validate-spec", str(folder)])
    assert (answer.exit_code, answer.output) == (0, f"the spec is fine: {told}\n")


def test_it_is_served_and_checked(folder, tmp_path):
    with reference_server(folder) as url:
        settings = reference_settings(url, folder)
        arguments = [SUITE, "-q", "-k", "Campaign.Rename", "--contract-spec", str(folder)]
        assert run_suite(settings, [*arguments, "--contract-report-dir", str(tmp_path)], []) == 0
    report = json.loads((tmp_path / "conformance.json").read_text())
    outcomes = {check["id"]: check["outcome"] for check in report["checks"]}
    assert set(outcomes.values()) == {"pass"}
    assert {
        "Campaign.Rename/success",
        "Campaign.Rename/status-after",
        "Campaign.Rename/missing-id/left-out",
        "Campaign.Rename/not-found/unknown",
        "Campaign.Rename/not-found/foreign",
        "Campaign.Rename/isolation",
        "Campaign.Rename/shown-failure",
    } <= set(outcomes)


def test_it_is_checked_against_a_server_that_lacks_it(folder):
    with reference_server() as url:
        settings = reference_settings(url)
        arguments = [SUITE, "-q", "-k", "Campaign.Rename/success", "--contract-spec", str(folder)]
        assert run_suite(settings, arguments, []) == 1


def test_it_is_documented_and_described(folder):
    api = spec.load(folder)
    pages = site.render(api)
    assert "Rename a Campaign" in pages["campaign-rename.html"]
    texts = generate.artefacts(api)
    openapi = ("openapi-wire.json", "openapi-commands.json")
    for name in ("reference.md", *openapi, "postman-collection.json", "requests.http"):
        assert "Campaign.Rename" in texts[name], name
    assert "Campaign.Rename/not-found" in texts["traceability.md"]
    assert any("rename" in path for path in texts if path.startswith("schemas/"))
