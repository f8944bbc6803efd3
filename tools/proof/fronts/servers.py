"""WSGI servers from PyPI and the standard library, each as the command that serves the reference application."""

from __future__ import annotations

import importlib.util
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

_APP = "campaign_contract.tools.proof.fronts.app"
_PATIENCE = 20.0
_WSGIREF = f"from wsgiref.simple_server import make_server as m; from {_APP} import application as a; "
_WERKZEUG = f"from werkzeug.serving import run_simple; from {_APP} import application as a; "
SERVERS: dict[str, tuple[str, tuple[str, ...]]] = {
    "wsgiref": ("wsgiref", ("-c", _WSGIREF + "m('127.0.0.1', {port}, a).serve_forever()")),
    "werkzeug": ("werkzeug", ("-c", _WERKZEUG + "run_simple('127.0.0.1', {port}, a)")),
    "gunicorn-sync": ("gunicorn", ("-m", "gunicorn", "-b", "127.0.0.1:{port}", f"{_APP}:application")),
    "gunicorn-gthread": (
        "gunicorn",
        ("-m", "gunicorn", "-k", "gthread", "-b", "127.0.0.1:{port}", f"{_APP}:application"),
    ),
}
"""By name: the module that has to be installed, and the arguments of Python; `{port}` stands for a free one."""


class NotThere(Exception):
    """A front cannot be tried here; the message says why."""


@contextmanager
def running(name: str) -> Iterator[str]:
    """Serve by the server called `name`; yields the URL. Raises NotThere where it is not installed or not up."""
    module, arguments = SERVERS[name]
    if importlib.util.find_spec(module) is None:
        raise NotThere(f"{module} is not installed; pip install {module}")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, *(argument.replace("{port}", str(port)) for argument in arguments)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 - ours
    try:
        _wait_for(process, port)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def _wait_for(process: subprocess.Popen[bytes], port: int) -> None:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise NotThere(f"the server did not listen within {_PATIENCE:g} s, or ended with {process.poll()}")
