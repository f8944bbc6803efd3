"""The reference server as a process of its own, on granian."""

from __future__ import annotations

import sys
import threading
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from granian.constants import HTTPModes, Interfaces, SSLProtocols
from granian.http import HTTP1Settings
from granian.server.mp import MPServer

from campaign_contract.mockserver import recording, seed, well_known
from campaign_contract.mockserver.admin.api import with_admin
from campaign_contract.mockserver.admin.guard import Guard
from campaign_contract.mockserver.admin.world import World
from campaign_contract.mockserver.announcing import Listener, announce
from campaign_contract.mockserver.app import create_app
from campaign_contract.mockserver.clock import Clock
from campaign_contract.mockserver.cors import allowed_origin, is_on_loopback, with_cors
from campaign_contract.mockserver.database import FILE, MEMORY, StoreError, Unavailable, shown
from campaign_contract.mockserver.delivery import Deliverer
from campaign_contract.mockserver.faults import Faults
from campaign_contract.mockserver.front import Front
from campaign_contract.mockserver.health import HEALTH
from campaign_contract.mockserver.journal import Journal
from campaign_contract.mockserver.lifeline import end_with_parent, is_detached
from campaign_contract.mockserver.listening import AddressError, reserved
from campaign_contract.mockserver.log import printer
from campaign_contract.mockserver.options import ServeOptions
from campaign_contract.mockserver.pages import with_pages
from campaign_contract.mockserver.recording import Recorded, RecordingError, Replay
from campaign_contract.mockserver.seed import Seed
from campaign_contract.mockserver.store import Store
from campaign_contract.mockserver.tls import Certificate, CertificateError, certificate
from campaign_contract.mockserver.watching import watched
from campaign_contract.spec import DocumentError, Spec, load

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

USAGE = 2
"""The exit status when something that the operator gave cannot be used."""
_PATIENCE = 1
_CONNECTIONS = 10_000
"""How many connections may be open, idle ones included."""
_TURN = 0.0005
"""Seconds that a thread with long work may go on when the event loop has something to do."""
_HEADER_PATIENCE = 10_000
"""Milliseconds that the headers of a request may take to arrive."""


@dataclass(frozen=True)
class _Said:
    """What the operator is told: a key to try with, and a notice (or nothing) about replaced credentials."""

    key: str
    notice: str


@dataclass(frozen=True)
class _Served:
    """What the serving process needs. `address` is the number that the host stands for, `port` the one taken."""

    options: ServeOptions
    spec: Spec
    seed: Seed
    address: str
    port: int
    said: _Said
    certificate: Certificate | None
    recorded: Sequence[Recorded] | None = None

    @property
    def url(self) -> str:
        named = self.options.host
        host = f"[{named}]" if ":" in named else named
        scheme = "https" if self.certificate else "http"
        return f"{scheme}://{host}:{self.port}{self.spec.transport.path}"


def serve(options: ServeOptions) -> int:
    """Serve until SIGTERM or Ctrl-C; answers the exit status: 0, or 2 when a setting cannot be used (says stderr).

    Prints `listening on URL` on stdout once it answers, then a curl line to try.
    """
    try:
        spec = load(options.spec_directory)
        shipped = seed.load(spec, options.seed_file)
        _refuse_workers_without_file(options.workers, options.database)
        recorded = _recorded(options)
        with certificate(options) as used, reserved(options.host, options.port) as (address, free_port):
            is_public = not is_on_loopback(address) and well_known.is_well_known(options.seed_file)
            seeded = well_known.replaced(shipped) if is_public else shipped
            said = _prepared(spec, seeded, options, shipped if is_public else None)
            return _run(_Served(options, spec, seeded, address, free_port, said, used, recorded))
    except (DocumentError, StoreError, AddressError, CertificateError, RecordingError) as error:
        print(error, file=sys.stderr)
        return USAGE
    except Unavailable as error:
        state, _, _ = str(error).partition(";")
        print(f"database {shown(options.database)} cannot be used: {state}", file=sys.stderr)
        return USAGE
    except KeyboardInterrupt:
        return 0


def _refuse_workers_without_file(workers: int, database: str) -> None:
    if workers > 1 and database == MEMORY:
        raise StoreError(f"{workers} workers cannot share memory; name a file, such as {FILE}campaigns.db")


def _recorded(options: ServeOptions) -> Sequence[Recorded] | None:
    if options.recording is None:
        return None
    if options.workers > 1:
        raise RecordingError(f"a recording is answered by one process, not by {options.workers}; leave out --workers")
    return recording.load(options.recording)


def _open(spec: Spec, seeded: Seed, database: str) -> Store:
    store = Store(spec.fields, database)
    seed.plant(seeded, store)
    return store


