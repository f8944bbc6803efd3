"""The words of the spec: levels, causes, kinds of values and of things, shapes of failures, groups of fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any, TypeVar, assert_never

Json = Mapping[str, Any]
"""A JSON object as plain data: a JSON Schema, an example body."""
LONGEST_ID = 18
"""How many digits an id has at most, leading zeros apart; `id-types` in `api.yaml` says so to the reader."""
Item = TypeVar("Item")


class NotInSpec(KeyError):
    """The spec does not describe what was asked for; the message says what, such as "the command Campaign.Pause"."""

    def __str__(self) -> str:
        return f"the spec does not have {self.args[0]}"


def found(matches: Iterator[Item], what: str) -> Item:
    """The first match. Raises NotInSpec, which says `what` is not there."""
    for match in matches:
        return match
    raise NotInSpec(what)


class Level(StrEnum):
    """How well the page supports a statement (see the levels of evidence in ARCHITECTURE.md)."""

    MUST = "MUST"
    SHOULD = "SHOULD"
    MAY = "MAY"


class Word(StrEnum):
    """The vocabulary of causes; each word is read by the server, the suite and the docs."""

    MISSING = "missing"
    MALFORMED = "malformed"
    UNLISTED = "unlisted"
    UNKNOWN = "unknown"
    FOREIGN = "foreign"
    STATUS_NOT = "status_not"

    @property
    def said(self) -> str:
        """What the docs say of the parameter (of the campaign's status) where a cause with this word holds."""
        match self:
            case Word.MISSING:
                return "is left out or empty"
            case Word.MALFORMED:
                return "is not of its type"
            case Word.UNLISTED:
                return "is none of its values"
            case Word.UNKNOWN:
                return "names nothing that exists"
            case Word.FOREIGN:
                return "names something of another user"
            case Word.STATUS_NOT:
                return "is not"
            case _:
                assert_never(self)


class Thing(StrEnum):
    """What a command can make or do away with."""

    CAMPAIGN = "campaign"
    EMAIL = "email"
    TAG = "tag"
    LIST = "list"


class Kind(StrEnum):
    """What a parameter or a campaign field holds."""

    CAMPAIGN = "campaign"
    CAMPAIGNS = "campaigns"
    EMAIL = "email"
    TAG = "tag"
    TAGS = "tags"
    RECIPIENT_LIST = "recipient_list"
    ADDRESS = "address"
    TEXT = "text"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    DATE = "date"
    TIME = "time"
    NUMBERS = "numbers"
    RECIPIENTS = "recipients"
    RULES = "rules"
    RATIO = "ratio"
    OBJECT = "object"
    LIST = "list"

    @property
    def is_id(self) -> bool:
        """Whether one value of this kind is the id of something stored."""
        return self in (Kind.CAMPAIGN, Kind.EMAIL, Kind.TAG, Kind.RECIPIENT_LIST)

    @property
    def thing(self) -> Thing | None:
        """What values of this kind name by its id, if they name anything."""
        return _THINGS.get(self)


_THINGS = {
    Kind.CAMPAIGN: Thing.CAMPAIGN,
    Kind.CAMPAIGNS: Thing.CAMPAIGN,
    Kind.EMAIL: Thing.EMAIL,
    Kind.TAG: Thing.TAG,
    Kind.TAGS: Thing.TAG,
    Kind.RECIPIENTS: Thing.LIST,
    Kind.RECIPIENT_LIST: Thing.LIST,
}


class FailureShape(StrEnum):
    """How a command wraps its error code, as the failure example of its section shows."""

    BARE = "bare"
    LISTED = "listed"
    WORDED = "worded"
    KEYED = "keyed"


class Group(StrEnum):
    """What becomes of a campaign field when the campaign is copied: only settings are carried over."""

    IDENTITY = "identity"
    SETTING = "setting"
    SCHEDULE = "schedule"
    TOTAL = "total"
    STATISTICS = "statistics"
    TAGS = "tags"
