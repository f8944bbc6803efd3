"""What CONTRIBUTING.md and ARCHITECTURE.md name is there: files, commands with their options, tasks, words, pins."""

from __future__ import annotations

import importlib.util
import re

import pytest

from campaign_contract.spec import Word
from campaign_contract.spec.tests.sources import ROOT
from campaign_contract.tools.cli import main

TEXTS = {name: (ROOT / name).read_text(encoding="utf-8") for name in ("CONTRIBUTING.md", "ARCHITECTURE.md")}
MAP = TEXTS["ARCHITECTURE.md"].partition("## The map")[2].partition("## The layer rule")[0]
PATH = re.compile(r"[\w.-]*[\w/-]+\.(?:py|yaml|json|md|txt|toml)|[a-z_/]+/")
TRACKED = [path for path in ROOT.rglob("*") if not {".venv", ".git", "node_modules"} & {*path.parts}]
KNOWN = {f"/{path.relative_to(ROOT).as_posix()}{'/' * path.is_dir()}" for path in TRACKED}


def quoted(text):
    """What stands in backticks, and each line of an indented block."""
    return [*re.findall(r"`([^`]+)`", text), *re.findall(r"^ {4}(\S.*)$", text, re.MULTILINE)]


def is_there(path):
    return any(known.endswith(f"/{path}") for known in KNOWN)


def lacking(text):
    """The paths in a text that lead to no file or folder, wherever it stands."""
    return [path for path in PATH.findall(text) if not is_there(path)]


@pytest.mark.parametrize("name", TEXTS)
def test_every_file_that_is_named_is_there(name):
    named = [item for item in quoted(TEXTS[name].replace(MAP, "")) if PATH.fullmatch(item)]
    assert len(named) > 5
    assert [path for path in named if not is_there(path)] == []


def test_every_file_of_the_map_is_there():
    assert lacking(MAP) == []


def test_a_file_that_is_not_there_is_seen():
    assert lacking("spec/ has model.py and modle.py; tools/rums/ runs") == ["modle.py", "tools/rums/"]


@pytest.mark.parametrize("name", TEXTS)
def test_every_command_that_is_named_is_there_with_its_options(name):
    named = [item.split() for item in quoted(TEXTS[name]) if item.startswith("campaign-contract ")]
    for _, command, *rest in named:
        options = {option for parameter in main.commands[command].params for option in parameter.opts}
        assert {word for word in rest if word.startswith("-")} <= options, (command, rest)


def test_every_task_of_make_is_there():
    tasks = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    named = re.findall(r"\bmake (\w+)", "\n".join(quoted(TEXTS["CONTRIBUTING.md"])))
    assert set(named) == set(tasks)


def test_every_module_that_is_run_is_there():
    named = re.findall(r"python -m (\S+)\b", TEXTS["CONTRIBUTING.md"])
    assert named
    assert all(importlib.util.find_spec(module) for module in named)


def test_the_pins_that_are_said_to_turn_red_are_there():
    named = re.findall(r"^- ((?:`[A-Z]+`(?:, | and )?)+) in `(\S+\.py)`", TEXTS["CONTRIBUTING.md"], re.MULTILINE)
    assert named
    for pins, file in named:
        text = (ROOT / file).read_text(encoding="utf-8")
        assert [pin for pin in re.findall("[A-Z]+", pins) if f"\n{pin} = " not in text] == []


def test_the_vocabulary_is_told_in_full():
    table = TEXTS["ARCHITECTURE.md"].partition("## The vocabulary")[2].partition("\nOne guard")[0]
    assert re.findall(r"^\| `(\w+): ", table, re.MULTILINE) == [*Word]
