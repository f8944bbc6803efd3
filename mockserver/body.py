"""The body of a request, and the names and values that a form, multipart or JSON holds."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import parse_qsl

from werkzeug import Request
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge
from werkzeug.sansio.multipart import Data, Epilogue, Field, MultipartDecoder
from werkzeug.wsgi import get_content_length, get_input_stream

from campaign_contract.mockserver.brackets import Contradiction, gathered
from campaign_contract.mockserver.faulty import UNREADABLE, Faulty
from campaign_contract.mockserver.values import quoted

Pairs = list[tuple[str, Any]]
"""Names and values as they were sent; a value is text, or whatever JSON can hold."""

MULTIPART = "multipart/form-data"
_MAX_PARTS = 1000
_CHUNK = 1 << 16
_PATIENCE = 64
"""A body of more than so many times the limit is not read to its end."""
_TOO_SHORT = "The body is shorter than its Content-Length."


def received(request: Request, limit: int) -> bytes:
    """The whole body. Raises Faulty where it is larger than `limit` bytes or shorter than announced.

    What is over the limit is read and dropped, up to a point: a connection with an unread rest could not be kept.
    """
    environ, patience = request.environ, limit * _PATIENCE
    announced = get_content_length(environ) or 0
    if announced > patience:
        raise _too_large(limit)
    stream = get_input_stream(environ)
    kept, size = bytearray(), 0
    try:
        while size <= patience and (chunk := stream.read(_CHUNK)):
            size += len(chunk)
            kept += chunk[: limit - len(kept)]
    except (ClientDisconnected, OSError, ValueError):
        raise Faulty(UNREADABLE, _TOO_SHORT) from None
    if size > limit:
        raise _too_large(limit)
    if size < announced:
        raise Faulty(UNREADABLE, _TOO_SHORT)
    return bytes(kept)


def _too_large(limit: int) -> Faulty:
    return Faulty("too-large", f"The body is larger than {limit} bytes.")


def form_pairs(data: bytes) -> Pairs:
    """What a query or a form holds; names with brackets are gathered. Raises Faulty."""
    if not data:
        return []
    try:
        text = data.decode()
        return _joined(parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_MAX_PARTS))
    except UnicodeDecodeError:
        raise Faulty(UNREADABLE, "The form is not UTF-8.") from None
    except ValueError:
        raise Faulty(UNREADABLE, f"The form has more than {_MAX_PARTS} fields.") from None


def _joined(pairs: Iterable[tuple[str, str]]) -> Pairs:
    try:
        return list(gathered(pairs))
    except Contradiction as name:
        raise Faulty(
            UNREADABLE, f"{quoted(str(name))} is sent twice, or as two different things; send it once."
        ) from None


def multipart_pairs(data: bytes, boundary: str) -> Pairs:
    """What a multipart body holds, files apart. Raises Faulty.

    Werkzeug's decoder on its own, as its form parser replaces bytes that are not UTF-8 instead of refusing them.
    """
    try:
        decoder = MultipartDecoder(boundary.encode("ascii"), max_parts=_MAX_PARTS)
        decoder.receive_data(data)
        decoder.receive_data(None)
        return _joined(_multipart_fields(decoder))
    except UnicodeDecodeError:
        raise Faulty(UNREADABLE, "The multipart body is not UTF-8.") from None
    except (ValueError, RequestEntityTooLarge):
        raise Faulty(
            UNREADABLE, "The multipart body cannot be read; send its boundary and at most 1000 parts."
        ) from None


def _multipart_fields(decoder: MultipartDecoder) -> Iterator[tuple[str, str]]:
    part, content = None, b""
    while not isinstance(event := decoder.next_event(), Epilogue):
        if not isinstance(event, Data):
            part, content = event, b""
            continue
        content += event.data
        if isinstance(part, Field) and not event.more_data:
            yield part.name or "", content.decode()


def json_pairs(data: bytes) -> Pairs:
    """The keys and values of a JSON object. Raises Faulty."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise Faulty(UNREADABLE, "The JSON body is not UTF-8.") from None
    value = parsed("The body", text)
    if not isinstance(value, dict):
        raise Faulty(UNREADABLE, f"The body: expected a JSON object, got {kind_of(value)}.")
    return list(value.items())


def parsed(name: str, text: str) -> Any:
    """JSON without repeated keys and infinite numbers; `name` is what the text is called. Raises Faulty."""
    try:
        return json.loads(text, object_pairs_hook=_unrepeated, parse_float=_finite, parse_constant=_finite)
    except json.JSONDecodeError as error:
        raise Faulty(UNREADABLE, f"{name}: not valid JSON: {error}.") from None
    except ValueError:
        raise Faulty(UNREADABLE, f"{name}: not valid JSON: a number is out of range.") from None


def _unrepeated(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise Faulty(UNREADABLE, f"{quoted(name)} is sent twice; send it once.")
        found[name] = value
    return found


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(text)
    return value


def kind_of(value: Any) -> str:
    """What a value of JSON is, for a sentence."""
    match value:
        case None:
            return "null"
        case bool():
            return "a boolean"
        case str():
            return "text"
        case int() | float():
            return "a number"
        case list():
            return "an array"
        case _:
            return "an object"
