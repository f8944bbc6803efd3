"""Every public module, class, function and method outside the tests says what it is for."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from campaign_contract.spec.tests.sources import ROOT, python_files

Definition = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def undocumented(source: str) -> list[str]:
    """The dotted names of what lacks a docstring; the module itself is called "module"."""
    module = ast.parse(source)
    found = [] if ast.get_docstring(module) or not module.body else ["module"]
    return found + [name for name, definition in public(module, "") if not ast.get_docstring(definition)]


def public(parent: ast.Module | ast.ClassDef, prefix: str) -> Iterator[tuple[str, Definition]]:
    for node in parent.body:
        if isinstance(node, Definition) and not node.name.startswith("_"):
            yield prefix + node.name, node
            if isinstance(node, ast.ClassDef):
                yield from public(node, f"{prefix}{node.name}.")


@pytest.mark.parametrize("package", ["spec", "mockserver", "contract_tests", "tools"])
def test_everything_public_has_a_docstring(package):
    files = [path for path in python_files(package) if "tests" not in path.relative_to(ROOT).parts]
    assert [f"{path.relative_to(ROOT)}: {n}" for path in files for n in undocumented(path.read_text("utf-8"))] == []


def test_the_check_sees_what_lacks_a_docstring_and_nothing_else():
    source = '''
import os

def said():
    """Says."""
    def inner(): ...

def unsaid(): ...

async def waits(): ...

class Said:
    """Says."""
    def method(self): ...
    def __init__(self): ...
    def _private(self): ...

class Unsaid:
    class Inner: ...

class _Private:
    def method(self): ...
'''
    assert undocumented(source) == ["module", "unsaid", "waits", "Said.method", "Unsaid", "Unsaid.Inner"]
    assert undocumented('"""Says."""\n') == []
    assert undocumented("") == []
