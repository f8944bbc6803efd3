"""The inspector in a real browser: what is shown is what happened, what is clicked is what the curl line does."""

from __future__ import annotations

import json
import re
import subprocess
from dataclasses import replace
from urllib.parse import urljoin

import pytest
import requests

from campaign_contract import spec
from campaign_contract.contract_tests.stand_in.process import started
from campaign_contract.mockserver import seed
from campaign_contract.mockserver.admin.api import with_admin
from campaign_contract.mockserver.admin.guard import Guard
from campaign_contract.mockserver.admin.table import OPERATIONS
from campaign_contract.mockserver.admin.world import World
from campaign_contract.mockserver.app import create_app
from campaign_contract.mockserver.clock import Clock, moment
from campaign_contract.mockserver.journal import Journal
from campaign_contract.mockserver.local import running
from campaign_contract.mockserver.options import ServeOptions
from campaign_contract.mockserver.pages import with_pages
from campaign_contract.mockserver.store import Store
from campaign_contract.tools.artefacts.templating import TEMPLATES
from campaign_contract.tools.site import site
from campaign_contract.tools.tests.test_site_try import SHIFTS

SPEC = spec.load()
SEED = seed.load(SPEC)
OWNER, STRANGER = SEED.accounts
NOON = moment("2030-01-01T12:00:00Z")
TOKEN = "open-sesame"
DESKTOP, TABLET, PHONE = ({"width": width, "height": 900} for width in (1440, 768, 375))
SENDING, DRAFT = 4, 2
SCRIPT = "<script>window.hacked = 1</script><img src=x onerror='window.hacked = 1'>"


@pytest.fixture(scope="module")
def pages():
    return site.render(SPEC, OWNER.api_key)


class Served:
    """A reference server with its inspector."""

    def __init__(self, url, world):
        self.url, self.world = url, world

    def __call__(self, command, account=OWNER, **parameters):
        data = {"Command": command, "APIKey": account.api_key, **parameters}
        return requests.post(f"{self.url}/api.php", data=data, timeout=5).json()


@pytest.fixture
def serve(pages):
    """Serves with a guard; the clock is frozen."""
    store = Store(SPEC.fields)
    seed.plant(SEED, store)
    world = World(SPEC, SEED, store, Clock(NOON), Journal())
    app = with_pages(
        create_app(SPEC, store, world.app_options(ServeOptions().app)), SPEC.transport.path, lambda: pages
    )

    def make(guard, workers=1):
        return running(with_admin(app, replace(world, workers=workers), guard, has_page=True))

    yield make, world
    store.close()


@pytest.fixture
def served(serve):
    make, world = serve
    with make(Guard(is_loopback=True)) as url:
        yield Served(url, world)


@pytest.fixture
def visit(browser):
    """Opens the inspector; a script's error or a breach of the policy fails the test."""
    contexts, complaints = [], []

    def opened(url, viewport=DESKTOP, scheme="light"):
        contexts.append(browser.new_context(viewport=viewport, color_scheme=scheme))
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complaints.append(message.text) if "Policy" in message.text else None)
        page.goto(f"{url}/__admin/")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def page(visit, served):
    return live(visit(served.url))


def live(page):
    page.locator("#following").filter(has_text="Live").wait_for()
    page.locator(".campaign").first.wait_for()
    return page


def entry(page, text):
    found = page.locator("#entries details").filter(has_text=text)
    found.first.wait_for()
    return found.first


def unfolded(page, text):
    found = entry(page, text)
    found.locator("summary").click()
    found.locator(".exchange").wait_for()
    return found


def action(page, label, section):
    button = page.get_by_role("button", name=label, exact=True)
    return page.locator(f"section[aria-labelledby={section}] .action").filter(has=button)


def act(page, label, section, **fields):
    form = action(page, label, section)
    for name, value in fields.items():
        field = form.locator(f"[name='{name}']")
        field.select_option(value) if field.evaluate("field => field.tagName") == "SELECT" else field.fill(value)
    form.get_by_role("button", name=label, exact=True).click()
    form.get_by_role("status").filter(has_text="Done.").wait_for()


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_nothing_moves_while_it_is_filled(open_page, served, viewport):
    page = open_page(f"{served.url}/__admin/", viewport)
    page.locator("#instruments.filled").wait_for()

    assert page.evaluate(SHIFTS) < 0.01


