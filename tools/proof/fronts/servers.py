"""WSGI servers of PyPI and the standard library, with the reference application inside."""

from __future__ import annotations

from campaign_contract.tools.proof.fronts.front import Front
from campaign_contract.tools.proof.fronts.needs import Module

_APP = "campaign_contract.tools.proof.fronts.app"
_WSGIREF = (
    "from wsgiref.simple_server import make_server as m; m('127.0.0.1', {{ port }}, application).serve_forever()"
)
_WERKZEUG = "from werkzeug.serving import run_simple as s; s('127.0.0.1', {{ port }}, application, threaded=%s)"
_WAITRESS = "from waitress import serve as s; s(application, listen='127.0.0.1:{{ port }}')"
_BAD_CHUNK_OF_GUNICORN = dict.fromkeys(
    ("Http/framing/chunked-bad-size", "Http/framing/chunked-wrong-size"),
    "reads chunks while the application asks for the body, too late for its own 400: a 500 of gunicorn",
)


def _script(name: str, what: str, needs: tuple[Module, ...], code: str) -> Front:
    """A server that a line of Python starts; `application` is the reference application."""
    command = ("{{ python }}", "-P", "-c", f"from {_APP} import application; {code}")
    return Front(name, what, needs, (command,), relays=False)


def _gunicorn(name: str, what: str, *flags: str) -> Front:
    command = ("{{ python }}", "-P", "-m", "gunicorn", "-b", "127.0.0.1:{{ port }}", *flags, f"{_APP}:application")
    return Front(
        name, what, (Module("gunicorn", "gunicorn"),), (command,), relays=False, own_doing=_BAD_CHUNK_OF_GUNICORN
    )


_OF_WERKZEUG = (Module("werkzeug", "werkzeug"),)
SERVERS: tuple[Front, ...] = (
    _script("wsgiref", "Python's own server, one request at a time, HTTP/1.0", (Module("wsgiref"),), _WSGIREF),
    _script("werkzeug", "Werkzeug's server with one thread", _OF_WERKZEUG, _WERKZEUG % "False"),
    _script("werkzeug-threads", "Werkzeug's server, a thread for each connection", _OF_WERKZEUG, _WERKZEUG % "True"),
    _gunicorn("gunicorn", "the worker `sync`, without keep-alive"),
    _gunicorn("gunicorn-gthread", "the worker `gthread`", "-k", "gthread", "--threads", "4"),
    _script("waitress", "as it starts", (Module("waitress", "waitress"),), _WAITRESS),
)
