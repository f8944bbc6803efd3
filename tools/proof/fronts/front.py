"""A front: something that others have written and that speaks HTTP to the suite for the reference server."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from campaign_contract.tools.proof.fronts.needs import Need


@dataclass(frozen=True)
class Front:
    """One front. `commands` start it, the first one first, each in the front's own folder.

    Arguments, and the files of `material` that go into the folder, are Jinja templates with these names: `port` to
    listen on, `upstream` (host:port of a reference server, for what `relays`), `python`, `folder`, `certificate` and
    `key` in PEM, `root` (whether root runs it), and `options`, which tell apart fronts that share their files.
    `programs` are the paths of the programs that it needs, by their first name.

    `own_doing` says, by address, which advice is the front's own doing, and why.
    """

    name: str
    what: str
    needs: tuple[Need, ...]
    commands: tuple[tuple[str, ...], ...]
    material: tuple[str, ...] = ()
    options: Mapping[str, object] = field(default_factory=dict)
    relays: bool = True
    tls: bool = False
    path: str = "/api.php"
    own_doing: Mapping[str, str] = field(default_factory=dict)

    def version(self) -> str:
        """What it is made of, with numbers. Raises NotThere."""
        return ", ".join(need.version() for need in self.needs)
