"""How much of the contract the traffic with reference servers has met: asked of them, kept in files, told in lines."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from textwrap import wrap

from campaign_contract.contract_tests.stand_in.control import CampaignApi
from campaign_contract.spec import coverage
from campaign_contract.spec.coverage import Report

_WIDTH = 110


class CoverageError(Exception):
    """A file holds no coverage or cannot be read or written; the message says which and why."""


def of_server(url: str, account: str | None = None) -> Report:
    """What was met there, by all or by the account of this id or name. Raises ControlError and CoverageError."""
    api = CampaignApi(url)
    wanted = {} if account is None else {"account": _account_id(api, account)}
    found: Report = api.control("GET", "coverage", **wanted)
    return found


def of_file(path: Path) -> Report:
    """What a file holds that `write` wrote. Raises CoverageError."""
    try:
        return coverage.merged([json.loads(path.read_text(encoding="utf-8"))])
    except OSError as problem:
        raise CoverageError(f"{path}: cannot be read: {problem.strerror}") from problem
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        made = "`campaign-contract coverage URL --json` makes one"
        raise CoverageError(f"{path}: holds no coverage; {made}") from problem


def write(path: Path, report: Report) -> None:
    """Keep a report in a file, whole or not at all. Raises CoverageError."""
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        beside.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        beside.replace(path)
    except OSError as problem:
        raise CoverageError(f"{path}: cannot be written: {problem.strerror}") from problem


def told(report: Report) -> Iterator[str]:
    """A line with the number, then for each kind how much of it was met and what never."""
    yield f"{report['met']} of {report['of']} parts of the contract met: {report['percent']:g} %"
    for kind, names in coverage.never_met(report).items():
        yield from _of_kind(kind, report["kinds"][kind], names)


def shortfall(report: Report, least: float) -> str | None:
    """What is wrong where less than `least` percent was met."""
    if not coverage.is_below(report, least):
        return None
    return f"{report['percent']:g} % of the contract met, below {least:g} %"


def _of_kind(kind: str, found: Mapping[str, int], names: list[str]) -> Iterator[str]:
    beside = "" if found["counted"] else " (does not count)"
    yield f"  {kind}: {found['met']} of {found['of']}{beside}{'; never met:' if names else ''}"
    yield from wrap(", ".join(names), _WIDTH, initial_indent="    ", subsequent_indent="    ", break_on_hyphens=False)


def _account_id(api: CampaignApi, account: str) -> int:
    if account.isdecimal():
        return int(account)
    ids = {one["name"]: int(one["id"]) for one in api.control("GET", "accounts")["accounts"]}
    if account not in ids:
        raise CoverageError(f"there is no account {account}; there are {', '.join(ids) or 'none'}")
    return ids[account]
