"""The control API as a WSGI application around the server's: guard, route, check, carry out, answer."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

import orjson
from jsonschema_rs import Draft202012Validator
from werkzeug import Request, Response
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.routing import IntegerConverter, Map, Rule
from werkzeug.utils import redirect

from campaign_contract.mockserver.admin import listing, openapi, problems
from campaign_contract.mockserver.admin.guard import Guard
from campaign_contract.mockserver.admin.operation import JSON, Operation, Schema
from campaign_contract.mockserver.admin.schemas import schemas
from campaign_contract.mockserver.admin.table import OPERATIONS
from campaign_contract.mockserver.admin.world import AdminError, Watched
from campaign_contract.mockserver.database import Unavailable
from campaign_contract.mockserver.paths import path_of
from campaign_contract.spec import LONGEST_ID

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

ROOT = "/__admin"
"""Where the control API stands."""
_MOST = 64 << 20
"""Bytes of the largest body."""
_BAD, _UNAVAILABLE, _BROKEN = 400, 503, 500
_TOLD = 60
"""How much of a wrong value an answer repeats."""
_LONGEST = 1_000
"""Characters of the longest error."""
_NUL = rb"\u0000"
_HTML = "text/html"
_OF_PAGES = (".html", ".js", ".css")
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
}
"""Answers hold credentials: nobody keeps them, and no page of another site loads them as something else."""
_log = logging.getLogger(__name__)


def with_admin(
    app: WSGIApplication,
    world: Watched,
    guard: Guard,
    has_page: bool = False,
    operations: tuple[Operation, ...] = OPERATIONS,
) -> WSGIApplication:
    """An application that answers the control API itself and hands everything else to `app`.

    The `operations` are those that `world` has the parts for. Where `app` has pages below `ROOT`, they are its own; at
    `ROOT` a browser gets the one with a slash behind it, and programs get the listing.
    """
    control = _Control(world, operations)

    def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = path_of(environ)
        if path != ROOT and not path.startswith(f"{ROOT}/"):
            return app(environ, start_response)
        request = Request(environ)
        if has_page and _asks_for_page(request):
            return (app if path != ROOT else redirect(f"{ROOT[1:]}/"))(environ, start_response)
        request.max_content_length = _MOST
        response = _answered(control, guard, request)
        response.headers.update(_HEADERS)
        return response(environ, start_response)

    return application


def _asks_for_page(request: Request) -> bool:
    if request.method not in ("GET", "HEAD"):
        return False
    is_root = request.path.removesuffix("/") == ROOT
    return request.path.endswith(_OF_PAGES) or (
        is_root and request.accept_mimetypes.best_match((JSON, _HTML)) == _HTML
    )


def _answered(control: _Control, guard: Guard, request: Request) -> Response:
    try:
        guard.refuse(request)
        return control.answer(request)
    except AdminError as problem:
        return _error(problem.status, str(problem))
    except MethodNotAllowed as problem:
        allowed = ", ".join(sorted(problem.valid_methods or ()))
        return _error(problem.code, f"{request.method} is not taken here; use {allowed}")
    except HTTPException as problem:
        return _error(problem.code or _BAD, f"{problem.name}; {ROOT}/openapi.json describes what there is")
    except Unavailable as problem:
        return _error(_UNAVAILABLE, str(problem))
    except Exception:
        _log.exception("a request of the control API could not be answered")
        return _error(_BROKEN, "the server failed; its log says why")


class _Id(IntegerConverter):
    """A number that an id can be."""

    regex = rf"[0-9]{{1,{LONGEST_ID}}}"


class _Control:
    def __init__(self, world: Watched, operations: tuple[Operation, ...]) -> None:
        self._world = world
        self._schemas = schemas(world.spec)
        self._offered = operations
        self._operations = {operation.name: operation for operation in operations}

    @cached_property
    def _routes(self) -> Map:
        described = (Rule(item.path, endpoint=item.name, methods=[item.method]) for item in self._offered)
        documents = (Rule(path, endpoint=path, methods=["GET"]) for path in ("/", listing.OPENAPI, listing.SCHEMAS))
        return Map([*described, *documents], strict_slashes=False, converters={"int": _Id})

    @cached_property
    def _validators(self) -> Mapping[str, Draft202012Validator]:
        return {item.name: self._validator(item.body) for item in self._offered if item.body is not None}

    def answer(self, request: Request) -> Response:
        """The answer of the operation that the request names. Raises AdminError and HTTPException."""
        path = request.path.removeprefix(ROOT) or "/"
        name, arguments = self._routes.bind("").match(path, request.method)
        match name:
            case "/":
                return _json(listing.listing(self._offered, ROOT))
            case listing.OPENAPI:
                return _json(openapi.document(self._offered, self._schemas, ROOT))
            case listing.SCHEMAS:
                return _json({"$schema": "https://json-schema.org/draft/2020-12/schema", **self._definitions()})
            case _:
                return self._carried_out(self._operations[name], request, dict(arguments))

    def _carried_out(self, operation: Operation, request: Request, arguments: dict[str, Any]) -> Response:
        arguments |= _query(operation, request)
        if operation.body is not None:
            arguments["body"] = self._body(operation, request)
        result = operation.run(self._world, **arguments)
        if isinstance(result, tuple):
            return _json(*result)
        return result if isinstance(result, Response) else _json(result, operation.status)

    def _body(self, operation: Operation, request: Request) -> Any:
        text = request.get_data()
        if request.mimetype != JSON and (text or request.mimetype):
            raise AdminError(_BAD, f"the body is {request.mimetype or 'of no media type'}; send {JSON}")
        try:
            body = orjson.loads(text or b"{}")
        except orjson.JSONDecodeError as problem:
            raise AdminError(_BAD, f"the body is not valid JSON: {problem}") from None
        if _NUL in text:
            raise AdminError(_BAD, "the body holds a NUL character, which no database keeps; leave it out")
        unmet = next(self._validators[operation.name].iter_errors(body), None)
        if unmet is not None:
            raise AdminError(_BAD, problems.told(unmet, self._schemas))
        return body

    def _validator(self, schema: Schema) -> Draft202012Validator:
        return Draft202012Validator({**schema, **self._definitions()})

    def _definitions(self) -> dict[str, Any]:
        return {"components": {"schemas": dict(self._schemas)}}


def _query(operation: Operation, request: Request) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, text in request.args.items():
        if name not in operation.query:
            raise AdminError(_BAD, f"{name} is no parameter; allowed: {', '.join(operation.query) or 'none'}")
        found[name] = _value(name, text, operation.query[name])
    return found


def _value(name: str, text: str, schema: Schema) -> Any:
    if schema.get("type") == "integer":
        if not (text.isascii() and text.isdecimal() and len(text) <= LONGEST_ID):
            raise AdminError(_BAD, f"{name}: {text[:_TOLD]!r} is no whole number of at most {LONGEST_ID} digits")
        return int(text)
    if "enum" in schema and text not in schema["enum"]:
        raise AdminError(_BAD, f"{name}: {text!r} is not allowed; allowed: {', '.join(schema['enum'])}")
    return text


def _json(value: Any, status: int = 200) -> Response:
    return Response(orjson.dumps(value), int(status), content_type=JSON)


def _error(status: int, text: str) -> Response:
    return _json({"error": text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"}, status)
