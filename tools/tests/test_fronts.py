"""The reference server behind servers that others have written, and what is said of them."""

from __future__ import annotations

import json
import socket
import sys
from dataclasses import replace
from io import StringIO
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner
from rich.console import Console

from campaign_contract.tools.cli import main
from campaign_contract.tools.proof.fronts import catalogue, command, table
from campaign_contract.tools.proof.fronts.catalogue import FRONTS, chosen
from campaign_contract.tools.proof.fronts.front import Front
from campaign_contract.tools.proof.fronts.judge import Opinion, assess, judge
from campaign_contract.tools.proof.fronts.needs import Module, Program
from campaign_contract.tools.proof.fronts.running import running
from campaign_contract.tools.proof.trial.picking import NoMatch

HANDFUL = (
    "wsgiref", "gunicorn", "uvicorn", "hypercorn", "uwsgi", "nginx-gzip", "nginx-tls", "apache-http-1.0",
    "haproxy-prefix-tls", "varnish", "lighttpd", "caddy", "php", "apache-php", "nginx-fpm", "node",
)  # fmt: skip
"""One of each kind; `make fronts` tries all."""
RESULTS = Path(command.__file__).parent / "RESULTS.md"
CHECKS = "Http or parallel or survives/json or Campaign.Pause/success"
ADVICE = "Http/framing/length-huge"
PYTHON = Module("json")


@pytest.mark.parametrize("name", HANDFUL)
def test_the_suite_is_quiet_on_a_front(name):
    opinion = judge(FRONTS[name], ["-k", CHECKS])
    if opinion.skipped:
        pytest.skip(opinion.skipped)
    assert opinion.wrong == ()
    assert opinion.requests > 100


def front(*command, **changes):
    made = Front("here", "What.", (PYTHON,), (command,), relays=False, own_doing={ADVICE: "It waits."})
    return replace(made, **changes)


def report(*loud, verdict="CONFORMS"):
    checks = [{"id": id, "level": level, "outcome": outcome, "message": "found"} for id, level, outcome in loud]
    return {"verdict": verdict, "requests": 9, "seconds": 1.5, "checks": checks}


def test_what_the_table_entry_explains_is_own_doing():
    opinion = assess(front(), 0, report((ADVICE, "SHOULD", "fail"), ("Http/methods/put", "SHOULD", "pass")))
    assert (opinion.wrong, opinion.own_doing, opinion.must_failed) == ((), (ADVICE,), 0)
    assert (opinion.verdict, opinion.requests, opinion.seconds) == ("CONFORMS", 9, 1.5)


def test_other_advice_is_wrong():
    opinion = assess(front(), 0, report(("Http/methods/put", "SHOULD", "fail")))
    assert opinion.wrong == ("SHOULD Http/methods/put: found",)


@pytest.mark.parametrize("outcome", ["fail", "error"])
def test_no_entry_explains_a_must(outcome):
    opinion = assess(front(), 1, report((ADVICE, "MUST", outcome), verdict="FAILS"))
    assert (opinion.wrong, opinion.must_failed) == ((f"MUST {ADVICE}: found",), 1)


def test_a_run_that_did_not_end_well_is_wrong_even_without_a_failure():
    assert assess(front(), 3, report(verdict="PARTIAL")).wrong == ("the run ended with 3, PARTIAL",)


def test_a_module_that_is_not_installed_is_named():
    missing = judge(front(needs=(Module("no_such_server", "no-such-server"),)), [])
    assert missing.skipped == "no_such_server is not installed; try: pip install no-such-server"


def test_a_program_that_is_not_installed_is_named():
    missing = judge(front(needs=(Program(("no-such-server",), "apt-get install no-such-server"),)), [])
    assert missing.skipped == "no-such-server is not installed; try: apt-get install no-such-server"


def test_a_program_is_found_and_tells_its_version():
    assert Program(("no-such-python", sys.executable), "").version().startswith("no-such-python 3.")


def test_a_front_that_ends_at_once_is_told_with_its_last_words():
    ends = front("{{ python }}", "-c", "raise SystemExit('no port for me')")
    assert "no port for me" in judge(ends, []).wrong[0]