def test_an_exchange_appears_by_itself_and_tells_everything(page, served):
    future = {"ScheduleType": "Future", "SendDate": "2031-01-01", "SendTime": "09:00:00"}
    served("Campaign.Update", CampaignID=DRAFT, Colour="1", **future)
    served("Campaign.Pause", CampaignID=SENDING)

    refused = unfolded(page, "missing-time-zone")
    assert "warning" in refused.locator("summary").text_content()
    text = refused.text_content()
    assert "Error 13 when ScheduleType is Future and SendTimeZone is left out or empty." in text
    assert "Colour: unknown" in text
    assert "curl -H" in text
    assert "$API_KEY" in text
    assert OWNER.api_key not in page.content()
    assert '"ErrorCode": 13' in text
    paused = unfolded(page, "Campaign.Pause")
    assert 'CampaignStatus: "Sending" → "Paused"' in paused.text_content()
    assert page.locator("#entries time").all_text_contents() == ["12:00:00"] * 2


def test_the_deciding_rule_leads_to_the_docs(page, served):
    served("Campaign.Pause", CampaignID=DRAFT)
    unfolded(page, "not-sending").get_by_role("link").click()

    page.wait_for_url("**/campaign-pause.html#Campaign.Pause/not-sending")
    assert page.evaluate("document.querySelector(':target') !== null")


def test_the_journal_is_filtered(page, served):
    served("Campaigns.Get")
    served("Campaigns.Get", STRANGER)
    served("Campaign.Pause", CampaignID=DRAFT)
    entry(page, "not-sending")
    commands = page.locator("#entries .command")

    def shown(count):
        page.wait_for_function("count => document.querySelectorAll('#entries li').length === count", arg=count)
        return commands.all_text_contents()

    form = page.get_by_role("form", name="Filter the journal")
    form.get_by_label("Outcome").select_option("failure")
    assert shown(1) == ["Campaign.Pause"]
    form.get_by_label("Outcome").select_option("")
    form.get_by_label("Command").select_option("Campaigns.Get")
    assert shown(2) == ["Campaigns.Get"] * 2
    page.locator("#scope").select_option("2")
    assert shown(1) == ["Campaigns.Get"]
    form.get_by_label("Command").select_option("")
    page.locator("#scope").select_option("")
    form.get_by_label("Text").fill("not-sending")
    assert shown(1) == ["Campaign.Pause"]
    served("Campaign.Pause", CampaignID=DRAFT)
    assert shown(2) == ["Campaign.Pause"] * 2


def test_the_present_status_is_lit_and_follows(page, served):
    page.locator(".campaign").filter(has_text="Flash Offer").click()
    lit = page.locator("rect.lc-lit")
    assert lit.get_attribute("data-status") == "Sending"
    assert page.evaluate("document.activeElement.id") == "campaign"

    served("Campaign.Pause", CampaignID=SENDING)
    page.locator("rect.lc-lit[data-status=Paused]").wait_for()
    assert lit.count() == 1

    act(page, "Set the status", "campaigns", **{"body.CampaignStatus": "Sent"})
    page.locator("rect.lc-lit[data-status=Sent]").wait_for()
    assert served("Campaign.Get", campaignid=SENDING)["Campaign"]["Status"] == "Sent"


def test_the_clock_is_moved_for_all_or_for_one(page, served):
    clock = served.world.clock
    act(page, "Advance", "clock")
    assert clock.now() == moment("2030-01-01T13:00:00Z")
    page.get_by_text("2030-01-01 13:00:00 UTC, frozen").wait_for()
    act(page, "Set", "clock", **{"body.set": "2031-02-03T04:05:06Z"})
    assert clock.now() == moment("2031-02-03T04:05:06Z")
    act(page, "Let it run", "clock")
    assert not clock.is_frozen()
    act(page, "Freeze", "clock")
    assert clock.is_frozen()
    before = clock.now()
    page.locator("#scope").select_option("2")
    act(page, "Advance", "clock", **{"body.advance": "P1D"})
    assert (clock.now() - before).days == 0
    assert (clock.now(2) - before).days == 1


def test_delivery_is_switched(page, served):
    act(page, "Simulate", "delivery", **{"body.rate": "7"})
    assert served.world.deliverer.delivery.rate == 7
    page.get_by_text("Simulated: 7 e-mails a second").wait_for()
    act(page, "Off", "delivery")
    assert served.world.deliverer.delivery is None


