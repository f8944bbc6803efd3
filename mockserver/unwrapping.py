"""What a text says below its escapes, and where each byte of that stands in the text."""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Iterator, Sequence

_ESCAPE = re.compile(
    rb"%(?P<percent>[0-9A-Fa-f]{2})"
    rb"|\\u(?P<units>[0-9A-Fa-f]{4}(?:\\u[0-9A-Fa-f]{4})*)"
    rb"|\\(?P<itself>[\"'\\/])"
    rb"|(?P<entity>&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z]{2,8});)"
    rb"|(?P<nothing>\0)"
)
"""Of URLs, JSON and markup; and the zero bytes of UTF-16 that is read as something else."""
_LAYERS = 4
"""How many escapings may lie above each other."""


def unwrapped(text: bytes) -> tuple[bytes, Sequence[int]]:
    """The bytes without escapes; and for each, and for their end, where it begins in `text`."""
    origins: Sequence[int] = range(len(text) + 1)
    for _ in range(_LAYERS):
        found = list(_ESCAPE.finditer(text))
        if not found:
            break
        text, origins = _without(text, origins, found)
    return text, origins


def _without(text: bytes, origins: Sequence[int], found: list[re.Match[bytes]]) -> tuple[bytes, Sequence[int]]:
    plain, places, end = bytearray(), list[int](), 0
    for escape in found:
        meant = _meant(escape)
        plain += text[end : escape.start()] + meant
        places += [*origins[end : escape.start()], *[origins[escape.start()]] * len(meant)]
        end = escape.end()
    return bytes(plain + text[end:]), [*places, *origins[end:]]


def _meant(escape: re.Match[bytes]) -> bytes:
    match escape.lastgroup:
        case "percent":
            return bytes.fromhex(escape["percent"].decode())
        case "units":
            units = bytes.fromhex(escape["units"].replace(rb"\u", b"").decode())
            return units.decode("utf-16-be", "surrogatepass").encode("utf-8", "surrogatepass")
        case "itself":
            return escape["itself"]
        case "entity":
            return html.unescape(escape["entity"].decode()).encode("utf-8", "surrogatepass")
        case _:
            return b""


def base64_cores(secret: bytes) -> Iterator[bytes]:
    """What of Base64 is the secret's alone, in both alphabets, wherever in the encoded text it begins."""
    for before in range(3):
        whole = base64.b64encode(bytes(before) + secret)
        core = whole[(before * 8 + 5) // 6 : (before + len(secret)) * 8 // 6]
        yield core
        yield core.translate(bytes.maketrans(b"+/", b"-_"))
