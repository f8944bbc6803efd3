"""The site as the reference server shows it, in a real browser: "Try it", the reader's own server, the theme."""

import json
import shutil
import subprocess
from functools import partial

import pytest

from campaign_contract import spec
from campaign_contract.mockserver import seed
from campaign_contract.mockserver.app import create_app
from campaign_contract.mockserver.cors import with_cors
from campaign_contract.mockserver.local import running
from campaign_contract.mockserver.options import AppOptions
from campaign_contract.mockserver.pages import with_pages
from campaign_contract.mockserver.store import Store
from campaign_contract.tools.artefacts import samples
from campaign_contract.tools.site import site, snippets
from campaign_contract.tools.site.snippets import HOST
from campaign_contract.tools.tests import sample_languages

SPEC = spec.load()
SEED = seed.load(SPEC)
KEY = SEED.accounts[0].api_key
PLACEHOLDER = samples.credential(SPEC).example
WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 375, "height": 800}
LANGUAGES = [language for language, _, _ in snippets.LANGUAGES]


@pytest.fixture
def base():
    """The address of a fresh reference server that shows the site, as `serve` does."""
    store = Store(SPEC.fields)
    seed.plant(SEED, store)
    app = with_cors(create_app(SPEC, store, AppOptions()), "*")
    with running(with_pages(app, SPEC.transport.path, partial(site.render, SPEC, KEY))) as address:
        yield address
    store.close()


def send(page, **values):
    for name, value in values.items():
        field = page.get_by_label(name, exact=False).first
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    page.get_by_role("button", name="Send").click()
    page.locator(".exchange").wait_for()
    page.wait_for_function("!document.querySelector('.try [type=submit]').disabled")


def outcome(page):
    return page.locator(".outcome").text_content()


def test_the_first_click_succeeds(open_page, base):
    page = open_page(f"{base}/campaigns-get.html")

    send(page)

    assert outcome(page).startswith("Success HTTP 200")
    assert '"TotalCampaigns"' in page.locator(".answer-body").text_content()


def test_from_the_start_page_two_clicks_lead_to_an_answer(open_page, base):
    page = open_page(base)

    page.get_by_role("link", name="try it in this page").click()
    send(page)

    assert outcome(page).startswith("Success HTTP 200")


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed")
def test_the_line_of_the_start_page_works_as_it_is_copied(open_page, base):
    page = open_page(base)

    line = page.locator("section[aria-labelledby=start] pre").text_content()

    said = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=True)
    assert json.loads(said.stdout)["Success"] is True


def test_who_has_only_the_folder_names_a_server_once_and_gets_an_answer(open_page, base, tmp_path):
    site.write(SPEC, tmp_path)
    page = open_page((tmp_path / "index.html").as_uri())

    page.locator("section[aria-labelledby=start]").get_by_role("button").first.click()
    fill_in(page, base, KEY)
    assert base in page.locator("section[aria-labelledby=start] pre").text_content()
    page.get_by_role("link", name="try it in this page").click()
    send(page)

    assert outcome(page).startswith("Success HTTP 200")


def test_a_new_campaign_is_the_one_that_the_next_page_goes_on_with(open_page, base):
    page = open_page(f"{base}/campaign-create.html")
    send(page, CampaignName="Autumn <b>")
    page.goto(f"{base}/campaign-get.html")

    send(page)

    assert '"CampaignName": "Autumn <b>"' in page.locator(".answer-body").text_content()


def test_a_campaign_is_chosen_among_ones_own(open_page, base):
    page = open_page(f"{base}/campaign-get.html")

    page.get_by_label("campaignid").focus()
    page.wait_for_function("document.querySelector('#own-campaigns').childElementCount > 0")

    own = {str(campaign["CampaignID"]) for campaign in SEED.accounts[0].campaigns}
    assert set(page.eval_on_selector_all("#own-campaigns option", "options => options.map(o => o.value)")) == own


def test_a_refusal_leads_to_the_rule_that_decided(open_page, base, axe):
    page = open_page(f"{base}/campaign-pause.html")

    send(page, CampaignID="999999")

    assert outcome(page).startswith("Error 2: ")
    assert axe(page) == []
    page.locator(".outcome a").click()
    assert page.url.endswith("#Campaign.Pause/not-found")


