"""What generators of types make of the folder of JSON Schemas: names that a person would have chosen."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

from campaign_contract.spec import load
from campaign_contract.tools.artefacts import json_schema
from campaign_contract.tools.tests.installed import npm_folder, python_folder

SPEC = load()
NUMBERED = re.compile(r"(\d|^Model)$")
BUNDLE = {"RulesJsonBundle", "Criterion"}


def written(folder: Path) -> Path:
    """The folder of the schemas, as it is shipped, below `folder`."""
    for path, text in json_schema.render(SPEC).items():
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder / json_schema.DIRECTORY


def run(*command: str | Path) -> None:
    did = subprocess.run([*map(str, command)], capture_output=True, text=True, check=False, timeout=300)
    assert did.returncode == 0, did.stderr


def names(pattern: str, files: Sequence[Path]) -> set[str]:
    """The named types in the files."""
    found = {name for file in files for name in re.findall(pattern, file.read_text(encoding="utf-8"), re.MULTILINE)}
    assert {f"SuccessOf{command.name.replace('.', '')}" for command in SPEC.commands} <= found
    assert found >= BUNDLE
    return found


def test_types_of_typescript_have_names_without_numbers(tmp_path: Path) -> None:
    program = npm_folder(["json-schema-to-typescript@16.0.0"]) / ".bin" / "json2ts"
    run(program, "-i", written(tmp_path), "-o", tmp_path / "types")
    found = names(r"^export (?:interface|type) (\w+)", [*(tmp_path / "types").rglob("*.d.ts")])
    assert [name for name in sorted(found) if NUMBERED.search(name)] == []


def test_models_of_python_have_names_without_numbers(tmp_path: Path) -> None:
    program = python_folder(["datamodel-code-generator==0.89.0"]) / "bin" / "datamodel-codegen"
    kinds = (
        "--input-file-type",
        "jsonschema",
        "--output-model-type",
        "pydantic_v2.BaseModel",
        "--formatters",
        "builtin",
    )
    run(program, "--input", written(tmp_path), "--output", tmp_path / "models", *kinds)
    found = names(r"^class (\w+)", [*(tmp_path / "models").rglob("*.py")])
    assert [name for name in sorted(found) if NUMBERED.search(name)] == []
