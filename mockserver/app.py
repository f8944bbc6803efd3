"""The reference server as a WSGI application: read, identify, refuse, act, answer."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache, partial, reduce
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from werkzeug import Request
from werkzeug.http import HTTP_STATUS_CODES

from campaign_contract.mockserver import answers, formats
from campaign_contract.mockserver.actions import Refused, apply_effect
from campaign_contract.mockserver.body import received
from campaign_contract.mockserver.call import SESSION, Call, Reader
from campaign_contract.mockserver.causes import earned_errors, odd_ids
from campaign_contract.mockserver.database import Unavailable
from campaign_contract.mockserver.exchange import DELAY, FAULT, MANNER, Answer, Answering, Exchange
from campaign_contract.mockserver.faulty import Faulty
from campaign_contract.mockserver.health import with_health
from campaign_contract.mockserver.options import AppOptions
from campaign_contract.mockserver.paths import method_of
from campaign_contract.mockserver.presentation import MOMENT, moment_of, view
from campaign_contract.mockserver.recording import Replay
from campaign_contract.mockserver.situation import Situation
from campaign_contract.mockserver.store import Store
from campaign_contract.mockserver.supporting import SUPPORTING_ACTIONS
from campaign_contract.spec import Spec
from campaign_contract.spec.wording import address

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_NOBODY = 0
"""Stands for the account of a call that needs none."""
_DEFAULTS = AppOptions()
_log = logging.getLogger(__name__)


def create_app(spec: Spec, store: Store, options: AppOptions = _DEFAULTS) -> WSGIApplication:
    """A WSGI application that behaves as `spec` says, on the data of `store`.

    GET of `/health` says whether the store can be reached.
    """
    answered: Answering = _Commands(spec, store, options).answered
    answered = reduce(lambda inner, layer: layer(inner), options.layers, answered)

    def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        answer = answered(Exchange(Request(environ, populate_request=False), options.clock.now()))
        if answer.manner is not None:
            environ[MANNER] = answer.manner
        if DELAY in environ:
            environ[DELAY] = answer.delay
        elif answer.delay:
            time.sleep(answer.delay)
        return _sent(answer, environ, start_response)

    return with_health(application, store)


def _sent(answer: Answer, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Send what a `werkzeug.Response` would, without the time that it takes."""
    phrase = HTTP_STATUS_CODES.get(answer.status, "Unknown")
    described = ("Content-Type", answer.content_type), ("Content-Length", str(len(answer.content)))
    start_response(f"{answer.status} {phrase}", [*described, *answer.headers])
    return [] if method_of(environ) == "HEAD" else [answer.content]