@pytest.mark.parametrize(
    ("page", "code"),
    [
        pytest.param("campaign-copy", 1, id="listed"),
        pytest.param("campaigns-delete", 1, id="keyed"),
        pytest.param("campaign-get", 2, id="worded"),
    ],
)
def test_a_refusal_of_any_shape_is_understood(open_page, base, page, code):
    opened = open_page(f"{base}/{page}.html")

    send(opened, **{opened.locator("[data-campaign]").first.get_attribute("name"): "x"})

    assert outcome(opened).startswith(f"Error {code}: ")


def test_a_wrong_key_leads_to_the_failures_outside_commands(open_page, base):
    page = open_page(f"{base}/campaigns-get.html")
    connect(page, base, "wrong")

    send(page)

    assert outcome(page).startswith("Error 99998: ")
    assert page.locator(".outcome a").get_attribute("href") == "index.html#faults"


def connect(page, url, key):
    page.get_by_role("button", name="Server:").click()
    fill_in(page, url, key)


def fill_in(page, url, key):
    page.get_by_label("Address").fill(url)
    page.get_by_label("APIKey", exact=True).fill(key)
    page.get_by_role("button", name="Use these").click()


def test_a_login_needs_no_credential_and_is_sent_without(open_page, base):
    page = open_page(f"{base}/user-login.html")

    send(page)

    assert outcome(page).startswith("Success HTTP 200")
    assert "SessionID" in page.locator(".answer-body").text_content()
    assert KEY not in page.locator(".sent").text_content()


def test_what_was_sent_is_told_as_curl(open_page, base):
    page = open_page(f"{base}/campaign-create.html")

    send(page, CampaignName="it's")

    sent = page.locator(".sent").text_content()
    assert sent.startswith(f"curl {base}/api.php")
    assert r"'CampaignName=it'\''s'" in sent


AWKWARD = r"""it's "half" \n off: $HOME `id` #{1} 50% & <b> ü"""


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sample_follows_what_is_typed_and_works(open_page, base, language):
    page = open_page(f"{base}/campaign-create.html")
    sample = page.locator(f"#sample-{language} pre")

    page.get_by_label("CampaignName").fill(AWKWARD)
    done = sample_languages.run(language, sample.text_content())
    page.goto(f"{base}/campaigns-get.html")
    send(page, SearchKeyword=AWKWARD)

    assert done.returncode == 0, done.stderr
    assert '"TotalCampaigns": 1' in page.locator(".answer-body").text_content()


def test_a_sample_that_follows_knows_the_readers_own_server(open_page, base):
    page = open_page(f"{base}/campaign-update.html")

    page.get_by_label("CampaignID").fill("7")
    page.get_by_label("ScheduleType").select_option("Future")
    connect(page, "http://api.example.test/v1", "my-own-key")

    assert page.locator("#sample-curl pre").text_content() == (
        "curl http://api.example.test/v1/api.php \\\n"
        "  --data-urlencode 'Command=Campaign.Update' \\\n"
        "  --data-urlencode 'APIKey=my-own-key' \\\n"
        "  --data-urlencode 'CampaignID=7' \\\n"
        "  --data-urlencode 'ScheduleType=Future'\n"
    )


def test_a_sample_of_a_login_follows_without_a_key(open_page, base):
    page = open_page(f"{base}/user-login.html")

    page.get_by_label("username").fill("another")

    assert "Username=another" in page.locator("#sample-curl pre").text_content()
    assert KEY not in page.locator("#sample-curl pre").text_content()


@pytest.mark.parametrize("name", ["index.html", "campaign-get.html", "guide-paging.html", "control-api.html"])
def test_nothing_has_to_be_filled_in_where_the_server_shows_its_pages(open_page, base, name):
    page = open_page(f"{base}/{name}", scripts=False)

    for place in page.locator("[data-shows=url]").all():
        assert place.text_content() == base
    assert "this-server" not in page.content()


def test_samples_begin_with_the_server_that_shows_them(open_page, base):
    page = open_page(f"{base}/campaign-get.html")

    for language in LANGUAGES:
        code = page.locator(f"#sample-{language} pre").text_content()
        assert base in code
        assert KEY in code
        assert HOST not in code
        assert PLACEHOLDER not in code