def _prepared(spec: Spec, seeded: Seed, options: ServeOptions, shipped: Seed | None) -> _Said:
    """Try the database, and plant where it is empty; `shipped` is the seed whose credentials may not hold."""
    if options.database == MEMORY:  # the worker has its own, which is empty
        return _Said(seeded.accounts[0].api_key, well_known.notice(seeded) if shipped else "")
    with closing(Store(spec.fields, options.database)) as store:
        is_new = seed.plant(seeded, store)
        if shipped is not None:
            well_known.refuse(shipped, store)
        with store.transaction(writes=False):
            return _Said(store.any_credential("APIKey"), _notice(seeded, options, is_new, shipped is not None))


def _notice(seeded: Seed, options: ServeOptions, is_new: bool, is_replaced: bool) -> str:
    if is_new:
        return well_known.notice(seeded) if is_replaced else ""
    if options.seed_file == seed.DEFAULT_FILE:
        return ""
    return f"{shown(options.database)} has data already and is left as it is; {options.seed_file} is not used"


def _run(served: _Served) -> int:
    server = _Server(
        "mockserver",
        address=served.address,
        port=served.port,
        interface=Interfaces.RSGI,
        http=HTTPModes.http1,
        websockets=False,
        workers=served.options.workers,
        backpressure=_CONNECTIONS,
        http1_settings=HTTP1Settings(header_read_timeout=_HEADER_PATIENCE),
        workers_kill_timeout=_PATIENCE,
        log_enabled=False,
        ssl_cert=used.chain if (used := served.certificate) else None,
        ssl_key=used.key if used else None,
        ssl_protocol_min=SSLProtocols.tls12,
    )
    server.is_detached = is_detached()
    threading.Thread(target=_announce, args=(served,), daemon=True).start()
    try:
        server.serve(target_loader=partial(_worker_app, served), wrap_loader=False)
    except SystemExit as ended:  # Ctrl-C reaches the worker too, whose end granian may then take for a crash
        return 0 if server.interrupt_signal else int(ended.code or 0)
    return 0


class _Server(MPServer):
    """Ends with the terminal, unless it is detached; granian itself would start its workers anew."""

    is_detached = False

    def signal_handler_reload(self, *_: Any) -> None:
        if not self.is_detached:
            self.signal_handler_interrupt()  # type: ignore[no-untyped-call]


def _worker_app(served: _Served) -> Front:
    """Runs in granian's worker process, so the in-memory store is in the process that serves."""
    end_with_parent()
    sys.setswitchinterval(_TURN)
    world, options = _world(served), served.options
    app = _wired(served, world)
    if options.watch:
        files = Path(options.spec_directory), Path(options.seed_file)
        app = watched(app, *files, partial(_wired_again, served, world))
    return Front(app, served.spec)


def _wired_again(served: _Served, world: World) -> WSGIApplication:
    """The application of the files as they are now, on the state as it is."""
    spec = load(served.options.spec_directory)
    if {item for item in spec.fields if item.stored} != {item for item in world.spec.fields if item.stored}:
        raise StoreError("the stored fields of campaigns are others; start the server anew")
    seeded = seed.load(spec, served.options.seed_file)
    seed.plant_new(seeded, world.store)
    return _wired(replace(served, spec=spec, seed=seeded), replace(world, spec=spec, seed=seeded))


def _wired(served: _Served, world: World) -> WSGIApplication:
    options, spec, is_open = served.options, served.spec, is_on_loopback(served.address)
    app_options = world.app_options(options.app)
    if served.recorded is not None:
        replay = Replay(served.recorded, spec.credentials)
        app_options = replace(app_options, replay=replay, checks=(world.faults.check,))
    app = create_app(spec, world.store, app_options)
    if options.make_pages is not None:
        shown_key = served.said.key if is_open else ""
        app = with_pages(app, spec.transport.path, partial(options.make_pages, spec, shown_key))
    origin = allowed_origin(options.cors, served.address)
    if origin is not None:
        app = with_cors(app, origin)
    guard = Guard(is_open, options.admin_token)
    return with_admin(app, world, guard, has_page=options.make_pages is not None)


def _world(served: _Served) -> World:
    options, journal = served.options, Journal(served.options.journal)
    if options.log is not None:
        journal.listen(printer(options.log))
    store = _open(served.spec, served.seed, options.database)
    return World(
        served.spec,
        served.seed,
        store,
        Clock(),
        journal,
        Faults(options.forced_errors),
        Deliverer(options.delivery),
        workers=options.workers,
    )


def _announce(served: _Served) -> None:
    used = served.certificate
    listener = Listener(served.address, served.port, HEALTH, used is not None)
    trusted = f"--cacert {used.authority} " if used and used.authority else ""
    example = f"try: curl {trusted}-d Command=Campaigns.Get -d APIKey={served.said.key} {served.url}"
    announce(listener, [f"listening on {served.url}", example, served.said.notice])
