"""The journal: read, filtered, followed, exported."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from queue import Empty
from typing import Any

import orjson
from werkzeug import Response

from campaign_contract.mockserver.admin import exports
from campaign_contract.mockserver.admin.world import Watched
from campaign_contract.mockserver.journal import Entry
from campaign_contract.mockserver.redaction import redacted
from campaign_contract.mockserver.store import Change

_SIGN_OF_LIFE = 1
"""Seconds after which a stream says that it is alive, and so notices that nobody reads it."""
FORMATS = {
    "har": (exports.as_har, "application/json"),
    "pytest": (exports.as_pytest, "text/x-python"),
    "curl": (exports.as_curl, "text/x-shellscript"),
    "http": (exports.as_http, "text/plain"),
}
"""What a journal is exported as."""


def read(world: Watched, limit: int = 0, **wanted: Any) -> dict[str, Any]:
    """The entries that match, the oldest first; the last `limit` of them where it is not 0."""
    world.refuse_without_journal()
    found = [entry for entry in world.journal.entries() if _matches(entry, **wanted)]
    return {"entries": [shown(world, entry) for entry in _guarded(world, found[-limit:])]}


def clear(world: Watched, account: int | None = None) -> dict[str, Any]:
    """Forget all entries, or those of one account."""
    world.journal.clear(account)
    return {}


def export(world: Watched, format: str = "har", **wanted: Any) -> Response:
    """The entries that match as a file."""
    world.refuse_without_journal()
    render, media_type = FORMATS[format]
    text = render(_guarded(world, [entry for entry in world.journal.entries() if _matches(entry, **wanted)]))
    return Response(text, content_type=f"{media_type}; charset=utf-8")


def stream(world: Watched, **wanted: Any) -> Response:
    """Server-sent events: one with each further entry that matches."""
    world.refuse_without_journal()
    return Response(_events(world, wanted), content_type="text/event-stream", headers={"Cache-Control": "no-store"})


def shown(world: Watched, entry: Entry) -> dict[str, Any]:
    """An entry as JSON."""
    return {
        "id": entry.id,
        "at": f"{entry.at:%Y-%m-%dT%H:%M:%SZ}",
        "ms": round(entry.seconds * 1000, 3),
        "account": entry.account,
        "command": entry.command,
        "outcome": entry.outcome,
        "decided": entry.decided,
        "sentence": world.sentences.get(entry.decided, ""),
        "detail": redacted(entry.detail, entry.secrets),
        "request": exports.curl(entry),
        "status": entry.answer.status,
        "answer": exports.answered(entry),
        "changes": [_change(entry, change) for change in entry.changes],
        "warnings": [redacted(line, entry.secrets) for line in entry.warnings],
    }


def _change(entry: Entry, change: Change) -> dict[str, Any]:
    before, after = (
        redacted(value, entry.secrets) if isinstance(value, str) else value for value in (change.before, change.after)
    )
    return {"campaign": change.campaign, "field": change.field, "from": before, "to": after}


def _events(world: Watched, wanted: dict[str, Any]) -> Iterator[str]:
    with world.journal.stream() as waiting:
        yield ": listening\n\n"
        while True:
            try:
                entry = waiting.get(timeout=_SIGN_OF_LIFE)
            except Empty:
                yield ": alive\n\n"
                continue
            if _matches(entry, **wanted):
                (guarded,) = _guarded(world, [entry])
                yield f"id: {entry.id}\ndata: {orjson.dumps(shown(world, guarded)).decode()}\n\n"


def _guarded(world: Watched, entries: Iterable[Entry]) -> list[Entry]:
    """The same entries; in each every known credential is to be hidden, whoever sent it and wherever it stands."""
    known = world.secrets()
    return [entry._replace(secrets=(*entry.secrets, *known)) for entry in entries]


def _matches(
    entry: Entry, account: int | None = None, command: str = "", outcome: str = "", text: str = "", after: int = 0
) -> bool:
    return (
        entry.id > after
        and account in (None, entry.account)
        and command.lower() in ("", entry.command.lower())
        and outcome in ("", entry.outcome)
        and (not text or _holds(entry, text))
    )


def _holds(entry: Entry, text: str) -> bool:
    parts: Iterable[bytes] = (entry.body, entry.answer.content, entry.environ.get("QUERY_STRING", "").encode())
    said = (entry.decided, *entry.warnings)
    return any(text in line for line in said) or any(text.encode() in part for part in parts)