@pytest.mark.parametrize("typed", ["{}", "{}/", "{}/api.php"])
def test_the_readers_own_server_is_kept_in_the_browser_and_can_be_forgotten(open_page, base, typed):
    page = open_page(f"{base}/campaign-get.html")
    connect(page, typed.format("api.example.test/v1"), "my-own-key")

    page.goto(f"{base}/campaign-copy.html")
    code = page.locator("#sample-curl pre").text_content()
    assert "http://api.example.test/v1/api.php" in code
    assert "my-own-key" in code

    page.get_by_role("button", name="Server:").click()
    page.get_by_role("button", name="Forget them").click()
    assert base in page.locator("#sample-curl pre").text_content()
    assert page.evaluate("localStorage.getItem('connection')") is None


def test_an_address_that_is_none_is_refused(open_page, base, axe):
    page = open_page(f"{base}/campaign-get.html")

    connect(page, "ftp://example.test", "")

    assert "http://127.0.0.1:8025" in page.get_by_role("alert").text_content()
    assert page.locator("#connection").is_visible()
    assert axe(page) == []


def test_a_key_that_could_break_a_sample_stays_out_of_it(open_page, base):
    page = open_page(f"{base}/campaign-get.html")

    connect(page, "", "a'; rm x")

    assert "rm x" not in page.locator("#sample-curl pre").text_content()


def test_pages_from_a_folder_ask_for_the_server_first(open_page, tmp_path):
    site.write(SPEC, tmp_path)
    page = open_page((tmp_path / "campaigns-get.html").as_uri())

    page.get_by_role("button", name="Send").click()

    assert page.locator("#connection").is_visible()


def test_a_server_that_does_not_answer_is_said_to_be_silent(browser, base):
    page = browser.new_page()
    try:
        page.goto(f"{base}/campaigns-get.html")
        connect(page, "http://127.0.0.1:9", "x")
        send(page)
        assert outcome(page).startswith("No answer from http://127.0.0.1:9.")
    finally:
        page.close()


def test_a_theme_is_chosen_and_kept(open_page, base):
    colour = "getComputedStyle(document.body).backgroundColor"
    page = open_page(f"{base}/index.html")
    light = page.evaluate(colour)

    page.get_by_label("Theme").select_option("dark")
    dark = page.evaluate(colour)
    page.reload()

    assert dark != light
    assert page.evaluate(colour) == dark
    page.emulate_media(media="print")
    assert page.evaluate(colour) == light


def test_no_field_needs_a_wide_screen(open_page, base):
    page = open_page(f"{base}/campaign-update.html", PHONE)

    send(page, CampaignID="1", ScheduleType="Future")

    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


SHIFTS = """new Promise(done => {
    let sum = 0;
    new PerformanceObserver(list => { for (const entry of list.getEntries()) sum += entry.value; })
        .observe({ type: "layout-shift", buffered: true });
    setTimeout(() => done(sum), 300);
})"""


@pytest.mark.parametrize("viewport", [WIDE, {"width": 1280, "height": 900}, PHONE], ids=["wide", "desktop", "phone"])
@pytest.mark.parametrize("name", ["index", "campaign-update", "guide-errors", "errors", "user-login"])
def test_nothing_moves_while_a_page_loads(open_page, base, name, viewport):
    page = open_page(f"{base}/{name}.html", viewport)
    page.evaluate("localStorage.setItem('language', 'php')")

    page.reload()

    assert page.get_by_role("tab", selected=True).all_text_contents() in (["PHP"], [])
    assert page.evaluate(SHIFTS) < 0.001


def test_a_page_is_copied_as_markdown_in_the_chosen_language_with_the_readers_own_key(open_page, base):
    page = open_page(f"{base}/campaign-pause.html", permissions=("clipboard-read", "clipboard-write"))
    page.get_by_role("tab", name="Python").click()

    page.get_by_role("button", name="Copy as Markdown").click()
    page.get_by_role("button", name="Copied").wait_for()
    text = page.evaluate("navigator.clipboard.readText()")

    assert f'```python\nimport requests\n\nanswer = requests.post(\n    "{base}/api.php"' in text
    assert f'"APIKey": "{KEY}"' in text
    assert "```bash" not in text
    assert "## Answers" in text
    assert f"]({base}/open-questions.md#pause-from-ready)" in text
    assert text.endswith(f"\nFrom {base}/campaign-pause.html\n")


def test_a_page_of_a_folder_leads_to_its_markdown(open_page, tmp_path):
    site.write(SPEC, tmp_path)
    page = open_page((tmp_path / "campaign-pause.html").as_uri())

    assert not page.get_by_role("button", name="Copy as Markdown").is_visible()
    page.get_by_role("link", name="Markdown").click()
    assert page.locator("body").text_content().startswith("# Campaign.Pause\n")
