"""`serve --watch`: a changed spec or seed takes effect with the next request, and the state stays."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from campaign_contract.mockserver.database import StoreError
from campaign_contract.spec import DocumentError

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

Stamp = tuple[tuple[Path, int, int], ...]


def watched(
    app: WSGIApplication, directory: Path, file: Path, again: Callable[[], WSGIApplication]
) -> WSGIApplication:
    """`app` until a YAML file below `directory`, or `file`, is another one, and then what `again` makes.

    Where `again` raises DocumentError or StoreError, stderr says so and the last application goes on.
    """
    lock, current, seen = threading.Lock(), app, _stamp(directory, file)

    def follow() -> None:
        nonlocal current, seen
        with lock:
            found = _stamp(directory, file)
            if found == seen:
                return
            try:
                current = again()
            except (DocumentError, StoreError) as error:
                print(f"{error}\nthe changed files are not used", file=sys.stderr, flush=True)
            seen = found  # not where the thread must not wait: another one tries again

    def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        follow()
        return current(environ, start_response)

    return application


def _stamp(directory: Path, file: Path) -> Stamp:
    states = ((path, path.stat()) for path in (file, *sorted(directory.rglob("*.yaml"))) if path.exists())
    return tuple((path, state.st_mtime_ns, state.st_size) for path, state in states)
