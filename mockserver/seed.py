"""The accounts and campaigns that a fresh server starts with: a YAML file → `Seed` → the store."""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cattrs

from campaign_contract.mockserver.accounts import User
from campaign_contract.mockserver.contents import RecipientList, Segment
from campaign_contract.mockserver.presentation import is_moment
from campaign_contract.mockserver.sql import is_number
from campaign_contract.mockserver.store import Store
from campaign_contract.mockserver.values import HIGHEST
from campaign_contract.spec import DocumentError, Field, Problem, Spec
from campaign_contract.spec.document import Document, KeyPath, read

DEFAULT_FILE = Path(__file__).with_name("seed.yaml")
"""The seed that this distribution ships."""

_SCHEMA = json.loads(Path(__file__).with_name("seed-schema.json").read_text(encoding="utf-8"))
_TAGS = "Tags"
_GIVEN_BY_ACCOUNT = "RelOwnerUserID"
_MOMENTS = ("SendProcessStartedOn", "SendProcessFinishedOn", "CreateDateTime", "LastActivityDateTime")


@dataclass(frozen=True)
class Tag:
    """A tag of an account."""

    id: int
    name: str


@dataclass(frozen=True)
class SeedSegment:
    """A segment of a recipient list."""

    id: int
    name: str
    created: str = "2024-03-01 00:00:00"


@dataclass(frozen=True)
class SeedList:
    """A recipient list of an account."""

    id: int
    name: str
    subscribers: int = 0
    segments: tuple[SeedSegment, ...] = ()


@dataclass(frozen=True)
class Account:
    """A user, and what is theirs; without a password nobody can log in as them.

    `campaigns` are by the spec's field names, `Tags` (names of tags) included.
    """

    id: int
    name: str
    api_key: str
    session_id: str
    emails: tuple[int, ...]
    tags: tuple[Tag, ...]
    campaigns: tuple[Mapping[str, Any], ...]
    email_address: str = ""
    password: str = ""
    lists: tuple[SeedList, ...] = ()

    @property
    def credentials(self) -> Mapping[str, str]:
        """Each credential under the parameter that carries it."""
        return {"SessionID": self.session_id, "APIKey": self.api_key}


@dataclass(frozen=True)
class Seed:
    """All accounts of a fresh server."""

    accounts: tuple[Account, ...]


def load(spec: Spec, file: Path | str = DEFAULT_FILE) -> Seed:
    """Read a seed file. Raises DocumentError, which lists every problem with its file, line and key."""
    document = read(Path(file))
    _refuse(document.schema_problems(_SCHEMA))
    _refuse(_problems(document, spec))
    _refuse(_encoding_problems(document))
    return cattrs.structure(document.data, Seed)


def plant(seed: Seed, store: Store) -> None:
    """Put the seed into the store, unless the store has accounts already."""
    with store.transaction():
        if store.is_empty():
            for account in seed.accounts:
                plant_account(account, store)


def plant_account(account: Account, store: Store) -> None:
    """Put an account and what is theirs into the store; within a transaction."""
    store.add_account(account.id, account.name, account.credentials)
    if account.password:
        store.add_user(User(account.id, account.name, account.email_address, account.password))
    for email in account.emails:
        store.add_email(email, account.id)
    for tag in account.tags:
        store.add_tag(tag.id, account.id, tag.name)
    for item in account.lists:
        store.add_list(RecipientList(item.id, item.name, item.subscribers), account.id)
        for segment in item.segments:
            store.add_segment(Segment(segment.id, segment.name, segment.created), item.id)
    ids = {tag.name: tag.id for tag in account.tags}
    for campaign in account.campaigns:
        store.insert({**campaign, _GIVEN_BY_ACCOUNT: account.id})
        for name in campaign.get(_TAGS, ()):
            store.tag_campaign(campaign["CampaignID"], ids[name])


def _refuse(problems: Iterable[Problem]) -> None:
    found = tuple(problems)
    if found:
        raise DocumentError(found)


