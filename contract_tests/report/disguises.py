"""A credential in disguise: in another case, in Base64 or hex, with characters escaped for URLs, HTML or JSON."""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Collection, Iterable, Iterator
from functools import cache, cached_property, lru_cache, reduce
from html.entities import codepoint2name
from urllib.parse import unquote

_AMPERSAND = r"(?:&(?:amp;)*|\\u0026|%26)"
_PERCENT = r"%(?:25)*"
_BACKSLASHES = r"\\*"
_BASE64 = r"[A-Za-z0-9+/_-]"
_SEPARATORS = " \t\r\n:,-"
_ESCAPING = re.compile(r"[%&\\+]")
_HEX_ESCAPE = re.compile(r"\\+(?:u([0-9a-f]{4})|x([0-9a-f]{2}))", re.IGNORECASE)
_CUT = "…"
_SHORTEST_START = 4


class Disguises:
    """Finds one secret in whatever way it is written in a text.

    A text that the secret is in holds one of `cores`, or without its escapes `bare`, or without separators `digits`.
    """

    def __init__(self, secret: str) -> None:
        self._secret = secret
        self._pairs = [f"{byte:02x}" for byte in secret.encode("utf-8", "surrogatepass")]
        self.bare = bare(secret)
        self.cores = tuple(_cores(secret.encode("utf-8", "surrogatepass")))
        self.digits = "".join(self._pairs)

    @cached_property
    def _escaped(self) -> re.Pattern[str]:
        return re.compile("".join(map(_any_escape, self._secret)), re.IGNORECASE)

    @cached_property
    def _hex(self) -> re.Pattern[str]:
        return re.compile(f"[{_SEPARATORS}]?".join(self._pairs), re.IGNORECASE)

    def hidden(self, text: str, variable: str) -> str:
        """The text with `variable` in the place of the secret, also where the text was cut within it."""
        text = self._base64_hidden(text, variable)
        if self.bare in bare(text):
            text = self._escaped.sub(lambda _: variable, text)
        if self.digits in _joined(text):
            text = self._hex.sub(lambda _: variable, text)
        return self._without_starts(text, variable) if _CUT in text else text

    def _base64_hidden(self, text: str, variable: str) -> str:
        for core in self.cores:
            if core in text:
                pattern = f"{_BASE64}{{0,2}}{re.escape(core)}{_BASE64}{{0,2}}={{0,2}}"
                text = re.sub(pattern, lambda _: variable, text)
        return text

    def _without_starts(self, text: str, variable: str) -> str:
        """A text that was cut may end within the secret: what is left of it goes, too."""
        for length in range(len(self._secret) - 1, _SHORTEST_START - 1, -1):
            text = text.replace(self._secret[:length] + _CUT, variable + _CUT)
        return text


class Suspicion:
    """Tells at once the many texts that none of the secrets can be in."""

    def __init__(self, disguises: Collection[Disguises]) -> None:
        self._cores = _shortest(core for one in disguises for core in one.cores)
        self._bare = _shortest(one.bare for one in disguises)
        self._digits = _shortest(one.digits for one in disguises)

    def holds(self, text: str) -> bool:
        """Whether a secret may be in the text, in whatever disguise."""
        return (
            _CUT in text
            or any(map(text.__contains__, self._cores))
            or any(map(bare(text).__contains__, self._bare))
            or any(map(_joined(text).__contains__, self._digits))
        )


def _shortest(texts: Iterable[str]) -> tuple[str, ...]:
    """Those that hold none of the others: a text without them is without all."""
    found = {*texts}
    return tuple(text for text in found if not any(other in text for other in found - {text}))


_SPEECHLESS = " +\\"


def _without(characters: str, text: str) -> str:
    """A text without some characters; a tenth of what `str.translate` takes."""
    return reduce(lambda left, character: left.replace(character, ""), characters, text)


@lru_cache(maxsize=2)
def _joined(text: str) -> str:
    """A text in small letters without what may stand between hexadecimal digits."""
    return _without(_SEPARATORS, text.lower())


@lru_cache(maxsize=2)
def bare(text: str) -> str:
    """A text in small letters, without escapes: where the bare secret is not in there, it is nowhere in the text."""
    while _ESCAPING.search(text):
        before, text = text, _without(_SPEECHLESS, html.unescape(unquote(_HEX_ESCAPE.sub(_meant, text))))
        if text == before:
            break
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return _without(_SPEECHLESS, whole.lower())


def _meant(escape: re.Match[str]) -> str:
    return chr(int(escape[1] or escape[2], 16))


@cache
def _any_escape(character: str) -> str:
    """A pattern for one character, as it is or escaped in any usual way."""
    code = ord(character)
    ways = [re.escape(character), rf"x{code:02x}", _BACKSLASHES.join(rf"u{unit:04x}" for unit in _units(character))]
    ways = [_BACKSLASHES + way for way in ways]
    ways.append("".join(_PERCENT + f"{byte:02x}" for byte in character.encode("utf-8", "surrogatepass")))
    ways.append(rf"{_AMPERSAND}#(?:0*{code}|x0*{code:x});?")
    if code in codepoint2name or character == "'":
        ways.append(rf"{_AMPERSAND}{codepoint2name.get(code, 'apos')};?")
    if character == " ":
        ways.append("[+]")
    return f"(?:{'|'.join(ways)})"


def _units(character: str) -> Iterator[int]:
    """What a character is to JSON: one number, or the two of a surrogate pair."""
    units = character.encode("utf-16-be", "surrogatepass")
    yield from (int.from_bytes(units[start : start + 2], "big") for start in range(0, len(units), 2))


def _cores(secret: bytes) -> Iterator[str]:
    """What of Base64 is the secret's alone, in both alphabets, wherever in the encoded text the secret begins."""
    for before in range(3):
        whole = base64.b64encode(bytes(before) + secret).decode()
        core = whole[(before * 8 + 5) // 6 : (before + len(secret)) * 8 // 6]
        yield core
        yield core.translate(str.maketrans("+/", "-_"))
