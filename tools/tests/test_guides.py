"""The programs of the guides, run as published against a fresh reference server; only address and key are others."""

import re
from urllib.parse import urldefrag

import pytest

from campaign_contract import spec
from campaign_contract.mockserver import seed
from campaign_contract.mockserver.actions import ACTIONS
from campaign_contract.mockserver.app import create_app
from campaign_contract.mockserver.local import running
from campaign_contract.mockserver.options import AppOptions
from campaign_contract.mockserver.store import Store
from campaign_contract.tools.artefacts import docs_model, samples
from campaign_contract.tools.site import site
from campaign_contract.tools.site.guides import guides, output, programs
from campaign_contract.tools.site.snippets import HOST
from campaign_contract.tools.tests import html_pages, sample_languages

SPEC = spec.load()
SEED = seed.load(SPEC)
CASES = [pytest.param(g, p, id=f"{g.id}-{p.id}") for g in guides(SPEC) for p in programs(SPEC, g)]


def delivering(situation):
    """Campaign.Get on a server whose delivery is done the second time that somebody looks at what is Ready."""
    answer = ACTIONS["Campaign.Get"](situation)
    campaign = situation.campaign
    if campaign and campaign["CampaignStatus"] == "Ready":
        situation.store.change(campaign["CampaignID"], {"CampaignStatus": "Sent"})
    return answer


@pytest.mark.parametrize(("guide", "program"), CASES)
def test_a_published_program_prints_what_its_guide_says(guide, program):
    store = Store(SPEC.fields)
    seed.plant(SEED, store)
    options = AppOptions(actions={**ACTIONS, "Campaign.Get": delivering})
    try:
        with running(create_app(SPEC, store, options)) as base:
            code = program.code.replace(HOST, base).replace(samples.credential(SPEC).example, SEED.accounts[0].api_key)
            done = sample_languages.run(program.id, patient(code))
    finally:
        store.close()

    assert (done.stdout, done.stderr) == (output(guide), "")


def patient(code):
    """The program with no time between two looks."""
    return re.sub(r"(?i:sleep)\(?\s?5(000)?\)?", lambda found: found[0].replace(found[0].strip("Sslep( )"), "0"), code)


@pytest.mark.parametrize("guide", guides(SPEC), ids=lambda guide: guide.id)
def test_a_guide_links_to_the_commands_that_it_is_about_and_no_others(guide):
    page = html_pages.read(site.render(SPEC)[guide.page].partition("<main")[2])
    linked = {c.name for c in SPEC.commands if docs_model.page(c.name) in {urldefrag(link)[0] for link in page.links}}

    assert linked <= set(guide.about)


@pytest.mark.parametrize("guide", guides(SPEC), ids=lambda guide: guide.id)
def test_a_program_calls_the_commands_that_its_guide_is_about_and_no_others(guide):
    called = {c.name for c in SPEC.commands for p in programs(SPEC, guide) if c.name in p.code}

    assert called <= set(guide.about)
