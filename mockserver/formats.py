"""How an answer is written: JSON, XML where `ResponseFormat=XML` asks for it, or a call of a JSONP callback."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree as ET

import orjson

from campaign_contract.mockserver.shared import Shared

_FORMAT, _CALLBACKS = "responseformat", ("callback", "jsonpcallback")
NAMES = (_FORMAT, *_CALLBACKS)
"""Parameters that say how the answer is written, in lower case."""
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*", re.ASCII)
_FUNCTION = re.compile(r"[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*", re.ASCII)
_LONGEST_FUNCTION = 100
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Format:
    """What a request asks its answer to look like. `callback` is the name of a JavaScript function, or empty."""

    xml: bool = False
    callback: str = ""

    def written(self, body: Mapping[str, Any], json_type: str) -> tuple[bytes, str]:
        """The bytes of `body` and their content type, which is `json_type` for JSON."""
        if self.xml:
            return _xml(body), "application/xml; charset=utf-8"
        text = orjson.dumps(body, _written_once, orjson.OPT_PASSTHROUGH_SUBCLASS)
        if self.callback:
            # The empty comment in front keeps the answer from being read as anything but JavaScript.
            return b"/**/%s(%s);" % (self.callback.encode(), text), "application/javascript; charset=utf-8"
        return text, json_type


PLAIN = Format()
"""JSON, as nearly everybody wants it."""


def asked(pairs: Iterable[tuple[str, Any]]) -> Format:
    """The format that a request's parameters ask for; an unknown one is JSON, and so is a callback that is no name."""
    sent = {lower: value for name, value in pairs if (lower := name.lower()) in NAMES and isinstance(value, str)}
    if not sent:
        return PLAIN
    named = next((sent[name] for name in _CALLBACKS if sent.get(name)), "")
    callable_name = len(named) <= _LONGEST_FUNCTION and _FUNCTION.fullmatch(named)
    return Format(sent.get(_FORMAT, "").upper() == "XML", named if callable_name else "")


def _written_once(value: Any) -> orjson.Fragment:
    if isinstance(value, Shared):
        return orjson.Fragment(value.made(orjson.dumps))
    raise TypeError(type(value).__name__)


def _xml(body: Mapping[str, Any]) -> bytes:
    root = ET.Element("Response")
    _fill(root, body)
    text: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return text


def _fill(element: ET.Element, value: Any) -> None:
    """Keys become elements of their name; the entries of a list, and keys that are no names, become `Item`."""
    if isinstance(value, Mapping):
        for name, item in value.items():
            child = ET.SubElement(element, name) if _NAME.fullmatch(name) else ET.SubElement(element, "Item", key=name)
            _fill(child, item)
    elif isinstance(value, list):
        for item in value:
            _fill(ET.SubElement(element, "Item"), item)
    elif isinstance(value, str):
        element.text = _NOT_XML.sub("\ufffd", value)
    elif value is not None:
        element.text = orjson.dumps(value).decode()
