"""Every SQL statement but those of searches, in the SQL that SQLite and PostgreSQL share: no dialect's extras.

The exceptions are what SQLite alone is told: how to begin writing, to check a file and to keep its journal.
"""

# ruff: noqa: S608 - names of columns come from the spec and are quoted; every value is bound

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from campaign_contract.spec import Field, Kind

BEGIN = "BEGIN"
BEGIN_WRITING = "BEGIN IMMEDIATE"
COMMIT = "COMMIT"
ROLLBACK = "ROLLBACK"
CHECK = "PRAGMA quick_check(1)"
DATA_VERSION = "PRAGMA data_version"
WRITE_AHEAD = "PRAGMA journal_mode = WAL"
SYNC_LESS = "PRAGMA synchronous = NORMAL"
"""With a write-ahead log: what was answered survives the end of the process, not that of the machine."""

CAMPAIGN, EMAIL, LIST, TAG = "campaign", "email", "list", "tag"
"""What has ids that are counted, each kind on its own."""

CREATE_TABLES = (
    "CREATE TABLE IF NOT EXISTS account (id INTEGER PRIMARY KEY, name TEXT NOT NULL)",
    """CREATE TABLE IF NOT EXISTS credential (
        name TEXT NOT NULL, digest TEXT NOT NULL, value TEXT NOT NULL, account BIGINT NOT NULL,
        PRIMARY KEY (name, digest)
    )""",
    """CREATE TABLE IF NOT EXISTS login (
        id INTEGER PRIMARY KEY, name TEXT NOT NULL, email TEXT NOT NULL, password TEXT NOT NULL
    )""",
    """CREATE TABLE IF NOT EXISTS session (
        digest TEXT PRIMARY KEY, value TEXT NOT NULL, account BIGINT NOT NULL, began TEXT NOT NULL
    )""",
    "CREATE TABLE IF NOT EXISTS email (id INTEGER PRIMARY KEY, account BIGINT NOT NULL, content TEXT NOT NULL)",
    """CREATE TABLE IF NOT EXISTS recipient_list (
        id INTEGER PRIMARY KEY, account BIGINT NOT NULL, name TEXT NOT NULL, subscribers BIGINT NOT NULL
    )""",
    """CREATE TABLE IF NOT EXISTS segment (
        id INTEGER PRIMARY KEY, list BIGINT NOT NULL, name TEXT NOT NULL, created TEXT NOT NULL
    )""",
    "CREATE TABLE IF NOT EXISTS tag (id INTEGER PRIMARY KEY, account BIGINT NOT NULL, name TEXT NOT NULL)",
    """CREATE TABLE IF NOT EXISTS campaign_tag (
        campaign BIGINT NOT NULL, tag BIGINT NOT NULL, PRIMARY KEY (campaign, tag)
    )""",
    "CREATE TABLE IF NOT EXISTS counter (name TEXT PRIMARY KEY, value BIGINT NOT NULL)",
    *(
        f"INSERT INTO counter (name, value) SELECT '{name}', 0 "
        f"WHERE NOT EXISTS (SELECT 1 FROM counter WHERE name = '{name}')"
        for name in (CAMPAIGN, EMAIL, LIST, TAG)
    ),
)
CREATE_INDEXES = (
    'CREATE INDEX IF NOT EXISTS campaign_owner ON campaign ("RelOwnerUserID", "CampaignID")',
    'CREATE INDEX IF NOT EXISTS campaign_name ON campaign ("RelOwnerUserID", "CampaignName", "CampaignID")',
    'CREATE INDEX IF NOT EXISTS campaign_status ON campaign ("RelOwnerUserID", "CampaignStatus", "CampaignID")',
    "CREATE INDEX IF NOT EXISTS campaign_tag_tag ON campaign_tag (tag, campaign)",
)

INSERT_ACCOUNT = "INSERT INTO account (id, name) VALUES (:id, :name)"
INSERT_CREDENTIAL = "INSERT INTO credential (name, digest, value, account) VALUES (:name, :digest, :value, :account)"
INSERT_LOGIN = "INSERT INTO login (id, name, email, password) VALUES (:id, :name, :email, :password)"
INSERT_SESSION = "INSERT INTO session (digest, value, account, began) VALUES (:digest, :value, :account, :began)"
INSERT_EMAIL = "INSERT INTO email (id, account, content) VALUES (:id, :account, '{}')"
INSERT_LIST = "INSERT INTO recipient_list (id, account, name, subscribers) VALUES (:id, :account, :name, :subscribers)"
INSERT_SEGMENT = "INSERT INTO segment (id, list, name, created) VALUES (:id, :list, :name, :created)"
INSERT_TAG = "INSERT INTO tag (id, account, name) VALUES (:id, :account, :name)"
INSERT_CAMPAIGN_TAG = "INSERT INTO campaign_tag (campaign, tag) VALUES (:campaign, :tag)"

