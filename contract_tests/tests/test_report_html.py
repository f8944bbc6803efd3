import re
from html.parser import HTMLParser

import pytest

from campaign_contract.contract_tests.api.outcomes import Outcome
from campaign_contract.contract_tests.report import html
from campaign_contract.contract_tests.report.verdict import Step
from campaign_contract.contract_tests.tests.results import result, run
from campaign_contract.spec import Level

PASS, FAIL = Outcome.PASS, Outcome.FAIL
STEP = Step(
    'curl -X POST http://api.example.test/api.php --data-urlencode APIKey="$API_KEY"', 200, '{"ErrorCode":4}', 3
)


class Page(HTMLParser):
    """Tags with their attributes, and the text inside those with a class or an id of interest."""

    def __init__(self, html):
        super().__init__()
        self.tags = []
        self.words = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.words.append(data)

    @property
    def checks(self):
        return [attributes for attributes in self.all("details") if "data-outcome" in attributes]

    def all(self, tag, name=None):
        return [a for t, a in self.tags if t == tag and (name is None or name in a.get("class", "").split())]

    @property
    def text(self):
        return " ".join(" ".join(self.words).split())


def page(*results, **parts):
    return Page(html.render(run(*results, **parts)))


def test_the_verdict_the_target_and_the_time_stand_at_the_top():
    text = page(result(PASS)).text

    assert "CONFORMS None of 1 MUST check failed." in text
    assert "http://api.example.test/api.php" in text
    assert "2030-01-02 03:04 UTC" in text
    assert "7 in 1.2 s" in text


def test_the_table_counts_checks_by_command_level_and_ending():
    shown = page(
        result(FAIL, id="Campaign.Copy/a"), result(PASS, id="Campaign.Copy/b"), result(PASS, Level.SHOULD, id="Api/c")
    )
    cells = [(a["data-command"], a["data-level"], a["data-outcome"]) for a in shown.all("a") if "data-command" in a]

    assert cells == [
        ("Api", "SHOULD", "passed"),
        ("Campaign.Copy", "MUST", "failed"),
        ("Campaign.Copy", "MUST", "passed"),
    ]


def test_every_link_leads_to_something_on_the_page():
    shown = page(result(FAIL), result(PASS), result(Outcome.NOT_ARRANGED), result(FAIL, Level.SHOULD))
    ids = {a["id"] for _, a in shown.tags if "id" in a}

    links = [a["href"] for a in shown.all("a")]
    assert links
    assert [link for link in links if link[0] != "#" or link[1:] not in ids] == []


def test_every_check_is_listed_worst_first_with_its_address_as_id():
    shown = page(result(PASS), result(FAIL, Level.SHOULD), result(FAIL))

    assert [a["data-outcome"] for a in shown.checks] == ["failed", "advice", "passed"]
    assert shown.checks[0]["id"] == "Campaign.Pause/not-sending/fail-MUST"


def test_few_failures_are_unfolded_and_passes_never():
    few = page(result(FAIL), result(PASS)).checks
    many = page(*[result(FAIL, id=f"Campaign.Get/x/{n}") for n in range(20)]).checks

    assert ["open" in a for a in few] == [True, False]
    assert [a["id"] for a in many if "open" in a] == ["Campaign.Get/x/0"], "all have one cause, which it tells"


def test_a_failure_is_told_whole():
    told = result(FAIL, message="ErrorCode: expected 3, got 4", observed=("it answers HTTP 200",), exchanges=(STEP,))
    text = page(told).text

    for part in (
        "ErrorCode: expected 3, got 4",
        "Pause a Campaign",
        "Error 3 when it is not being sent.",
        "it answers HTTP 200",
        STEP.curl,
        "HTTP 200 · 3 ms",
        '{ "ErrorCode": 4 }',
    ):
        assert part in text


def test_a_waived_failure_says_why_it_is_accepted():
    text = page(result(Outcome.WAIVED, message="got 4", waiver="known since May (until 2031-01-01)")).text

    assert "Waived known since May (until 2031-01-01)" in text
    assert "got 4" in text


def test_trouble_beside_the_checks_is_told():
    text = page(result(PASS), left_behind=2, waiver_problems=("waivers.yaml:3: expired",)).text

    assert "2 test items could not be deleted" in text
    assert "waivers.yaml:3: expired" in text


