"""What pytest tells is kept by one listener alone."""

from __future__ import annotations

import ast

import pytest

from campaign_contract.spec.tests.sources import ROOT, python_files

COLLECTING = {
    "pytest_collectreport": {"contract_tests/listener.py"},
    "pytest_keyboard_interrupt": {"contract_tests/listener.py"},
    "pytest_internalerror": {"contract_tests/listener.py", "contract_tests/console.py"},
    "pytest_runtest_logreport": {"contract_tests/listener.py", "contract_tests/console.py"},
}
"""Which files have a hook that tells how a run went; the console's only show."""


def hooks(source: str) -> set[str]:
    return {node.name for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("hook", COLLECTING)
def test_who_hears_how_a_run_went(hook):
    files = [file for package in ("contract_tests", "tools") for file in python_files(package)]
    found = {str(file.relative_to(ROOT)) for file in files if hook in hooks(file.read_text(encoding="utf-8"))}
    assert {file for file in found if "/tests/" not in file} == COLLECTING[hook]
