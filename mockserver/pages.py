"""Static pages beside the API, so that a person who opens the server in a browser finds something to read."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from mimetypes import guess_type
from typing import TYPE_CHECKING

from markupsafe import escape
from werkzeug import Request, Response
from werkzeug.datastructures import ContentSecurityPolicy
from werkzeug.wsgi import get_current_url

from campaign_contract.mockserver.health import HEALTH
from campaign_contract.mockserver.paths import method_of, path_of

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

Pages = Mapping[str, str]
"""Path below `/` → text of the page; `index.html` is shown for its folder."""
ORIGIN = "http://this-server.invalid"
"""Stands in a page for the address at which it is asked for, so that nothing moves when scripts learn of it."""
_INDEX = "index.html"
_PROSE = ("text/html", "text/markdown")
"""What may hold ORIGIN."""
_GZIP = "gzip"
_HOME = "'self'"
_ANYWHERE = "'self' http: https:"
"""The scripts of the docs may ask any server, as "Try it" lets the reader choose one."""


def _policy(connect: str) -> ContentSecurityPolicy:
    """Pages run their own scripts only and ask nobody but `connect`; no text becomes markup."""
    return ContentSecurityPolicy(
        {
            "default-src": "'none'",
            "script-src": _HOME,
            "style-src": _HOME,
            "img-src": "'self' data:",
            "connect-src": connect,
            "base-uri": "'none'",
            "form-action": "'none'",
            "frame-ancestors": "'none'",
            "require-trusted-types-for": "'script'",
            "trusted-types": "'none'",
        }
    )


def with_pages(app: WSGIApplication, api_path: str, make_pages: Callable[[], Pages]) -> WSGIApplication:
    """An application that answers GET and HEAD of a page itself and hands everything else to `app`.

    `make_pages` is called once, when something other than `api_path` and the health is first asked for; who asks
    meanwhile waits for it.
    """
    pages = _once(make_pages)

    def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = path_of(environ)
        if method_of(environ) not in ("GET", "HEAD") or path in (api_path, HEALTH):
            return app(environ, start_response)
        name = path.removeprefix("/")
        name += _INDEX if name.endswith("/") or not name else ""
        text = pages().get(name)
        if text is None:
            return app(environ, start_response)
        media_type = guess_type(name)[0] or "text/plain"
        if media_type in _PROSE:
            text = text.replace(ORIGIN, escape(_origin(environ)))
        response = Response(text, content_type=f"{media_type}; charset=utf-8")
        response.content_security_policy = _policy(_HOME if "/" in name else _ANYWHERE)  # folders hold no docs
        response.headers["X-Content-Type-Options"] = "nosniff"
        return _sent_once(response, environ)(environ, start_response)

    return application


def _sent_once(response: Response, environ: WSGIEnvironment) -> Response:
    """The answer as small as the client takes it, and empty where the client has it already."""
    response.cache_control.no_cache = True
    response.vary.add("Accept-Encoding")
    if Request(environ).accept_encodings[_GZIP]:
        response.set_data(gzip.compress(response.get_data(), mtime=0))
        response.content_encoding = _GZIP
    response.add_etag()
    return response.make_conditional(environ)


def _once(make_pages: Callable[[], Pages]) -> Callable[[], Pages]:
    made, turn = cache(make_pages), threading.Lock()

    def pages() -> Pages:
        with turn:
            return made()

    return pages


def _origin(environ: WSGIEnvironment) -> str:
    return get_current_url(environ, host_only=True).removesuffix("/")
