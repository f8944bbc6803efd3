"""An account with so many campaigns that a list without pages is longer than an answer that is read."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from campaign_contract.contract_tests.api.exchange import Reply
from campaign_contract.contract_tests.api.limits import LONGER
from campaign_contract.contract_tests.api.strict_json import MORE_VALUES
from campaign_contract.spec import Command

TOO_MANY = (
    "the account has more campaigns than are read where a list has no pages; --answer-limit lets more be read, "
    "or use an account with fewer"
)
"""The reason of every check that meets it, always the same, so that it is told once."""
_SIZE, _ROWS, _ROW = "RecordsPerRequest", "Campaigns", '"CampaignID"'
_LARGEST_PAGE = 1000


def is_a_list_of_all(command: Command, parameters: Mapping[str, Any], reply: Reply) -> bool:
    """Whether an answer lists more than is read, and the request asked for no page that a target has to understand."""
    lists = _ROWS in command.success.schema.get("properties", {}) and _ROW in reply.text
    too_long = any(fault.startswith(LONGER) or fault.endswith(MORE_VALUES) for fault in reply.faults)
    return lists and too_long and reply.status < HTTPStatus.BAD_REQUEST and not _asks_for_a_page(parameters.get(_SIZE))


def _asks_for_a_page(size: Any) -> bool:
    return str(size).isdecimal() and 0 < int(size) <= _LARGEST_PAGE
