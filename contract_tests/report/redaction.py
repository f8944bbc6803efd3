"""Exchanges as curl lines in which credentials are shell variables, so that a report can be handed on."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from urllib.parse import parse_qsl, quote, quote_plus, urlencode

from campaign_contract.contract_tests.api.client import Exchange, Identity
from campaign_contract.contract_tests.api.secrets import LONG_ENOUGH, half_of
from campaign_contract.contract_tests.report.disguises import Disguises, Suspicion
from campaign_contract.contract_tests.report.printable import printable

_FORM = "application/x-www-form-urlencoded"
_SHORTEST_PART = 4
"""Of how many characters on a credential is hidden within words, too."""
_REMEMBERED = 16
"""How many texts are remembered with what became of them: many answers are alike, and headers almost all."""
_LONGEST_REMEMBERED = 200_000
"""No text of more characters is remembered: that is what an exchange keeps of an answer, which may have millions."""


class Redactor:
    """Puts shell variables such as `$API_KEY` in the place of credentials, wherever they appear.

    What the suite makes of one is written as bash does it: `${API_KEY%?}` lacks its last character, `${API_KEY~~}` is
    in the other case, `${API_KEY:0:8}` and `${API_KEY:8}` are its halves. Where a target has disguised one, in Base64
    or with escapes, the bare variable stands for it.
    """

    def __init__(self, identities: Iterable[Identity]) -> None:
        identities, found = tuple(identities), dict[str, str]()
        for identity in identities:
            for parameter, secret in identity.credentials.items():
                for form, variable in _forms(secret, identity.variables[parameter]):
                    found.setdefault(form, variable)
        self._variables = dict(sorted(found.items(), key=lambda pair: len(pair[0]), reverse=True))
        self._disguises = [(Disguises(secret), variable) for secret, variable in _secrets(identities)]
        self._suspicion = Suspicion([disguises for disguises, _ in self._disguises])
        self._remembered = lru_cache(_REMEMBERED)(self._hidden)

    def text(self, text: str) -> str:
        """`text` with a variable for each credential, also where it is quoted as in a URL or in JSON."""
        return self._hidden(text) if len(text) > _LONGEST_REMEMBERED else self._remembered(text)

    def _hidden(self, text: str) -> str:
        for form, variable in self._variables.items():
            if form in text:
                text = _pattern(form).sub(variable, text)
        return self._undisguised(text)

    def _undisguised(self, text: str) -> str:
        for disguises, variable in self._disguises if self._suspicion.holds(text) else ():
            text = disguises.hidden(text, variable)
        return text

    def word(self, text: str) -> str:
        """`text` as one word of a shell, with a variable for each credential."""
        return self._quoted(text)

    def curl(self, exchange: Exchange) -> str:
        """The exchange's request as one curl line, or as the line of its own that it has."""
        return self._undisguised(self.text(exchange.shell) if exchange.shell else self._curl(exchange))

    def _curl(self, exchange: Exchange) -> str:
        media_type = next((value for name, value in exchange.headers.items() if name.lower() == "content-type"), "")
        parts = ["curl", "-X", exchange.method, self._quoted(exchange.url)]
        if media_type == _FORM and _is_plain_form(exchange.body):
            for name, value in parse_qsl(exchange.body, keep_blank_values=True):
                parts += ["--data-urlencode", self._quoted(f"{name}={value}")]
            return " ".join(parts)
        for name, value in exchange.headers.items():
            parts += ["-H", self._quoted(f"{name}: {value}")]
        if exchange.body:
            parts += ["--data-binary", self._quoted(exchange.body)]
        return " ".join(parts)

    def _quoted(self, text: str) -> str:
        for form, variable in self._variables.items():
            found = _pattern(form).search(text) if form in text else None
            if found:
                before, after = text[: found.start()], text[found.end() :]
                return f'{self._quoted_part(before)}"{variable}"{self._quoted_part(after)}'
        return _shell_word(text)

    def _quoted_part(self, text: str) -> str:
        return self._quoted(text) if text else ""


@cache
def _pattern(form: str) -> re.Pattern[str]:
    """Where a credential stands; a very short one, such as `a`, only as a word, or no text could be read any more."""
    return re.compile(re.escape(form) if len(form) >= _SHORTEST_PART else rf"(?<!\w){re.escape(form)}(?!\w)")


def _forms(secret: str, name: str) -> Iterator[tuple[str, str]]:
    """How a credential may stand in a text, and the variable for it there."""
    found = {secret: f"${name}"}
    if len(secret) >= LONG_ENOUGH:
        found |= {secret[:-1]: f"${{{name}%?}}", secret.swapcase(): f"${{{name}~~}}", secret: f"${name}"}
    half = half_of(secret)
    if half:
        found |= {secret[:half]: f"${{{name}:0:{half}}}", secret[half:]: f"${{{name}:{half}}}"}
    for text, variable in found.items():
        for form in (text, quote(text), quote_plus(text), json.dumps(text)[1:-1]):
            yield form, variable


def _secrets(identities: Iterable[Identity]) -> Iterator[tuple[str, str]]:
    """What may stand somewhere in disguise, the longest first: whole credentials, almost whole ones and halves."""
    found: dict[str, str] = {}
    for identity in identities:
        for parameter, secret in identity.credentials.items():
            half = half_of(secret)
            parts = (secret, secret[:-1], *((secret[:half], secret[half:]) if half else ()))
            for part in parts if len(secret) >= LONG_ENOUGH else ():
                found.setdefault(part, f"${identity.variables[parameter]}")
    yield from sorted(found.items(), key=lambda pair: len(pair[0]), reverse=True)


def _shell_word(text: str) -> str:
    """A text as one word of bash on one line; what cannot be seen is written out, byte by byte."""
    if printable(text) == text and not set("\n\t") & set(text):
        return shlex.quote(text)
    return f"$'{''.join(map(_shell_escape, text))}'"


def _shell_escape(character: str) -> str:
    if character in "\\'\n\t" or printable(character) != character:
        return "".join(f"\\x{byte:02x}" for byte in character.encode("utf-8", "surrogatepass"))
    return character


def _is_plain_form(body: str) -> bool:
    """Whether curl's own encoding of names and values yields this body (as far as a server can tell)."""
    pairs = parse_qsl(body, keep_blank_values=True)
    plain = all(name and not {"=", "@"} & set(name) and "\0" not in name + value for name, value in pairs)
    return bool(pairs) and plain and urlencode(pairs, errors="replace") == body
