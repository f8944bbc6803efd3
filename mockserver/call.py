"""A Werkzeug request → one flat `Call`, whether its parameters come as a form, multipart, JSON or in the query."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import jsonschema_rs
from werkzeug import Request

from campaign_contract.mockserver.body import (
    MULTIPART,
    Pairs,
    form_pairs,
    json_pairs,
    kind_of,
    multipart_pairs,
    parsed,
)
from campaign_contract.mockserver.faulty import UNREADABLE, Faulty
from campaign_contract.mockserver.values import quoted
from campaign_contract.spec import Command, Kind, Parameter, Spec

SESSION, _SESSION_COOKIE = "SessionID", "PHPSESSID"
_PLAIN = "text/plain"
_LISTS = (Kind.CAMPAIGNS, Kind.TAGS, Kind.NUMBERS, Kind.RECIPIENTS)
_EXACT = 2**53
"""A float below it is exactly the whole number that it is written as."""
_LONGEST_PROBLEM = 200
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True)
class Call:
    """One request. `parameters` are text under the spec's spelling; what was sent empty counts as not sent."""

    command: Command
    parameters: Mapping[str, str]


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
            pairs = [*form_pairs(request.query_string), *self._body_pairs(request, body)]
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
        sent_as = request.mimetype
        if sent_as == MULTIPART:
            return multipart_pairs(data, request.mimetype_params.get("boundary", ""))
        if sent_as == self._encodings["json"]:
            return json_pairs(data)
        if sent_as in ("", _PLAIN, self._encodings["form"]):
            return form_pairs(data)
        allowed = ", ".join([*self._encodings.values(), MULTIPART])
        raise Faulty(UNREADABLE, f"Content-Type {sent_as} is not taken; send one of {allowed}.")

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
        bundle = parsed(name, value) if isinstance(value, str) else value
        problem = next(self._bundle.iter_errors(bundle), None)
        if problem is not None:
            place = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in problem.instance_path)
            raise Faulty(UNREADABLE, f"{name}: ${place}: {problem.message[:_LONGEST_PROBLEM]}")
        return value if isinstance(value, str) else json.dumps(value)


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
    raise Faulty(UNREADABLE, f"{name}: expected text, got {kind_of(value)}.")
