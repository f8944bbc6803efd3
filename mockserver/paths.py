"""Path and method of a request, read without the cost of a whole `Request`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment


def path_of(environ: WSGIEnvironment) -> str:
    """The path, with one slash in front; as far as it is ASCII it is what Werkzeug makes of it."""
    return "/" + str(environ.get("PATH_INFO", "")).lstrip("/")


def method_of(environ: WSGIEnvironment) -> str:
    """The method in capitals."""
    return str(environ["REQUEST_METHOD"]).upper()
