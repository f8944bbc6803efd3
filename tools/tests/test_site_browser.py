"""The site in a real browser, opened from its folder: links, keyboard, search, phone width, accessibility."""

import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urldefrag

import pytest

from campaign_contract import spec
from campaign_contract.tools.artefacts import docs_model
from campaign_contract.tools.site import markdown_page, site
from campaign_contract.tools.site.snippets import LANGUAGES

SPEC = spec.load()
PAGES = sorted(name for name in site.render(SPEC) if name.endswith(".html"))
WIDE, DESKTOP = {"width": 1440, "height": 900}, {"width": 1280, "height": 900}
TABLET, PHONE = {"width": 768, "height": 900}, {"width": 375, "height": 800}
COMMANDS = [docs_model.page(command.name) for command in SPEC.commands + SPEC.supporting]
RICHEST = ["campaign-get.html", "campaign-update.html", "campaigns-get.html", "user-login.html"]
"""Between them these commands show everything that a command's page can hold."""
KINDS = [name for name in PAGES if name not in COMMANDS] + RICHEST
LOOKS = [
    *(pytest.param(name, WIDE, "light", id=f"{name}-wide-light") for name in PAGES),
    *(
        pytest.param(name, size, scheme, id=f"{name}-{size['width']}-{scheme}")
        for name in KINDS
        for size, scheme in ((WIDE, "dark"), (PHONE, "light"), (PHONE, "dark"))
    ),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    directory = tmp_path_factory.mktemp("site")
    site.write(SPEC, directory)
    return directory


@pytest.fixture
def opened(open_page, folder):
    """A function that opens a page of the site from its folder."""

    def open_from_folder(name, viewport=None, scheme="light", scripts=True):
        file, _, _ = name.partition("#")
        return open_page((folder / file).as_uri() + name[len(file) :], viewport, scheme, scripts)

    return open_from_folder


def test_every_link_of_every_page_leads_to_its_target(opened):
    page = opened("index.html")
    base = page.url.removesuffix("index.html")
    links = {name: links_of(page, base + name) for name in PAGES}
    targets = {urldefrag(link) for found in links.values() for link in found}

    documents = {*map(markdown_page.address, PAGES), "openapi.json", "openapi-stand-in.json", "control-openapi.json"}
    assert {target.removeprefix(base) for target, _ in targets} == {*PAGES, *documents}
    for name in PAGES:
        page.goto(base + name)
        fragments = sorted(fragment for target, fragment in targets if fragment and target == base + name)
        assert page.evaluate(MISSED, fragments) == []


MISSED = """fragments => fragments.filter(fragment => {
    location.hash = fragment;
    return document.querySelector(":target")?.id !== decodeURIComponent(fragment);
})"""


def links_of(page, address):
    page.goto(address)
    return page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)")


def test_the_languages_stand_in_one_row_on_a_phone(opened):
    tabs = opened("campaign-get.html", PHONE).get_by_role("tab").all()

    assert len({tab.bounding_box()["y"] for tab in tabs}) == 1


@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_a_phone(opened, name):
    assert opened(name, PHONE).evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


@pytest.mark.parametrize(("name", "viewport", "scheme"), LOOKS)
def test_a_page_is_accessible(opened, axe, name, viewport, scheme):
    assert axe(opened(name, viewport, scheme)) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_open_search_is_accessible(opened, axe, scheme):
    page = opened("index.html", scheme=scheme)
    page.get_by_role("combobox", name="Search").fill("campaign")
    assert page.locator("#results [role=option]:visible").count() == 12

    assert axe(page) == []


