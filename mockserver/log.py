"""The log: a line for each request."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from enum import StrEnum

import orjson

from campaign_contract.mockserver.journal import Entry


class LogFormat(StrEnum):
    """How a request is written."""

    TEXT = "text"
    JSON = "json"


def line(entry: Entry, wanted: LogFormat) -> str:
    """Time, account, command, outcome, deciding rule, milliseconds and warnings of an exchange."""
    milliseconds = round(entry.seconds * 1000, 1)
    if wanted is LogFormat.JSON:
        return orjson.dumps(
            {
                "at": f"{entry.at:%Y-%m-%dT%H:%M:%SZ}",
                "account": entry.account,
                "command": entry.command,
                "outcome": entry.outcome,
                "decided": entry.decided,
                "status": entry.answer.status,
                "ms": milliseconds,
                "warnings": entry.warnings,
            }
        ).decode()
    account = "-" if entry.account is None else f"account {entry.account}"
    words = [f"{entry.at:%H:%M:%S}", account, entry.command or "-", entry.outcome]
    if entry.outcome != "success":
        words.append(entry.decided)
    return "  ".join([*words, f"{milliseconds} ms", *(f"warning: {warning}" for warning in entry.warnings)])


def printer(wanted: LogFormat) -> Callable[[Entry], None]:
    """Prints exchanges on stdout; what nobody reads any more ends nothing."""

    def show(entry: Entry) -> None:
        with suppress(OSError, ValueError):
            print(line(entry, wanted), flush=True)

    return show
