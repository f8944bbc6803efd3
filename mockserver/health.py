"""`/health`: whether the server can work, for who supervises it."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import orjson
from werkzeug import Response

from campaign_contract.mockserver.database import Unavailable
from campaign_contract.mockserver.paths import method_of, path_of
from campaign_contract.mockserver.store import Store

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

HEALTH = "/health"
"""Where GET says whether the server can work; needs no credential."""


def with_health(app: WSGIApplication, store: Store) -> WSGIApplication:
    """An application that says at `HEALTH` whether the store can be reached and hands everything else to `app`."""

    def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if path_of(environ) != HEALTH or method_of(environ) not in ("GET", "HEAD"):
            return app(environ, start_response)
        state, status = health(store)
        return Response(orjson.dumps(state), status, content_type="application/json")(environ, start_response)

    return application


def health(store: Store) -> tuple[dict[str, Any], HTTPStatus]:
    """The state of the store in a word, with the reason where it cannot be reached, and the HTTP status for it."""
    try:
        with store.transaction(writes=False):
            store.is_empty()
    except Unavailable as unavailable:
        return {"status": "unavailable", "reason": str(unavailable)}, HTTPStatus.SERVICE_UNAVAILABLE
    return {"status": "ok"}, HTTPStatus.OK