ID_OF_ACCOUNT = "SELECT id FROM account WHERE id = :id"
COUNT_ACCOUNTS = "SELECT COUNT(*) FROM account"
CREDENTIAL = "SELECT value, account FROM credential WHERE name = :name AND digest = :digest"
FIRST_CREDENTIAL = "SELECT value FROM credential WHERE name = :name ORDER BY account LIMIT 1"
LOGIN = "SELECT id, name, email, password FROM login WHERE name = :name OR email = :name"
SESSION = "SELECT value, account FROM session WHERE digest = :digest AND began > :oldest"
SECRETS = (
    "SELECT name, value FROM credential UNION SELECT 'SessionID', value FROM session "
    "UNION SELECT 'Password', password FROM login WHERE password <> ''"
)
USER_OF_ACCOUNT = (
    "SELECT account.id, account.name, COALESCE(login.email, ''), COALESCE(login.password, '') "
    "FROM account LEFT JOIN login ON login.id = account.id WHERE account.id = :account"
)
EMAILS_OF_ACCOUNT = "SELECT id, content FROM email WHERE account = :account ORDER BY id"
NAMED_TAGS_OF_ACCOUNT = "SELECT id, name FROM tag WHERE account = :account ORDER BY id"
CONTENT_OF_EMAIL = "SELECT content FROM email WHERE id = :id"
UPDATE_EMAIL = "UPDATE email SET content = :content WHERE id = :id"
DELETE_EMAIL = "DELETE FROM email WHERE id = :id AND account = :account"
LISTS_OF_ACCOUNT = "SELECT id, name, subscribers FROM recipient_list WHERE account = :account ORDER BY id"
OWNER_OF_LIST = "SELECT account FROM recipient_list WHERE id = :id"
SEGMENTS_OF_LIST = (
    "SELECT segment.id, segment.name, segment.created FROM segment "
    "JOIN recipient_list ON recipient_list.id = segment.list "
    "WHERE segment.list = :list AND recipient_list.account = :account ORDER BY segment.id"
)
UPDATE_TAG = "UPDATE tag SET name = :name WHERE id = :id AND account = :account"
DELETE_TAG = "DELETE FROM tag WHERE id = :id"
DELETE_TAG_OF_CAMPAIGNS = "DELETE FROM campaign_tag WHERE tag = :tag"
DELETE_CAMPAIGN_TAG = "DELETE FROM campaign_tag WHERE campaign = :campaign AND tag = :tag"
OWNER_OF_EMAIL = "SELECT account FROM email WHERE id = :id"
OWNER_OF_TAG = "SELECT account FROM tag WHERE id = :id"
OWNER_OF_CAMPAIGN = 'SELECT "RelOwnerUserID" FROM campaign WHERE "CampaignID" = :id'
TAGS_OF_ACCOUNT = "SELECT id FROM tag WHERE account = :account"

NEXT_ID = "UPDATE counter SET value = value + 1 WHERE name = :name RETURNING value"
RAISE_COUNTER_TO_CAMPAIGNS = (
    'UPDATE counter SET value = (SELECT COALESCE(MAX("CampaignID"), 0) FROM campaign) '
    "WHERE name = 'campaign' AND value < (SELECT COALESCE(MAX(\"CampaignID\"), 0) FROM campaign)"
)
RAISE_COUNTER = "UPDATE counter SET value = :value WHERE name = :name AND value < :value"

CAMPAIGNS_OF_ACCOUNT = 'SELECT "CampaignID" FROM campaign WHERE "RelOwnerUserID" = :owner'
DELETE_CAMPAIGN = 'DELETE FROM campaign WHERE "CampaignID" = :id'
DELETE_CAMPAIGN_TAGS = "DELETE FROM campaign_tag WHERE campaign = :id"


def be_patient(seconds: float) -> str:
    """How long SQLite waits for another process's transaction."""
    return f"PRAGMA busy_timeout = {int(seconds * 1000)}"


def create_campaign(fields: Iterable[Field]) -> str:
    """The campaign table: a column for each of `fields`."""
    columns = ", ".join(f"{quoted(field.name)} {_column_type(field)}" for field in fields)
    return f"CREATE TABLE IF NOT EXISTS campaign ({columns})"


def probe_campaign(fields: Iterable[Field]) -> str:
    """Answers nothing; fails where a column of `fields` is missing."""
    return f"SELECT {', '.join(f'campaign.{quoted(field.name)}' for field in fields)} FROM campaign WHERE 1 = 0"


def insert_campaign(names: Sequence[str]) -> str:
    """A new campaign with a value for each of `names`."""
    return f"INSERT INTO campaign ({listed(map(quoted, names))}) VALUES ({listed(f':{name}' for name in names)})"


def update_campaign(names: Iterable[str]) -> str:
    """New values for `names` of the campaign `:id`."""
    return f'UPDATE campaign SET {listed(f"{quoted(name)} = :{name}" for name in names)} WHERE "CampaignID" = :id'


def select_campaign(names: Iterable[str]) -> str:
    """The columns `names` of the campaign `:id`."""
    return f'SELECT {listed(map(quoted, names))} FROM campaign WHERE "CampaignID" = :id'


def tag_names(campaigns: Sequence[int]) -> tuple[str, dict[str, str | int]]:
    """The names of the tags of `:account` that these campaigns have, and the parameters for that."""
    ids = dict(numbered("campaign", campaigns))
    among = f"campaign_tag.campaign IN ({listed(f':{name}' for name in ids)})" if ids else "1 = 0"
    statement = (
        "SELECT campaign_tag.campaign, tag.name FROM campaign_tag JOIN tag ON tag.id = campaign_tag.tag "
        f"WHERE tag.account = :account AND {among} ORDER BY campaign_tag.campaign, tag.id"
    )
    return statement, ids


def is_number(field: Field) -> bool:
    """Whether the column of `field` holds numbers."""
    return field.kind.is_id or field.kind is Kind.INTEGER


def _column_type(field: Field) -> str:
    if field.kind is Kind.CAMPAIGN:
        return "INTEGER PRIMARY KEY"
    return "BIGINT NOT NULL" if is_number(field) else "TEXT NOT NULL"


def numbered(name: str, values: Iterable[str | int]) -> Iterator[tuple[str, str | int]]:
    """A parameter for each of `values`."""
    return ((f"{name}_{index}", value) for index, value in enumerate(values))


def listed(parts: Iterable[str]) -> str:
    """As SQL lists names and values."""
    return ", ".join(parts)


def quoted(name: str) -> str:
    """The name of a column."""
    return '"' + name.replace('"', '""') + '"'
