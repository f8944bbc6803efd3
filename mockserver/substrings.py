"""How a database finds names that hold a keyword by an index of three letters at a time, trigrams.

What the index finds may be too much, as it compares without regard to case and order; it is never too little.
"""

# ruff: noqa: S608 - constants only

from __future__ import annotations

import re

Condition = tuple[str, dict[str, str]]
"""A condition in SQL, empty for none, and its parameters."""

NO_CONDITION: Condition = "", {}

_INDEXED = "(SELECT value FROM counter WHERE name = 'indexed')"
"""The highest id that SQLite's index holds. Those above it are new, and looked at one by one."""
_ADDED = 'INSERT INTO campaign_words (rowid, "CampaignName") VALUES (new."CampaignID", new."CampaignName");'
_REMOVED = """INSERT INTO campaign_words (campaign_words, rowid, "CampaignName")
    VALUES ('delete', old."CampaignID", old."CampaignName");"""

SQLITE = (
    """CREATE VIRTUAL TABLE campaign_words USING fts5("CampaignName",
        tokenize = 'trigram', content = 'campaign', content_rowid = 'CampaignID', detail = 'none', columnsize = 0
    )""",
    "INSERT INTO counter (name, value) VALUES ('indexed', 0)",
    f"""CREATE TRIGGER campaign_words_added AFTER INSERT ON campaign
    WHEN new."CampaignID" <= {_INDEXED} BEGIN {_ADDED} END""",
    f"""CREATE TRIGGER campaign_words_removed AFTER DELETE ON campaign
    WHEN old."CampaignID" <= {_INDEXED} BEGIN {_REMOVED} END""",
    f"""CREATE TRIGGER campaign_words_changed AFTER UPDATE OF "CampaignName" ON campaign
    WHEN old."CampaignID" <= {_INDEXED} AND old."CampaignName" <> new."CampaignName" BEGIN {_REMOVED} {_ADDED} END""",
)
"""What SQLite needs beside the campaigns' table."""

_NEW = f'SELECT "CampaignID", "CampaignName" FROM campaign WHERE "CampaignID" > {_INDEXED} ORDER BY 1 LIMIT :most'
SQLITE_IS_BEHIND = f'SELECT 1 FROM campaign WHERE "CampaignID" > {_INDEXED} LIMIT 1'
SQLITE_FOLLOWS = (
    f'INSERT INTO campaign_words (rowid, "CampaignName") {_NEW}',
    f"""UPDATE counter SET value = COALESCE((SELECT MAX("CampaignID") FROM ({_NEW})), value) WHERE name = 'indexed'""",
)
"""Takes up `:most` of what is new: who searches pays for the index, not who creates one campaign."""
A_FEW, ALL = 5_000, -1
"""How many names a search takes up, which keeps nobody waiting, and how many who brings many takes up."""

POSTGRESQL = (
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    'CREATE INDEX IF NOT EXISTS campaign_words ON campaign USING gin (LOWER("CampaignName") gin_trgm_ops)',
)
"""The same for PostgreSQL, where its server has the extension and lets this user make it."""

_LENGTH = 3
_ENOUGH = 16
"""How many trigrams of a keyword are looked up at most."""
_WILDCARD = re.compile(r"[\\%_]")


def sqlite_condition(keyword: str) -> Condition:
    """The campaigns with all trigrams of `keyword`; no condition where it is too short."""
    parts = (keyword[start : start + _LENGTH] for start in range(len(keyword) - _LENGTH + 1))
    trigrams = [part for part in parts if "\0" not in part][:_ENOUGH]
    if not trigrams:
        return NO_CONDITION
    phrases = ('"' + trigram.replace('"', '""') + '"' for trigram in trigrams)
    found = "SELECT rowid FROM campaign_words WHERE campaign_words MATCH :trigrams"
    new = f'SELECT "CampaignID" FROM campaign WHERE "CampaignID" > {_INDEXED}'
    return f'"CampaignID" IN ({found} UNION ALL {new})', {"trigrams": " AND ".join(phrases)}


def postgresql_condition(keyword: str) -> Condition:
    """The names like `keyword`, which is what the index can answer."""
    pattern = _WILDCARD.sub(r"\\\g<0>", keyword.encode().lower().decode())
    return 'LOWER("CampaignName") LIKE :pattern', {"pattern": f"%{pattern}%"}