@pytest.mark.parametrize(
    ("kind", "fields", "sent"),
    [
        ("status", {"body.status": "503", "body.retry_after": "3"}, {"status": 503, "retry_after": 3}),
        ("error", {"body.error": "Campaign.Pause/not-sending"}, {"error": "Campaign.Pause/not-sending"}),
        ("garbling", {"body.garbling": "cut", "body.count": "2"}, {"garbling": "cut", "count": 2}),
        ("fixed", {"body.latency.fixed": "0.5"}, {"latency": {"fixed": 0.5}}),
        ("uniform", {"body.latency.uniform.0": "0.2"}, {"latency": {"uniform": [0.2, 1]}}),
        ("log_normal", {}, {"latency": {"log_normal": {"median": 0.2, "sigma": 0.5}}}),
    ],
)
def test_a_fault_of_each_kind_is_added_and_removed(page, served, kind, fields, sent):
    page.locator("#scope").select_option("2")
    page.locator("#fault-kind").select_option(kind)
    act(page, "Add", "faults", **fields)
    (fault,) = requests.get(f"{served.url}/__admin/faults", timeout=5).json()["faults"]
    assert fault.items() >= {**sent, "account": 2}.items()
    page.locator("#fault-list").get_by_role("button", name=re.compile("^Remove")).click()
    page.locator("#fault-list .row").wait_for(state="detached")
    assert served.world.faults.all() == {}


def test_coverage_grows_with_what_is_sent(page, served):
    covered, commands = page.locator("#covered"), page.locator("#kinds [data-kind=commands]")
    commands.locator("summary").click()
    assert commands.get_by_text("Campaign.Pause never").is_visible()
    before = covered.text_content()

    served("Campaign.Pause", CampaignID=SENDING)
    commands.get_by_text("Campaign.Pause met once").wait_for()
    assert covered.text_content() != before
    page.locator("#scope").select_option("2")
    commands.get_by_text("Campaign.Pause never").wait_for()
    page.locator("#scope").select_option("")
    act(page, "Count anew", "coverage")
    covered.filter(has_text=": 0 of").wait_for()


def test_snapshots_accounts_and_reset(page, served):
    act(page, "Take", "snapshots", **{"path.name": "early <b>"})
    act(page, "Fresh account", "campaigns", **{"body.name": "third"})
    page.get_by_text("third (0)").wait_for()
    served("Campaign.Pause", CampaignID=SENDING)
    page.get_by_role("button", name=re.compile("^Restore: early <b>")).click()
    page.locator(".campaign").filter(has_text="Flash OfferSending").wait_for()
    page.on("dialog", lambda dialog: dialog.accept())
    act(page, "Reset", "reset")
    page.get_by_text("third (0)").wait_for(state="detached")
    assert page.locator("#entries li").count() == 0


def test_every_action_shows_the_curl_line_that_does_the_same(page, served):
    served("Campaigns.Get")
    act(page, "Take", "snapshots")
    act(page, "Add", "faults")
    page.locator(".campaign").first.click()
    lines = {}
    for form in page.locator(".action").all():
        line = form.locator(".curl").locator("code").text_content()
        lines.setdefault(form.get_attribute("data-operation"), []).append(line)
    assert {*lines, "getMetrics"} >= {item.name for item in OPERATIONS if item.method != "GET"} - NOT_THERE

    last = ("dropSnapshot", "removeFault", "deleteAccount", "reset")
    for name in [*(name for name in lines if name not in last), *last]:
        for line in lines[name]:
            ended = subprocess.run(
                ["sh", "-c", f"{line} -s -o /dev/null -w '%{{http_code}}'"], capture_output=True, text=True, check=True
            )
            assert ended.stdout in ("200", "201") or "faults/" in line, (line, ended.stdout)


NOT_THERE = {"importState", "expireSessions", "createCampaign", "moveAccountClock"}
"""Operations that no person needs a button for, and those of one account, which take the place of others."""


def test_what_is_shown_is_text(page, served):
    made = served("Campaign.Create", CampaignName=SCRIPT)
    served("Campaign.Update", CampaignID=made["CampaignID"], **{SCRIPT: SCRIPT, "SendTimeZone": SCRIPT})
    served(SCRIPT)
    requests.post(f"{served.url}/__admin/accounts", json={"name": SCRIPT, "tags": [SCRIPT]}, timeout=5)
    for text in ("Campaign.Create", "Campaign.Update", "unknown-command"):
        unfolded(page, text)
    page.locator(".campaign").filter(has_text=SCRIPT).click()
    page.locator("#campaign summary").click()
    page.locator("#accounts summary").filter(has_text=SCRIPT).wait_for()

    assert page.locator("#campaign-name").text_content().startswith(f"{made['CampaignID']} {SCRIPT}")
    assert page.locator("main img, main script").count() == 0
    assert page.evaluate("window.hacked") is None