def test_a_request_without_an_answer_says_so():
    assert "no answer" in page(result(FAIL, exchanges=(Step("curl", 0, "(no answer: ReadTimeout)", 10),))).text


def test_what_was_left_out_of_an_answer_is_said():
    step = Step("curl", 200, "[1]", 1, shortened="lists cut after 10 items")
    assert "lists cut after 10 items" in page(result(FAIL, exchanges=(step,))).text


def test_nothing_a_target_says_becomes_markup():
    hostile = "</pre><script>alert(1)</script>\"onclick='x"
    told = result(FAIL, message=hostile, observed=(hostile,), exchanges=(Step(hostile, 200, hostile, 1),))
    shown = page(told, target=hostile)

    assert len(shown.all("script")) == 1
    assert not any("onclick" in attributes for _, attributes in shown.tags)
    assert shown.text.count("alert(1)") == 10, (
        "title, target, message, observation, request, answer; cause, its request, two commands"
    )


def test_control_characters_and_lone_surrogates_are_made_visible():
    page = html.render(run(result(FAIL, message="a\x00b\ud800c", exchanges=(Step("curl", 200, '"\ud800"', 1),))))

    assert "a\\x00b\\ud800c" in page
    page.encode()


def test_the_page_loads_nothing_and_forbids_it():
    page = html.render(run(result(FAIL, exchanges=(STEP,))))
    shown = Page(page)
    loaded = [a.get("src") or a.get("href") for t, a in shown.tags if t in ("script", "link", "img", "iframe")]

    assert [where for where in loaded if where and not where.startswith("data:")] == []
    assert "default-src 'none'" in shown.all("meta")[1]["content"]
    assert not re.search(r"@import|url\(", page)


def test_the_page_is_the_same_for_the_same_run():
    told = run(result(FAIL, exchanges=(STEP,)), result(PASS))
    assert html.render(told) == html.render(told)


@pytest.mark.parametrize(("outcome", "steps"), [(PASS, 6), (FAIL, 30)])
def test_a_huge_run_stays_below_the_limit_and_lists_every_check(outcome, steps):
    step = Step("curl " + "x" * 250, 200, '{"' + 'a":"b","' * 2400 + 'a":1}', 1)
    many = [
        result(outcome, id=f"Campaign.Get/x/{number}", message="y" * 100, exchanges=(step,) * steps)
        for number in range(300)
    ]

    page = html.render(run(*many))

    assert len(page.encode()) <= html.SIZE_LIMIT
    assert len(Page(page).checks) == 300


def test_requests_that_are_huge_themselves_are_left_to_the_other_file():
    step = Step("curl " + "x" * 20_000, 200, "{}", 1)
    many = [result(FAIL, id=f"Campaign.Get/x/{number}", exchanges=(step,)) for number in range(200)]

    page = html.render(run(*many))

    assert len(page.encode()) <= html.SIZE_LIMIT
    assert page.count("1 more request in conformance.json") == 200


def test_a_small_run_shows_everything():
    step = Step("curl", 200, '"' + "x" * 5000 + '"', 1)
    shown = page(result(FAIL, exchanges=(step,) * 50))

    assert shown.text.count("x" * 5000) == 50
    assert "conformance.json" not in shown.text.replace("kept is in conformance.json", "")


def test_requests_that_are_not_shown_are_counted():
    assert "40 more requests in conformance.json" in page(result(PASS, exchanges=(STEP,) * 100)).text


def test_the_first_screen_says_what_to_fix_first_and_how_to_see_it_again():
    same = [result(FAIL, id=f"Campaign.Get/x/{n}", message="x: differs", exchanges=(STEP,)) for n in range(3)]
    shown = page(result(FAIL, id="Campaign.Copy/y", message="y: missing"), *same)
    first, second = shown.text.index("Campaign.Get/x: x: differs"), shown.text.index("Campaign.Copy/y: y: missing")
    assert first < second
    sections = [attributes["aria-labelledby"] for attributes in shown.all("section")]
    assert sections[:2] == ["fixes", "commands"]
    assert "and 2 more checks" in shown.text
    assert "campaign-contract verify http://api.example.test/api.php -k Campaign.Get/x/0" in shown.text
    assert "campaign-contract replay . Campaign.Get/x/0 http://api.example.test/api.php" in shown.text


def test_a_run_without_failures_has_nothing_to_fix():
    assert "What to fix first" not in page(result(PASS)).text
