"""The campaigns that checks work on: made through the API, known by a run prefix, deleted at the end."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from functools import partial
from typing import Any

from campaign_contract.contract_tests.api import cleaning, expect, paging
from campaign_contract.contract_tests.api.actor import Actor
from campaign_contract.contract_tests.api.campaign import Campaign, new_campaign
from campaign_contract.contract_tests.api.client import Client, Identity, Reply
from campaign_contract.contract_tests.api.ledger import Ledger
from campaign_contract.contract_tests.api.life import Life
from campaign_contract.contract_tests.api.limits import MEBIBYTE
from campaign_contract.contract_tests.api.memory import Memory
from campaign_contract.contract_tests.api.outcomes import (
    Broken,
    Grave,
    NotArranged,
    NotObservable,
    require,
)
from campaign_contract.contract_tests.api.safety import NEVER_ISSUED
from campaign_contract.contract_tests.api.shown import View
from campaign_contract.contract_tests.api.wording import told
from campaign_contract.contract_tests.settings import Settings

__all__ = ["NEVER_ISSUED", "Campaign", "World", "new_campaign"]

_PAGE = 100


class World:
    """What checks find and make on the target. Names start with `prefix`, which no other run has."""

    def __init__(
        self,
        client: Client,
        owner: Identity,
        stranger: Identity,
        settings: Settings,
        prefix: str,
        ledger: Ledger | None = None,
    ) -> None:
        self.client = client
        self.spec = client.spec
        self.settings = settings
        self.prefix = prefix
        self.ledger = ledger or Ledger()
        self.ledger.prefix = prefix
        self.memory = Memory(client.spec)
        self.owner = Actor(client, owner, settings, self.ledger, self.memory)
        self._stranger = Actor(client, stranger, settings, self.ledger, self.memory)
        self.life = Life(self)
        self._numbers = itertools.count(1)

    @property
    def stranger(self) -> Actor:
        """The second user. Raises NotArranged without credentials of one."""
        if not self._stranger.identity.known:
            raise NotArranged("no stranger's credentials; --stranger-api-key or --stranger-session-id gives them")
        return self._stranger

    def operator_value(self, setting: str) -> str:
        """A value that only the operator knows. Raises NotArranged where it was not given."""
        value = getattr(self.settings, setting)
        if value is None:
            flag = "--" + setting.replace("_", "-")
            raise NotArranged(f"{flag} is not given")
        return str(value)

    def first_of(self, setting: str) -> str:
        """The first id of a setting that may name several. Raises NotArranged where it was not given."""
        return self.operator_value(setting).partition(",")[0].strip()

    def recipients(self) -> str:
        """Recipients in the form that the operator gives. Raises NotArranged where neither setting is given."""
        return self.settings.recipients or self.first_of("list_id")

    def name(self, hint: str = "campaign") -> str:
        """A campaign name that nobody has used, ending in `hint`."""
        return f"{self.prefix} {next(self._numbers):04d} {hint}"

    def create(self, name: str | None = None, by: Actor | None = None) -> Campaign:
        """A new campaign of the owner, or of `by`. Raises Broken where the target does not create it."""
        actor = by or self.owner
        name = name or self.name()
        reply = actor.call("Campaign.Create", {"CampaignName": name})
        _arranged("create a campaign", expect.success(reply))
        return new_campaign(reply, "CampaignID", name, actor)

    def campaign(self, status: str | None = None, by: Actor | None = None) -> Campaign:
        """An own campaign in a status, without recipients, e-mail or schedule; as created where `status` is None."""
        campaign = self.create(by=by)
        if status is not None:
            self.bring(campaign, status)
        return campaign

    def bring(self, campaign: Campaign, status: str) -> None:
        """Bring a campaign into a status. Raises NotObservable where the target lets no user set it, or Broken."""
        first, commands = self.spec.way_to(status)
        if first is not None:
            self._set_status(campaign, first)
        for command in commands:
            with self.life.allowed_for() if command.starts_from in self.spec.sending_statuses else nullcontext():
                self._arrange(command.name, campaign)

    def update(self, campaign: Campaign, **parameters: Any) -> None:
        """Change a campaign, which has to succeed. Raises Broken where it does not."""
        self._arrange("Campaign.Update", campaign, **parameters)

    def get(self, campaign: Campaign | int | str, by: Actor | None = None, **flags: str) -> View:
        """What Campaign.Get shows of a campaign; a View without data where it shows none."""
        return self.view_of(self.get_reply(campaign, by, **flags))

    def get_reply(self, campaign: Campaign | int | str, by: Actor | None = None, **flags: str) -> Reply:
        """The answer of Campaign.Get."""
        if isinstance(campaign, Campaign):
            return (by or campaign.owner).call("Campaign.Get", {"campaignid": campaign.id, **flags})
        return (by or self.owner).call("Campaign.Get", {"campaignid": campaign, **flags})

    def view_of(self, reply: Reply) -> View:
        """The campaign in an answer of Campaign.Get."""
        shown = reply.get("Campaign") if reply.succeeded else None
        return View(shown if isinstance(shown, dict) else {}, self.spec, self.memory.seen)

    def rows(self, by: Actor | None = None, **parameters: Any) -> list[View]:
        """The rows of one answer of Campaigns.Get, which has to succeed."""
        return self.rows_of(self._list(by, parameters))

    def _list(self, by: Actor | None, parameters: Mapping[str, Any]) -> Reply:
        reply = (by or self.owner).call("Campaigns.Get", parameters)
        require(expect.success(reply))
        return reply

    def rows_of(self, reply: Reply) -> list[View]:
        """The rows in an answer of Campaigns.Get. Raises Broken where Campaigns is no list of objects."""
        rows = reply.get("Campaigns")
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise Broken([f"Campaigns: expected a list of objects, got {told(rows)}"])
        return [View(row, self.spec) for row in rows]

    def find(self, campaign: Campaign, **parameters: Any) -> View | None:
        """The row of a campaign in Campaigns.Get, searched by its name; None where it is not listed."""
        rows = self.rows(campaign.owner, **self._listed_only(SearchKeyword=campaign.name), **parameters)
        return next((row for row in rows if row.id == campaign.number), None)

    def delete(self, *campaigns: Campaign) -> Reply:
        """Delete campaigns of one user by one request."""
        ids = ",".join(str(campaign.id) for campaign in campaigns)
        reply = campaigns[0].owner.call("Campaigns.Delete", {"Campaigns": ids})
        if reply.succeeded:
            self.ledger.is_gone(campaign.number for campaign in campaigns)
        return reply

    def all_rows(self, by: Actor | None = None, **parameters: Any) -> list[View]:
        """The rows of all pages together. Raises what `pages` does."""
        return [row for page in self.pages(by, **parameters) for row in page]

    def pages(self, by: Actor | None = None, **parameters: Any) -> Iterator[list[View]]:
        """The rows of page after page, each once, whatever size of page the target allows.

        Raises NotObservable where there are too many; Broken where only campaigns of this run were looked for.
        """
        seen = 0
        try:
            for page in paging.pages(partial(self._page, by, parameters), self.settings.answer_limit * MEBIBYTE):
                seen += len(page)
                yield page
        except paging.TooMany:
            if self.prefix in str(parameters.get("SearchKeyword")):
                raise Broken(
                    [f"rows for a keyword of this run: expected its own campaigns, got {seen} and more"]
                ) from None
            raise NotObservable(f"more than {seen} campaigns are listed; no more of them are read") from None

    def _page(self, by: Actor | None, parameters: Mapping[str, Any], start: int) -> tuple[list[View], int]:
        """The rows from a place in the list on, and how long the answer is; none where the list has no pages."""
        place = self._listed_only(RecordsPerRequest=_PAGE, RecordsFrom=start)
        if start and "RecordsFrom" not in place:
            return [], 0
        reply = self._list(by, {**place, **parameters})
        return self.rows_of(reply), len(reply.text)

    def _listed_only(self, **parameters: Any) -> dict[str, Any]:
        """Those of the parameters that Campaigns.Get has in this spec: where one only saves time, it may lack."""
        known = {parameter.name for parameter in self.spec.command("Campaigns.Get").parameters}
        return {name: value for name, value in parameters.items() if name in known}

    def clean_up(self) -> int:
        """Delete all that this run made, campaigns first. How much of it is still there, or may be."""
        return cleaning.clean_up(self)

    def rows_of_this_run(self, actor: Actor) -> list[View]:
        """What the target lists of this run, by its names and ids."""
        rows = self.all_rows(actor, **self._listed_only(SearchKeyword=self.prefix))
        return [row for row in rows if self.prefix in row.name and row.id not in self.ledger.before]

    def users(self) -> list[Actor]:
        """The users whose credentials are known."""
        return [actor for actor in (self.owner, self._stranger) if actor.identity.known]

    def _arrange(self, command: str, campaign: Campaign, **parameters: Any) -> None:
        subject = self.spec.command(command).subject
        assert subject is not None, f"{command} names no campaign"  # noqa: S101 - a slip in the suite itself
        reply = campaign.owner.call(command, {subject.name: campaign.id, **parameters})
        told = " ".join(f"{name}={value}" for name, value in parameters.items() if value is not None)
        _arranged(f"{command} {told}", expect.success(reply))

    def _set_status(self, campaign: Campaign, status: str) -> None:
        if status in self.spec.sending_statuses:
            held = {"RecipientListsAndSegments": self.settings.holding_list_id}
            try:
                self._arrange("Campaign.Update", campaign, CampaignStatus=status, **held)
            except Broken as broken:
                if isinstance(broken, Grave) or self.get(campaign).status != status:
                    raise  # but what is being sent already need not be changed any more
            return
        if self.get(campaign).status == status:
            return
        reply = campaign.owner.call("Campaign.Update", {"CampaignID": campaign.id, "CampaignStatus": status})
        if not reply.succeeded or self.get(campaign).status != status:
            raise NotObservable(f"the target does not let a user set the status {status}")


def _arranged(step: str, differences: list[str]) -> None:
    require(f"while arranging ({step.strip()}): {line}" for line in differences)
