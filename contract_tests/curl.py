"""Exchanges as curl lines in which credentials are shell variables, so that a report can be handed on."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterable
from urllib.parse import parse_qsl, quote, quote_plus

from contract_tests.client import Exchange, Identity


class Redactor:
    """Puts shell variables such as `$API_KEY` in the place of credentials, wherever they appear."""

    def __init__(self, identities: Iterable[Identity]) -> None:
        found = [
            (secret, identity.variables[parameter])
            for identity in identities
            for parameter, secret in identity.credentials.items()
        ]
        self._variables = dict(sorted(found, key=lambda pair: len(pair[0]), reverse=True))

    def text(self, text: str) -> str:
        """`text` with a variable for each credential, also where it is quoted as in a URL or in JSON."""
        for secret, variable in self._variables.items():
            for form in {secret, quote(secret), quote_plus(secret), json.dumps(secret)[1:-1]}:
                text = text.replace(form, f"${variable}")
        return text

    def curl(self, exchange: Exchange) -> str:
        """The exchange's request as one curl line."""
        media_type = next((value for name, value in exchange.headers.items() if name.lower() == "content-type"), "")
        parts = ["curl", "-X", exchange.method, self._quoted(exchange.url)]
        if media_type.startswith("application/x-www-form-urlencoded") and _is_plain_form(exchange.body):
            for name, value in parse_qsl(exchange.body, keep_blank_values=True):
                parts += ["--data-urlencode", self._quoted(f"{name}={value}")]
            return " ".join(parts)
        for name, value in exchange.headers.items():
            parts += ["-H", self._quoted(f"{name}: {value}")]
        if exchange.body:
            parts += ["--data-binary", self._quoted(exchange.body)]
        return " ".join(parts)

    def _quoted(self, text: str) -> str:
        for secret, variable in self._variables.items():
            if secret in text:
                before, after = text.split(secret, 1)
                return f'{self._quoted_part(before)}"${variable}"{self._quoted_part(after)}'
        return shlex.quote(text)

    def _quoted_part(self, text: str) -> str:
        return self._quoted(text) if text else ""


def _is_plain_form(body: str) -> bool:
    names = [name for name, _ in parse_qsl(body, keep_blank_values=True)]
    return bool(names) and all(name and "=" not in name and "@" not in name for name in names) and "\\x" not in body
