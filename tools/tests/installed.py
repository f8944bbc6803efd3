"""Programs of npm and PyPI that only tests need: installed once, for each set of versions a folder of its own."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

_PATIENCE = 600
_Commands = Callable[[Path], list[list[str | Path]]]


def npm_folder(packages: Sequence[str]) -> Path:
    """The `node_modules` that hold `packages` (`name@version`). Skips where npm is absent or cannot install them."""
    if not shutil.which("npm") or not shutil.which("node"):
        pytest.skip("npm and node are needed")
    options = ["--no-audit", "--no-fund", "--ignore-scripts", "--prefix"]
    return _kept("npm", packages, lambda folder: [["npm", "install", *options, folder, *packages]]) / "node_modules"


def python_folder(packages: Sequence[str]) -> Path:
    """A virtual environment with `packages` (`name==version`). Skips where pip cannot install them."""

    def commands(folder: Path) -> list[list[str | Path]]:
        return [
            [sys.executable, "-m", "venv", folder],
            [folder / "bin" / "pip", "install", "--quiet", "--disable-pip-version-check", *packages],
        ]

    return _kept("python", packages, commands)


def _kept(kind: str, packages: Sequence[str], commands: _Commands) -> Path:
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / f"campaign-contract-{kind}"
    folder = cache / hashlib.sha256(" ".join(packages).encode()).hexdigest()[:12]
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "complete").exists():
            for command in commands(folder):
                did = subprocess.run(command, capture_output=True, text=True, check=False, timeout=_PATIENCE)
                if did.returncode:
                    pytest.skip(f"{', '.join(packages)} cannot be installed: {did.stderr.strip().splitlines()[-1:]}")
            (folder / "complete").touch()
    return folder
