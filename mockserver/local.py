"""The reference server inside this process, for tests."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from werkzeug.serving import WSGIRequestHandler, make_server

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


class _QuietHandler(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    """Headers and body are sent apart; with Nagle's algorithm a kept-alive client would wait 40 ms for the second."""

    def log(self, type: str, message: str, *args: Any) -> None:
        """Nothing: what a test wants to know it asks the answers."""


@contextmanager
def running(app: WSGIApplication, host: str = "127.0.0.1", ssl_context: ssl.SSLContext | None = None) -> Iterator[str]:
    """Serve `app` on a free port, a thread for each connection; yields the base URL, such as `http://127.0.0.1:40123`."""
    server = make_server(host, 0, app, threaded=True, request_handler=_QuietHandler, ssl_context=ssl_context)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http{'s' * (ssl_context is not None)}://{host}:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
