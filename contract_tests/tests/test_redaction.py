"""No credential stands in a report or on the terminal, in whatever form a target writes it."""

from __future__ import annotations

import base64
import html
import json
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from campaign_contract.contract_tests.api.client import Identity
from campaign_contract.contract_tests.report.redaction import Redactor
from campaign_contract.contract_tests.report.steps import step
from campaign_contract.contract_tests.tests.conftest import exchange

SECRET = "Owner/Key+0123 <é😀&'x>"


def hiding(secret):
    return Redactor([Identity("owner", {"APIKey": secret}, {"APIKey": "API_KEY"})])


def _every(write):
    return lambda secret: "".join(map(write, secret))


def _json_escapes(text):
    return json.dumps(json.dumps(text), ensure_ascii=False)[1:-1]


FORMS = {
    "as it is": str,
    "upper case": str.upper,
    "lower case": str.lower,
    "swapped case": str.swapcase,
    "base64": lambda secret: base64.b64encode(secret.encode()).decode(),
    "base64 behind one byte": lambda secret: base64.b64encode(f"a{secret}".encode()).decode(),
    "base64 of a login": lambda secret: base64.b64encode(f"me:{secret}:x".encode()).decode(),
    "base64 for URLs": lambda secret: base64.urlsafe_b64encode(secret.encode()).decode().rstrip("="),
    "hex": lambda secret: secret.encode().hex(),
    "hex, upper case": lambda secret: secret.encode().hex().upper(),
    "hex, with colons": lambda secret: secret.encode().hex(":"),
    "percent": lambda secret: quote(secret, safe=""),
    "percent and plus": quote_plus,
    "percent, every byte": lambda secret: "".join(f"%{byte:02x}" for byte in secret.encode()),
    "percent twice": lambda secret: quote(quote(secret, safe=""), safe=""),
    "entities": html.escape,
    "decimal entities": _every(lambda c: f"&#{ord(c)};"),
    "hex entities": _every(lambda c: f"&#x{ord(c):X};"),
    "padded entities": _every(lambda c: f"&#{ord(c):07};"),
    "entities twice": lambda secret: html.escape("".join(f"&#{ord(c)};" for c in secret)),
    "json": lambda secret: json.dumps(secret)[1:-1],
    "json, every character": lambda secret: "".join(f"\\u{unit:04X}" for unit in _utf16(secret)),
    "json in json": _json_escapes,
    "php's slashes": lambda secret: json.dumps(secret)[1:-1].replace("/", "\\/"),
    "hex escapes": lambda secret: "".join(
        f"\\x{byte:02x}" if byte < 0x80 else chr(byte) for byte in secret.encode("latin-1", "replace")
    ),
}


def _utf16(text):
    units = text.encode("utf-16-be")
    return [int.from_bytes(units[start : start + 2], "big") for start in range(0, len(units), 2)]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("secret", [SECRET, "owner-key-0123456789", "0123456789abcdef0123456789abcdef"])
def test_a_credential_is_hidden_in_every_form(secret, form):
    if form == "hex escapes":
        secret = secret.encode("ascii", "ignore").decode()
    written = FORMS[form](secret)
    for text in (written, f"you sent '{written}'!", f'{{"Echo": "{written}"}}', f"x{written}y {written}"):
        shown = hiding(secret).text(text)
        assert "API_KEY" in shown
        assert written not in shown
        assert not shares(shown, written)


def shares(shown, written, length=8):
    """Whether a part of the written form, long enough to be told, is left in what is shown."""
    return any(written[start : start + length] in shown for start in range(max(len(written) - length, 1)))


@settings(max_examples=100, deadline=None, derandomize=True)
@given(
    secret=st.text(
        st.characters(codec="utf-8", exclude_categories=("C",), exclude_characters="$…"), min_size=8, max_size=40
    ),
    form=st.sampled_from([name for name in FORMS if name not in ("upper case", "lower case", "hex escapes")]),
    around=st.text(st.sampled_from("<>{} \n"), max_size=4),
)
def test_any_credential_is_hidden_in_every_form(secret, form, around):
    written = FORMS[form](secret)
    assume(form != "swapped case" or secret.isascii())
    assert written not in hiding(secret).text(f"{around}{written}{around}")


def test_what_is_left_of_a_credential_where_a_text_was_cut_is_hidden():
    text = hiding("owner-key-0123456789").text('got "your key is owner-key… (240 characters)')
    assert text == 'got "your key is $API_KEY… (240 characters)'


def test_a_text_without_a_credential_stays_as_it_is():
    text = 'x \\u0041 %41 &#65; owner-key QUJD 616263 {"a": "b…"}'
    assert hiding("another-secret").text(text) == text


@pytest.mark.parametrize("form", ["base64", "percent, every byte", "json, every character", "swapped case"])
def test_every_part_of_a_step_is_redacted(form):
    written = FORMS[form](SECRET)
    made = exchange(
        f"a={written}", answer=written, content_type=written, headers={"X-Echo": written}, sent=f"a={written}".encode()
    )
    kept = step(made, hiding(SECRET))
    assert not shares(json.dumps(kept.__dict__, default=str, ensure_ascii=False), written, 12)


def test_a_line_of_its_own_is_redacted_too():
    assert hiding(SECRET).curl(exchange(shell=f"printf {SECRET} | nc")) == "printf $API_KEY | nc"


def test_a_large_answer_is_searched_in_no_time():
    text = '{"a": "\\u0041%41&#65; QUJD"}' * 20_000
    assert hiding(SECRET).text(text) == text


def test_only_short_texts_are_remembered(monkeypatch):
    redactor, searched = hiding(SECRET), []
    undisguised = redactor._undisguised
    monkeypatch.setattr(redactor, "_undisguised", lambda text: searched.append(len(text)) or undisguised(text))
    for text in ("a", "a", "b" * 200_001, "b" * 200_001):
        assert redactor.text(text) == text
    assert searched == [1, 200_001, 200_001]
