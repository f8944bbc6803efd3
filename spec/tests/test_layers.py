"""The layer rule: mockserver → spec ← contract_tests, tools stands on all three, nothing imports tools."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from spec.tests.sources import ROOT, python_files

MAY_IMPORT = {
    "spec": {"spec"},
    "mockserver": {"mockserver", "spec"},
    "contract_tests": {"contract_tests", "spec"},
    "tools": {"tools", "spec", "mockserver", "contract_tests"},
}
IMPORTERS = {"import_module", "__import__", "importorskip"}


def imported(source: str, package: str) -> Iterator[tuple[int, str]]:
    """The line and the top-level package of every import in `source`, also of those by name in a call."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import():
                yield from ((node.lineno, alias.name.partition(".")[0]) for alias in node.names)
            case ast.ImportFrom(level=0, module=str(module)):
                yield node.lineno, module.partition(".")[0]
            case ast.ImportFrom():
                yield node.lineno, package
            case ast.Call(
                func=ast.Name(id=name) | ast.Attribute(attr=name), args=[ast.Constant(value=str(module)), *_]
            ) if name in IMPORTERS:
                yield node.lineno, module.partition(".")[0]


def violations(source: str, package: str) -> list[str]:
    forbidden = MAY_IMPORT.keys() - MAY_IMPORT[package]
    return [f"{line}: {package} imports {name}" for line, name in imported(source, package) if name in forbidden]


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_a_package_imports_only_what_its_layer_allows(package):
    files = python_files(package)
    found = [f"{file.relative_to(ROOT)}:{v}" for file in files for v in violations(file.read_text("utf-8"), package)]
    assert found == []


@pytest.mark.parametrize(
    ("package", "source", "found"),
    [
        ("spec", "import mockserver", ["1: spec imports mockserver"]),
        ("spec", "import yaml\nfrom contract_tests.client import call", ["2: spec imports contract_tests"]),
        ("mockserver", "def f():\n    import contract_tests.plugin as p", ["2: mockserver imports contract_tests"]),
        ("contract_tests", "import os, mockserver.app", ["1: contract_tests imports mockserver"]),
        ("contract_tests", "if TYPED:\n    from mockserver import app", ["2: contract_tests imports mockserver"]),
        ("contract_tests", "import_module('mockserver.app')", ["1: contract_tests imports mockserver"]),
        ("contract_tests", "pytest.importorskip('mockserver')", ["1: contract_tests imports mockserver"]),
        ("mockserver", "importlib.import_module('tools.cli')", ["1: mockserver imports tools"]),
        ("spec", "__import__('tools')", ["1: spec imports tools"]),
        ("mockserver", "from tools import cli\nimport tools", ["1: mockserver imports tools",
                                                                           "2: mockserver imports tools"]),
        ("spec", "import json\nfrom . import model\nfrom spec.model import Spec\nimport toolshed", []),
        ("mockserver", "import spec\nfrom spec.wording import address\nimport werkzeug", []),
        ("contract_tests", "from spec import load\nfrom contract_tests import client\nimport pytest", []),
        ("tools", "import spec, mockserver, contract_tests, tools", []),
    ],
)  # fmt: skip
def test_the_check_sees_violations_and_nothing_else(package, source, found):
    assert violations(source, package) == found
