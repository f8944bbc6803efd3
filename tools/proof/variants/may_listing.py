"""MAY: other pages, another order, another reading of a filter."""

from __future__ import annotations

import zlib
from dataclasses import replace
from typing import Any

from campaign_contract.mockserver.store import Row, Selection, Store
from campaign_contract.mockserver.values import HIGHEST
from campaign_contract.spec import Command
from campaign_contract.tools.proof.mutants.spec_mutants import with_parameter
from campaign_contract.tools.proof.trial.blueprint import Alteration, command_altered, store_altered
from campaign_contract.tools.proof.trial.wire import Incoming
from campaign_contract.tools.proof.variants.variant import Variant, parameter_altered, refused

LIST = "Campaigns.Get"
_LARGEST_PAGE = 25


class _Pages(Store):
    """Pages of at most 25."""

    def campaigns(self, owner: int, selection: Selection) -> list[Row]:
        return super().campaigns(owner, replace(selection, limit=min(selection.limit, _LARGEST_PAGE)))


class _NewestFirst(Store):
    """The newest first, unless another order is asked for."""

    def campaigns(self, owner: int, selection: Selection) -> list[Row]:
        newest = selection.order == "CampaignID" and not selection.descending
        return super().campaigns(owner, replace(selection, descending=True) if newest else selection)


class _Shuffled(Store):
    """In an order that says nothing, always the same, unless another one is asked for."""

    def campaigns(self, owner: int, selection: Selection) -> list[Row]:
        if selection.order != "CampaignID":
            return super().campaigns(owner, selection)
        rows = super().campaigns(owner, replace(selection, limit=HIGHEST, offset=0))
        rows.sort(key=lambda row: zlib.crc32(str(row["CampaignID"]).encode()))
        return rows[selection.offset : selection.offset + selection.limit]


class _ExactKeyword(Store):
    """A keyword counts in the same case only."""

    def _matching(self, owner: int, selection: Selection) -> tuple[str, dict[str, Any]]:
        where, parameters = super()._matching(owner, replace(selection, keyword=""))
        return f'{where} AND INSTR("CampaignName", :keyword) > 0', {**parameters, "keyword": selection.keyword}


def _selecting(value: str, **fields: tuple[str, ...]) -> Alteration:
    """A status filter finds the campaigns that have these values."""

    def alter(command: Command) -> Command:
        parameter = command.parameter("CampaignStatus")
        return with_parameter(command, replace(parameter, selects={**parameter.selects, value: fields}))

    return command_altered(LIST, alter)


def _odd(request: Incoming) -> bool:
    paging = [request.value(name) for name in ("RecordsPerRequest", "RecordsFrom")]
    field = request.value("OrderField")
    return any(value and not value.isdecimal() for value in paging) or field not in ("", "CampaignName", "CampaignID")


LISTING = (
    Variant("pages-of-25", "A page holds 25 campaigns at most.", store_altered(_Pages)),
    Variant(
        "default-page-10",
        "A page holds 10 campaigns where no size is sent.",
        parameter_altered(LIST, "RecordsPerRequest", default="10"),
    ),
    Variant("newest-first", "The list starts with the newest campaign.", store_altered(_NewestFirst)),
    Variant("shuffled", "The list has an order that says nothing.", store_altered(_Shuffled)),
    Variant("exact-keyword", "A keyword counts in the same case.", store_altered(_ExactKeyword)),
    Variant("odd-lists-refused", "Odd values of the list are refused.", refused(LIST, _odd, 96)),
    Variant("no-pending", "The filter Pending finds nothing.", _selecting("Pending", CampaignStatus=("Waiting",))),
    Variant(
        "scheduled-apart",
        "What is scheduled is not listed as Ready.",
        _selecting("Ready", CampaignStatus=("Ready",), ScheduleType=("Not Scheduled", "Immediate")),
    ),
    Variant(
        "quiet-rows",
        "Rows show no statistics unless they are asked for.",
        parameter_altered(LIST, "RetrieveStatistics", default="false"),
    ),
    Variant(
        "tagged-rows", "Rows show tags without being asked.", parameter_altered(LIST, "RetrieveTags", default="true")
    ),
)
"""The variants that list campaigns in another way."""
