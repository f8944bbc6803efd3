"""WSGI servers of PyPI and the standard library, with the reference application inside."""

from __future__ import annotations

from dataclasses import replace

from campaign_contract.tools.proof.fronts.front import BAD_CHUNKS, Front
from campaign_contract.tools.proof.fronts.needs import Module

_APP = "campaign_contract.tools.proof.fronts.app"
_AT = "'127.0.0.1', {{ port }}"
_OF_GUNICORN = dict.fromkeys(BAD_CHUNKS, "it reads chunks while the application asks for the body: a 500 of gunicorn")


def _script(name: str, what: str, needs: tuple[Module, ...], code: str) -> Front:
    """A server that a line of Python starts; `application` is the reference application."""
    command = ("{{ python }}", "-P", "-c", f"from {_APP} import application; {code}")
    return Front(name, what, needs, (command,), relays=False)


def _command(package: str, what: str, *arguments: str) -> Front:
    """A server that is a module to be run."""
    command = ("{{ python }}", "-P", "-m", package, *arguments)
    return Front(package, what, (_module(package),), (command,), relays=False)


def _gunicorn(name: str, what: str, *flags: str) -> Front:
    command = ("{{ python }}", "-P", "-m", "gunicorn", "-b", "127.0.0.1:{{ port }}", *flags, f"{_APP}:application")
    return Front(name, what, (Module("gunicorn", "gunicorn"),), (command,), relays=False, own_doing=_OF_GUNICORN)


def _module(package: str, name: str = "") -> Module:
    return Module(name or package, package)


_WERKZEUG = (_module("werkzeug"),)
_A2WSGI = _module("a2wsgi")
SERVERS: tuple[Front, ...] = (
    _script(
        "wsgiref",
        "Python's own server, one request at a time, HTTP/1.0",
        (Module("wsgiref"),),
        f"from wsgiref.simple_server import make_server as m; m({_AT}, application).serve_forever()",
    ),
    _script(
        "werkzeug",
        "Werkzeug's server with one thread",
        _WERKZEUG,
        f"from werkzeug.serving import run_simple as s; s({_AT}, application)",
    ),
    _script(
        "werkzeug-threads",
        "Werkzeug's server, a thread for each connection",
        _WERKZEUG,
        f"from werkzeug.serving import run_simple as s; s({_AT}, application, threaded=True)",
    ),
    _gunicorn("gunicorn", "the worker `sync`, without keep-alive"),
    _gunicorn("gunicorn-gthread", "the worker `gthread`", "-k", "gthread", "--threads", "4"),
    _script(
        "waitress",
        "as it starts",
        (_module("waitress"),),
        "from waitress import serve as s; s(application, listen='127.0.0.1:{{ port }}')",
    ),
    _script(
        "cheroot",
        "as it starts",
        (_module("cheroot"),),
        f"from cheroot.wsgi import Server as S; S(({_AT}), application).start()",
    ),
    _script(
        "uvicorn",
        "an ASGI server, by a2wsgi",
        (_module("uvicorn"), _A2WSGI),
        "import uvicorn as u; from a2wsgi import WSGIMiddleware as W; u.run(W(application), port={{ port }})",
    ),
    _script(
        "daphne",
        "an ASGI server on Twisted, by a2wsgi",
        (_module("daphne"), _A2WSGI),
        "from daphne.server import Server as S; from a2wsgi import WSGIMiddleware as W; "
        "S(W(application), endpoints=['tcp:port={{ port }}:interface=127.0.0.1']).run()",
    ),
    _command(
        "hypercorn", "an ASGI server, by its own bridge", "-b", "127.0.0.1:{{ port }}", f"wsgi:{_APP}:application"
    ),
    _command("granian", "its WSGI interface", "--interface", "wsgi", "--port", "{{ port }}", f"{_APP}:application"),
    _script(
        "tornado",
        "WSGIContainer in its event loop",
        (_module("tornado"),),
        "import asyncio; from tornado.httpserver import HTTPServer as S; from tornado.wsgi import WSGIContainer as C\n"
        "async def run():\n"
        "    S(C(application)).listen({{ port }}, '127.0.0.1'); await asyncio.Event().wait()\n"
        "asyncio.run(run())",
    ),
    _script(
        "gevent",
        "its pywsgi",
        (_module("gevent"),),
        f"from gevent.pywsgi import WSGIServer as S; S(({_AT}), application).serve_forever()",
    ),
    _script(
        "eventlet",
        "its wsgi",
        (_module("eventlet"),),
        f"import eventlet as e, eventlet.wsgi as w; w.server(e.listen(({_AT})), application)",
    ),
    replace(
        _script(
            "aiohttp-wsgi",
            "aiohttp's server",
            (_module("aiohttp-wsgi", "aiohttp_wsgi"),),
            "from aiohttp_wsgi import serve as s; s(application, host='127.0.0.1', port={{ port }})",
        ),
        own_doing={
            "Http/bodies/unknown-content-coding": "it unpacks what says gzip; where that fails, a 500 of its own"
        },
    ),
    _script(
        "bjoern",
        "a server in C with one thread",
        (_module("bjoern"),),
        f"import bjoern as b; b.run(application, {_AT})",
    ),
    _script(
        "socketify",
        "a server on uWebSockets",
        (_module("socketify"),),
        "from socketify import WSGI as W; W(application).listen({{ port }}).run()",
    ),
    _script(
        "uwsgi",
        "its HTTP socket",
        (_module("pyuwsgi"),),
        "import pyuwsgi as u; "
        f"u.run(['--http-socket', '127.0.0.1:{{{{ port }}}}', '--need-app', '--module', '{_APP}'])",
    ),
    _script(
        "uwsgi-http",
        "its HTTP router before it",
        (_module("pyuwsgi"),),
        f"import pyuwsgi as u; u.run(['--http', '127.0.0.1:{{{{ port }}}}', '--need-app', '--module', '{_APP}'])",
    ),
)