def test_a_grave_finding_is_found(opened, axe):
    page = opened("index.html")
    page.add_style_tag(content=".lead { color: #eee !important }")

    assert [found["id"] for found in axe(page)] == ["color-contrast"]


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("index.html#Campaign.Pause/not-sending", "campaign-pause.html#Campaign.Pause/not-sending"),
        ("errors.html#Campaign.Pause/not-sending", "campaign-pause.html#Campaign.Pause/not-sending"),
        ("index.html#Campaign.Pause/not-sending/draft", "campaign-pause.html#Campaign.Pause/not-sending"),
        ("campaign-get.html#Campaign.Get/form", "index.html#Api/form"),
        ("index.html#Campaign.Pause/no-such-rule", "index.html#Api/no-such-rule"),
    ],
)
def test_an_address_finds_its_page(opened, start, end):
    page = opened(start)

    page.wait_for_url(f"**/{end}")
    if "no-such" not in end:
        assert page.evaluate("document.querySelector(':target').id") == end.partition("#")[2]


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_an_address_is_on_the_screen_when_its_page_opens(opened, viewport):
    page = opened("campaign-update.html#Campaign.Update/missing-days", viewport)

    top = page.evaluate("document.querySelector(':target').getBoundingClientRect().top")
    assert 60 <= top < viewport["height"] / 2, "below the fixed header"


def test_search_works_with_the_keyboard_alone(opened):
    page = opened("index.html")
    box, options = page.get_by_role("combobox", name="Search"), page.locator("#results [role=option]:visible")

    page.keyboard.press("/")
    page.keyboard.type("pause error")
    titles = [title.text_content() for title in page.locator("[role=option] code").all()]
    wanted = titles.index("Campaign.Pause/not-sending")
    for key in ["ArrowDown"] * (wanted + 1) + ["ArrowUp"]:
        page.keyboard.press(key)
    assert box.get_attribute("aria-expanded") == "true"
    assert options.nth(wanted).get_attribute("aria-selected") == "true"
    assert box.get_attribute("aria-activedescendant") == options.nth(wanted).get_attribute("id")
    page.keyboard.press("Enter")

    page.wait_for_url("**/campaign-pause.html#Campaign.Pause/not-sending")


def test_escape_leaves_the_search(opened):
    page = opened("index.html")

    page.keyboard.press("/")
    page.keyboard.type("zone")
    page.keyboard.press("Escape")

    assert page.get_by_role("combobox", name="Search").input_value() == ""
    assert page.locator("#results [role=option]:visible").count() == 0
    assert page.evaluate("document.activeElement === document.body")


def test_search_finds_by_what_people_type(opened):
    page = opened("index.html")
    box, options = page.get_by_role("combobox", name="Search"), page.locator("#results [role=option]:visible")

    for typed, first in [
        ("pause", "Campaign.Pause"),
        ("SENDDATE", "SendDate"),
        ("authentication", "Authentication"),
        ("pagination", "Paging and filters"),
        ("rate limit", "What to send again"),
        ("time zone", "Time zones"),
        ("login", "User.Login"),
        ("99998", "99998"),
    ]:
        box.fill(typed)
        assert first in options.first.text_content()
    box.fill("no such words here")
    assert options.count() == 0
    assert page.get_by_role("status").text_content() == "0 found"


def test_the_skip_link_comes_first_and_leads_to_the_content(opened):
    page = opened("campaign-get.html")

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "main"


def test_sample_tabs_follow_the_arrows_and_are_remembered(opened):
    page = opened("campaign-get.html")

    page.get_by_role("tab", name="curl").focus()
    page.keyboard.press("ArrowRight")
    assert page.get_by_role("tab", selected=True).text_content() == "Python"
    assert page.get_by_role("tabpanel").count() == 1
    assert "import requests" in page.get_by_role("tabpanel").text_content()

    page.goto(page.url.replace("campaign-get", "campaign-copy"))
    assert page.get_by_role("tab", selected=True).text_content() == "Python"


@pytest.mark.parametrize("name", ["campaign-get.html", "guide-paging.html"])
def test_samples_stand_beside_the_text_where_there_is_room_and_stay_there(opened, name):
    page = opened(name, WIDE)
    samples, text = page.locator(".beside"), page.locator(".text")

    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    beside, main = samples.bounding_box(), text.bounding_box()
    assert beside["x"] > main["x"] + main["width"]
    assert beside["y"] > 0, "still in the window"
    page.set_viewport_size(DESKTOP)
    assert samples.bounding_box()["x"] == text.bounding_box()["x"]


