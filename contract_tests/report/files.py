"""The files of `--report-dir`: for programs, for CI systems, for people and for a badge."""

from __future__ import annotations

import json
from pathlib import Path

from campaign_contract.contract_tests.report import html, junit, summary
from campaign_contract.contract_tests.report.verdict import Run


def write(run: Run, directory: Path) -> None:
    """Write all files; the directory is made where it is missing; only the user may read them. Raises OSError."""
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    texts = {
        "conformance.json": json.dumps(run.to_json(), indent=2, ensure_ascii=False) + "\n",
        "report.html": html.render(run),
        "summary.md": summary.markdown(run),
        "badge.json": summary.badge(run),
    }
    for name, text in texts.items():
        (directory / name).write_text(text, "utf-8", "backslashreplace")
    junit.document(run).write(str(directory / "junit.xml"), pretty=True)
    for file in directory.iterdir():
        if file.name in {*texts, "junit.xml"}:
            file.chmod(0o600)


def add_summary(run: Run, file: Path) -> None:
    """Add the summary to a file that others write to as well, as GitHub's step summary is. Raises OSError."""
    with file.open("a", encoding="utf-8", errors="backslashreplace") as stream:
        stream.write(summary.markdown(run))
