"""The SQL of a search among an account's campaigns: what matches, how many, and a page of them.

SQLite plans without knowing how many rows match, so that is counted first, and the quicker way asked for.
"""

# ruff: noqa: S608 - names of columns come from the spec and are quoted; every value is bound

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from campaign_contract.mockserver.sql import listed, numbered, quoted
from campaign_contract.mockserver.substrings import NO_CONDITION, Condition

Parameters = dict[str, str | int]

_FENCE = "LIMIT 9223372036854775807"
"""Keeps a planner from looking into a subquery."""
_ORDERING = 4
"""How many campaigns are looked at in the time that it takes to find one by an index and put it in order."""


@dataclass(frozen=True)
class Page:
    """A part of what matches in the order of a column, and how it is found.

    `is_gathered`: all that match are found first, and then ordered. `is_singly`: all are looked at in their order, one
    by one. Where it is neither, the database chooses. `is_backwards`: `offset` is counted from the end.
    """

    order: str
    descending: bool
    limit: int
    offset: int
    is_gathered: bool = False
    is_singly: bool = False
    is_backwards: bool = False

    def planned(self, matches: int, among: int) -> Page:
        """The same page, found in the quicker way where `matches` of `among` campaigns match."""
        limit = max(min(self.limit, matches - self.offset), 0)
        rest = max(matches - self.offset - limit, 0)
        is_backwards = rest < self.offset
        offset = rest if is_backwards else self.offset
        looked_at = among * (offset + limit) // max(matches, 1)
        is_gathered = matches * _ORDERING < looked_at
        return Page(self.order, self.descending, limit, offset, is_gathered, not is_gathered, is_backwards)


def select_campaigns(columns: str, where: str, page: Page) -> str:
    """The `columns`, as SQL lists them, of a page of what matches, ordered by the page's column and then by id.

    The page is found first, which an index alone can do, and only then read.
    """
    key = quoted(page.order)
    order = _order(key, page.descending)
    inner = _order(key, not page.descending, "DESC") if page.is_backwards else order
    found = f"campaign WHERE {where}"
    if page.is_gathered:
        both = listed(dict.fromkeys(('"CampaignID"', key)))
        found = f"(SELECT {both} FROM {found} {_FENCE}) AS found"
    ids = f'SELECT "CampaignID" FROM {found} ORDER BY {inner} LIMIT :limit OFFSET :offset'
    return f'SELECT {columns} FROM campaign WHERE "CampaignID" IN ({ids}) ORDER BY {order}'


def count_campaigns(where: str) -> str:
    """How many campaigns match."""
    return f"SELECT COUNT(*) FROM campaign WHERE {where}"


def matching(
    selects: Mapping[str, Sequence[str]], tags: Sequence[int] | None, keyword: str, indexed: Condition | None
) -> tuple[str, Parameters]:
    """The condition of a search among the campaigns of `:owner`, and its parameters.

    `selects` maps a column to its possible values; `tags` asks for any of these ids (None for no such condition);
    `keyword` is a substring of the name, compared without regard to the case of ASCII letters. REPLACE takes it
    literally, where LIKE would need escapes and has a limit of length. `indexed` is a wider condition for the keyword
    that an index answers; None where campaigns are looked at one by one.
    """
    conditions: list[str] = []
    parameters: Parameters = {}
    if tags is not None:
        names = dict(numbered("tag", tags))
        conditions.append(_tagged(names, is_looked_up=indexed is None) if names else "1 = 0")
        parameters |= names
    if keyword:
        wider, known = indexed or NO_CONDITION
        conditions += [wider] if wider else []
        conditions.append('REPLACE(LOWER("CampaignName"), :keyword, \'\') <> LOWER("CampaignName")')
        parameters |= known | {"keyword": keyword.encode().lower().decode()}
    for column, values in selects.items():
        names = dict(numbered(column, values))
        conditions.append(f"{quoted(column)} IN ({listed(f':{name}' for name in names)})")
        parameters |= names
    is_found_by_id = any(condition.startswith('"CampaignID" IN') for condition in conditions)
    owned = f'{"+" if is_found_by_id else ""}"RelOwnerUserID" = :owner'
    return " AND ".join((owned, *conditions)), parameters


def _tagged(names: Iterable[str], is_looked_up: bool) -> str:
    tags = listed(f":{name}" for name in names)
    if is_looked_up:
        return f'EXISTS (SELECT 1 FROM campaign_tag WHERE campaign = "CampaignID" AND tag IN ({tags}))'
    return f'"CampaignID" IN (SELECT campaign FROM campaign_tag WHERE tag IN ({tags}))'


def _order(key: str, descending: bool, ties: str = "ASC") -> str:
    return f'{key} {"DESC" if descending else "ASC"}, "CampaignID" {ties}'