@pytest.mark.parametrize(
    "viewport", [WIDE, DESKTOP, {"width": 768, "height": 900}], ids=lambda size: str(size["width"])
)
@pytest.mark.parametrize("name", ["tag-unassignfromcampaigns.html", "guide-scheduling.html", "index.html"])
def test_what_offers_the_markdown_stands_above_the_title(opened, name, viewport):
    page = opened(name, viewport)
    offered, title = page.locator(".whole-page").bounding_box(), page.locator("h1").bounding_box()

    assert page.locator(".top").bounding_box()["height"] <= offered["y"]
    assert offered["y"] + offered["height"] <= title["y"]


@pytest.mark.parametrize(("viewport", "place"), [(PHONE, "h1"), (WIDE, "nav [aria-current=page]")])
@pytest.mark.parametrize("name", ["tag-assigntocampaigns.html", "tag-unassignfromcampaigns.html"])
def test_a_long_name_breaks_between_its_words(opened, name, viewport, place):
    lines = """named => [...named.childNodes].filter(node => node.data).map(node => {
        const words = document.createRange();
        words.selectNode(node);
        return words.getClientRects().length;
    })"""
    named = opened(name, viewport).locator(place)

    assert named.bounding_box()["height"] > 35, "it takes two lines"
    assert set(named.evaluate(lines)) == {1}


def test_the_contents_name_the_sections_of_a_page_and_mark_the_one_on_the_screen(opened):
    page = opened("campaign-update.html", WIDE)
    inside = page.locator(".within")
    here = inside.locator("[aria-current=location]")

    assert inside.locator("a").all_text_contents() == page.locator("main h2[id]").all_text_contents()
    page.get_by_role("heading", name="Errors").scroll_into_view_if_needed()
    inside.get_by_role("link", name="Errors").click()
    page.wait_for_function("document.querySelector('.within [aria-current]')?.textContent === 'Errors'")
    assert here.count() == 1
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    page.wait_for_function("document.querySelector('.within [aria-current]')?.textContent === 'What holds it'")
    box, room = here.bounding_box(), page.get_by_role("navigation", name="Contents").bounding_box()
    assert room["y"] <= box["y"] <= room["y"] + room["height"]


def test_the_sections_are_listed_once(opened):
    page = opened("campaign-get.html", PHONE)
    listed = page.locator(".on-page")

    assert listed.is_visible()
    page.set_viewport_size(DESKTOP)
    assert not listed.is_visible()


def test_the_page_is_in_sight_among_the_contents_when_it_opens(opened):
    page = opened("user-login.html", DESKTOP)

    assert page.locator(".contents [aria-current=page]").bounding_box()["y"] < DESKTOP["height"]
    assert page.locator(".within li").last.bounding_box()["y"] < DESKTOP["height"]


def test_each_parameter_and_key_has_a_link_to_itself(opened):
    page = opened("campaign-get.html", WIDE)

    page.locator(".parameters").get_by_role("link", name="retrievetags").click()
    assert page.url.endswith("#parameter-retrievetags")
    page.locator(".keys").get_by_role("link", name="TotalSent").click()
    assert page.evaluate("document.querySelector(':target').id") == "answer-Campaign.TotalSent"


def test_the_keys_of_an_object_stand_inside_it_and_fold_away(opened):
    page = opened("campaign-get.html", PHONE)
    total = page.locator("#answer-Campaign > details > .keys > [id='answer-Campaign.TotalSent']")

    assert total.is_visible()
    page.get_by_text("Keys of Campaign", exact=True).click()
    assert not total.is_visible()
    page.evaluate("location.hash = 'answer-Campaign.TotalSent'")
    assert total.is_visible(), "an address unfolds what it is in"


