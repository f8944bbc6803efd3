"""The end of the output: what has to be fixed is not drowned by what nobody can mend."""

from __future__ import annotations

import io
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

from rich.console import Console

from campaign_contract.contract_tests.api.outcomes import Outcome
from campaign_contract.contract_tests.console import ConsoleReporter
from campaign_contract.contract_tests.tests.results import STEP, check, result, run
from campaign_contract.spec import Level

HIDDEN = result(Outcome.NOT_OBSERVABLE, message="the target shows no schedule")


SETTINGS = SimpleNamespace(report_dir="folder", strict=False)


def reporter(output, results=(), **options):
    session = SimpleNamespace(settings=SETTINGS, report="folder", results=[*results])
    return ConsoleReporter(cast("Any", session), Console(file=output, width=80), 0, **options)


def printed(told):
    output = io.StringIO()
    reporter(output).print_end(told)
    return output.getvalue().splitlines()


def test_a_run_with_one_cause_takes_few_lines_and_the_first_names_it():
    failed = result(Outcome.FAIL, message="x: differs", exchanges=(STEP,) * 9)
    same = [replace(failed, check=check(f"Campaign.Get/x/{n}")) for n in range(170)]
    lines = printed(run(*same, HIDDEN))
    assert lines[0] == "FAIL 1. Campaign.Get/x: x: differs (170 checks)"
    assert lines[-1].startswith("FAILS  170 of 171 checks failed. ")
    assert [line.split()[0] for line in lines[-4:-1]] == ["report", "rerun", "replay"]
    assert len(lines) <= 25


def test_what_is_not_observable_is_told_where_nothing_failed():
    line = "NOT OBSERVABLE: the target shows no schedule (Campaign.Pause/not-sending/not-observable-MUST)"
    assert line in printed(run(result(), HIDDEN))


def test_the_slowest_checks_are_told_with_the_seconds_of_all_their_phases():
    output = io.StringIO()
    told = reporter(output, slowest=2)
    for address, seconds in [("A/b", 0.25), ("A/c", 1), ("A/d", 0.5), ("A/b", 0.5)]:
        told.pytest_runtest_logreport(cast("Any", SimpleNamespace(nodeid=f"x.py::test[{address}]", duration=seconds)))
    told.print_end(run(result()))
    assert [line for line in output.getvalue().splitlines() if " s  A/" in line] == [
        "   1.00 s  A/c",
        "   0.75 s  A/b",
    ]


def test_where_the_time_went_is_told_by_module_and_around_the_checks():
    output, times = io.StringIO(), iter((11.0, 13.5, 14, 15, 15.75))
    told = reporter(output, slowest=1, clock=lambda: next(times), began=10.0)
    for place, seconds in [
        ("test_two_users.py::t[A/b]", 1.5),
        ("test_get.py::t[A/c]", 0.5),
        ("test_get.py::t[A/d]", 1.25),
    ]:
        told.pytest_runtest_logreport(cast("Any", SimpleNamespace(nodeid=f"stories/{place}", duration=seconds)))
    told.print_end(run(result(exchanges=(STEP, STEP))))
    lines = output.getvalue().splitlines()
    assert lines[lines.index("   1.50 s  A/b") :][1:7] == [
        "all checks took 3.2 s:",
        "   1.75 s  get, 2 checks",
        "   1.50 s  two users, 1 check",
        f"{2 * STEP.milliseconds / 1000:7.2f} s  of that waiting for answers",
        "   2.00 s  loading, starting and collecting, before the first check",
        "   0.75 s  putting away and reporting, after the last check",
    ]


def test_each_failed_check_counts_once_beside_the_progress():
    failed = result(Outcome.FAIL)
    told = reporter(io.StringIO(), [failed, failed, result(), result(Outcome.FAIL, Level.SHOULD)])
    told.pytest_runtest_logreport(cast("Any", SimpleNamespace(nodeid="x", duration=0)))
    assert len(told._failed) == 1
