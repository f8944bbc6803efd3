"""Credentials are shown nowhere: names of variables stand for them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from campaign_contract.mockserver.unwrapping import base64_cores, unwrapped

Secrets = tuple[tuple[str, str], ...]
"""Credentials, each after the name of the variable that stands for it."""

_VARIABLES = {"apikey": "API_KEY", "sessionid": "SESSION_ID", "phpsessid": "SESSION_ID", "password": "PASSWORD"}
_LONGEST_NAME = 32
_SHORTEST_PART = 6
"""A credential of fewer bytes is hidden as a word only: it may be a part of anything."""
_NAMES = "api[-_]?key|session[-_]?id|phpsessid|pass[-_]?word"
_SENT = re.compile(
    rf"(?P<name>{_NAMES})"
    r'(?P<between>=|%3D|["\']?\s*:\s*"|(?:&quot;|\\")\s*:\s*\\"|"\s*\r\n(?:[^\r\n]+\r\n)*\r\n|>)'
    r"(?P<value>[^&;\"\\\r\n<\s]+)",
    re.IGNORECASE,
)
"""In a path, a form, a query, a cookie, JSON, JSON within JSON, a part of a multipart body, XML."""
_MARK = "\ue000{}\ue001"
MARKED = re.compile(f"\ue000({'|'.join(sorted(set(_VARIABLES.values())))})\ue001")
"""A marked place; its group is the name of the variable."""


def secrets(pairs: Iterable[tuple[str, Any]]) -> Secrets:
    """The credentials among the parameters of a request: the variable that stands for each, and its value."""
    found = ((_variable_of(name), value) for name, value in pairs if len(name) <= _LONGEST_NAME)
    return tuple((name, value) for name, value in found if name and isinstance(value, str) and value)


@lru_cache(maxsize=256)
def _variable_of(name: str) -> str | None:
    return _VARIABLES.get(_plain(name))


def marked(text: str, known: Iterable[tuple[str, str]] = (), most: int | None = None) -> str:
    """`text` with a mark in the place of each credential, cut after `most` bytes of it.

    What is sent as a credential is one, and the `known` ones are it anywhere, however they are escaped.
    """
    data, shown, end = text.encode("utf-8", "surrogatepass"), bytearray(), 0
    stop = _whole(data, most)
    for begin, over, name in sorted(_places(data, known)):
        if begin >= stop:
            break
        if over > end:
            shown += data[end:begin] + (_MARK.format(name).encode() if begin >= end else b"")
            end = over
    shown += data[end:stop]
    return _SENT.sub(_with_mark, shown.decode("utf-8", "surrogatepass"))


def _whole(data: bytes, most: int | None) -> int:
    """Where to cut, so that no character is."""
    stop = len(data) if most is None else min(most, len(data))
    while 0 < stop < len(data) and data[stop] & 0xC0 == 0x80:  # noqa: PLR2004 - not the first byte of a character
        stop -= 1
    return stop


def _places(data: bytes, known: Iterable[tuple[str, str]]) -> Iterator[tuple[int, int, str]]:
    plain, origins = unwrapped(data)
    for name, value in dict.fromkeys(known):
        for form in _forms(value):
            if form in plain:
                yield from ((origins[begin], origins[over], name) for begin, over in _found(plain, form))


def _found(plain: bytes, form: bytes) -> Iterator[tuple[int, int]]:
    pattern = re.escape(form)
    if len(form) < _SHORTEST_PART:
        pattern = rb"(?<![0-9A-Za-z])%s(?![0-9A-Za-z])" % pattern
    return (found.span() for found in re.finditer(pattern, plain))


@lru_cache(maxsize=4096)
def _forms(value: str) -> tuple[bytes, ...]:
    """The ways in which a credential may stand in a text without escapes."""
    secret = value.encode("utf-8", "surrogatepass")
    coded = base64_cores(secret) if len(secret) >= _SHORTEST_PART else ()
    return tuple(dict.fromkeys((secret, secret.replace(b" ", b"+"), *coded)))


def _with_mark(found: re.Match[str]) -> str:
    value = found["value"]
    mark = value if MARKED.fullmatch(value) else _MARK.format(_VARIABLES[_plain(found["name"])])
    return found["name"] + found["between"] + mark


def _plain(name: str) -> str:
    """The name of a credential as `_VARIABLES` has it, also of one that is written otherwise by mistake."""
    return name.lower().replace("-", "").replace("_", "")


def redacted(text: str, known: Iterable[tuple[str, str]] = (), most: int | None = None) -> str:
    """`text` with the name of a variable, such as `$API_KEY`, in the place of each credential; see `marked`."""
    return MARKED.sub(r"$\1", marked(text, known, most)) if text else text
