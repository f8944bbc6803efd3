"""Makes hostile requests: nearly right ones of every command, with odd values, shapes, encodings and broken bytes.

A random generator of its own makes thousands a second, where a property-testing library makes hundreds.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote_plus

from campaign_contract.spec import Spec
from campaign_contract.tools.proof.hostile.request import Hostile

_NASTY: tuple[Any, ...] = (
    "", " ", "0", "-1", "1", "2", "01", "1.5", "1e9", "NaN", "Infinity", "9" * 19, "9" * 20, "9" * 5_000,
    "-" + "9" * 400, "0x10",
    "١٢", "²", "\0", "a\0b", "\r\nX: y", "'", '"', "' OR 1=1 --", "%", "%s%n", "_", "\\", "${7*7}", "{{7*7}}",
    "<script>", "../../etc/passwd", "é", "e\u0301", "\U0001f600", "\ufeff", "\u202e", "\ud800", "a" * 300,
    "x" * 70_000,
    "true", "TRUE", "null", "undefined", "[]", "{}", "[1,2", '{"a":', "1,2,3", ",,,", "1,a", "1:2", "1:2,3::4", "::",
    "2030-02-30", "0000-00-00", "99:99:99", "America/New_York", "Nowhere/Land", "../zone", "Draft", "Sending",
    "JSON", "XML", "serialized", None, True, False, 0, -1, 1.5, 10**30, 1e308, [], {}, [[]], {"a": {"b": [None]}},
    ["1", 2],
)  # fmt: skip
_PLAIN = ("1", "2", "3", "4", "5", "1,2", "1:0", "true", "false", "Draft", "Ready", "Paused", "Future", "Recursive",
          "ASC", "a name", "CampaignName", "2031-01-02", "10:00:00", "0", "25")  # fmt: skip
_FORM, _JSON, _MULTIPART = "application/x-www-form-urlencoded", "application/json", "multipart/form-data; boundary=b"
_TYPES = (_FORM, _JSON, _MULTIPART, "", "text/plain", "application/xml", "application/json; charset=utf-16",
          "application/x-www-form-urlencoded; charset=nonsense", "multipart/form-data",
          "multipart/form-data; boundary=", "multipart/form-data; boundary=" + "b" * 500, "APPLICATION/JSON",
          "application/json;;;=", "\xff\xfe")  # fmt: skip
_METHODS = (*["POST"] * 30, *["GET"] * 4, "PUT", "HEAD", "OPTIONS", "TRACE", "NONSENSE", "post")
_DEPTHS = (5, 200, 5_000)

Values = dict[str, Any]


class Generator:
    """Makes the same requests for the same `seed`."""

    def __init__(self, spec: Spec, key: str, seed: int) -> None:
        self._chance = random.Random(seed)  # noqa: S311 - the same each time
        self._path = spec.transport.path
        self._key = key
        commands = (*spec.commands, *spec.supporting)
        self._parameters = {command.name: [item.name for item in command.parameters] for command in commands}
        self._names = sorted({name for names in self._parameters.values() for name in names})
        self._writers: tuple[tuple[str, Callable[[Values], bytes]], ...] = (
            (_FORM, _form), (_FORM, _form), (_JSON, _json), (_JSON, _json), (_MULTIPART, _multipart),
        )  # fmt: skip

    def __iter__(self) -> Iterator[Hostile]:
        while True:
            yield self._request()

    def _request(self) -> Hostile:
        chance = self._chance
        content_type, write = chance.choice(self._writers)
        body = write(self._values())
        if self._happens(0.15):
            body = self._broken(body)
        if self._happens(0.1):
            content_type = chance.choice(_TYPES)
        if self._happens(0.02):
            body = self._deep()
        method = chance.choice(_METHODS)
        query = _form(self._values()).decode("latin-1") if method == "GET" or self._happens(0.1) else ""
        path = self._path if self._happens(0.98) else chance.choice(("/", "", "//", "/\xff", "/api.php/", "/health"))
        length = str(len(body)) if self._happens(0.97) else chance.choice(("", "-1", "abc", "0", "9" * 30))
        return Hostile(method, path, query, content_type, length, body)

    def _happens(self, share: float) -> bool:
        return self._chance.random() < share

    def _values(self) -> Values:
        chance = self._chance
        command = chance.choice(list(self._parameters))
        values: Values = {"Command": command, "APIKey": self._key}
        for name in self._parameters[command]:
            if self._happens(0.6):
                values[name] = self._value()
        for _ in range(chance.choice((0, 0, 0, 1, 3))):
            values[self._odd_name()] = self._value()
        return values

    def _value(self) -> Any:
        chance = self._chance
        if self._happens(0.75):
            return chance.choice(_PLAIN)
        value = chance.choice(_NASTY)
        if isinstance(value, str) and self._happens(0.1):
            return value + chance.choice(("", " ", "\0", "'")) + str(chance.choice(_NASTY))
        return value

    def _odd_name(self) -> str:
        chance = self._chance
        name = chance.choice((*self._names, "Command", "APIKey", "SessionID", "ResponseFormat", "", "x" * 300, "\0"))
        return name + chance.choice(("", "", "[]", "[0]", "[a][b]", "[", "]", "[][][]", "[999999999]", ".x"))

    def _broken(self, body: bytes) -> bytes:
        chance, broken = self._chance, bytearray(body)
        for _ in range(chance.randint(1, 4)):
            place = chance.randrange(len(broken) + 1)
            match chance.randrange(4):
                case 0:
                    del broken[place : place + chance.randint(1, 20)]
                case 1:
                    broken[place:place] = chance.randbytes(chance.randint(1, 8))
                case 2:
                    broken[place : place + 1] = bytes([chance.randrange(256)])
                case _:
                    broken += broken[place : place + 50]
        return bytes(broken)

    def _deep(self) -> bytes:
        depth = self._chance.choice(_DEPTHS)
        opening, closing = self._chance.choice((("[", "]"), ('{"a":', "}"), ("[", ""), ("a" + "[b]" * 20 + "=", "")))
        return (opening * depth + closing * depth).encode()


def _form(values: Values) -> bytes:
    return "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in values.items()).encode()


def _quoted(value: Any) -> str:
    return quote_plus(str(value), errors="surrogatepass")


def _json(values: Values) -> bytes:
    return json.dumps(values).encode()


def _multipart(values: Values) -> bytes:
    parts = (
        f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode(errors="surrogatepass")
        for name, value in values.items()
    )
    return b"".join((*parts, b"--b--\r\n"))
