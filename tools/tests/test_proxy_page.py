"""The page of a proxy in a real browser: what passes, and what of the contract it meets."""

from __future__ import annotations

import pytest

from campaign_contract import spec
from campaign_contract.contract_tests.tests.scripted import FINE, scripted
from campaign_contract.tools.site import site
from campaign_contract.tools.tests.proxied import proxy

PHONE = {"width": 375, "height": 800}
MISSING = FINE.replace(b'true,"ErrorCode":0}  ', b'false,"ErrorCode":1} ')
SCRIPT = "<img src=x onerror='window.hacked = 1'>"


@pytest.fixture
def visit(browser):
    """Opens a page; a script's error or a breach of the policy fails the test."""
    contexts, complaints = [], []

    def opened(url, viewport):
        contexts.append(browser.new_context(viewport=viewport))
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complaints.append(message.text) if "Policy" in message.text else None)
        page.goto(url)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


def test_it_shows_what_passes_and_runs_nothing_of_it(visit, axe):
    with scripted([MISSING]) as target, proxy(target.url, make_pages=site.watching) as through:
        through.send(Command="Campaign.Pause", APIKey="one", **{SCRIPT: "1"})
        page = visit(through.url.replace("api.php", "__admin/"), PHONE)
        page.locator("#covered").filter(has_text="2.1 %: 2 of 94 parts of the contract were met.").wait_for()
        page.locator("#entries details").first.click()
        page.get_by_text("earns Campaign.Pause/missing-id").wait_for()
        page.locator("#kinds summary").filter(has_text="errors: 1 of 28").click()
        assert "Campaign.Pause/missing-id met once" in page.locator("#kinds").inner_text()
        through.send(Command="Campaigns.Get", APIKey="two")
        page.locator("#kinds summary").filter(has_text="commands: 2 of 10").wait_for()
        page.locator("#scope").select_option("2")
        page.locator("#kinds summary").filter(has_text="commands: 1 of 10").wait_for()
        assert page.locator("#scope option").all_inner_texts() == ["All", "1", "2"]
        assert page.evaluate("window.hacked") is None
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        assert axe(page) == []
        assert len(target.requests) == 2, "the page asks nothing of the server behind"


def test_its_pages_are_all_below_the_root_of_the_control_api():
    assert {name.partition("/")[0] for name in site.watching(spec.load())} == {"__admin"}
