"""report.html in a real browser, opened from its folder: filters, copying, phone width, accessibility."""

from __future__ import annotations

import pytest

from campaign_contract.contract_tests.api.outcomes import Outcome
from campaign_contract.contract_tests.report import html
from campaign_contract.contract_tests.report.verdict import Step
from campaign_contract.contract_tests.tests.results import result, run
from campaign_contract.contract_tests.tests.test_inert import NASTY, broken
from campaign_contract.spec import Level

DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 375, "height": 800}
URL = "http://api.example.test/api.php"
CURL = f"""curl -X POST {URL} --data-urlencode APIKey="$API_KEY" --data-urlencode 'CampaignName=it'\\''s <b>'"""
LONG = '{"Success": false, "ErrorText": "' + "x" * 400 + '", "Campaigns": [{"CampaignID": "1", "Tags": []}]}'
STEPS = (Step(CURL, 200, LONG, 3), Step(f"curl {'y' * 300}", 0, "(no answer: ReadTimeout)", 10_000))
RESULTS = (
    result(Outcome.PASS, id="Campaign.Get/success", exchanges=STEPS),
    result(Outcome.PASS, Level.SHOULD, id="Campaign.Get/shown-format"),
    result(Outcome.FAIL, id="Campaign.Pause/not-sending/from-Draft", message="ErrorCode: expected 3", exchanges=STEPS),
    result(Outcome.FAIL, id="Campaigns.Get/order/DESC", message="names: expected alpha first, got " + "z" * 200),
    result(
        Outcome.FAIL, Level.SHOULD, id="Campaign.Copy/shown-failure", message="a list", observed=("it is HTTP 200",)
    ),
    result(Outcome.WAIVED, id="Campaign.Pause/status-after", message="got Ready", waiver="known since May"),
    result(Outcome.NOT_ARRANGED, id="Campaigns.Get/tags/filter", message="--tag-id is not given"),
    result(Outcome.NOT_OBSERVABLE, id="Campaign.Copy/settings", message="the target does not show RelEmailID"),
    result(Outcome.ERROR, id="Api/survives/no-body", message="the suite itself failed: KeyError: 'x'"),
)
RUN = run(*RESULTS, waiver_problems=("waivers.yaml:3: expired",), left_behind=2)


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    file = tmp_path_factory.mktemp("report") / "report.html"
    file.write_text(html.render(RUN), encoding="utf-8")
    return file.as_uri()


@pytest.fixture
def opened(open_page, address):
    """A function that opens the report; `fragment` is what stands behind the #."""
    return lambda fragment="", **look: open_page(address + fragment, **look)


def shown(page):
    """The addresses of the checks that are to be seen, and the line that counts them."""
    visible = page.evaluate("[...document.querySelectorAll('.check')].filter(c => c.checkVisibility()).map(c => c.id)")
    return visible, page.get_by_role("status").text_content()


def test_everything_is_shown_at_first(opened):
    visible, count = shown(opened())

    assert sorted(visible) == sorted(told.check.id for told in RESULTS)
    assert count == ""


@pytest.mark.parametrize(
    ("outcome", "addresses"),
    [
        ("2 failed", ["Campaign.Pause/not-sending/from-Draft", "Campaigns.Get/order/DESC"]),
        ("1 advice", ["Campaign.Copy/shown-failure"]),
        ("1 not arranged", ["Campaigns.Get/tags/filter"]),
        ("2 passed", ["Campaign.Get/success", "Campaign.Get/shown-format"]),
    ],
)
def test_an_outcome_filters_the_list(opened, outcome, addresses):
    page = opened()
    page.get_by_role("navigation", name="Outcomes").get_by_role("link", name=outcome).click()

    assert shown(page) == (addresses, f"{len(addresses)} of 9 checks")
    assert page.locator("nav [aria-current]").all_text_contents() == [outcome]
    assert page.locator("h3:visible").count() == 1


def test_level_command_and_text_narrow_the_list_together(opened):
    page = opened()

    page.get_by_role("combobox", name="Command").select_option("Campaign.Copy")
    assert shown(page)[0] == ["Campaign.Copy/shown-failure", "Campaign.Copy/settings"]
    page.get_by_role("combobox", name="Level").select_option("SHOULD")
    assert shown(page)[0] == ["Campaign.Copy/shown-failure"]
    page.get_by_label("Text").fill("nothing like it")
    assert shown(page) == ([], "0 of 9 checks")

    page.get_by_role("button", name="Show all").click()
    page.wait_for_function("document.querySelector('.shown').textContent === ''")
    assert len(shown(page)[0]) == 9


