"""A `match` over an enum says what becomes of every member, so that mypy names it when a member is added."""

from __future__ import annotations

import ast

import pytest

from campaign_contract.spec.tests.sources import ROOT, python_files


def open_ended(source: str) -> list[int]:
    """The lines of the matches over members (`case Word.MISSING`) that do not end in assert_never."""
    matches = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Match)]
    return [node.lineno for node in matches if _names_members(node) and not _ends_in_assert_never(node)]


def _names_members(node: ast.Match) -> bool:
    patterns = [pattern for case in node.cases for pattern in ast.walk(case.pattern)]
    values = [pattern.value for pattern in patterns if isinstance(pattern, ast.MatchValue)]
    return any(isinstance(value, ast.Attribute) and value.attr.isupper() and _is_class(value) for value in values)


def _is_class(value: ast.Attribute) -> bool:
    return isinstance(value.value, ast.Name) and value.value.id[:1].isupper()


def _ends_in_assert_never(node: ast.Match) -> bool:
    match node.cases[-1]:
        case ast.match_case(
            pattern=ast.MatchAs(pattern=None), guard=None, body=[ast.Expr(ast.Call(ast.Name("assert_never")))]
        ):
            return True
    return False


@pytest.mark.parametrize("package", ["spec", "mockserver", "contract_tests", "tools"])
def test_a_match_over_an_enum_ends_in_assert_never(package):
    files = [path for path in python_files(package) if "tests" not in path.relative_to(ROOT).parts]
    assert [f"{path.relative_to(ROOT)}:{n}" for path in files for n in open_ended(path.read_text("utf-8"))] == []


@pytest.mark.parametrize(
    ("last", "found"),
    [
        ("", [1]),
        ("    case _:\n        pass", [1]),
        ("    case other:\n        assert_never(other)", []),
        ("    case _:\n        assert_never(word)", []),
        ("    case _ if rare:\n        assert_never(word)", [1]),
    ],
)
def test_the_check_sees_what_is_open_ended(last, found):
    assert open_ended(f"match word:\n    case Word.MISSING | None:\n        pass\n{last}") == found


def test_values_that_are_no_members_are_not_looked_at():
    assert open_ended("match path:\n    case listing.OPENAPI:\n        pass\n    case 'x':\n        pass") == []
