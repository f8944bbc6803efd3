"""One line of YAML changes from which statuses a command works; server, suite and docs follow it."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace

import pytest

from campaign_contract import spec
from campaign_contract.contract_tests import inventory
from campaign_contract.spec import life_cycle
from campaign_contract.spec.tests.fixed import pausing_from
from campaign_contract.tools import generate
from campaign_contract.tools.artefacts import walkthrough
from campaign_contract.tools.tests.altered import ids, read, serving, verify

PAUSE = "Campaign.Pause"
SHIPPED = pausing_from("Sending", allowed=("Ready", "Pending Approval", "Failed"))
"""The shipped spec, whatever it is changed to: this file shows what a change does."""
FROM_READY = {f"{PAUSE}/success/from-Ready", f"{PAUSE}/status-after/from-Ready"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The shipped spec, in which Pause also works from Ready."""
    folder = tmp_path_factory.mktemp("altered") / "spec"
    shutil.copytree(spec.DEFAULT_DIRECTORY, folder, ignore=shutil.ignore_patterns("*.py", "tests", "generated"))
    pause = folder / "commands" / "campaign-pause.yaml"
    text, times = re.subn(
        r"- status_not: \[Sending(, Ready)?\]\n", "- status_not: [Sending, Ready]\n", pause.read_text()
    )
    assert times == 1
    pause.write_text(text)
    return folder


@pytest.fixture(scope="module")
def altered(folder):
    return spec.load(folder)


def test_each_status_that_is_accepted_has_checks_of_its_own(altered):
    before, after = ({check.id for check in inventory.checks(api)} for api in (SHIPPED, altered))
    sending = {address.replace("Ready", "Sending") for address in FROM_READY}
    assert (after - before, before - after) == (FROM_READY | sending, set())


def test_its_own_server_conforms(folder, altered, tmp_path):
    with serving(altered) as settings:
        target = replace(settings, spec=str(folder))
        picked = "Campaign.Pause or life-cycle or provenance/created or isolation or model"
        ended = verify(target, "-k", picked, "--report-dir", tmp_path)
    assert ended.exit_code == 0, ended.output
    assert ids(read(tmp_path), "pass") >= FROM_READY


def test_a_server_that_refuses_the_second_status_is_caught(folder, tmp_path):
    with serving(SHIPPED) as settings:
        ended = verify(replace(settings, spec=str(folder)), "-k", "Campaign.Pause", "--report-dir", tmp_path)
    assert ended.exit_code == 1
    assert ids(read(tmp_path), "fail") == FROM_READY


def test_docs_and_matrix_follow(altered):
    before = life_cycle.before(altered, altered.command(PAUSE))
    assert (before.statuses, before.further) == (("Ready", "Sending"), ("Pending Approval", "Failed"))
    shipped, changed = generate.artefacts(SHIPPED), generate.artefacts(altered)
    different = {name for name in shipped if shipped[name] != changed[name]}
    assert {"reference.md", "traceability.md", "traceability.json", "openapi-commands.json"} <= different
    assert "status_not Sending, Ready" in changed["traceability.json"]


def test_collections_of_requests_still_bring_the_campaign_there(altered):
    steps = walkthrough.steps(altered)
    place = next(place for place, step in enumerate(steps) if step.command.name == PAUSE)
    assert steps[place - 1].sent["CampaignStatus"] == "Sending"
