"""The pytest plugin that every project with this package loads: the suite's options, and nothing else.

The suite itself (`suite_plugin`) is loaded where a run asks for it, so that other runs neither pay for it nor meet
its hooks, fixtures and markers.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from campaign_contract.contract_tests.settings import flag_of, setting_fields

OPTION_PREFIX = "--contract-"
"""What each of the plugin's options starts with, so that none is another plugin's."""
MARKER = "contract_cases(generate): the statements of the spec that a check of the campaign contract holds"
_HERE = Path(__file__).resolve().parent
_SUITE = f"{__package__}.suite_plugin"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the settings as options."""
    group = parser.getgroup("campaign contract", "contract suite of the e-mail campaigns API")
    group.addoption(
        f"{OPTION_PREFIX}target", metavar="FILE", dest="contract_target", help="TOML file with the settings below"
    )
    for item in setting_fields():
        if item.name == "base_url":
            continue
        flag = flag_of(item.name, OPTION_PREFIX)
        options: dict[str, Any] = {"dest": f"contract_{item.name}", "default": None, "help": item.metadata["help"]}
        if "bool" in str(item.type):
            options["action"] = "store_true"
            negated = flag_of(item.name, f"{OPTION_PREFIX}no-")
            group.addoption(negated, **{**options, "action": "store_false", "help": f"not {flag}"})
        group.addoption(flag, **options)


def pytest_configure(config: pytest.Config) -> None:
    """Announce the suite's marker, and load the suite where this run could collect it."""
    config.addinivalue_line("markers", MARKER)
    if any(_reaches_the_suite(str(argument)) for argument in config.args):
        config.pluginmanager.import_plugin(_SUITE)


def _reaches_the_suite(argument: str) -> bool:
    name = argument.partition("::")[0]
    if str(__package__) in name:
        return True
    path = Path(name).resolve()
    return path.is_relative_to(_HERE) or _HERE.is_relative_to(path)
