"""What is patched in packages of others: for which versions that was seen to work, and what happens with others."""

from __future__ import annotations

import ast
import tomllib
from importlib.metadata import version

import pytest
from hypothesis import strategies as st
from hypothesis.internal.conjecture import providers
from xdist.workermanage import NodeManager

from campaign_contract.contract_tests.explore import repeatable, search
from campaign_contract.contract_tests.explore.search import Search
from campaign_contract.spec.tests.sources import ROOT, python_files

PATCHES = {"contract_tests/explore/repeatable.py", "contract_tests/tests/test_repeatable.py"}


def test_internals_of_hypothesis_and_pytest_are_patched_in_one_module_alone():
    """A class of pytest's that has no public name may be imported; nothing of it is changed."""
    files = [file for package in ("contract_tests", "mockserver", "spec", "tools") for file in python_files(package)]
    found = {str(file.relative_to(ROOT)) for file in files if names_internals(file.read_text(encoding="utf-8"))}
    assert found == PATCHES


def names_internals(source: str) -> bool:
    tree = ast.parse(source)
    modules = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return any(name.startswith("hypothesis.internal") for name in [*modules, *texts])


def test_the_lowest_version_that_is_allowed_is_one_with_which_it_was_seen_to_work():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lowest = repeatable.SEEN_TO_WORK[0].removesuffix(".0")
    assert f"hypothesis>={lowest}" in project["dependencies"]


def test_the_patch_holds_for_the_version_that_is_installed():
    before = providers.HypothesisProvider._local_constants, providers.CONSTANTS_CACHE
    with repeatable.nothing_learned():
        assert providers.CONSTANTS_CACHE == {}
        assert providers.HypothesisProvider._local_constants is not before[0]
    assert (providers.HypothesisProvider._local_constants, providers.CONSTANTS_CACHE) == before


@pytest.mark.usefixtures("miniature")
def test_with_other_internals_a_search_goes_on_and_says_so_once(world, monkeypatch):
    monkeypatch.delattr(providers, "CONSTANTS_CACHE")
    said, tried = [], []
    world.client.transcript.say = said.append
    search._say_once.cache_clear()
    for _ in range(2):
        Search(world, examples=3, requests=30).every(st.integers(), tried.append)
    assert len(tried) >= 3
    assert len(said) == 1
    assert said[0].startswith("generated requests may differ between runs with one seed: ")
    assert said[0].endswith(f"of Hypothesis 6.135.0 to 6.170.17 does not hold for {version('hypothesis')}")


def test_xdist_waits_for_its_workers_as_long_as_it_is_told():
    """Seen with pytest-xdist 3.6.1 and 3.8.0."""
    assert NodeManager.EXIT_TIMEOUT > 0
