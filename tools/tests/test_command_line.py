"""Every flag and every environment variable is documented, because the page is read off the commands themselves."""

from __future__ import annotations

import click

from campaign_contract import spec
from campaign_contract.contract_tests.settings import setting_fields
from campaign_contract.tools.cli import main
from campaign_contract.tools.site import site
from campaign_contract.tools.site.command_line import usages

PAGE = site.render(spec.load())["command-line.html"]


def test_every_command_and_every_flag_is_on_the_page():
    for name, command in main.commands.items():
        assert f'id="{name}"' in PAGE
        for parameter in command.params:
            spellings = parameter.opts if isinstance(parameter, click.Option) else []
            assert [flag for flag in spellings if f"<code>{flag}</code>" not in PAGE] == []


def test_every_setting_has_its_variable_on_the_page():
    names = ["TARGET", *(item.name.upper() for item in setting_fields() if item.name != "base_url")]
    assert [name for name in names if f"<code>CAMPAIGN_CONTRACT_{name}</code>" not in PAGE] == []


def test_an_option_of_the_server_has_its_own_variable():
    (serve,) = (usage for usage in usages() if usage.name == "serve")
    shown = {flag: option.variable for option in serve.options for flag in option.flags}
    assert (shown["--strict"], shown["--spec"]) == ("CAMPAIGN_CONTRACT_SERVE_STRICT", "CAMPAIGN_CONTRACT_SERVE_SPEC")


def test_every_option_says_what_it_does():
    assert [(usage.name, option.flags) for usage in usages() for option in usage.options if not option.help] == []
