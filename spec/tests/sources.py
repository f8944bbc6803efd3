"""The Python files of the project, for tests that read source code."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_TEMPLATES = "templates"  # holds templates of sample code, which are not Python yet


def python_files(package: str) -> list[Path]:
    """Every module of a top-level package, tests included. Fails when there is none."""
    files = sorted((ROOT / package).rglob("*.py"))
    assert files, f"{package} holds no Python file"
    return [file for file in files if _TEMPLATES not in file.parts]
