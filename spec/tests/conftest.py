"""The shipped spec, and copies of its folder to break."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from campaign_contract import spec

Alter = Callable[[str, str, str], int]


@pytest.fixture(scope="session")
def api() -> spec.Spec:
    return spec.load()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the spec's YAML files that a test may change."""
    copy = tmp_path / "spec"
    copy.mkdir()
    for path in spec.DEFAULT_DIRECTORY.glob("*.yaml"):
        shutil.copy(path, copy)
    for part in ("commands", "supporting"):
        shutil.copytree(spec.DEFAULT_DIRECTORY / part, copy / part)
    return copy


@pytest.fixture
def alter(folder: Path) -> Alter:
    """Replace the first `old` of a file in `folder` by `new`; answers the line where `new` starts, from 1."""

    def replace(file: str, old: str, new: str) -> int:
        path = folder / file
        text = path.read_text(encoding="utf-8")
        before, found, after = text.partition(old)
        assert found, f"{file} does not hold {old!r}"
        path.write_text(before + new + after, encoding="utf-8")
        return before.count("\n") + 1

    return replace
