"""The accounts and campaigns that a fresh server starts with: a file → `Seed` → the store."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

import cattrs
import jsonschema_rs

from campaign_contract.mockserver import seed_lines, seed_problems
from campaign_contract.mockserver.accounts import User
from campaign_contract.mockserver.contents import RecipientList, Segment
from campaign_contract.mockserver.store import Store
from campaign_contract.spec import DocumentError, Problem, Spec
from campaign_contract.spec.document import read

DEFAULT_FILE = Path(__file__).with_name("seed.yaml")
"""The seed that this distribution ships."""

_SCHEMA = json.loads(Path(__file__).with_name("seed-schema.json").read_text(encoding="utf-8"))
_VALIDATOR = jsonschema_rs.validator_for(_SCHEMA)
_CONVERTER = cattrs.Converter()
_CONVERTER.register_structure_hook_func(lambda kind: kind == Mapping[str, Any], lambda value, _: value)
_TAGS = "Tags"
_MOST_PROBLEMS = 20
"""How many problems of a file are told: a file of a hundred thousand wrong lines is mended by its first ones."""
_GIVEN_BY_ACCOUNT = "RelOwnerUserID"


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
    """Read a seed file: YAML, or JSON lines by its name.

    Raises DocumentError, which lists the first problems with file, line and key.
    """
    path = Path(file)
    document = seed_lines.read(path) if path.suffix in seed_lines.SUFFIXES else read(path)
    if not _is_valid(document.data):
        _refuse(document.schema_problems(_SCHEMA, _MOST_PROBLEMS + 1))
    _refuse(seed_problems.problems(document, spec))
    return _CONVERTER.structure(document.data, Seed)


def _is_valid(data: Any) -> bool:
    """Quicker by far than listing the problems, of which there are mostly none."""
    try:
        return _VALIDATOR.is_valid(data)
    except ValueError:  # a lone surrogate, which is told later
        return True


def plant(seed: Seed, store: Store) -> bool:
    """Put the seed into the store, unless the store has accounts already; answers whether it did."""
    with store.transaction():
        is_empty = store.is_empty()
        for account in seed.accounts if is_empty else ():
            plant_account(account, store)
    return is_empty


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
    _plant_campaigns(account, account.campaigns, store)


def plant_new(seed: Seed, store: Store) -> None:
    """Put those accounts and campaigns of the seed into the store that it does not have; the others stay."""
    with store.transaction():
        for account in seed.accounts:
            if store.has_account(account.id):
                new = [item for item in account.campaigns if store.campaign(item["CampaignID"]) is None]
                _plant_campaigns(account, new, store)
            else:
                plant_account(account, store)


def _plant_campaigns(account: Account, campaigns: Sequence[Mapping[str, Any]], store: Store) -> None:
    ids = {tag.name: tag.id for tag in account.tags}
    store.insert_all({**campaign, _GIVEN_BY_ACCOUNT: account.id} for campaign in campaigns)
    for campaign in campaigns:
        for name in campaign.get(_TAGS, ()):
            store.tag_campaign(campaign["CampaignID"], ids[name])


def _refuse(problems: Iterable[Problem]) -> None:
    found = tuple(islice(problems, _MOST_PROBLEMS + 1))
    if len(found) > _MOST_PROBLEMS:
        found = (*found[:-1], replace(found[-1], key="", text="and more from here on"))
    if found:
        raise DocumentError(found)
