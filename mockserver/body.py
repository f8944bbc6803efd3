"""A Werkzeug request → one flat `Call`, whether its parameters come as a form, multipart, JSON or in the query."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

import jsonschema_rs
from werkzeug import Request
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge
from werkzeug.sansio.multipart import Data, Epilogue, Field, MultipartDecoder
from werkzeug.wsgi import get_input_stream

from campaign_contract.mockserver.brackets import Contradiction, gathered
from campaign_contract.mockserver.values import quoted
from campaign_contract.spec import Command, Kind, Parameter, Spec

Pairs = list[tuple[str, Any]]
"""Names and values as they were sent; a value is text, or whatever JSON can hold."""

UNREADABLE = "unreadable"
_MULTIPART = "multipart/form-data"
_PLAIN = "text/plain"
SESSION, _SESSION_COOKIE = "SessionID", "PHPSESSID"
_LISTS = (Kind.CAMPAIGNS, Kind.TAGS, Kind.NUMBERS, Kind.RECIPIENTS)
_EXACT = 2**53
"""A float below it is exactly the whole number that it is written as."""
_MAX_PARTS = 1000
_LONGEST_PROBLEM = 200
_SURROGATE = re.compile("[\ud800-\udfff]")
_CHUNK = 1 << 16
_PATIENCE = 64
"""A body of more than so many times the limit is not read to its end."""


class Faulty(Exception):
    """A failure outside the command's own errors: `fault` is its id in the spec, `text` names what is wrong."""

    def __init__(self, fault: str, text: str) -> None:
        self.fault = fault
        self.text = text
        super().__init__(text)


@dataclass(frozen=True)
class Call:
    """One request. `parameters` are text under the spec's spelling; what was sent empty counts as not sent."""

    command: Command
    parameters: Mapping[str, str]


def received(request: Request, limit: int) -> bytes:
    """The whole body. Raises Faulty where it is larger than `limit` bytes or shorter than announced.

    What is over the limit is read and dropped, up to a point: a connection with an unread rest could not be kept.
    """
    announced, patience = request.content_length or 0, limit * _PATIENCE
    too_large = Faulty("too-large", f"The body is larger than {limit} bytes.")
    too_short = Faulty(UNREADABLE, "The body is shorter than its Content-Length.")
    if announced > patience:
        raise too_large
    stream = get_input_stream(request.environ)
    kept, size = bytearray(), 0
    try:
        while size <= patience and (chunk := stream.read(_CHUNK)):
            size += len(chunk)
            kept += chunk[: limit - len(kept)]
    except (ClientDisconnected, OSError, ValueError):
        raise too_short from None
    if size > limit:
        raise too_large
    if size < announced:
        raise too_short
    return bytes(kept)


