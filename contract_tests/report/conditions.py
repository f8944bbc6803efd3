"""Under which conditions a run was made, so that its verdict claims no more than ran and can be repeated."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

_PACKAGE = "campaign-contract"


@dataclass(frozen=True)
class Conditions:
    """What was asked for, and of what.

    `filter` says which checks were picked by hand, "" for none; `must_checks` is how many MUST checks there are in
    all, 0 where nobody counted; `spec_hash` is a SHA-256 of the spec's files.
    """

    suite_version: str = ""
    spec_hash: str = ""
    profile: str = "full"
    level: str = "should"
    filter: str = ""
    seed: int = 0
    must_checks: int = 0

    @property
    def restriction(self) -> str:
        """What keeps checks from being run, as in `profile quick, -k Pause`; "" where all were asked for."""
        parts = [
            f"profile {self.profile}" if self.profile != "full" else "",
            f"level {self.level}" if self.level != "should" else "",
            self.filter,
        ]
        return ", ".join(filter(None, parts))


def suite_version() -> str:
    """The version of the installed suite, "unknown" where it is not installed."""
    try:
        return version(_PACKAGE)
    except PackageNotFoundError:
        return "unknown"


def spec_hash(directory: Path | str) -> str:
    """A SHA-256 over the names and contents of the spec's YAML files."""
    digest = hashlib.sha256()
    folder = Path(directory)
    for path in sorted([*folder.glob("*.yaml"), *folder.glob("commands/*.yaml")]):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(folder).as_posix()} {len(content)}\n".encode() + content)
    return digest.hexdigest()


def picked_by_hand(options: Mapping[str, Any], arguments: list[str]) -> str:
    """Which checks pytest was told to pick, as its own flags say it; "" where it was not."""
    flags = {"keyword": "-k", "markexpr": "-m", "lf": "--lf", "deselect": "--deselect"}
    parts = []
    for name, flag in flags.items():
        value = options.get(name)
        if value:
            parts.append(flag if value is True else f"{flag} {value if isinstance(value, str) else ' '.join(value)}")
    parts += [argument for argument in arguments if "::" in argument]
    return " ".join(parts)
