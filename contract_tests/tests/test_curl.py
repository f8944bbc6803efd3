"""The curl lines: a shell that runs one sends the very request, and no credential stands in it."""

from __future__ import annotations

import json
import shlex
import subprocess
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaign_contract.contract_tests.api.client import Identity
from campaign_contract.contract_tests.report.redaction import Redactor
from campaign_contract.contract_tests.tests.conftest import exchange

API_KEY = "owner-key-0123456789"
SESSION = "s3ss'ion \"% &=é\\"
OWNER = Identity("owner", {"APIKey": API_KEY, "SessionID": SESSION}, {"APIKey": "API_KEY", "SessionID": "SESSION_ID"})
STRANGER = Identity("stranger", {"APIKey": f"{API_KEY}-2"}, {"APIKey": "STRANGER_API_KEY"})
ENVIRONMENT = {"API_KEY": API_KEY, "SESSION_ID": SESSION, "STRANGER_API_KEY": f"{API_KEY}-2"}
FORM, JSON = "application/x-www-form-urlencoded", "application/json"


@pytest.fixture(scope="module")
def redactor():
    return Redactor((OWNER, STRANGER))


def arguments(line):
    """What a shell gives to curl for this line."""
    script = f"curl() {{ printf '%s\\0' \"$@\"; }}; {line}"
    shell = subprocess.run(["bash", "-c", script], env=ENVIRONMENT, capture_output=True, check=True)
    return shell.stdout.decode().split("\0")[:-1]


def request(line):
    """The request that curl would send: method, URL, headers, body."""
    words = arguments(line)
    headers, body, pairs = {}, "", []
    assert words[0] == "-X"
    for flag, value in zip(words[3::2], words[4::2], strict=True):
        match flag:
            case "-H":
                name, _, content = value.partition(": ")
                headers[name] = content
            case "--data-binary":
                body = value
            case "--data-urlencode":
                pairs.append(tuple(value.split("=", 1)))
    if pairs:
        headers, body = {"Content-Type": FORM}, urlencode(pairs)
    return words[1], words[2], headers, body


def sent(made):
    return made.method, made.url, dict(made.headers), made.body


FORM_BODIES = {
    "plain": urlencode({"Command": "Campaign.Get", "campaignid": 7}),
    "awkward": urlencode({"Name": 'it\'s "$HOME" `id` \\ ! * ~ #;|<>(){}[]?&=+%41\té😀'}),
    "several-lines": urlencode({"Domains": "a.test\nb.test"}),
    "empty-value": "Command=Campaign.Create&CampaignName=",
    "repeated-key": "campaignid=1&campaignid=2",
    "at-sign": urlencode({"Name": "@/etc/passwd", "@file": "x", "a=b": "c"}),
    "broken-escape": "Command=Campaign.Get&campaignid=%zz%",
    "nul": "Command=Campaign.Create&CampaignName=a%00b",
    "no-pairs": "just text",
    "nameless": "=x&&y",
    "nothing": "",
    "credentials": urlencode({"APIKey": API_KEY, "SessionID": SESSION}),
    "one-in-the-other": urlencode({"APIKey": f"{API_KEY}-2", "Both": f"{API_KEY} {API_KEY}-2"}),
    "cut-short": urlencode({"APIKey": API_KEY[:-1], "SessionID": SESSION[:-1]}),
    "last-replaced": urlencode({"APIKey": API_KEY[:-1] + "0"}),
}


@pytest.mark.parametrize("name", FORM_BODIES)
def test_a_form_line_sends_the_form(redactor, name):
    made = exchange(FORM_BODIES[name])
    assert request(redactor.curl(made)) == sent(made)


@pytest.mark.parametrize(
    "value",
    [
        {"Command": "Campaign.Get", "campaignid": 7},
        {"APIKey": API_KEY, "Name": "it's $HOME\n\0 \\ é😀"},
        ["[" * 50],
        None,
    ],
)
@pytest.mark.parametrize("ascii_only", [True, False])
def test_a_json_line_sends_the_json(redactor, value, ascii_only):
    made = exchange(json.dumps(value, ensure_ascii=ascii_only), headers={"Content-Type": f"{JSON}; charset=utf-8"})
    assert request(redactor.curl(made)) == sent(made)


def test_method_url_and_every_header_are_in_the_line(redactor):
    made = exchange("x", url="https://api.example.test/a?b='c' d", method="PUT", headers={"X-A": "b 'c'", "X-D": "e"})
    assert request(redactor.curl(made)) == sent(made)


def test_a_form_of_another_charset_keeps_its_header(redactor):
    made = exchange("a=b", headers={"Content-Type": f"{FORM}; charset=latin-1"})
    assert request(redactor.curl(made)) == sent(made)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.dictionaries(st.text(min_size=1), st.text() | st.sampled_from([API_KEY, API_KEY[:-1]]), min_size=1))
def test_any_form_line_sends_the_form(parameters):
    made = exchange(urlencode(parameters, errors="replace"))
    assert request(Redactor((OWNER, STRANGER)).curl(made)) == sent(made)


def test_a_plain_form_reads_as_names_and_values(redactor):
    line = redactor.curl(
        exchange(urlencode({"Command": "Campaign.Create", "CampaignName": "a & b", "APIKey": API_KEY}))
    )
    assert shlex.split(line)[3:] == [
        "http://api.example.test/api.php",
        "--data-urlencode",
        "Command=Campaign.Create",
        "--data-urlencode",
        "CampaignName=a & b",
        "--data-urlencode",
        "APIKey=$API_KEY",
    ]


SECRETS = (API_KEY, SESSION, API_KEY[:-1], SESSION[:-1])


def leaks(text):
    """The credentials in a text, as they are or as a form or JSON writes them, also without their last character."""
    return [
        secret
        for secret in SECRETS
        for form in (secret, urlencode({"": secret})[1:], json.dumps(secret)[1:-1])
        if form in text
    ]


@pytest.mark.parametrize("secret", SECRETS)
def test_no_line_and_no_answer_shows_a_credential(redactor, secret):
    form, body = urlencode({"@": secret, "b": secret}), json.dumps({"SessionID": secret})
    for made in (exchange(form), exchange(body, headers={"Content-Type": JSON}), exchange(f"a={secret}&%zz")):
        assert leaks(made.body)
        assert not leaks(redactor.curl(made))
    for answer in (secret, body, form, f"you sent {secret}, twice: {secret}"):
        assert not leaks(redactor.text(answer))


def test_a_variable_says_whose_credential_it_is(redactor):
    assert redactor.text(f"{API_KEY}-2, {API_KEY}, {SESSION}") == "$STRANGER_API_KEY, $API_KEY, $SESSION_ID"


def test_a_short_credential_does_not_hide_half_of_every_text():
    redactor = Redactor([Identity("owner", {"APIKey": "ab"}, {"APIKey": "API_KEY"})])
    assert redactor.text("a cab, ab=ab at a bar") == "a cab, $API_KEY=$API_KEY at a bar"


def test_without_credentials_a_text_stays_as_it_is():
    assert Redactor([Identity("stranger", {}, {})]).text("text") == "text"
