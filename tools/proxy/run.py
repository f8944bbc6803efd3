"""The proxy as a process."""

from __future__ import annotations

import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from werkzeug.exceptions import NotFound
from werkzeug.serving import BaseWSGIServer, make_server

from campaign_contract.contract_tests.settings import SettingsError, api_url
from campaign_contract.mockserver.admin.api import with_admin
from campaign_contract.mockserver.admin.guard import Guard
from campaign_contract.mockserver.admin.table import WATCHING
from campaign_contract.mockserver.cors import is_on_loopback
from campaign_contract.mockserver.coverage import Coverage
from campaign_contract.mockserver.journal import MOST, Journal
from campaign_contract.mockserver.listening import AddressError
from campaign_contract.mockserver.log import LogFormat, printer
from campaign_contract.mockserver.pages import Pages, with_pages
from campaign_contract.mockserver.recording import RecordingError
from campaign_contract.spec import DEFAULT_DIRECTORY, DocumentError, Spec, load
from campaign_contract.tools.proxy.observer import Observer, Passage
from campaign_contract.tools.proxy.recorder import Recorder
from campaign_contract.tools.proxy.relay import Relay
from campaign_contract.tools.proxy.upstream import Upstream

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

USAGE = 2


@dataclass(frozen=True)
class ProxyOptions:
    """How the proxy runs: before which server, where it listens, what it keeps; as for `serve` where alike."""

    url: str
    host: str = "127.0.0.1"
    port: int = 8026
    ca: str | None = None
    insecure: bool = False
    timeout: float = 60.0
    spec_directory: Path | str = DEFAULT_DIRECTORY
    journal: int = MOST
    log: LogFormat | None = None
    admin_token: str | None = None
    record: Path | None = None
    make_pages: Callable[[Spec], Pages] | None = None


def run(options: ProxyOptions) -> int:
    """Stand before the server until SIGTERM or Ctrl-C; answers the exit status: 0, or 2 for what cannot be used."""
    try:
        with listening(options) as (server, url):
            print(f"listening on {url}, before {options.url}", flush=True)
            _serve(server)
    except (AddressError, DocumentError, RecordingError, SettingsError, OSError) as problem:
        print(problem, file=sys.stderr)
        return USAGE
    except KeyboardInterrupt:
        pass
    return 0


@contextmanager
def listening(options: ProxyOptions) -> Iterator[tuple[BaseWSGIServer, str]]:
    """A server that is ready to serve, and the URL where clients send commands. Raises AddressError and the like."""
    spec = load(options.spec_directory)
    url = _behind(options.url, spec)
    path = urlsplit(url).path
    passage = Passage(spec, Journal(options.journal), Coverage())
    if options.log is not None:
        passage.journal.listen(printer(options.log))
    upstream = Upstream(url, options.ca, options.insecure, options.timeout)
    recorder = Recorder(options.record) if options.record else None
    observer = Observer(passage, path, recorder.add if recorder else None)
    handler = type("Handler", (Relay,), {"upstream": upstream, "seen": staticmethod(observer.seen)})
    with ExitStack() as stack:
        if recorder:
            stack.callback(recorder.close)
        held = stack.enter_context(_held(options.host, options.port))
        address, port = held.getsockname()[:2]
        guard = Guard(is_on_loopback(address), options.admin_token)
        app = with_admin(_pages(options, spec), passage, guard, options.make_pages is not None, WATCHING)
        server = make_server(address, port, app, threaded=True, request_handler=handler, fd=held.fileno())
        stack.callback(server.server_close)
        host = f"[{options.host}]" if ":" in options.host else options.host
        yield server, f"http://{host}:{port}{path}"


def _pages(options: ProxyOptions, spec: Spec) -> WSGIApplication:
    if options.make_pages is None:
        return _nothing
    return with_pages(_nothing, spec.transport.path, partial(options.make_pages, spec))


def _serve(server: BaseWSGIServer) -> None:
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
    server.serve_forever()


def _behind(url: str, spec: Spec) -> str:
    """Where commands are sent behind the proxy. Raises SettingsError."""
    found = urlsplit(api_url(url, spec.transport.path))
    if "@" in found.netloc:
        raise SettingsError("leave the login out of the URL: the proxy sends nothing that the client did not send")
    if found.query:
        raise SettingsError("leave the query out of the URL: the client sends its own")
    return urlunsplit(found)


@contextmanager
def _held(host: str, port: int) -> Iterator[socket.socket]:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        held = socket.create_server((host, port), family=family)
    except OSError as error:
        raise AddressError(f"cannot listen on {host}, port {port}: {error.strerror}; choose another one") from error
    with held:
        yield held


def _nothing(environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
    return list(NotFound()(environ, start_response))