def test_the_text_is_looked_for_in_the_whole_result_in_any_case(opened):
    page = opened()

    for words, addresses in (
        ("readtimeout", ["Campaign.Pause/not-sending/from-Draft", "Campaign.Get/success"]),
        ("ALPHA names", ["Campaigns.Get/order/DESC"]),
        ("known since", ["Campaign.Pause/status-after"]),
    ):
        page.get_by_label("Text").fill(words)
        assert shown(page)[0] == addresses


def test_a_cell_of_the_table_leads_to_its_checks(opened):
    page = opened()
    page.get_by_label("Text").fill("something else")

    page.get_by_role("row", name="Campaign.Pause").get_by_role("link", name="1 failed").click()

    assert shown(page)[0] == ["Campaign.Pause/not-sending/from-Draft"]
    assert page.evaluate("document.activeElement.id") == "checks"
    assert 0 <= page.evaluate("document.activeElement.getBoundingClientRect().top") < 100


def test_the_copy_button_copies_the_curl_line(opened):
    page = opened("#Campaign.Pause/not-sending/from-Draft", permissions=["clipboard-read", "clipboard-write"])

    button = page.locator("[id='Campaign.Pause/not-sending/from-Draft']").get_by_role("button").first
    button.click()

    page.wait_for_function("element => element.textContent === 'Copied'", arg=button.element_handle())
    assert page.evaluate("navigator.clipboard.readText()") == CURL


def test_copying_works_without_the_clipboard_of_secure_pages(opened):
    page = opened("#Campaign.Pause/not-sending/from-Draft", permissions=["clipboard-read"])
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('not allowed')) }")

    button = page.locator("[id='Campaign.Pause/not-sending/from-Draft']").get_by_role("button").first
    button.click()

    page.wait_for_function("element => element.textContent === 'Copied'", arg=button.element_handle())
    assert page.evaluate("navigator.clipboard.readText()") == CURL


def test_an_address_opens_its_check(opened):
    page = opened("#Campaign.Get/success")

    assert page.evaluate("document.getElementById('Campaign.Get/success').open")
    assert page.locator("[id='Campaign.Get/success'] .curl").first.text_content() == CURL


def test_a_check_opens_with_the_keyboard(opened):
    page = opened()
    page.locator("[id='Campaign.Get/success'] summary").focus()
    page.keyboard.press("Enter")

    assert page.evaluate("document.getElementById('Campaign.Get/success').open")


def test_the_skip_link_comes_first(opened):
    page = opened()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "checks"


@pytest.mark.parametrize("scripts", [True, False])
def test_the_page_fits_a_phone_with_every_check_open(opened, scripts):
    page = opened(viewport=PHONE, scripts=scripts)
    page.evaluate("document.querySelectorAll('details').forEach(check => check.open = true)")

    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_without_scripts_it_is_a_plain_list_whose_links_work(opened):
    page = opened(scripts=False)

    assert len(page.locator(".check").all()) == 9
    assert not page.locator(".filters").is_visible()
    page.get_by_role("row", name="Campaign.Pause").get_by_role("link", name="1 failed").click()
    assert page.url.endswith("#failed")
    assert page.locator("[id='Campaign.Pause/not-sending/from-Draft'] .found").is_visible()


def test_dark_and_light_differ_and_paper_is_always_white(opened):
    colour = "getComputedStyle(document.body).backgroundColor"
    light, dark = opened().evaluate(colour), opened(scheme="dark")

    assert dark.evaluate(colour) != light
    dark.emulate_media(media="print")
    assert dark.evaluate(colour) == light
    assert not dark.locator(".filters").is_visible()


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_accessible(opened, axe, viewport, scheme):
    page = opened(viewport=viewport, scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach(check => check.open = true)")

    assert axe(page) == []


def test_filters_stand_in_the_url_and_a_url_brings_them_back(opened):
    page = opened()
    page.get_by_role("combobox", name="Command").select_option("Campaign.Copy")
    page.get_by_role("navigation", name="Outcomes").get_by_role("link", name="1 advice").click()
    visible = shown(page)[0]
    assert "outcome=advice" in page.url
    page.reload()
    assert shown(page)[0] == visible == ["Campaign.Copy/shown-failure"]


def test_paper_shows_findings_and_counts_passes(opened):
    page = opened()
    page.emulate_media(media="print")
    assert page.locator("#passed").is_hidden()
    assert page.locator("#failed").is_visible()
    assert page.get_by_role("table").get_by_text("passed").first.is_visible()


@pytest.mark.parametrize("name", NASTY)
def test_nothing_that_stands_in_a_field_runs_or_is_loaded(open_page, tmp_path, name):
    file = tmp_path / "report.html"
    file.write_text(html.render(broken(NASTY[name])), encoding="utf-8", errors="backslashreplace")
    page = open_page(file.as_uri())
    assert page.title().startswith("UNREACHABLE")
    assert page.locator("img, svg, b").count() == 0
