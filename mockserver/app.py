"""The reference server as a WSGI application: read, identify, refuse, act, answer."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from http import HTTPStatus
from typing import TYPE_CHECKING

from werkzeug import Request, Response

from campaign_contract.mockserver import answers, formats
from campaign_contract.mockserver.actions import ACTIONS, READING, Action, Refused, apply_effect
from campaign_contract.mockserver.answers import ErrorShape
from campaign_contract.mockserver.body import SESSION, Call, Faulty, Reader, received
from campaign_contract.mockserver.causes import first_error, odd_ids
from campaign_contract.mockserver.database import Unavailable
from campaign_contract.mockserver.formats import Format
from campaign_contract.mockserver.presentation import MOMENT, view
from campaign_contract.mockserver.situation import Situation
from campaign_contract.mockserver.store import Store
from campaign_contract.mockserver.supporting import SUPPORTING_ACTIONS, SUPPORTING_READING
from campaign_contract.spec import Spec

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

HEALTH = "/health"
"""Where GET says whether the server can work; needs no credential."""
SESSION_LIFETIME = timedelta(days=1)
"""How long a session lasts that a login began."""
_NOBODY = 0
"""Stands for the account of a call that needs none."""
_ALL_READING = READING | SUPPORTING_READING
_log = logging.getLogger(__name__)


def utc_now() -> datetime:
    """The real time."""
    return datetime.now(UTC)


def create_app(
    spec: Spec,
    store: Store,
    actions: Mapping[str, Action] = ACTIONS,
    clock: Callable[[], datetime] = utc_now,
    session_lifetime: timedelta = SESSION_LIFETIME,
    error_shape: ErrorShape = ErrorShape.DOCUMENTED,
) -> WSGIApplication:
    """A WSGI application that behaves as `spec` says, on the data of `store`.

    `actions` are by command name; `clock` answers the time in UTC, for the dates that campaigns carry and the age of
    sessions. A session of `User.Login` is refused once it is `session_lifetime` old; those of the seed stay valid.
    `error_shape` is how failures of commands wrap their number. GET of `HEALTH` says whether the store can be reached.
    """
    carried_out_by = {**SUPPORTING_ACTIONS, **actions}
    reader, shown = Reader(spec), cache(partial(view, spec.fields))

    def respond(request: Request) -> tuple[answers.Body, int, Format]:
        wanted = Format()
        try:
            body = received(request, spec.transport.max_body)
            _refuse_transport(spec, request)
            pairs = reader.pairs(request, body)
            wanted = formats.asked(pairs)
            return carry_out(reader.call(pairs)), HTTPStatus.OK, wanted
        except Faulty as faulty:
            fault = spec.fault(faulty.fault)
            return answers.fault(fault, faulty.text), fault.http_status, wanted
        except Unavailable as unavailable:
            fault = spec.fault("unavailable")
            return answers.fault(fault, str(unavailable)), fault.http_status, wanted

    def health() -> tuple[answers.Body, int, Format]:
        try:
            with store.transaction(writes=False):
                store.is_empty()
        except Unavailable as unavailable:
            return {"status": "unavailable", "reason": str(unavailable)}, HTTPStatus.SERVICE_UNAVAILABLE, Format()
        return {"status": "ok"}, HTTPStatus.OK, Format()

    def carry_out(call: Call) -> answers.Body:
        command, now = call.command, clock()
        try:
            with store.transaction(writes=command.name not in _ALL_READING):
                owner = _identify(spec, store, call, now - session_lifetime)
                situation = Situation(spec, command, call.parameters, owner, store, now.strftime(MOMENT), shown)
                _refuse(situation)
                result = carried_out_by.get(command.name, apply_effect)(situation)
        except Refused as refused:
            return answers.failure(command, command.error(refused.error), refused.text, error_shape)
        return answers.success(command, result)

    def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        request = Request(environ)
        try:
            body, status, wanted = health() if _asks_for_health(request) else respond(request)
        except Exception:
            _log.exception("a request could not be answered")
            body, status, wanted = answers.broken(), HTTPStatus.INTERNAL_SERVER_ERROR, Format()
        content, content_type = wanted.written(body, spec.transport.content_type)
        response = Response(content, status, content_type=content_type)
        return response(environ, start_response)

    return application


def _asks_for_health(request: Request) -> bool:
    return request.path == HEALTH and request.method in ("GET", "HEAD")


def _refuse_transport(spec: Spec, request: Request) -> None:
    path, methods = spec.transport.path, (spec.transport.method, "GET")
    if request.path != path:
        raise Faulty("wrong-path", f"There is nothing at {request.path}; commands are answered at {path}.")
    if request.method not in methods:
        raise Faulty("bad-method", f"The method {request.method} is not taken; use {' or '.join(methods)}.")


def _identify(spec: Spec, store: Store, call: Call, oldest: datetime) -> int:
    """The id of the account that calls; one valid credential is enough (open question both-credentials-required).

    A session that began at `oldest` or before is over.
    """
    if call.command.anonymous:
        return _NOBODY
    sent = [name for name in spec.credentials if name in call.parameters]
    accounts = (store.account(name, call.parameters[name]) for name in sent)
    owner = next((account for account in accounts if account is not None), None)
    if owner is None and SESSION in sent:
        owner = store.session_account(call.parameters[SESSION], oldest.strftime(MOMENT))
    if owner is None:
        problem = f"{' and '.join(sent)} not valid" if sent else "No credential is sent"
        raise Faulty("bad-credentials", f"{problem}; send a valid {' or '.join(spec.credentials)}.")
    return owner


def _refuse(situation: Situation) -> None:
    error = first_error(situation)
    if error:
        raise Refused(error.id, odd_ids(error, situation))
