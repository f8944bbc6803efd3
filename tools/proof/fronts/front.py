"""A front: something that others have written and that speaks HTTP to the suite for the reference server."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from campaign_contract.tools.proof.fronts.needs import Need


class FrontBroken(Exception):
    """A front is installed and cannot be tried all the same; the message says why."""


@dataclass(frozen=True)
class Front:
    """One front. `commands` start it, the first one first, each in the front's own folder.

    Arguments, and the files of `material` that go into the folder, are Jinja templates with these names: `port` and
    `path` to listen on, `upstream` (host:port of a reference server, for what `relays`), `python`, `folder`, `tls`
    (files `certificate`, `key` and `both` in PEM, or none), `root` (whether root runs it), `paths` (where each program
    and library that it needs is), and `options`, words that tell apart fronts with the same files.

    `own_doing` says, by address, which advice is the front's own doing, and why.
    """

    name: str
    what: str
    needs: tuple[Need, ...]
    commands: tuple[tuple[str, ...], ...]
    material: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    relays: bool = True
    tls: bool = False
    path: str = "/api.php"
    own_doing: Mapping[str, str] = field(default_factory=dict)

    def version(self) -> str:
        """What it is made of, with numbers. Raises NotThere."""
        return ", ".join(need.version() for need in self.needs)


BAD_CHUNKS = ("Http/framing/chunked-bad-size", "Http/framing/chunked-wrong-size")
"""Where a server that reads chunks only while it passes them on has a failure of its own, too late for a 400."""
