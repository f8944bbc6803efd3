"""Parts of a campaign that are shown on request, and what a run saw of one where a request did without it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from campaign_contract.contract_tests.api.shown import View

GET, LIST = "Campaign.Get", "Campaigns.Get"


@dataclass(frozen=True)
class Part:
    """A part of a campaign that a reading command shows where its `flag` is true.

    `has_to_be_away` says whether it must not be shown where the flag is false, `unless_asked` whether that holds where
    the flag is left out, too.
    """

    command: str
    flag: str
    name: str
    has_to_be_away: bool = True
    unless_asked: bool = False

    def is_shown(self, view: View) -> bool:
        """Whether a campaign is shown with it."""
        return view.tags is not None if self.name == "tags" else view.shows_statistics

    def is_declined(self, sent: Mapping[str, Any]) -> bool:
        """Whether a request does without the part, under every reading of how flags are written."""
        spellings = [name for name in sent if name.lower().startswith(self.flag.lower())]
        if not spellings:
            return self.unless_asked
        return self.has_to_be_away and spellings == [self.flag] and str(sent[self.flag]).lower() == "false"


PARTS: Mapping[str, Part] = {
    "Campaign.Get/statistics-on-request": Part(GET, "retrievestatistics", "statistics", unless_asked=True),
    "Campaign.Get/tags-on-request": Part(GET, "retrievetags", "tags", unless_asked=True),
    "Campaigns.Get/statistics": Part(LIST, "RetrieveStatistics", "statistics"),
    "Campaigns.Get/tags": Part(LIST, "RetrieveTags", "tags", has_to_be_away=False),
}
"""By the statement about it."""


@dataclass
class Unasked:
    """The first answer that broke each statement by a part that nobody had asked for, in words."""

    by_statement: dict[str, str] = field(default_factory=dict)

    def see(self, user: str, command: str, sent: Mapping[str, Any], views: Iterable[View]) -> None:
        """Take in the campaigns that an answer shows."""
        shown = list(views)
        for statement, part in PARTS.items():
            if part.command == command and part.is_declined(sent) and any(map(part.is_shown, shown)):
                asked = " ".join(f"{name}={value}" for name, value in sent.items())
                line = f"{part.name} unless {part.flag} is true: expected none, the {user} got some with {asked}"
                self.by_statement.setdefault(statement, line)
