"""The pytest plugin that every project with this package loads: the suite's options, and two fixtures.

The suite itself (`suite_plugin`) is loaded where a run asks for it, so that other runs neither pay for it nor meet
its hooks, fixtures and markers.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from campaign_contract.contract_tests.settings import flag_of, setting_fields

if TYPE_CHECKING:
    from campaign_contract.contract_tests.stand_in.control import CampaignAccount, CampaignApi

OPTION_PREFIX = "--contract-"
"""What each of the plugin's options starts with, so that none is another plugin's."""
MOCK_URL = f"{OPTION_PREFIX}mock-url"
MOCK_OPTIONS = f"{OPTION_PREFIX}mock-options"
MOCK_COVERAGE = f"{OPTION_PREFIX}mock-coverage"
MOCK_FAIL_UNDER = f"{OPTION_PREFIX}mock-fail-under"
COVERAGE_PLUGIN = "campaign_contract_coverage"
"""Its name, and the key of what a worker of xdist tells the controller."""
MARKER = "contract_cases(generate): the statements of the spec that a check of the campaign contract holds"
_HERE = Path(__file__).resolve().parent
_SUITE = f"{__package__}.suite_plugin"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the settings as options, and those of the server for the fixtures."""
    group = parser.getgroup("campaign contract", "contract suite of the e-mail campaigns API")
    _add_stand_in_options(group)
    group.addoption(
        f"{OPTION_PREFIX}target", metavar="FILE", dest="contract_target", help="TOML file with the settings below"
    )
    _add_settings(group)


def _add_stand_in_options(group: pytest.OptionGroup) -> None:
    group.addoption(
        MOCK_URL, metavar="URL", help="the reference server for the fixture campaign_api, in place of one for the run"
    )
    group.addoption(
        MOCK_OPTIONS,
        metavar="OPTIONS",
        default="",
        help="options of `campaign-contract serve` for the server of campaign_api, such as '--delivery simulated'",
    )
    group.addoption(
        MOCK_COVERAGE, metavar="FILE", help="write how much of the contract the session meets on campaign_api, as JSON"
    )
    group.addoption(
        MOCK_FAIL_UNDER,
        metavar="PERCENT",
        type=float,
        help="fail the session where it has met less of the contract than this; it says what was never met",
    )


def _add_settings(group: pytest.OptionGroup) -> None:
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
    _watch_coverage(config)
    if any(_reaches_the_suite(str(argument)) for argument in config.args):
        config.pluginmanager.import_plugin(_SUITE)


@pytest.fixture(scope="session")
def campaign_api(request: pytest.FixtureRequest) -> Iterator[CampaignApi]:
    """A reference server for the tests of a client: one for the session, or the one at --contract-mock-url."""
    from campaign_contract.contract_tests.stand_in.control import CampaignApi
    from campaign_contract.contract_tests.stand_in.process import started

    url = request.config.getoption(MOCK_URL)
    if url:
        yield CampaignApi(url)
        return
    watching = request.config.pluginmanager.get_plugin(COVERAGE_PLUGIN)
    with started(request.config.getoption(MOCK_OPTIONS)) as own, watching.of(own) if watching else nullcontext():
        yield CampaignApi(own)


@pytest.fixture
def campaign_account(campaign_api: CampaignApi) -> Iterator[CampaignAccount]:
    """A fresh account of that server, for one test alone: two e-mails, two tags, a recipient list."""
    with campaign_api.account(emails=2, tags=["Blue", "Green"], lists=["Readers"]) as account:
        yield account


def _watch_coverage(config: pytest.Config) -> None:
    file, least = config.getoption(MOCK_COVERAGE), config.getoption(MOCK_FAIL_UNDER)
    if file is None and least is None:
        return
    from campaign_contract.contract_tests.stand_in.session_coverage import SessionCoverage

    watching = SessionCoverage(Path(file) if file else None, least, config.getoption(MOCK_URL))
    config.pluginmanager.register(watching, COVERAGE_PLUGIN)


def _reaches_the_suite(argument: str) -> bool:
    name = argument.partition("::")[0]
    if str(__package__) in name:
        return True
    path = Path(name).resolve()
    return path.is_relative_to(_HERE) or _HERE.is_relative_to(path)