def test_the_token_is_asked_for_and_stays_in_the_tab(visit, serve):
    make, world = serve
    with make(Guard(is_loopback=False, token=TOKEN)) as url:
        page = visit(url)
        dialog = page.get_by_role("dialog", name="Token of the control API")
        dialog.get_by_label("Token").fill("wrong")
        dialog.get_by_role("button", name="Use it").click()
        dialog.get_by_text("This token is not taken.").wait_for()
        dialog.get_by_label("Token").fill(TOKEN)
        page.keyboard.press("Enter")
        live(page)
        assert page.evaluate("JSON.stringify(localStorage)").count(TOKEN) == 0
        assert page.evaluate("Object.values(sessionStorage)") == [TOKEN]
        assert page.context.cookies() == []
        assert TOKEN not in page.content()
        act(page, "Advance", "clock")
        line = action(page, "Advance", "clock").text_content()
        assert '-H "Authorization: Bearer $CAMPAIGN_CONTRACT_ADMIN_TOKEN"' in line
        assert world.clock.now() == moment("2030-01-01T13:00:00Z")
        page.reload()
        live(page)


def test_of_several_processes_it_says_what_they_do_not_have_in_common(visit, serve):
    make, _ = serve
    with make(Guard(is_loopback=True), workers=2) as url:
        page = visit(url)
        page.locator("#following").filter(has_text="--workers 1").wait_for()
        page.locator("#covered").filter(has_text="--workers 1").wait_for()
        page.locator("#time").filter(has_text="frozen").wait_for()
        assert page.locator("#trouble").is_hidden()


def test_a_closed_control_api_says_why(visit, serve):
    make, _ = serve
    with make(Guard(is_loopback=False)) as url:
        page = visit(url)
        page.get_by_role("alert").filter(has_text="--admin-token").wait_for()


@pytest.mark.parametrize("viewport", [DESKTOP, TABLET, PHONE], ids=["desktop", "tablet", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_accessible_and_fits(visit, served, axe, viewport, scheme):
    page = live(visit(served.url, viewport, scheme))
    served("Campaign.Pause", CampaignID=DRAFT, Colour="1")
    served("Campaign.Pause", CampaignID=SENDING)
    unfolded(page, "not-sending")
    unfolded(page, "success")
    page.locator(".campaign").first.click()
    page.locator("#campaign summary").click()
    act(page, "Add", "faults")
    act(page, "Take", "snapshots")

    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    assert page.locator(".columns").bounding_box()["width"] > viewport["width"] - 320
    assert axe(page) == []


def test_it_works_by_keyboard(page, served):
    served("Campaign.Pause", CampaignID=DRAFT)
    entry(page, "not-sending")

    def reach(selector):
        for _ in range(60):
            page.keyboard.press("Tab")
            if page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
        raise AssertionError(f"{selector} is not reached")

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    reach("#entries summary")
    page.keyboard.press("Enter")
    page.get_by_text("Decided by").wait_for()
    reach(".campaign")
    page.keyboard.press("Enter")
    page.locator("rect.lc-lit").wait_for()
    reach("[data-operation=changeCampaign] select")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator("#campaign").get_by_text("Done.").wait_for()


def test_serve_shows_it_to_a_browser_and_the_listing_to_a_program():
    with started("") as url:
        root = urljoin(url, "/__admin/")
        page = requests.get(root, headers={"Accept": "text/html,*/*;q=0.8"}, timeout=10)
        assert "<title>Inspector" in page.text
        assert len(requests.get(root, timeout=5).json()["operations"]) == len(OPERATIONS)


def test_it_names_only_operations_that_exist_and_makes_no_markup():
    sources = [file.read_text(encoding="utf-8") for file in (TEMPLATES / "inspector").glob("*.js")]
    sources.append((TEMPLATES / "inspector.html").read_text(encoding="utf-8"))
    named = {name for text in sources for name in re.findall(r'(?:call|events|act)\("(\w+)"', text)}
    assert named
    assert named <= {item.name for item in OPERATIONS}
    markup = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(")
    assert not [text for text in sources if markup.search(text)]


def test_every_rule_that_decides_leads_to_its_place_in_the_docs(pages, serve):
    _, world = serve
    rules = json.loads(pages["inspector/facts.js"].partition("export const rules = ")[2].rstrip().removesuffix(";"))
    parts = ("success", *(error.id for command in (*SPEC.commands, *SPEC.supporting) for error in command.errors))
    deciding = {rule for rule in world.sentences if rule.partition("/")[2] in parts or rule.startswith("Fault/")}
    assert deciding - rules.keys() == {"Fault/injected"}
    for link in rules.values():
        page, _, fragment = link.partition("#")
        assert f'id="{fragment}"' in pages[page]


def test_a_site_without_a_server_has_no_inspector():
    assert not [name for name in site.render(SPEC) if "inspector" in name or "__admin" in name]
    assert json.dumps(OWNER.api_key) not in site.render(SPEC, "")["__admin/index.html"]
