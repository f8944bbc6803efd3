"""What has to be installed before a front can be tried, found without starting anything that stays."""

from __future__ import annotations

import importlib.util
import os
import platform
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

_NUMBER = re.compile(r"\d+(?:\.\d+)+")
_OFF_PATH = ("/usr/sbin", "/usr/local/sbin")
"""Where Debian keeps servers, also for users whose PATH lacks these folders."""


class NotThere(Exception):
    """Something is not installed here; the message says what to do."""


@dataclass(frozen=True)
class Program:
    """An executable. `names` are those it has on one system or another, `package` is Debian's."""

    names: tuple[str, ...]
    package: str
    version_flag: str = "--version"

    @property
    def name(self) -> str:
        """Its usual name."""
        return self.names[0]

    def path(self) -> str:
        """Where it is. Raises NotThere."""
        folders = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", ""), *_OFF_PATH])
        found = next(filter(None, (shutil.which(name, path=folders) for name in self.names)), None)
        if found is None:
            raise NotThere(f"{self.name} is not installed; try: {self.package}")
        return found

    def version(self) -> str:
        """Its name and number. Raises NotThere."""
        asked = [self.path(), *self.version_flag.split()]
        said = subprocess.run(asked, capture_output=True, text=True, timeout=30, check=False)  # noqa: S603 - ours
        number = _NUMBER.search(said.stdout + said.stderr)
        return f"{self.name} {number[0] if number else '?'}"


@dataclass(frozen=True)
class Module:
    """A Python module; `package` is its distribution, None for a part of Python."""

    name: str
    package: str | None = None

    def version(self) -> str:
        """Its name and number. Raises NotThere."""
        if importlib.util.find_spec(self.name) is None:
            raise NotThere(f"{self.name} is not installed; try: pip install {self.package}")
        return f"{self.package} {metadata.version(self.package)}" if self.package else _python()


@dataclass(frozen=True)
class Library:
    """A file that a program loads, in the folder where Debian has it; its `pattern` may hold * and ?."""

    name: str
    folder: str
    pattern: str
    package: str

    def path(self) -> str:
        """Where it is. Raises NotThere."""
        found = sorted(Path(self.folder).glob(self.pattern))
        if not found:
            raise NotThere(f"{self.name} is not installed; try: {self.package}")
        return str(found[-1])

    def version(self) -> str:
        """Its file's name. Raises NotThere."""
        return Path(self.path()).stem


Need = Program | Module | Library


def _python() -> str:
    return f"Python {platform.python_version()}"
