"""The page of a bench: the machine, the versions, a line for each case, and the goals."""

from __future__ import annotations

import os
import platform
import sqlite3
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import version

from campaign_contract.tools.proof.bench import beside
from campaign_contract.tools.proof.bench.cases import GOALS, Goal, Row
from campaign_contract.tools.proof.bench.load import CONNECTIONS, Sample, client
from campaign_contract.tools.proof.bench.shares import highest_ratio, shares

_HEAD = (
    "server and command", "requests/s", "range", "p99 ms", "server's µs", "start s", "its processor", "MB after",
)  # fmt: skip
_GOAL = ("goal", "wanted", "by requests/s", "by processor time", "", "the server's µs of a request")
_MET = """A goal is met where both columns say so. On a busy machine, which the load tells, requests/s, p99 and the
time of the start are more those of the other work."""
_OWN = ("granian", "werkzeug", "orjson", "uvloop")


def markdown(
    rows: Mapping[str, Row], others: Mapping[str, Sample], length: tuple[int, float], peers: Mapping[str, str]
) -> str:
    """The page; `others` is what was measured beside each kind of client, `length` how often and how many seconds."""
    rounds, seconds = length
    versions = [f"Python {platform.python_version()}", f"SQLite {sqlite3.sqlite_version}", client()]
    versions += [f"{name} {version(name)}" for name in _OWN] + [f"{name} {found}" for name, found in peers.items()]
    about = (
        f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores ({platform.machine()}), load "
        f"{os.getloadavg()[0]:.1f} at the end; {', '.join(versions)}. All servers and the client share "
        f"the cores. {CONNECTIONS} kept connections, "
        f"medians of {rounds} times {seconds:g} s, "
        "measured in turn after a round that does not count. Figures hold for this machine at this time; "
        "ratios hold longer, and by processor time they hold beside other work, too. "
        "The server's µs are the processor time that all of its processes took for a request."
    )
    lines = ["# How quick the reference server is", "", "What `campaign-contract bench` measured.", "", about, ""]
    lines += [_line(*_HEAD), "|---" * len(_HEAD) + "|", *map(_measured, rows.values()), ""]
    lines += [
        "## Goals",
        "",
        _MET,
        "",
        _line(*_GOAL),
        "|---" * len(_GOAL) + "|",
    ]
    lines += [*(_judged(goal, rows) for goal in GOALS), "", *_shares(rows), *_beside(others)]
    return "\n".join(lines)


def _shares(rows: Mapping[str, Row]) -> list[str]:
    found = shares(rows)
    if not found:
        return []
    whole = sum(time for _, time in found)
    about = (
        "What each server takes that the one before it does not, by processor time. "
        f"If its behaviour took no time, Campaign.Get would reach {highest_ratio(rows):.2f} of the lean application."
    )
    lines = [_line(what, f"{time:.0f}", f"{100 * time / whole:.0f} %") for what, time in found]
    return ["## Where the time of a Campaign.Get goes", "", about, "",
            _line("what is done", "µs", "share"), "|---" * 3 + "|", *lines, ""]  # fmt: skip


def _beside(others: Mapping[str, Sample]) -> list[str]:
    about = (
        f"Campaign.Get from {beside.CONNECTIONS} clients on a server with 100,000 campaigns, while others are at "
        f"work. Wanted: a p99 below {beside.WANTED:g} ms beside each of them."
    )
    lines = [
        _line(name, f"{found.rate:,.0f}", f"{found.p99:.1f}", "met" if found.p99 < beside.WANTED else "**not met**")
        for name, found in others.items()
    ]
    return ["## Beside clients that could hold others up", "", about, "",
            _line("at work", "requests/s", "p99 ms", ""), "|---" * 4 + "|", *lines, ""]  # fmt: skip


def _measured(row: Row) -> str:
    figures = f"{row.rate:,.0f}", f"{row.lowest:,.0f} to {row.highest:,.0f}", f"{row.p99:.1f}", f"{row.processor:.0f}"
    start = f"{row.started:.2f}", f"{row.start_processor:.2f}", f"{row.megabytes:.0f}"
    return _line(row.case.name, *figures, *start)


def _judged(goal: Goal, rows: Mapping[str, Row]) -> str:
    wanted = f"{'≤' if goal.is_most else '≥'} {goal.wanted:g}"
    by_processor = {name: _by_processor(row) for name, row in rows.items()}
    try:
        figure, other = goal.found(rows), goal.found(by_processor)
    except KeyError as missing:
        return _line(goal.text, wanted, "", "", f"not measured: {missing.args[0]}", "")
    told = "" if other == figure else f"{other:.2f}"
    is_met = goal.is_met(figure) and goal.is_met(other)
    reason = " and ".join(f"{rows[case.name].processor:.0f}" for case in goal.cases)
    return _line(goal.text, wanted, f"{figure:.2f}", told, "met" if is_met else "**not met**", reason)


def _by_processor(row: Row) -> Row:
    return replace(row, rate=1e6 / max(row.processor, 0.1), started=row.start_processor)


def _line(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"
