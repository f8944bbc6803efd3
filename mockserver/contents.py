"""What campaigns name, in the store: e-mails, recipient lists with their segments, tags."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from campaign_contract.mockserver import sql
from campaign_contract.mockserver.tables import Tables

Content = Mapping[str, Any]
"""What an e-mail holds, by the names of Email.Update's parameters."""


@dataclass(frozen=True)
class RecipientList:
    """A list of subscribers."""

    id: int
    name: str
    subscribers: int


@dataclass(frozen=True)
class Segment:
    """A part of a recipient list. `created` is YYYY-MM-DD HH:MM:SS in UTC."""

    id: int
    name: str
    created: str


class Contents(Tables):
    """The tables of e-mails, lists and tags; every method belongs inside a transaction. Ids are not used again."""

    def create_email(self, owner: int) -> int:
        """A new, empty e-mail of the account `owner`; answers its id."""
        new = self._next_id(sql.EMAIL)
        self._add_email(new, owner)
        return new

    def add_email(self, id: int, owner: int) -> None:
        """A new, empty e-mail under an id of the caller's."""
        self._add_email(id, owner)
        self._run(sql.RAISE_COUNTER, name=sql.EMAIL, value=id)

    def emails(self, owner: int) -> Mapping[int, Content]:
        """An account's e-mails, by id."""
        rows = self._run(sql.EMAILS_OF_ACCOUNT, account=owner).fetchall()
        return {id: json.loads(content) for id, content in rows}

    def email_owner(self, id: int) -> int | None:
        """Whose e-mail this is; None when there is none."""
        return self._one(sql.OWNER_OF_EMAIL, id=id)

    def email(self, id: int) -> Content:
        """What the e-mail holds; empty when there is none."""
        row = self._run(sql.CONTENT_OF_EMAIL, id=id).fetchone()
        return dict(json.loads(row[0])) if row else {}

    def change_email(self, id: int, content: Content) -> None:
        """New values of some of what an e-mail holds."""
        self._run(sql.UPDATE_EMAIL, id=id, content=json.dumps({**self.email(id), **content}))

    def remove_email(self, id: int, owner: int) -> None:
        """Delete an e-mail, if it is the account's."""
        self._run(sql.DELETE_EMAIL, id=id, account=owner)

    def create_list(self, owner: int, name: str) -> int:
        """A new recipient list without subscribers; answers its id."""
        new = self._next_id(sql.LIST)
        self._add_list(RecipientList(new, name, 0), owner)
        return new

    def add_list(self, added: RecipientList, owner: int) -> None:
        """A new recipient list under an id of the caller's."""
        self._add_list(added, owner)
        self._run(sql.RAISE_COUNTER, name=sql.LIST, value=added.id)

    def lists(self, owner: int) -> list[RecipientList]:
        """An account's recipient lists, by id."""
        return [RecipientList(*row) for row in self._run(sql.LISTS_OF_ACCOUNT, account=owner).fetchall()]

    def list_owner(self, id: int) -> int | None:
        """Whose recipient list this is; None when there is none."""
        return self._one(sql.OWNER_OF_LIST, id=id)

    def add_segment(self, added: Segment, list_id: int) -> None:
        """A new segment of a recipient list."""
        self._run(sql.INSERT_SEGMENT, id=added.id, list=list_id, name=added.name, created=added.created)

    def segments(self, list_id: int, owner: int) -> list[Segment]:
        """The segments of an account's recipient list, by id; none of another account's."""
        return [Segment(*row) for row in self._run(sql.SEGMENTS_OF_LIST, list=list_id, account=owner).fetchall()]

    def create_tag(self, owner: int, name: str) -> int:
        """A new tag of the account `owner`; answers its id."""
        new = self._next_id(sql.TAG)
        self._add_tag(new, owner, name)
        return new

    def add_tag(self, id: int, owner: int, name: str) -> None:
        """A new tag under an id of the caller's."""
        self._add_tag(id, owner, name)
        self._run(sql.RAISE_COUNTER, name=sql.TAG, value=id)

    def tags(self, owner: int) -> Mapping[int, str]:
        """The names of an account's tags, by id."""
        return dict(self._run(sql.NAMED_TAGS_OF_ACCOUNT, account=owner).fetchall())

    def tag_owner(self, id: int) -> int | None:
        """Whose tag this is; None when there is none."""
        return self._one(sql.OWNER_OF_TAG, id=id)

    def rename_tag(self, id: int, owner: int, name: str) -> None:
        """Another name for a tag, if it is the account's."""
        self._run(sql.UPDATE_TAG, id=id, account=owner, name=name)

    def remove_tag(self, id: int) -> None:
        """Delete a tag, and take it from every campaign."""
        self._run(sql.DELETE_TAG_OF_CAMPAIGNS, tag=id)
        self._run(sql.DELETE_TAG, id=id)

    def tag_campaign(self, campaign: int, tag: int) -> None:
        """Give a campaign a tag; one that it has already changes nothing."""
        self.untag_campaign(campaign, tag)
        self._run(sql.INSERT_CAMPAIGN_TAG, campaign=campaign, tag=tag)

    def untag_campaign(self, campaign: int, tag: int) -> None:
        """Take a tag from a campaign."""
        self._run(sql.DELETE_CAMPAIGN_TAG, campaign=campaign, tag=tag)

    def tag_names(self, owner: int, campaigns: Sequence[int]) -> Mapping[int, list[str]]:
        """The names of the tags of each of these campaigns that the account gave; an empty list without tags."""
        names: defaultdict[int, list[str]] = defaultdict(list)
        statement, ids = sql.tag_names(campaigns)
        for campaign, name in self._run(statement, account=owner, **ids):
            names[campaign].append(name)
        return names

    def _add_email(self, id: int, owner: int) -> None:
        self._run(sql.INSERT_EMAIL, id=id, account=owner)

    def _add_list(self, added: RecipientList, owner: int) -> None:
        self._run(sql.INSERT_LIST, id=added.id, account=owner, name=added.name, subscribers=added.subscribers)

    def _add_tag(self, id: int, owner: int, name: str) -> None:
        self._run(sql.INSERT_TAG, id=id, account=owner, name=name)
