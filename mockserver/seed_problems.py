"""What a JSON Schema cannot say about a seed: ids are there once, tags exist, values are of their field."""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from campaign_contract.mockserver.presentation import is_moment
from campaign_contract.mockserver.sql import is_number
from campaign_contract.mockserver.values import HIGHEST
from campaign_contract.spec import Field, Problem, Spec
from campaign_contract.spec.document import Document, KeyPath

_TAGS = "Tags"
_GIVEN_BY_ACCOUNT = "RelOwnerUserID"
_MOMENTS = ("SendProcessStartedOn", "SendProcessFinishedOn", "CreateDateTime", "LastActivityDateTime")


def problems(document: Document, spec: Spec) -> Iterator[Problem]:
    """Every problem of meaning in a seed that satisfies its schema."""
    yield from _encoding_problems(document)
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
    fields = {field.name: field for field in spec.fields if field.stored and field.name != _GIVEN_BY_ACCOUNT}
    for index, account in enumerate(accounts):
        tags = [((*key, "name"), tag["name"]) for key, tag in _items(accounts, "tags") if key[1] == index]
        yield from _repeated(document, tags)
        for place, campaign in enumerate(account["campaigns"]):
            here: KeyPath = ("accounts", index, "campaigns", place)
            yield from _value_problems(document, here, campaign, fields, spec)
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


def _value_problems(
    document: Document,
    key: KeyPath,
    campaign: Mapping[str, Any],
    fields: Mapping[str, Field],
    spec: Spec,
) -> Iterator[Problem]:
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
    if field.name == "CampaignStatus" and all(value != status.name for status in spec.statuses):
        return ", ".join(status.name for status in spec.statuses)
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