@pytest.mark.parametrize(
    ("name", "id", "folded", "inside"),
    [
        ("campaign-update.html", "parameter-RulesJsonBundle", "Keys of RulesJsonBundle", "list_id"),
        ("control-api.html", "schema-NewFault", "NewFault", "latency"),
    ],
)
def test_what_a_schema_says_unfolds_where_it_belongs(opened, name, id, folded, inside):
    page = opened(name)
    key = page.locator(f"#{id}").get_by_text(inside, exact=True)

    assert not key.is_visible()
    page.locator("summary", has_text=folded).click()
    assert key.is_visible()


def test_a_link_to_a_schema_unfolds_it(opened):
    page = opened("control-api.html")

    page.get_by_role("link", name="NewAccount").click()
    page.locator("#schema-NewAccount").get_by_role("link", name="CampaignValues").click()
    assert page.locator("#schema-CampaignValues").get_by_text("TotalSent", exact=True).is_visible()


def test_the_rules_of_a_bundle_stand_inside_it(opened):
    page = opened("rules-json-bundle.html")

    assert page.locator(".keys .keys .keys code").first.text_content() == "type"


def test_one_answer_is_unfolded_at_a_time(opened):
    page = opened("campaign-pause.html")

    page.locator(".example summary").nth(3).click()
    assert page.locator(".example[open]").count() == 1
    assert '"ErrorCode": 3' in page.locator(".example[open] pre").text_content()


def test_contents_unfold_on_a_phone(opened):
    page = opened("index.html", PHONE)
    contents, button = page.get_by_role("navigation", name="Contents"), page.get_by_role("button", name="Contents")

    assert not contents.is_visible()
    button.click()
    assert contents.is_visible()
    assert button.get_attribute("aria-expanded") == "true"


def test_everything_is_readable_without_scripts(opened):
    page = opened("campaign-pause.html", PHONE, scripts=False)

    assert page.get_by_role("navigation", name="Contents").is_visible()
    for sample, _, _ in LANGUAGES:
        assert page.locator(f"#sample-{sample} pre").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_dark_and_light_differ_and_paper_is_always_white(opened):
    colour = "getComputedStyle(document.body).backgroundColor"
    light, dark = opened("index.html").evaluate(colour), opened("index.html", scheme="dark")

    assert dark.evaluate(colour) != light
    dark.emulate_media(media="print")
    assert dark.evaluate(colour) == light
    assert not dark.get_by_role("combobox", name="Search").is_visible()


def test_printing_shows_every_sample_and_answer(opened):
    page = opened("campaign-get.html")

    page.emulate_media(media="print")

    for sample, _, _ in LANGUAGES:
        assert page.locator(f"#sample-{sample} pre").is_visible()
    folded = page.locator(".example:not([open]) pre")
    assert folded.count() == len(SPEC.command("Campaign.Get").errors)
    assert all(
        answer.evaluate("pre => pre.checkVisibility({ contentVisibilityAuto: true })") for answer in folded.all()
    )


@pytest.mark.parametrize("name", ["control-api.html", "campaign-update.html", "index.html"])
def test_printing_unfolds_what_is_folded_on_a_screen(opened, name):
    page = opened(name)
    page.emulate_media(media="print")

    inside = page.locator("section:not(:has(form)) details:not([open]):not(.held-by) :is(code, li)")
    assert inside.count()
    assert inside.evaluate_all("all => all.every(one => one.checkVisibility({ contentVisibilityAuto: true }))")


def test_the_site_works_from_a_server_too(browser, folder):
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder))
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    page = browser.new_page()
    missing = []
    page.on("response", lambda answer: missing.append(answer.url) if not answer.ok else None)
    try:
        page.goto(f"http://127.0.0.1:{server.server_port}/#Campaign.Pause/not-sending")
        page.wait_for_url("**/campaign-pause.html#Campaign.Pause/not-sending")
    finally:
        page.close()
        server.shutdown()
        server.server_close()
    assert missing == []
