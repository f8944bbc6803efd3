"""The options of the server: of the application, and of the process that serves it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from campaign_contract.mockserver import seed
from campaign_contract.mockserver.actions import ACTIONS, Action
from campaign_contract.mockserver.answers import ErrorShape
from campaign_contract.mockserver.clock import Clock
from campaign_contract.mockserver.database import MEMORY
from campaign_contract.mockserver.doubts import doubting
from campaign_contract.mockserver.exchange import Check, Layer
from campaign_contract.mockserver.journal import MOST
from campaign_contract.mockserver.log import LogFormat
from campaign_contract.mockserver.pages import Pages
from campaign_contract.mockserver.recording import Replay
from campaign_contract.spec import DEFAULT_DIRECTORY, Spec

if TYPE_CHECKING:
    from campaign_contract.mockserver.delivery import Delivery

SESSION_LIFETIME = timedelta(days=1)
"""How long a session lasts that a login began."""


@dataclass(frozen=True)
class AppOptions:
    """How the application behaves beyond the spec.

    `actions` are by command name; `clock` tells the time, for the dates that campaigns carry and the age of
    sessions. A session of `User.Login` is refused once it is `session_lifetime` old; those of the seed stay valid.
    `error_shape` is how failures of commands wrap their number. Before anything else is asked of a call, what
    `settling` answers, if anything, brings its campaigns up to the moment. `checks` are asked in their order; of the
    `layers` the first one is innermost. A `replay` answers after the `checks`, and no command is carried out.
    """

    actions: Mapping[str, Action] = field(default_factory=lambda: ACTIONS)
    clock: Clock = field(default_factory=Clock)
    session_lifetime: timedelta = SESSION_LIFETIME
    error_shape: ErrorShape = ErrorShape.DOCUMENTED
    settling: Callable[[], Check | None] = lambda: None
    checks: tuple[Check, ...] = ()
    layers: tuple[Layer, ...] = ()
    replay: Replay | None = None


@dataclass(frozen=True)
class ServeOptions:
    """How the server runs as a process; picklable.

    `port` 0 takes a free one. `make_pages` makes what is shown at `/` of the spec and of a key that this server
    takes. Several `workers`, each a process, share a database in a file. Failures wrap their number by `error_shape`.
    Pages of the origin `cors` may read the answers; without one those of any origin on loopback, and else of none.
    The journal keeps so many exchanges; each is logged on stdout in the format `log`, unless there is none.
    Requests may ask for faults themselves where `forced_errors` says so. Without `delivery` campaigns stay as commands
    leave them.
    `admin_token` is what the control API asks for; without one it is open on loopback, and else closed.
    A `strict` server refuses what it would otherwise ignore or keep though it cannot be, such as an unknown parameter
    or the 30th of February. It speaks HTTPS with the `cert` and its `key`, or by `tls` with one made for the run.
    With `watch` it follows changes of its spec and seed, and keeps its state. With a `recording` it answers from that
    alone.
    """

    host: str = "127.0.0.1"
    port: int = 8025
    database: str = MEMORY
    seed_file: Path | str = seed.DEFAULT_FILE
    spec_directory: Path | str = DEFAULT_DIRECTORY
    make_pages: Callable[[Spec, str], Pages] | None = None
    workers: int = 1
    error_shape: ErrorShape = ErrorShape.DOCUMENTED
    cors: str | None = None
    journal: int = MOST
    log: LogFormat | None = None
    delivery: Delivery | None = None
    forced_errors: bool = False
    admin_token: str | None = None
    session_lifetime: timedelta = SESSION_LIFETIME
    strict: bool = False
    watch: bool = False
    tls: bool = False
    cert: Path | None = None
    key: Path | None = None
    recording: Path | None = None

    @property
    def app(self) -> AppOptions:
        """How the application of this process behaves."""
        checks = (doubting(self.strict),)
        return AppOptions(
            session_lifetime=self.session_lifetime,
            error_shape=self.error_shape,
            checks=checks,
        )