def _problems(document: Document, spec: Spec) -> Iterator[Problem]:
    accounts: Sequence[Mapping[str, Any]] = document.data["accounts"]
    for key in ("id", "name", "api_key", "session_id", "email_address"):
        values = [(("accounts", a, key), item[key]) for a, item in enumerate(accounts) if key in item]
        yield from _repeated(document, values)
    yield from _repeated(document, list(_items(accounts, "emails")))
    for part in ("tags", "lists"):
        yield from _repeated(document, [((*key, "id"), item["id"]) for key, item in _items(accounts, part)])
    yield from _repeated(document, [((*key, "id"), item["id"]) for key, item in _segments(accounts)])
    campaigns = list(_items(accounts, "campaigns"))
    yield from _repeated(document, [((*key, "CampaignID"), item["CampaignID"]) for key, item in campaigns])
    for index, account in enumerate(accounts):
        tags = [((*key, "name"), tag["name"]) for key, tag in _items(accounts, "tags") if key[1] == index]
        yield from _repeated(document, tags)
        for place, campaign in enumerate(account["campaigns"]):
            here: KeyPath = ("accounts", index, "campaigns", place)
            yield from _value_problems(document, here, campaign, spec)
            yield from _tag_problems(document, here, campaign, [name for _, name in tags])


def _encoding_problems(document: Document) -> Iterator[Problem]:
    try:
        json.dumps(document.data, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        yield document.problem((), "holds a lone surrogate; allowed: characters that UTF-8 can write")


def _items(accounts: Sequence[Mapping[str, Any]], part: str) -> Iterator[tuple[KeyPath, Any]]:
    for index, account in enumerate(accounts):
        for place, item in enumerate(account.get(part, ())):
            yield ("accounts", index, part, place), item


def _segments(accounts: Sequence[Mapping[str, Any]]) -> Iterator[tuple[KeyPath, Any]]:
    for key, item in _items(accounts, "lists"):
        for place, segment in enumerate(item.get("segments", ())):
            yield (*key, "segments", place), segment


def _repeated(document: Document, values: Iterable[tuple[KeyPath, Hashable]]) -> Iterator[Problem]:
    seen = set()
    for key, value in values:
        if value in seen:
            yield document.problem(key, f"{value!r} is there twice; allowed: once")
        seen.add(value)


def _value_problems(document: Document, key: KeyPath, campaign: Mapping[str, Any], spec: Spec) -> Iterator[Problem]:
    fields = {field.name: field for field in spec.fields if field.stored and field.name != _GIVEN_BY_ACCOUNT}
    for name, value in campaign.items():
        if name == _TAGS:
            continue
        if name not in fields:
            yield document.problem((*key, name), f"unknown key; allowed: {', '.join([*fields, _TAGS])}")
        elif allowed := unmet(fields[name], value, spec):
            yield document.problem((*key, name), f"{value!r} is not allowed; allowed: {allowed}")


def unmet(field: Field, value: Any, spec: Spec) -> str | None:
    """What `value` should have been, None when it is that."""
    if is_number(field):
        return None if type(value) is int and 0 <= value < HIGHEST else "a number from 0 on"
    if not isinstance(value, str):
        return "text (in quotation marks)"
    statuses = [status.name for status in spec.statuses]
    if field.name == "CampaignStatus" and value not in statuses:
        return ", ".join(statuses)
    if field.name in _MOMENTS and value and not is_moment(value):
        return "YYYY-MM-DD HH:MM:SS"
    return None


def _tag_problems(
    document: Document, key: KeyPath, campaign: Mapping[str, Any], tags: Sequence[str]
) -> Iterator[Problem]:
    for place, name in enumerate(campaign.get(_TAGS, ())):
        if name not in tags:
            allowed = ", ".join(tags) or "none, as the account has none"
            yield document.problem((*key, _TAGS, place), f"{name!r} is no tag of the account; allowed: {allowed}")
    yield from _repeated(
        document, [((*key, _TAGS, place), name) for place, name in enumerate(campaign.get(_TAGS, ()))]
    )
