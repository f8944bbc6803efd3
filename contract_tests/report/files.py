"""The files of `--report-dir`: for programs, for CI systems, for people and for a badge."""

from __future__ import annotations

import io
import json
import os
import tempfile
from collections import defaultdict
from collections.abc import Callable, Mapping
from pathlib import Path

from campaign_contract.contract_tests.report import html, junit, summary
from campaign_contract.contract_tests.report.verdict import Run


def _json(run: Run) -> str:
    return json.dumps(run.to_json(), indent=2, ensure_ascii=False) + "\n"


def _junit(run: Run) -> str:
    content = io.BytesIO()
    junit.document(run).write(content, pretty=True)
    return content.getvalue().decode()


_FILES: Mapping[str, Callable[[Run], str]] = {
    "conformance.json": _json,
    "report.html": html.render,
    "summary.md": summary.markdown,
    "badge.json": summary.badge,
    "junit.xml": _junit,
}


def write(run: Run, directory: Path) -> list[str]:
    """Write all files, each readable by the user only; the directory is made where it is missing.

    Answers what could not be written, a line for each reason: a file that is lost costs no verdict.
    """
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        return [lost(str(directory), error)]
    names = defaultdict(list)
    for name, render in _FILES.items():
        try:
            save(directory / name, render(run))
        except OSError as error:
            names[error.strerror or str(error)].append(name)
    return [f"{', '.join(found)} in {directory}: not written: {reason}" for reason, found in names.items()]


def save(file: Path, text: str) -> None:
    """Write a whole file that only the user can read, or leave what was there. Raises OSError."""
    descriptor, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace", newline="\n") as stream:
            stream.write(text)
        Path(name).replace(file)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise


def add_summary(run: Run, file: Path) -> None:
    """Add the summary to a file that others write to as well, as GitHub's step summary is. Raises OSError."""
    with file.open("a", encoding="utf-8", errors="backslashreplace") as stream:
        stream.write(summary.markdown(run))


def lost(file: str, error: OSError) -> str:
    """The line that says that a file was not written."""
    return f"{file}: not written: {error.strerror or error}"
