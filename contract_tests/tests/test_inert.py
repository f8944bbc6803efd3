"""Whatever stands in a field of a target's answer or in a request is inert wherever it is shown."""

from __future__ import annotations

import io
import json
import re
import subprocess
from types import SimpleNamespace
from typing import Any, cast
from xml.etree import ElementTree as ET

import pytest
from markdown_it import MarkdownIt
from rich.console import Console

from campaign_contract.contract_tests.api.outcomes import Outcome
from campaign_contract.contract_tests.api.wording import told
from campaign_contract.contract_tests.console import ConsoleReporter
from campaign_contract.contract_tests.report import html, junit, summary
from campaign_contract.contract_tests.report.hints import github_annotations
from campaign_contract.contract_tests.report.redaction import Redactor
from campaign_contract.contract_tests.report.steps import step
from campaign_contract.contract_tests.report.verdict import Result
from campaign_contract.contract_tests.tests.conftest import exchange
from campaign_contract.contract_tests.tests.results import check, run

NASTY = {
    "script": "</script><script>document.title='run'</script>",
    "handler": '"><img src=x onerror="document.title=\'run\'">',
    "comment": "--><svg onload=document.title='run'><!--",
    "style": "</style><style>body{display:none}</style>",
    "cdata": "]]><failure/>&x;",
    "backticks": "``` `touch ran` ```",
    "substitution": "$(touch ran) ${IFS} `touch ran`",
    "quotes": "'; touch ran; ' \"; touch ran; \"",
    "markdown": "[x](javascript:alert(1)) ![x](http://x.test) <b>**b**</b> | a | &#x202e;",
    "rich": "[bold red]x[/] [link=http://x.test]x[/link]",
    "command of GitHub": "\n::error::run\n##[error]run",
    "template": "{{ 7 * 7 }}{% raw %}",
    "turned": "a\u202eb\u2066c\u200fd",
    "unseen": "a\u200bb\ufeffc\u2028d",
    "terminal": "\x1b[2J\x1b]0;run\x07\x9b31m\x08\r",
    "nul": "a\0b",
    "half a character": "a\ud800b",
}
UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
NOBODY = Redactor(())


def broken(nasty):
    """A run in which this stands everywhere that a target or a request has a say."""
    sent = exchange(f"a={nasty}", answer=nasty, content_type=nasty, headers={"X-Odd": nasty})
    message, observed, steps = f"name: expected a, got {told(nasty)}", (f"it says {nasty}",), (step(sent, NOBODY),)
    failed = Result(check(), Outcome.FAIL, message, observed, steps, nasty)
    return run(failed, remarks=(nasty,), waiver_problems=(nasty,), unreachable=nasty)


@pytest.fixture(params=NASTY)
def nasty(request):
    return NASTY[request.param]


def test_in_html_it_is_text(nasty):
    page = html.render(broken(nasty))
    harmless = html.render(broken("harmless"))
    assert not UNSEEN.search(page)
    for mark in ("<script", "<img", "<svg", "<style", 'onerror="', "</script", "<b>"):
        assert page.count(mark) == harmless.count(mark), mark


def test_in_xml_it_is_text(nasty):
    shown, harmless = (ET.fromstring(_written(broken(text))) for text in (nasty, "harmless"))
    assert [element.tag for element in shown.iter()] == [element.tag for element in harmless.iter()]
    assert not UNSEEN.search("".join(shown.itertext()))


def _written(judged):
    content = io.BytesIO()
    junit.document(judged).write(content, pretty=True)
    return content.getvalue()


def test_in_markdown_it_is_text(nasty):
    parser = MarkdownIt("commonmark", {"html": True}).enable("table")
    shown, harmless = (_kinds(parser.parse(summary.markdown(broken(text)))) for text in (nasty, "harmless"))
    assert shown == harmless
    assert not UNSEEN.search(parser.render(summary.markdown(broken(nasty))))


def _kinds(tokens):
    """The structure of a document; how text is cut in pieces is none of it."""
    found: list[str] = []
    for token in tokens:
        found.append(token.type)
        found += [kind for kind in _kinds(token.children or []) if kind not in ("text", "text_special")]
    return found


def test_on_the_terminal_it_is_text(nasty):
    lines = printed(broken(nasty))
    assert not UNSEEN.search("".join(lines))
    assert [line for line in lines if line.startswith(("::", "##["))] == []


def printed(judged):
    output = io.StringIO()
    session = SimpleNamespace(report="folder", results=[])
    ConsoleReporter(cast("Any", session), Console(file=output, width=80), 1).print_end(judged)
    return output.getvalue().splitlines()


def test_as_an_annotation_it_is_one_command(nasty):
    for line in github_annotations(run(broken(nasty).results[0])):
        assert line.startswith("::error title=campaign-contract::")
        assert len(line.splitlines()) == 1
        assert not UNSEEN.search(line)


@pytest.mark.parametrize("media_type", ["application/x-www-form-urlencoded", "application/json", "text/plain"])
def test_in_a_curl_line_nothing_of_it_runs(nasty, media_type, tmp_path):
    text = nasty.replace("\0", "")
    body = json.dumps({"a": nasty}, ensure_ascii=False) if "json" in media_type else f"a={text}"
    line = NOBODY.curl(exchange(body, headers={"Content-Type": media_type, "X-Odd": text}))
    assert len(line.splitlines()) == 1
    assert not UNSEEN.search(line)
    subprocess.run(["bash"], input=f"curl() {{ :; }}; {line}".encode(), cwd=tmp_path, check=True, capture_output=True)
    assert list(tmp_path.iterdir()) == []
