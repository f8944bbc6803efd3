"""Where the files of a spec say what: the file and the line of each statement."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from campaign_contract.spec.document import Document, KeyPath, read
from campaign_contract.spec.wording import GENERAL, SHOWN_FORMAT, STATUS_AFTER, SUCCESS, address

_OF_SUCCESS: Mapping[str, KeyPath] = {
    SUCCESS: ("success",),
    SHOWN_FORMAT: ("success", "shown"),
    STATUS_AFTER: ("success", "sets"),
}


@dataclass(frozen=True)
class Place:
    """A line of a file; lines count from 1."""

    file: Path
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


def places(directory: Path | str) -> dict[str, Place]:
    """Statement address → where the files in `directory`, which `load` takes, make the statement."""
    root = Path(directory)
    found = dict(_rules(read(root / "api.yaml")))
    for path in sorted((root / "commands").glob("*.yaml")):
        found |= dict(_of_command(read(path)))
    return found


def _rules(api: Document) -> Iterator[tuple[str, Place]]:
    for index, rule in enumerate(api.data["rules"]):
        yield address(rule.get("family", GENERAL), rule["id"]), _place(api, ("rules", index))


def _of_command(document: Document) -> Iterator[tuple[str, Place]]:
    name = document.data["command"]
    for id, key in _OF_SUCCESS.items():
        if key in document.lines:
            yield address(name, id), _place(document, key)
    for part in ("errors", "rules"):
        for index, item in enumerate(document.data[part]):
            yield address(name, item["id"]), _place(document, (part, index))


def _place(document: Document, key: KeyPath) -> Place:
    return Place(document.path, document.lines[key])
