"""A firewall in front of a target: it answers a page of its own where a value looks like an attack."""

from __future__ import annotations

import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from campaign_contract.contract_tests.api.client import Reply

FIREWALL = (
    "a firewall in front of the target answers a page of its own where a value looks like HTML or SQL; "
    "let the requests of this run pass it"
)
"""The reason of every check that meets it, always the same, so that it is told once."""
_LOOKS_LIKE_AN_ATTACK = re.compile(
    r"""<[a-z/!]|&\#?\w+;|['"`\\\0]|--|/\*|\.\./|\$\{|\{\{|\bunion\b|\bselect\b""", re.IGNORECASE
)
_PAGE = re.compile(r"\s*<(!doctype|html|head|body|title)\b", re.IGNORECASE)


def is_page_of_a_firewall(reply: Reply, parameters: Mapping[str, Any]) -> bool:
    """Whether an HTML page refuses a request (HTTP status 4xx) that holds what a firewall takes for an attack."""
    refused = HTTPStatus.BAD_REQUEST <= reply.status < HTTPStatus.INTERNAL_SERVER_ERROR
    return refused and bool(_PAGE.match(reply.text)) and any(map(_is_suspicious, parameters.values()))


def _is_suspicious(value: Any) -> bool:
    return isinstance(value, str) and bool(_LOOKS_LIKE_AN_ATTACK.search(value))
