"""What a target makes of text: a blank that comes back as a plus sign, an end that is cut, another alphabet."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from campaign_contract.contract_tests.report.verdict import Step

ANOTHER_CASE = "a value comes back in another case"
_CUT_TEXT = "text comes back cut after {} characters"
_SHORTEST_START = 8
_DIFFERENCE = re.compile(r"[^:]*: expected (?P<wanted>.+), got (?P<got>.+)", re.DOTALL)
_SHORTENED = re.compile(r"… \(\d+ characters\)")
_TAG = re.compile(r"<[^>]*>")
_QUOTE = re.compile(r"""(['"\\])""")


@dataclass(frozen=True)
class Alteration:
    """One way in which text is altered: its `text` for a reader, and what is `made` of a value, by any of these."""

    text: str
    made: tuple[Callable[[str], str], ...]

    def makes(self, sent: str, shown: str) -> bool:
        """Whether what was sent is shown altered in this way."""
        return sent != shown and any(make(sent) == shown for make in self.made)

    def touches(self, step: Step) -> bool:
        """Whether a request sends anything that would be altered."""
        return any(make(value) != value for value in sent_values(step) for make in self.made)


def _for_html(text: str) -> str:
    return html.escape(text).replace("&#x27;", "&#039;")


def _misread(text: str) -> str:
    return text.encode("utf-8", "replace").decode("latin-1")


ALTERATIONS = (
    Alteration("a blank that a form sends as + is taken for a plus sign", (lambda text: text.replace(" ", "+"),)),
    Alteration("text comes back escaped for HTML", (html.escape, _for_html, lambda text: html.escape(text, False))),
    Alteration("HTML tags are taken out of text", (lambda text: _TAG.sub("", text),)),
    Alteration("text comes back with backslashes before its quotes", (lambda text: _QUOTE.sub(r"\\\1", text),)),
    Alteration("UTF-8 is read as Latin-1", (_misread,)),
    Alteration(
        "characters beyond Latin-1 come back as question marks",
        (lambda text: text.encode("latin-1", "replace").decode("latin-1"),),
    ),
    Alteration(
        "characters beyond ASCII come back as question marks", (lambda text: text.encode("ascii", "replace").decode(),)
    ),
)


def alteration_in(lines: Iterable[str]) -> str:
    """In which way what was sent comes back otherwise, by the differences that a check found; "" for none."""
    for line in lines:
        found = _DIFFERENCE.fullmatch(_SHORTENED.sub("", line))
        text = _altered(told_value(found["wanted"]), told_value(found["got"])) if found else ""
        if text:
            return text
    return ""


def alteration_of(steps: Sequence[Step]) -> tuple[str, Step] | None:
    """The same by what was sent and is shown nowhere as it was, with the request that shows it; None for none."""
    sent = {value for step in steps for value in sent_values(step)}
    shown = [shown_values(step) for step in steps]
    spoiled = sent.difference(*shown)
    for way in ALTERATIONS:
        made = {make(value) for value in spoiled for make in way.made} - sent
        for step, texts in zip(steps, shown, strict=True):
            if made & texts:
                return way.text, step
    return None


def shows(text: str, steps: Sequence[Step]) -> bool:
    """Whether an alteration of this `text` is at work in a check: in what it sends, at last or at all, or is shown."""
    if text == ANOTHER_CASE:
        return any(map(_shows_another_case, steps))
    way = next((way for way in ALTERATIONS if way.text == text), None)
    if way:
        return any(map(way.touches, steps[-1:]))
    length = _length(text)
    return length > 0 and any(len(value) > length for step in steps for value in sent_values(step))


def _shows_another_case(step: Step) -> bool:
    shown = shown_values(step)
    lower = {value.lower() for value in shown}
    return any(value not in shown and value.lower() in lower for value in sent_values(step))


def sent_values(step: Step) -> list[str]:
    """The texts that a request sends as a form or as JSON, without that of Command."""
    if step.base64 or not step.body:
        return []
    if not step.body.startswith("{"):
        return [value for name, value in parse_qsl(step.body) if name != "Command"]
    body = _json(step.body)
    return list(_texts({name: value for name, value in body.items() if name != "Command"} if body else None))


def shown_values(step: Step) -> set[str]:
    """The texts that an answer in JSON holds."""
    return set(_texts(_json(step.answer)))


def told_value(told: str) -> str:
    """A text as it was before it was told, or its start."""
    values = map(_json, (told, f'{told}"'))
    return next((value for value in values if isinstance(value, str)), told)


def _altered(sent: str, shown: str) -> str:
    way = next((way.text for way in ALTERATIONS if way.makes(sent, shown)), "")
    is_cut = len(shown) >= _SHORTEST_START and len(sent) > len(shown) and sent.startswith(shown)
    return way or (_CUT_TEXT.format(len(shown)) if is_cut else "")


def _length(text: str) -> int:
    """After how many characters text is cut, by the text of that alteration; 0 for any other."""
    number = re.fullmatch(_CUT_TEXT.replace("{}", r"(\d+)"), text)
    return int(number[1]) if number else 0


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