def test_a_run_that_could_not_begin_is_told():
    assert "no check matches" in judge(FRONTS["wsgiref"], ["-k", "nosuchcheck"]).wrong[0]


def test_a_front_is_ended_with_what_it_has_started():
    with running(FRONTS["wsgiref"]) as settings:
        address = urlsplit(settings.base_url)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((address.hostname, address.port), timeout=5)


def test_every_front_says_what_it_is_and_why_something_is_its_own_doing():
    assert [name for name, item in FRONTS.items() if not item.what or not all(item.own_doing.values())] == []


def test_the_results_name_fronts_of_the_table_that_conform():
    rows = [
        line.split(" | ") for line in RESULTS.read_text(encoding="utf-8").splitlines() if " | CONFORMS | 0 | " in line
    ]
    names = [row[0].removeprefix("| ") for row in rows]
    assert names == [name for name in FRONTS if name in names]
    assert len(names) >= 15


def test_fronts_are_chosen_by_name_in_the_order_of_the_table():
    assert [item.name for item in chosen(["waitress", "gunicorn*"])] == ["gunicorn", "gunicorn-gthread", "waitress"]
    assert len(chosen([])) == len(FRONTS)
    with pytest.raises(NoMatch, match="no front is called 'nobody'"):
        chosen(["nobody"])


def shown(*opinions):
    console = Console(width=200, record=True, file=StringIO())
    table.show(opinions, console)
    return console.export_text()


def test_the_terminal_says_what_was_wrong_and_what_was_skipped():
    text = shown(Opinion("a", wrong=("SHOULD X: found",)), Opinion("b"), Opinion("c", skipped="c is not installed"))
    assert "a: SHOULD X: found" in text
    assert "c: skipped, c is not installed" in text
    assert "LOUD  1 of 2 fronts were told nothing but their own doing; 1 skipped." in text


def test_the_page_explains_what_is_a_fronts_own_doing():
    address, reason = next(iter(FRONTS["gunicorn"].own_doing.items()))
    opinion = Opinion("gunicorn", "gunicorn 1.0", "CONFORMS", own_doing=(address,), requests=7, seconds=2.5)
    page = table.markdown([opinion])
    assert "| gunicorn | gunicorn 1.0 | CONFORMS | 0 | 1 | 0 | 7 | 2 |" in page
    assert f"- gunicorn, `{address}`: {reason}." in page


def test_a_report_folder_that_cannot_be_written_is_told(monkeypatch, tmp_path):
    monkeypatch.setattr(command, "in_parallel", lambda *_: [Opinion("a")])
    (tmp_path / "file").touch()
    result = CliRunner().invoke(main, ["fronts", "wsgiref", "--report-dir", str(tmp_path / "file")])
    assert result.exit_code == 2
    assert "name another folder" in result.output


def test_the_command_line_lists_what_is_here():
    result = CliRunner().invoke(main, ["fronts", "--list", "wsgiref"])
    assert result.exit_code == 0
    assert "Python 3." in result.output


@pytest.mark.parametrize(
    ("opinion", "status"),
    [(Opinion("a"), 0), (Opinion("a", wrong=("X",)), 1), (Opinion("a", skipped="not installed"), 2)],
)
def test_the_exit_status(monkeypatch, opinion, status):
    monkeypatch.setattr(command, "in_parallel", lambda *_: [opinion])
    assert CliRunner().invoke(main, ["fronts", "wsgiref"]).exit_code == status


@pytest.mark.parametrize("flags", [[], ["--list"]])
def test_a_front_that_nobody_knows_is_wrong_usage(flags):
    result = CliRunner().invoke(main, ["fronts", "nobody", *flags])
    assert result.exit_code == 2
    assert "`campaign-contract fronts --list` shows all" in result.output


def test_reports_stay_in_a_folder_for_each_front(tmp_path, monkeypatch):
    monkeypatch.setenv("CAMPAIGN_CONTRACT_LEVEL", "nonsense")  # what the operator uses elsewhere counts for nothing
    wsgiref = catalogue.FRONTS["wsgiref"]
    judge(wsgiref, ["-k", "Campaign.Pause/success"], tmp_path)
    assert json.loads((tmp_path / "wsgiref" / "conformance.json").read_text())["filter"] == "-k Campaign.Pause/success"
