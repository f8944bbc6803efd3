"""Each page of the site as Markdown: whole, well-formed, and linked among each other."""

import re
from urllib.parse import urldefrag

import pytest
from markdown_it import MarkdownIt

from campaign_contract import spec
from campaign_contract.tools.site import site
from campaign_contract.tools.site.markdown_page import address, markdown
from campaign_contract.tools.tests import html_pages

SPEC = spec.load()
FILES = site.render(SPEC)
PAGES = sorted(name for name in FILES if name.endswith(".html"))
PARSER = MarkdownIt("commonmark").enable("table")
HEADS = re.compile(
    r'<h[123](?! id="try"| class)[^>]*>(.*?)</h[123]>|<(?:tr[^>]*|th)>\s*<t[dh][^>]*>(.*?)</t[dh]>', re.DOTALL
)


def bare(text):
    return "".join(text.split())


@pytest.mark.parametrize("name", PAGES)
def test_a_page_s_markdown_says_what_the_page_says(name):
    text = FILES[address(name)]
    html = html_pages.read(PARSER.render(text))
    main = FILES[name].partition("<main")[2].partition("</main>")[0]

    shown = [html_pages.read(heading or cell).text for heading, cell in HEADS.findall(main)]
    assert shown
    assert [words for words in shown if bare(words.split(" check ")[0]) not in bare(html.text)] == []
    assert text.startswith("# ")
    assert not {"Copy", "Copied", "Search", "Send"} & set(text.split("\n"))


@pytest.mark.parametrize("name", [*map(address, PAGES), "llms.txt"])
def test_links_of_markdown_lead_to_markdown_and_are_whole(name):
    links = html_pages.read(PARSER.render(FILES[name])).links

    assert [link for link in links if urldefrag(link).url not in FILES and urldefrag(link).url] == []
    assert [link for link in links if ".html" in link] == []


def test_every_page_has_an_address_of_its_markdown_and_names_it():
    for name in PAGES:
        assert f'<link rel="alternate" type="text/markdown" href="{address(name)}">' in FILES[name]
    assert set(html_pages.read(PARSER.render(FILES["llms.txt"])).links) >= set(map(address, PAGES))


def test_it_shows_every_language_tables_warnings_and_each_answer():
    text = FILES["campaign-pause.md"]

    assert "### Python\n\n```python\nimport requests\n" in text
    assert (
        "| Name | Type | Needed | Meaning |\n| --- | --- | --- | --- |\n| `CampaignID` | campaign id | required |"
        in text
    )
    assert text.count('"ErrorCode": ') == 1 + len(SPEC.command("Campaign.Pause").errors)
    assert "\n> **Mind.** " in text
    assert "](open-questions.md#pause-from-ready)" in text


def test_what_is_inside_a_key_is_indented_and_nothing_trails():
    text = FILES["campaign-get.md"]

    assert re.search(r"^- `Campaign` ", text, re.MULTILINE)
    assert re.search(r"^  - `TotalSent` ", text, re.MULTILINE)
    assert [line for line in text.splitlines() if line != line.rstrip()] == []


def test_a_bar_in_a_cell_begins_no_other_cell():
    rows = "<tr><th>a</th><th>b</th></tr><tr><td>1|2</td><td><ul><li>x.</li><li>y</li></ul></td></tr>"

    assert markdown(f"<main><table>{rows}</table></main>") == "| a | b |\n| --- | --- |\n| 1\\|2 | x; y |\n"
