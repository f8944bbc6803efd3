"""Wrong ways to search for a keyword."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from campaign_contract.mockserver.actions import Action
from campaign_contract.mockserver.situation import Situation
from campaign_contract.mockserver.store import Row, Selection, Store
from campaign_contract.mockserver.values import HIGHEST
from campaign_contract.tools.proof.mutants.wrong.define import action, asking, store

LIST = "Campaigns.Get"


@action(LIST, "keyword")
def list_ignores_the_keyword(situation: Situation, action: Action) -> Mapping[str, Any]:
    """Every name matches."""
    return action(asking(situation, SearchKeyword=""))


@action(LIST, "keyword/zero")
def list_takes_zero_for_no_keyword(situation: Situation, action: Action) -> Mapping[str, Any]:
    """Every name matches the keyword 0."""
    return action(asking(situation, SearchKeyword="") if situation.value("SearchKeyword") == "0" else situation)


@action(LIST, "keyword/spaces")
def list_squeezes_the_keyword(situation: Situation, action: Action) -> Mapping[str, Any]:
    """Several spaces in a keyword become one."""
    return action(asking(situation, SearchKeyword=" ".join(situation.value("SearchKeyword").split())))


@action(LIST, "keyword/unicode")
def list_searches_in_ascii(situation: Situation, action: Action) -> Mapping[str, Any]:
    """Other characters than ASCII in a keyword are searched for as question marks."""
    keyword = situation.value("SearchKeyword").encode("ascii", "replace").decode()
    return action(asking(situation, SearchKeyword=keyword))


@action(LIST, "keyword/quotes")
def list_searches_escaped_quotes(situation: Situation, action: Action) -> Mapping[str, Any]:
    """Quotation marks in a keyword are searched for with a backslash."""
    keyword = situation.value("SearchKeyword").replace("'", "\\'").replace('"', '\\"')
    return action(asking(situation, SearchKeyword=keyword))


class _RowByRow(Store):
    """Looks at each name by itself, in lower case."""

    def campaigns(self, owner: int, selection: Selection) -> list[Row]:
        word = selection.keyword.lower()
        rows = super().campaigns(owner, replace(selection, keyword="", limit=HIGHEST, offset=0))
        found = [row for row in rows if not word or self.matches(row["CampaignName"].lower(), word)]
        return found[selection.offset : selection.offset + selection.limit]

    def matches(self, name: str, word: str) -> bool:
        raise NotImplementedError


@store(f"{LIST}/keyword/middle", f"{LIST}/keyword/end")
class ListKeywordStartsTheName(_RowByRow):
    """A keyword has to be the start of the name."""

    def matches(self, name: str, word: str) -> bool:
        """Whether a name in lower case matches."""
        return name.startswith(word)


@store(f"{LIST}/keyword/middle", f"{LIST}/keyword/start")
class ListKeywordEndsTheName(_RowByRow):
    """A keyword has to be the end of the name."""

    def matches(self, name: str, word: str) -> bool:
        """Whether a name in lower case matches."""
        return name.endswith(word)


@store(f"{LIST}/keyword")
class ListKeywordIsTheName(_RowByRow):
    """A keyword has to be the whole name."""

    def matches(self, name: str, word: str) -> bool:
        """Whether a name in lower case matches."""
        return name == word


@store(f"{LIST}/keyword")
class ListKeywordIsSeveralWords(_RowByRow):
    """One word of the keyword in the name is enough."""

    def matches(self, name: str, word: str) -> bool:
        """Whether a name in lower case matches."""
        return any(part in name for part in word.split())


@store(f"{LIST}/keyword-wildcards")
class ListKeywordIsAPattern(Store):
    """A keyword is a LIKE pattern."""

    def _matching(self, owner: int, selection: Selection) -> tuple[str, dict[str, Any]]:
        where, parameters = super()._matching(owner, replace(selection, keyword=""))
        pattern = f"%{selection.keyword}%"
        return f'{where} AND "CampaignName" LIKE :pattern', {**parameters, "pattern": pattern}