class _Commands:
    """Answers requests as `spec` says."""

    def __init__(self, spec: Spec, store: Store, options: AppOptions) -> None:
        self._spec = spec
        self._store = store
        self._options = options
        self._reader = Reader(spec)
        self._successes = {item.name: answers.success_of(item) for item in (*spec.commands, *spec.supporting)}
        self._shown = cache(partial(view, spec.fields))
        self._actions = {**SUPPORTING_ACTIONS, **options.actions}

    def answered(self, exchange: Exchange) -> Answer:
        """The answer to a request; a failure of the server itself is logged and answered, too."""
        body: answers.Body
        try:
            made = self._made(exchange, self._read(exchange))
            if isinstance(made, Answer):
                return made
            body, status = made, int(HTTPStatus.OK)
        except Faulty as faulty:
            body, status = self._fault(exchange, faulty.fault, faulty.text)
        except Unavailable as unavailable:
            body, status = self._fault(exchange, "unavailable", str(unavailable))
        except Exception:
            _note_refusal(exchange, address(FAULT, "broken"))
            _log.exception("a request could not be answered")
            body, status = answers.broken(), int(HTTPStatus.INTERNAL_SERVER_ERROR)
        content, content_type = exchange.format.written(body, self._spec.transport.content_type)
        return Answer(status, content, content_type)

    def _read(self, exchange: Exchange) -> Call:
        exchange.body = received(exchange.request, self._spec.transport.max_body)
        _refuse_transport(self._spec, exchange.request)
        exchange.pairs = self._reader.pairs(exchange.request, exchange.body)
        exchange.format = formats.asked(exchange.pairs)
        exchange.call = self._reader.call(exchange.pairs)
        return exchange.call

    def _made(self, exchange: Exchange, call: Call) -> answers.Body | Answer:
        command, replay = call.command, self._options.replay
        try:
            if replay is not None:
                return self._replayed(exchange, call, replay)
            return self._successes[command.name](self._carried_out(exchange, call))
        except Refused as refused:
            _note_refusal(exchange, address(command.name, refused.errors[0]), refused.text)
            errors, shape = map(command.error, refused.errors), self._options.error_shape
            return answers.failure(command, *errors, text=refused.text, wrapped=shape)

    def _carried_out(self, exchange: Exchange, call: Call) -> Mapping[str, Any]:
        settle = self._options.settling()
        writes = not call.command.reads or settle is not None
        with self._store.transaction(writes):
            owner = exchange.owner = self._identify(call, exchange.now)
            store = self._store
            if writes and exchange.changes is not None:
                store = store.noting(exchange.changes)
            situation = self._situation(exchange, call, owner, store)
            if settle is not None:
                settle(exchange, situation)
                exchange.settled = len(exchange.changes or ())
            for check in self._options.checks:
                check(exchange, situation)
            _refuse(situation)
            return self._actions.get(call.command.name, apply_effect)(situation)

    def _replayed(self, exchange: Exchange, call: Call, replay: Replay) -> Answer:
        """A check that refuses leaves the recorded answer to the next try."""
        owner = exchange.owner = replay.account(call)
        situation = self._situation(exchange, call, owner or _NOBODY, self._store)
        for check in self._options.checks:
            check(exchange, situation)
        return replay.answer(call, owner, exchange)

    def _situation(self, exchange: Exchange, call: Call, owner: int, store: Store) -> Situation:
        exchange.now = self._options.clock.now(owner)
        moment = moment_of(exchange.now)
        return Situation(self._spec, call.command, call.parameters, owner, store, moment, self._shown)

    def _identify(self, call: Call, now: datetime) -> int:
        """The id of the account that calls; one valid credential is enough (open question both-credentials-required).

        A session is over as soon as it has its lifetime behind it at `now`, which is everybody's time.
        """
        if call.command.anonymous:
            return _NOBODY
        credentials, store = self._spec.credentials, self._store
        sent = [name for name in credentials if name in call.parameters]
        accounts = (store.account(name, call.parameters[name]) for name in sent)
        owner = next((account for account in accounts if account is not None), None)
        if owner is None and SESSION in sent:
            oldest = now - self._options.session_lifetime
            owner = store.session_account(call.parameters[SESSION], f"{oldest:{MOMENT}}")
        if owner is None:
            problem = f"{' and '.join(sent)} not valid" if sent else "No credential is sent"
            raise Faulty("bad-credentials", f"{problem}; send a valid {' or '.join(credentials)}.")
        return owner

    def _fault(self, exchange: Exchange, id: str, text: str) -> tuple[answers.Body, int]:
        _note_refusal(exchange, address(FAULT, id), text)
        fault = self._spec.fault(id)
        return answers.fault(fault, text), fault.http_status


def _note_refusal(exchange: Exchange, decided: str, detail: str = "") -> None:
    exchange.decided, exchange.detail = decided, detail
    if exchange.changes:
        exchange.changes.clear()


def _refuse_transport(spec: Spec, request: Request) -> None:
    path, methods = spec.transport.path, (spec.transport.method, "GET")
    if request.path != path:
        raise Faulty("wrong-path", f"There is nothing at {request.path}; commands are answered at {path}.")
    if request.method not in methods:
        raise Faulty("bad-method", f"The method {request.method} is not taken; use {' or '.join(methods)}.")


def _refuse(situation: Situation) -> None:
    errors = earned_errors(situation)
    if errors:
        raise Refused(*(error.id for error in errors), text=odd_ids(errors[0], situation))
