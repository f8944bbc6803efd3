"""The options of `serve`: from the command line, the environment and a file."""

from __future__ import annotations

import pickle
import subprocess
import sys
from datetime import timedelta

import pytest
from click.testing import CliRunner

from campaign_contract import spec
from campaign_contract.mockserver import lifeline
from campaign_contract.mockserver import serve as serving
from campaign_contract.tools.serve_command import ENVIRONMENT, serve


@pytest.fixture
def run(monkeypatch):
    """Invokes the command with a server that only notes its options."""
    noted = []
    monkeypatch.setattr(serving, "serve", lambda options: noted.append(options) or 0)
    for name in ("end_cleanly_by_signal", "end_with_starter"):
        monkeypatch.setattr(lifeline, name, lambda: None)

    def invoke(*arguments, **environment):
        named = {f"{ENVIRONMENT}_{name.upper()}": value for name, value in environment.items()}
        ended = CliRunner().invoke(serve, list(arguments), env=named)
        return ended, noted[-1] if noted else None

    return invoke


@pytest.fixture
def config(tmp_path):
    def written(text):
        (tmp_path / "serve.toml").write_text(text, encoding="utf-8")
        return str(tmp_path / "serve.toml")

    return written


def test_a_flag_wins_over_the_environment_and_the_environment_over_the_file(run, config):
    file = config('port = 1\nhost = "h"\nworkers = 3\nstrict = true\nsession-lifetime = "2h"\nspec = "."')
    _, options = run("--config", file, "--port", "3", port="2", host="e")
    assert (options.port, options.host, options.workers, options.strict) == (3, "e", 3, True)
    assert (options.session_lifetime, str(options.spec_directory)) == (timedelta(hours=2), ".")


def test_every_option_can_be_set_in_the_environment(run):
    _, options = run(strict="1", session_lifetime="15m", error_shape="list", seed_file="a.yaml")
    assert (options.strict, options.session_lifetime) == (True, timedelta(minutes=15))
    assert (options.error_shape, str(options.seed_file)) == ("list", "a.yaml")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("prot = 1", "prot: unknown; allowed: admin-token,"),
        ("while-stdin-is-open = true", "while-stdin-is-open: unknown; allowed:"),
        ("config = 'x'", "config: unknown; allowed:"),
        ("port =", "is not TOML"),
        ("port = 'many'", "'many' is not a valid integer"),
        ("port = 70000", "70000 is not in the range"),
    ],
)
def test_a_bad_file_is_wrong_usage_with_what_to_do(run, config, text, problem):
    ended, options = run("--config", config(text))
    assert (ended.exit_code, options) == (2, None)
    assert problem in ended.output


def test_a_missing_file_is_wrong_usage(run):
    ended, _ = run("--config", "none.toml")
    assert (ended.exit_code, "none.toml cannot be read" in ended.output) == (2, True)


def test_a_server_starts_without_what_makes_its_pages():
    loads = (
        "import sys, campaign_contract.tools.serve_command, campaign_contract.mockserver.serve\n"
        "print(*{'jinja2', 'pygments', 'pytest', 'campaign_contract.tools.site'} & sys.modules.keys())"
    )
    ran = subprocess.run([sys.executable, "-c", loads], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == []


def test_its_pages_are_those_of_the_docs(run):
    _, options = run()
    assert "index.html" in options.make_pages(spec.load(), "key")
    assert pickle.loads(pickle.dumps(options.make_pages)) is options.make_pages


SAMPLES = {
    "host": "::1",
    "port": 1234,
    "database": "sqlite:///a.db",
    "workers": 3,
    "seed-file": "a.yaml",
    "spec": ".",
    "error-shape": "list",
    "cors": "http://a.example.test",
    "session-lifetime": "15m",
    "strict": True,
    "from": "calls.jsonl",
    "watch": True,
    "tls": True,
    "cert": "c.pem",
    "key": "k.pem",
    "delivery": "simulated",
    "rate": 2.5,
    "recipients": 7,
    "delivery-seed": 9,
    "allow-forced-errors": True,
    "admin-token": "t",
    "journal": 5,
    "log-format": "json",
    "quiet": True,
}
"""A value for every option of the command that is not the default."""
TOGETHER = {
    "rate": ["--delivery", "simulated"],
    "recipients": ["--delivery", "simulated"],
    "quiet": ["--log-format", "json"],
}
TOGETHER["delivery-seed"] = TOGETHER["rate"]
"""What an option needs beside it to be seen."""


def test_there_is_a_sample_for_every_option():
    shown = [item for item in serve.params if not getattr(item, "hidden", False)]
    assert {max(item.opts, key=len).lstrip("-") for item in shown} - {"config"} == SAMPLES.keys()


@pytest.mark.parametrize("name", SAMPLES)
def test_an_option_is_the_same_from_the_command_line_the_environment_and_a_file(run, config, name):
    value, beside = SAMPLES[name], TOGETHER.get(name, [])
    flag = [f"--{name}"] if value is True else [f"--{name}", str(value)]
    _, usual = run(*beside)
    _, wanted = run(*beside, *flag)
    text = {True: "true"}.get(value, repr(value)) if not isinstance(value, str) else f'"{value}"'
    _, of_file = run("--config", config(f"{name} = {text}"), *beside)
    _, of_environment = run(*beside, **{name.replace("-", "_"): str(value)})
    assert wanted == of_file == of_environment != usual


def test_the_file_itself_and_the_token_have_names_in_the_environment(run, config, monkeypatch):
    monkeypatch.setenv("CAMPAIGN_CONTRACT_ADMIN_TOKEN", "common")
    _, options = run(config=config("port = 77"))
    assert (options.port, options.admin_token) == (77, "common")
