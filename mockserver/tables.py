"""Tables of a database, as the parts of the store use them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from campaign_contract.mockserver import sql
from campaign_contract.mockserver.database import Cursor, Database

_MOST_KNOWN = 200
"""How many answers are kept at most until something is written; one of them may be a campaign of a megabyte."""


class Tables:
    """Tables of one database; every statement runs in the transaction of the calling thread."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: tuple[object, dict[Any, Any]] = (None, {})

    def execute(self, statement: str, **parameters: Any) -> Cursor:
        """Run a statement of this server's; for what works on whole tables."""
        return self._run(statement, **parameters)

    def raise_counter(self, counted: str, id: int) -> None:
        """Keep later ids of this kind above `id`."""
        self._run(sql.RAISE_COUNTER, name=counted, value=id)

    def _run(self, statement: str, **parameters: Any) -> Cursor:
        return self._database.run(statement, parameters)

    def _run_all(self, statement: str, rows: Iterable[Mapping[str, Any]]) -> None:
        self._database.run_all(statement, rows)

    def _one(self, statement: str, **parameters: Any) -> int | None:
        row = self._run(statement, **parameters).fetchone()
        return int(row[0]) if row else None

    def _one_known(self, statement: str, **parameters: Any) -> int | None:
        """The same as `_one`, which is asked again only after something was written."""
        row = self._row_known(statement, **parameters)
        return int(row[0]) if row else None

    def _row_known(self, statement: str, **parameters: Any) -> Any:
        """The first row, None where there is none; it is asked for again only after something was written."""
        version = self._database.version()
        if version is None:
            return self._run(statement, **parameters).fetchone()
        of, known = self._known
        if of != version or len(known) > _MOST_KNOWN:
            of, known = self._known = version, {}
        key = (statement, *parameters.values())
        if key not in known:
            known[key] = self._run(statement, **parameters).fetchone()
        return known[key]

    def _next_id(self, counted: str) -> int:
        """An id that nothing of this kind ever had."""
        return int(self._run(sql.NEXT_ID, name=counted).fetchone()[0])
