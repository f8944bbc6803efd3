"""Everything that is generated from the spec: write it, or say which committed file is stale."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from difflib import unified_diff
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from campaign_contract.contract_tests.inventory import by_statement, checks
from campaign_contract.spec import Spec
from campaign_contract.tools.artefacts import (
    bruno,
    client_tools,
    http_file,
    json_schema,
    markdown,
    openapi,
    openapi_client,
    postman,
    traceability,
)
from campaign_contract.tools.artefacts.artefact_format import NOTICE
from campaign_contract.tools.proof.mutants.catalogue import by_statement as mutants_by_statement


def _docs(spec: Spec) -> Mapping[str, str]:
    return {"reference.md": markdown.render(spec)}


def _traceability(spec: Spec) -> Mapping[str, str]:
    held, proved = by_statement(spec), mutants_by_statement(checks(spec))
    return {
        "traceability.md": traceability.render_markdown(spec, held, proved),
        "traceability.json": traceability.render_json(spec, held, proved),
    }


RENDERERS: tuple[Callable[[Spec], Mapping[str, str]], ...] = (
    json_schema.render,
    openapi.render,
    openapi_client.render,
    client_tools.render,
    postman.render,
    bruno.render,
    http_file.render,
    _docs,
    _traceability,
)
"""Each makes of a spec the texts of some files, by their path below the output folder."""

_DIFF_LINES, _DIFF_WIDTH = 20, 160


class GenerateError(Exception):
    """The output folder cannot be read or written; the message is one line that says why."""


class Stale(NamedTuple):
    """A file that is not as the spec has it.

    `path` is relative with forward slashes, `diff` a unified diff of at most 21 lines of 160 characters.
    """

    path: str
    diff: str


def artefacts(spec: Spec) -> dict[str, str]:
    """Path below the output folder (with forward slashes) → text of every generated file, in order of the paths."""
    texts = {path: text for render in RENDERERS for path, text in render(spec).items()}
    return dict(sorted(texts.items()))


def write(spec: Spec, directory: Path) -> list[str]:
    """Write every generated file below `directory` and remove generated ones that are no more.

    Removed are only files that carry our notice, in folders that generated files stand in. Answers the paths written.
    Raises GenerateError.
    """
    texts = artefacts(spec)
    try:
        for path in _left_over(directory, texts):
            (directory / path).unlink()
        for path, text in texts.items():
            (directory / path).parent.mkdir(parents=True, exist_ok=True)
            (directory / path).write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise GenerateError(f"{error.filename} cannot be written: {error.strerror}; choose another folder") from error
    return list(texts)


def stale(spec: Spec, directory: Path) -> list[Stale]:
    """The generated files below `directory` that differ from what `write` would leave. Raises GenerateError."""
    texts = artefacts(spec)
    try:
        left_over = dict.fromkeys(_left_over(directory, texts), "")
        found = {path: _read(directory / path) for path in (*texts, *left_over)}
    except OSError as error:
        raise GenerateError(f"{error.filename} cannot be read: {error.strerror}; choose another folder") from error
    wanted = texts | left_over
    return [
        Stale(path, _diff(path, found[path], wanted[path])) for path in sorted(wanted) if found[path] != wanted[path]
    ]


def _left_over(directory: Path, texts: Mapping[str, str]) -> list[str]:
    """The files that some earlier generation wrote and this one does not."""
    folders = {directory / PurePosixPath(path).parent for path in texts}
    files = (file for folder in folders if folder.is_dir() for file in folder.iterdir() if file.is_file())
    found = ((file.relative_to(directory).as_posix(), file) for file in files)
    return sorted(path for path, file in found if path not in texts and _is_ours(file))


def _is_ours(path: Path) -> bool:
    return NOTICE.encode() in path.read_bytes()


def _read(path: Path) -> str:
    """The text of the file, empty if there is none; bytes that are not UTF-8 only have to differ."""
    return path.read_bytes().decode("utf-8", "replace") if path.exists() else ""


def _diff(path: str, found: str, wanted: str) -> str:
    lines = unified_diff(
        found.splitlines(), wanted.splitlines(), f"{path} (found)", f"{path} (generated)", "", "", 1, ""
    )
    shown = [line[:_DIFF_WIDTH] for line in islice(lines, _DIFF_LINES)]
    more = sum(1 for _ in lines)
    return "\n".join([*shown, f"… {more} more lines"] if more else shown)
