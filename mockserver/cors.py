"""Answers that pages of other origins may read: the CORS protocol of the Fetch standard, without cookies."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from werkzeug import Request, Response

from campaign_contract.mockserver.paths import method_of

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

ANY_ORIGIN = "*"
_LASTS = "600"
"""Seconds for which a browser may remember the answer to a preflight."""


def allowed_origin(wanted: str | None, address: str) -> str | None:
    """The origin that the operator names; without one any origin on a loopback `address`, and none elsewhere."""
    return wanted if wanted is not None else ANY_ORIGIN if is_on_loopback(address) else None


def is_on_loopback(address: str) -> bool:
    """Whether only programs of this machine reach `address`."""
    return ipaddress.ip_address(address.partition("%")[0]).is_loopback


def with_cors(app: WSGIApplication, origin: str) -> WSGIApplication:
    """An application that answers preflights itself and lets pages of `origin` read every other answer of `app`."""
    shared = [("Access-Control-Allow-Origin", origin), ("Vary", "Origin")]

    def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if method_of(environ) == "OPTIONS" and _is_preflight(Request(environ)):
            return _preflight(shared)(environ, start_response)

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            return start_response(status, [*headers, *shared], *rest)

        return app(environ, start)

    return application


def _is_preflight(request: Request) -> bool:
    return bool(request.origin and request.access_control_request_method)


def _preflight(shared: list[tuple[str, str]]) -> Response:
    allowed = {"Methods": "GET, POST", "Headers": "Content-Type"}
    lines = [(f"Access-Control-Allow-{name}", value) for name, value in allowed.items()]
    return Response(status=204, headers=[*shared, *lines, ("Access-Control-Max-Age", _LASTS)])
