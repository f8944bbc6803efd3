"""Wrong ways to keep campaigns: ids, deletions, stale answers, campaigns that hang together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from campaign_contract.mockserver.database import MEMORY
from campaign_contract.mockserver.store import Row, Selection, Store
from campaign_contract.mockserver.values import HIGHEST
from campaign_contract.spec import Field
from campaign_contract.tools.proof.mutants.wrong.define import stateful, store
from campaign_contract.tools.proof.trial.wire import Answer, Incoming, Layer, Next

_LIST_AFTER = "Campaigns.Get/read-your-writes"
_MOST = 3


@store("Campaign.Create/new-id/after-deletion")
class IdsAreUsedAgain(Store):
    """A new campaign gets the number behind the highest one that is there."""

    def next_id(self) -> int:
        """The id of a new campaign."""
        return int(self._run('SELECT MAX("CampaignID") FROM campaign').fetchone()[0]) + 1


@store("Campaign.Create/new-id", "Campaign.Copy/new-id")
class IdsAreCountedByTwos(Store):
    """Two campaigns in a row get the same id; the second takes the place of the first."""

    def next_id(self) -> int:
        """The id of a new campaign."""
        id = super().next_id()
        self.remove(id - id % 2)
        return id - id % 2


@store("Campaign.Create/new-id", "Api/independence/of-the-whole-run")
class OnlyTheNewestStay(Store):
    """From the fourth campaign on, each new one takes the place of the oldest of the run."""

    def next_id(self) -> int:
        """The id of a new campaign."""
        id = super().next_id()
        self.remove(id - _MOST)
        return id


@store("Campaigns.Delete/deletes-named", "Campaign.Get/unknown-campaign")
class DeletedStaysReadable(Store):
    """A deleted campaign is not listed any more, and Campaign.Get still shows it."""

    def __init__(self, fields: Sequence[Field], database: str = MEMORY) -> None:
        self._gone: set[int] = set()
        super().__init__(fields, database)

    def remove(self, id: int) -> None:
        """Delete a campaign."""
        self._gone.add(id)

    def campaigns(self, owner: int, selection: Selection) -> list[Row]:
        """A page of the list."""
        return [row for row in super().campaigns(owner, selection) if row["CampaignID"] not in self._gone]


@store("Campaigns.Delete/deletes-named", f"{_LIST_AFTER}/delete")
class DeletedStaysListed(Store):
    """A deleted campaign is listed still, and Campaign.Get does not show it."""

    def __init__(self, fields: Sequence[Field], database: str = MEMORY) -> None:
        self._gone: dict[int, Row] = {}
        super().__init__(fields, database)

    def remove(self, id: int) -> None:
        """Delete a campaign."""
        row = self.campaign(id)
        if row:
            self._gone[id] = row
        super().remove(id)

    def campaigns(self, owner: int, selection: Selection) -> list[Row]:
        """A page of the list."""
        gone = [row for row in self._gone.values() if selection.keyword in row["CampaignName"]]
        return [*super().campaigns(owner, selection), *(row for row in gone if row["RelOwnerUserID"] == owner)]


@store(f"{_LIST_AFTER}/create", "Campaign.Create/readable")
class ListLagsBehindCreate(Store):
    """The newest campaign is not listed until there is a newer one."""

    def campaigns(self, owner: int, selection: Selection) -> list[Row]:
        """A page of the list."""
        newest = max(self.campaign_ids(owner), default=0)
        return [row for row in super().campaigns(owner, selection) if row["CampaignID"] != newest]


@store(f"{_LIST_AFTER}/status", "Campaign.Approve/status-after/in-the-list")
class ListLagsBehindStatus(Store):
    """The list shows campaigns as they were before their last change."""

    def __init__(self, fields: Sequence[Field], database: str = MEMORY) -> None:
        self._late: dict[int, Row] = {}
        super().__init__(fields, database)

    def campaigns(self, owner: int, selection: Selection) -> list[Row]:
        """A page of the list."""
        return [self._late.get(row["CampaignID"], row) for row in super().campaigns(owner, selection)]

    def change(self, id: int, values: Row) -> None:
        """Change a campaign."""
        row = self.campaign(id)
        if row:
            self._late[id] = row
        super().change(id, values)


@store(f"{_LIST_AFTER}/rename")
class ListSearchesOldNames(Store):
    """A keyword is looked for in the name before the last change."""

    def __init__(self, fields: Sequence[Field], database: str = MEMORY) -> None:
        self._old: dict[int, str] = {}
        super().__init__(fields, database)

    def change(self, id: int, values: Row) -> None:
        """Change a campaign."""
        row = self.campaign(id)
        if row and "CampaignName" in values:
            self._old[id] = row["CampaignName"]
        super().change(id, values)

    def campaigns(self, owner: int, selection: Selection) -> list[Row]:
        """A page of the list."""
        rows = super().campaigns(owner, replace(selection, keyword="", limit=HIGHEST, offset=0))
        found = [row for row in rows if selection.keyword in (self._old.get(row["CampaignID"]) or row["CampaignName"])]
        return found[selection.offset : selection.offset + selection.limit]


@stateful("Campaign.Copy/independence")
def copy_is_tied_to_its_source() -> Layer:
    """What is changed in a copy is changed in its source as well."""
    sources: dict[str, str] = {}

    def layer(request: Incoming, pass_on: Next) -> Answer:
        answer = pass_on(request)
        if answer.succeeded and request.command == "Campaign.Copy":
            sources[str(answer.body["NewCampaignID"])] = request.value("CampaignID")
        if request.command == "Campaign.Update" and request.value("CampaignID") in sources:
            pass_on(request.having(CampaignID=sources[request.value("CampaignID")]))
        return answer

    return layer


@stateful("Campaign.Update/applies", "Campaign.Resume/life-cycle", command="Campaign.Get")
def get_answers_from_a_cache() -> Layer:
    """Campaign.Get answers what it answered for that campaign the first time."""
    seen: dict[str, Answer] = {}

    def layer(request: Incoming, pass_on: Next) -> Answer:
        answer = pass_on(request)
        return seen.setdefault(repr(request.parameters), answer) if answer.succeeded else answer

    return layer
