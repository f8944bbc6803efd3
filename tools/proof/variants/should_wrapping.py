"""SHOULD: ids and error codes of another JSON type than the page's examples show."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from campaign_contract.mockserver.store import Store
from campaign_contract.spec.wording import SHOWN_FORMAT
from campaign_contract.tools.proof.trial.blueprint import Alteration, store_altered, together
from campaign_contract.tools.proof.variants.variant import Body, Variant, answers, campaigns, failures, successes

CREATE, COPY, GET, LIST = "Campaign.Create", "Campaign.Copy", "Campaign.Get", "Campaigns.Get"
DELETE = "Campaigns.Delete"
_BARE = tuple(f"Campaign.{name}" for name in ("Approve", "Cancel", "Create", "Pause", "Resume", "Update"))
_IDS = ("CampaignID", "NewCampaignID")


class _Stripping(Store):
    def account(self, parameter: str, value: str) -> int | None:
        return super().account(parameter, value.strip())


def ids_as(kind: Callable[[Any], Any]) -> Alteration:
    """Every id goes through `kind`."""

    def edit(holder: Body) -> Body:
        return {name: kind(value) if name in _IDS else value for name, value in holder.items()}

    return together(successes(edit), campaigns(edit))


def shown(*commands: str) -> tuple[str, ...]:
    """Where the successes of these commands are advised on."""
    return tuple(f"{command}/{SHOWN_FORMAT}" for command in commands)


def wrapped(*commands: str) -> tuple[str, ...]:
    """Where the failures of these commands are advised on."""
    return tuple(f"{command}/shown-failure" for command in commands)


def _number(body: Body) -> int:
    """The number of a failure, however it is wrapped."""
    match body["ErrorCode"]:
        case dict() as keyed:
            return int(next(iter(keyed.values())))
        case list() as listed:
            return int(listed[0])
        case code:
            return int(code)


def _wrapping(wrap: Callable[[int], Any]) -> Alteration:
    return failures(lambda body: {**body, "ErrorCode": wrap(_number(body))})


WRAPPING = (
    Variant("ids-as-text", "All ids are text.", ids_as(str), shown(CREATE, GET)),
    Variant("ids-as-numbers", "All ids are numbers.", ids_as(int), shown(COPY, LIST)),
    Variant("code-bare", "Every ErrorCode is a number alone.", _wrapping(lambda code: code), wrapped(COPY, DELETE)),
    Variant("code-listed", "Every ErrorCode is a list.", _wrapping(lambda code: [code]), wrapped(*_BARE, GET, DELETE)),
    Variant(
        "code-keyed",
        "Every ErrorCode is an object.",
        _wrapping(lambda code: {"error": code}),
        wrapped(*_BARE, COPY, GET, DELETE),
    ),
    Variant(
        "code-as-text",
        "Every ErrorCode is a number in quotation marks.",
        _wrapping(str),
        wrapped(*_BARE, COPY, GET, DELETE),
    ),
    Variant(
        "success-code-as-text",
        "The ErrorCode of every success is the text 0.",
        successes(lambda body: {**body, "ErrorCode": "0"}),
        ("Api/success-number",),
    ),
    Variant(
        "byte-order-mark",
        "Every answer starts with a byte order mark.",
        answers(lambda body: json.dumps(body).encode("utf-8-sig")),
        ("Api/no-byte-order-mark",),
    ),
    Variant(
        "credentials-stripped",
        "Blanks around a credential do not count.",
        store_altered(_Stripping),
        ("Api/credentials-required/blanks-around",),
    ),
)
"""Each writes all ids or all codes in one way."""