class Reader:
    """Reads requests as `spec` describes them; names and commands are matched without regard to case."""

    def __init__(self, spec: Spec) -> None:
        offered = (*spec.commands, *spec.supporting)
        self._encodings = spec.transport.encodings
        self._credentials = spec.credentials
        self._bundle = jsonschema_rs.Draft202012Validator(dict(spec.rules_bundle))
        self._commands = {command.name.lower(): command for command in offered}
        self._parameters = {
            command.name: {item.name.lower(): item for item in (*spec.parameters, *command.parameters)}
            for command in offered
        }

    def pairs(self, request: Request, body: bytes) -> Pairs:
        """What query and body send, and the session of the cookie where they send no credential. Raises Faulty."""
        try:
            pairs = [*_form_pairs(request.query_string), *self._body_pairs(request, body)]
            for name, value in pairs:
                _refuse_unreadable(name, value)
            return self._with_cookie(request, pairs)
        except RecursionError:
            raise Faulty(UNREADABLE, "The body is nested too deeply.") from None

    def call(self, pairs: Pairs) -> Call:
        """The one call that `pairs` are. Raises Faulty."""
        try:
            command = self._command(pairs)
            return Call(command, self._flat(command, pairs))
        except RecursionError:
            raise Faulty(UNREADABLE, "The body is nested too deeply.") from None

    def _with_cookie(self, request: Request, pairs: Pairs) -> Pairs:
        session = request.cookies.get(_SESSION_COOKIE, "") if "HTTP_COOKIE" in request.environ else ""
        credentials = {name.lower() for name in self._credentials}
        if not session or any(name.lower() in credentials and value != "" for name, value in pairs):
            return pairs
        _refuse_unreadable(_SESSION_COOKIE, session)
        return [*((name, value) for name, value in pairs if name.lower() not in credentials), (SESSION, session)]

    def _body_pairs(self, request: Request, data: bytes) -> Pairs:
        if not data:
            return []
        if request.mimetype == _MULTIPART:
            return _multipart_pairs(data, request.mimetype_params.get("boundary", ""))
        if request.mimetype == self._encodings["json"]:
            return _json_pairs(data)
        if request.mimetype in ("", _PLAIN, self._encodings["form"]):
            return _form_pairs(data)
        allowed = ", ".join([*self._encodings.values(), _MULTIPART])
        raise Faulty(UNREADABLE, f"Content-Type {request.mimetype} is not taken; send one of {allowed}.")

    def _command(self, pairs: Pairs) -> Command:
        sent = [value for name, value in pairs if name.lower() == "command" and value != ""]
        if not sent:
            raise Faulty("no-command", "Command is missing; send the name of a command.")
        name = _plain_text("Command", sent[0])
        try:
            return self._commands[name.lower()]
        except KeyError:
            raise Faulty("unknown-command", f"There is no command {quoted(name)}.") from None

    def _flat(self, command: Command, pairs: Pairs) -> Mapping[str, str]:
        known = self._parameters[command.name]
        flat: dict[str, str] = {}
        for name, value in pairs:
            parameter = known.get(name.lower())
            if parameter is None:
                continue
            if parameter.name in flat:
                raise Faulty(UNREADABLE, f"{parameter.name} is sent twice; send it once.")
            flat[parameter.name] = self._text(parameter, value)
        return {name: text for name, text in flat.items() if text}

    def _text(self, parameter: Parameter, value: Any) -> str:
        if parameter.kind is Kind.RULES and isinstance(value, dict | str) and value != "":
            return self._bundle_text(parameter.name, value)
        if parameter.kind is Kind.BOOLEAN and isinstance(value, bool):
            return "true" if value else "false"
        if parameter.kind in _LISTS and isinstance(value, list):
            return ",".join(_plain_text(parameter.name, item) for item in value)
        return _plain_text(parameter.name, value)

    def _bundle_text(self, name: str, value: dict[str, Any] | str) -> str:
        bundle = _json(name, value) if isinstance(value, str) else value
        problem = next(self._bundle.iter_errors(bundle), None)
        if problem is not None:
            place = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in problem.instance_path)
            raise Faulty(UNREADABLE, f"{name}: ${place}: {problem.message[:_LONGEST_PROBLEM]}")
        return value if isinstance(value, str) else json.dumps(value)


def _form_pairs(data: bytes) -> Pairs:
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


def _multipart_pairs(data: bytes, boundary: str) -> Pairs:
    """Werkzeug's decoder on its own: its form parser replaces bytes that are not UTF-8 instead of refusing them."""
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


def _json_pairs(data: bytes) -> Pairs:
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise Faulty(UNREADABLE, "The JSON body is not UTF-8.") from None
    value = _json("The body", text)
    if not isinstance(value, dict):
        raise Faulty(UNREADABLE, f"The body: expected a JSON object, got {_what(value)}.")
    return list(value.items())


def _json(name: str, text: str) -> Any:
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


def _refuse_unreadable(name: str, value: Any) -> None:
    for text in (name, value):
        if not isinstance(text, str):
            continue
        if "\0" in text:
            raise Faulty(UNREADABLE, f"{quoted(name)}: holds a NUL character.")
        if _SURROGATE.search(text):
            raise Faulty(UNREADABLE, f"{quoted(name)}: holds a lone surrogate.")


def _plain_text(name: str, value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        whole = isinstance(value, float) and value.is_integer() and abs(value) < _EXACT
        return str(int(value) if whole else value)
    raise Faulty(UNREADABLE, f"{name}: expected text, got {_what(value)}.")


def _what(value: Any) -> str:
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
