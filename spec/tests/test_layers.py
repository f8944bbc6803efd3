"""The layer rule: mockserver → spec ← contract_tests, tools stands on all three; inside, rooms have a direction."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from campaign_contract.spec.tests.sources import ROOT, python_files

ROOT_NAME = "campaign_contract"
MAY_IMPORT = {
    "spec": {"spec"},
    "mockserver": {"mockserver", "spec"},
    "contract_tests": {"contract_tests", "spec"},
    "tools": {"tools", "spec", "mockserver", "contract_tests"},
}
ROOMS = {
    "contract_tests/api": {"api"},
    "contract_tests/explore": {"api", "explore"},
    "contract_tests/stories": {"api", "explore", "stories"},
    "contract_tests/report": {"api", "report"},
    "tools/runs": {"runs"},
    "tools/proxy": {"proxy"},
    "tools/proof": {"proof", "runs"},
    "tools/artefacts": {"artefacts", "proof"},
    "tools/site": {"artefacts", "site"},
}
"""Which rooms of its own package a room may import; a package's modules outside all rooms are not looked at."""
COMMAND_LINE = {path.stem for path in (ROOT / "tools").glob("*.py") if path.stem == "cli" or "command" in path.stem}
"""The modules of `tools` that stand on all rooms."""
IMPORTERS = {"import_module", "__import__", "importorskip"}


def imported(source: str) -> Iterator[tuple[int, str]]:
    """The line and the dotted name of every import in `source`, also of those by name in a call."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import():
                yield from ((node.lineno, alias.name) for alias in node.names)
            case ast.ImportFrom(level=0, module=str(module)):
                yield from ((node.lineno, f"{module}.{alias.name}") for alias in node.names)
            case ast.ImportFrom():
                yield node.lineno, "a relative import"
            case ast.Call(
                func=ast.Name(id=name) | ast.Attribute(attr=name), args=[ast.Constant(value=str(module)), *_]
            ) if name in IMPORTERS:
                yield node.lineno, module


def violations(source: str, package: str) -> list[str]:
    """What `source` imports that its package may not; by any name but the one import root nothing of ours is found."""
    found = []
    for line, name in imported(source):
        root, _, rest = name.partition(".")
        if root in MAY_IMPORT or name == "a relative import":
            found.append(f"{line}: {name}; allowed: from {ROOT_NAME} only")
        elif root == ROOT_NAME and rest.partition(".")[0] in MAY_IMPORT.keys() - MAY_IMPORT[package]:
            found.append(f"{line}: {package} imports {rest.partition('.')[0]}")
    return found


def room_violations(source: str, room: str) -> list[str]:
    package = room.partition("/")[0]
    rooms = {name.partition("/")[2] for name in ROOMS if name.startswith(f"{package}/")}
    found = []
    for line, name in imported(source):
        parts = name.split(".")
        if parts[:2] == [ROOT_NAME, package] and parts[2] in rooms - ROOMS[room]:
            found.append(f"{line}: {room} imports {parts[2]}")
    return found


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_a_package_imports_only_what_its_layer_allows(package):
    files = python_files(package)
    found = [f"{file.relative_to(ROOT)}:{v}" for file in files for v in violations(file.read_text("utf-8"), package)]
    assert found == []


@pytest.mark.parametrize("room", ["tools/runs", "tools/proxy", "tools/proof", "tools/artefacts", "tools/site"])
def test_no_room_imports_the_command_line_that_stands_on_it(room):
    files = [path for path in python_files(room) if "tests" not in path.parts]
    found = [(path.name, name) for path in files for _, name in imported(path.read_text("utf-8"))]
    assert {"cli", "serve_command"} < COMMAND_LINE
    assert [pair for pair in found if set(pair[1].split(".")[2:3]) & COMMAND_LINE] == []


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_what_stands_below_it(room):
    files = python_files(room)
    found = [f"{file.relative_to(ROOT)}:{v}" for file in files for v in room_violations(file.read_text("utf-8"), room)]
    assert found == []


@pytest.mark.parametrize(
    ("package", "source", "found"),
    [
        ("spec", "import campaign_contract.mockserver", ["1: spec imports mockserver"]),
        ("spec", "import yaml\nfrom campaign_contract.contract_tests.api import client",
         ["2: spec imports contract_tests"]),
        ("mockserver", "def f():\n    from campaign_contract import contract_tests",
         ["2: mockserver imports contract_tests"]),
        ("contract_tests", "if TYPED:\n    from campaign_contract.mockserver import app",
         ["2: contract_tests imports mockserver"]),
        ("contract_tests", "import_module('campaign_contract.mockserver.app')",
         ["1: contract_tests imports mockserver"]),
        ("mockserver", "importlib.import_module('campaign_contract.tools.cli')", ["1: mockserver imports tools"]),
        ("spec", "__import__('tools')", ["1: tools; allowed: from campaign_contract only"]),
        ("tools", "from spec import load", ["1: spec.load; allowed: from campaign_contract only"]),
        ("spec", "from . import model", ["1: a relative import; allowed: from campaign_contract only"]),
        ("spec", "import json\nfrom campaign_contract.spec.model import Spec\nimport toolshed", []),
        ("tools", "from campaign_contract import spec, mockserver, contract_tests, tools", []),
    ],
)  # fmt: skip
def test_the_check_sees_violations_and_nothing_else(package, source, found):
    assert violations(source, package) == found


def test_the_check_of_rooms_sees_a_back_arrow():
    source = (
        "from campaign_contract.contract_tests.report import verdict\nfrom campaign_contract.contract_tests import x"
    )
    assert room_violations(source, "contract_tests/api") == ["1: contract_tests/api imports report"]
