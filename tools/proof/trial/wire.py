"""Layers between the network and a server: each sees a request, may pass it on, and gives an answer."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from werkzeug import Request, Response
from werkzeug.exceptions import HTTPException
from werkzeug.wsgi import get_content_length

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

FORM, JSON, MULTIPART = "application/x-www-form-urlencoded", "application/json", "multipart/form-data"
"""Media types of request bodies."""


@dataclass(frozen=True)
class Incoming:
    """A request. `parameters` are those of query and body, by their names in lower case; none if unreadable.

    `names` maps the name of each in lower case to the name that was sent.
    """

    environ: WSGIEnvironment
    body: bytes
    media_type: str
    parameters: Mapping[str, Any]
    names: Mapping[str, str]

    @property
    def command(self) -> str:
        """The command's name as it was sent, empty for none."""
        return self.value("Command")

    @property
    def method(self) -> str:
        """The HTTP method."""
        return str(self.environ["REQUEST_METHOD"])

    def value(self, name: str) -> str:
        """A parameter as text, empty where it was not sent."""
        value = self.parameters.get(name.lower())
        return "" if value is None else str(value)

    def having(self, **changes: Any) -> Incoming:
        """The same request as a form with other values; None leaves a parameter out."""
        names = {**{name.lower(): name for name in changes}, **self.names}
        merged = {**self.parameters, **{name.lower(): value for name, value in changes.items()}}
        kept = {name: value for name, value in merged.items() if value is not None}
        written = {
            names[name]: json.dumps(value) if isinstance(value, dict) else value for name, value in kept.items()
        }
        environ = {**self.environ, "CONTENT_TYPE": FORM, "QUERY_STRING": ""}
        return Incoming(environ, urlencode(written).encode(), FORM, kept, names)


@dataclass(frozen=True)
class Answer:
    """An answer. `body` is a JSON value, or bytes that are sent as they are."""

    status: int
    body: Any
    content_type: str = JSON
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def succeeded(self) -> bool:
        """Whether it says Success."""
        return isinstance(self.body, dict) and self.body.get("Success") is True


_LONGEST = 1 << 30
Next = Callable[[Incoming], Answer]
"""What a layer passes requests on to."""
Layer = Callable[[Incoming, Next], Answer]


def layered(app: WSGIApplication, layers: Sequence[Layer]) -> WSGIApplication:
    """`app` behind `layers`, the first one innermost; `app` itself without any.

    A body that cannot be read is passed on as an empty one. Layers do not see a request that announces an absurdly
    long body, for which they would have to wait.
    """
    if not layers:
        return app
    answer = reduce(_around, layers, _asking(app))

    def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if (get_content_length(environ) or 0) > _LONGEST:
            return app(environ, start_response)
        given = answer(_incoming(environ))
        content = given.body if isinstance(given.body, bytes) else json.dumps(given.body)
        response = Response(content, given.status, dict(given.headers), content_type=given.content_type)
        return response(environ, start_response)

    return application


def on(command: str, layer: Layer) -> Layer:
    """A layer that only sees one command's requests."""

    def narrowed(request: Incoming, pass_on: Next) -> Answer:
        seen = request.command.lower() == command.lower()
        return layer(request, pass_on) if seen else pass_on(request)

    return narrowed


def editing(edit: Callable[[dict[str, Any]], Any]) -> Layer:
    """A layer that changes the JSON object of every answer."""

    def edited(request: Incoming, pass_on: Next) -> Answer:
        answer = pass_on(request)
        return replace(answer, body=edit(answer.body)) if isinstance(answer.body, dict) else answer

    return edited


def _around(inner: Next, layer: Layer) -> Next:
    return lambda request: layer(request, inner)


def _asking(app: WSGIApplication) -> Next:
    def ask(request: Incoming) -> Answer:
        length = {"CONTENT_LENGTH": str(len(request.body)), "wsgi.input": BytesIO(request.body)}
        environ = {name: value for name, value in request.environ.items() if name != "HTTP_TRANSFER_ENCODING"}
        response = Response.from_app(app, {**environ, **length}, buffered=True)
        return Answer(response.status_code, json.loads(response.get_data()), response.content_type or "")

    return ask


def _incoming(environ: WSGIEnvironment) -> Incoming:
    request = Request(environ)
    try:
        body = request.get_data()
    except (HTTPException, OSError, ValueError):
        return Incoming(environ, b"", "", {}, {})
    sent = request.get_json(silent=True) if request.mimetype == JSON else request.form.to_dict()
    query = request.args.to_dict()
    parameters = {**query, **sent} if isinstance(sent, dict) else query
    named = {name.lower(): value for name, value in parameters.items()}
    return Incoming(environ, body, request.mimetype, named, {name.lower(): name for name in parameters})
