"""Credentials are shown nowhere: names of variables stand for them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any
from urllib.parse import quote_plus

_VARIABLES = {"apikey": "API_KEY", "sessionid": "SESSION_ID", "phpsessid": "SESSION_ID", "password": "PASSWORD"}
_LONGEST_NAME = 32
_NAMES = "api[-_]?key|session[-_]?id|phpsessid|pass[-_]?word"
_SENT = re.compile(
    rf"(?P<name>{_NAMES})"
    r'(?P<between>=|%3D|["\']?\s*:\s*"|(?:&quot;|\\")\s*:\s*\\"|"\s*\r\n(?:[^\r\n]+\r\n)*\r\n|>)'
    r"(?P<value>[^&;\"\\\r\n<\s]+)",
    re.IGNORECASE,
)
"""In a path, a form, a query, a cookie, JSON, JSON within JSON, a part of a multipart body, XML."""
_MARK = "\ue000{}\ue001"
MARKED = re.compile("\ue000([A-Z_]+)\ue001")
"""A marked place; its group is the name of the variable."""


def secrets(pairs: Iterable[tuple[str, Any]]) -> tuple[tuple[str, str], ...]:
    """The credentials among the parameters of a request: the variable that stands for each, and its value."""
    found = ((_variable_of(name), value) for name, value in pairs if len(name) <= _LONGEST_NAME)
    return tuple((name, value) for name, value in found if name and isinstance(value, str) and value)


@lru_cache(maxsize=256)
def _variable_of(name: str) -> str | None:
    return _VARIABLES.get(_plain(name))


def marked(text: str, known: Iterable[tuple[str, str]] = ()) -> str:
    """`text` with a mark in the place of each credential: what is sent as one, and the `known` ones anywhere."""
    for name, value in known:
        for written in (value, quote_plus(value)):
            text = text.replace(written, _MARK.format(name))
    return _SENT.sub(_with_mark, text)


def _with_mark(found: re.Match[str]) -> str:
    value = found["value"]
    mark = value if MARKED.fullmatch(value) else _MARK.format(_VARIABLES[_plain(found["name"])])
    return found["name"] + found["between"] + mark


def _plain(name: str) -> str:
    """The name of a credential as `_VARIABLES` has it, also of one that is written otherwise by mistake."""
    return name.lower().replace("-", "").replace("_", "")


def redacted(text: str, known: Iterable[tuple[str, str]] = ()) -> str:
    """`text` with the name of a variable, such as `$API_KEY`, in the place of each credential."""
    return MARKED.sub(r"$\1", marked(text, known)) if text else text
