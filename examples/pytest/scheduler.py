"""A client that schedules campaigns and watches them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import requests

PAGE = 250


class Refused(Exception):
    """The API refused a command; `codes` are its numbers."""

    def __init__(self, command: str, codes: Any) -> None:
        self.codes = codes
        super().__init__(f"{command} was refused: {codes}")


class Scheduler:
    """Calls the API at `url`; `sleep` waits so many seconds between two looks and before another try."""

    def __init__(
        self, url: str, api_key: str, sleep: Callable[[float], None] = time.sleep, timeout: float = 5, tries: int = 3
    ) -> None:
        self._url, self._key = url, api_key
        self._sleep, self._timeout, self._tries = sleep, timeout, tries

    def schedule(self, name: str, date: str, at: str, zone: str) -> int:
        """A new campaign that is sent at a local time once it is approved; answers its id."""
        campaign = int(self.call("Campaign.Create", CampaignName=name)["CampaignID"])
        when = {"SendDate": date, "SendTime": at, "SendTimeZone": zone}
        self.call("Campaign.Update", CampaignID=campaign, ScheduleType="Future", **when)
        return campaign

    def approve(self, campaign: int) -> None:
        """Let a campaign be sent when its time comes."""
        self.call("Campaign.Approve", CampaignID=campaign)

    def pause(self, campaign: int) -> None:
        """Stop the sending for now."""
        self.call("Campaign.Pause", CampaignID=campaign)

    def resume(self, campaign: int) -> None:
        """Go on with the sending."""
        self.call("Campaign.Resume", CampaignID=campaign)

    def read(self, campaign: int) -> dict[str, Any]:
        """A campaign with its statistics."""
        answer = self.call("Campaign.Get", campaignid=campaign, retrievestatistics="true")
        return dict(answer["Campaign"])

    def wait_until_sent(self, campaign: int, every: float = 60, looks: int = 100) -> dict[str, Any]:
        """Look every so many seconds until the campaign is Sent. Raises TimeoutError."""
        for _ in range(looks):
            found = self.read(campaign)
            if found["Status"] == "Sent":
                return found
            self._sleep(every)
        raise TimeoutError(f"campaign {campaign} was not sent")

    def all(self) -> Iterator[dict[str, Any]]:
        """Every campaign, page by page."""
        start, total = 0, 1
        while start < total:
            page = self.call("Campaigns.Get", RecordsPerRequest=PAGE, RecordsFrom=start)
            yield from page["Campaigns"]
            start, total = start + PAGE, int(page["TotalCampaigns"])

    def call(self, command: str, **parameters: Any) -> dict[str, Any]:
        """Carry out a command; waits and tries again after a 429. Raises Refused and requests' exceptions."""
        data = {"Command": command, "APIKey": self._key, **parameters}
        for _ in range(self._tries):
            answer = requests.post(self._url, data=data, timeout=self._timeout)
            if answer.status_code != requests.codes.too_many_requests:
                break
            self._sleep(float(answer.headers.get("Retry-After", 1)))
        answer.raise_for_status()
        said: dict[str, Any] = answer.json()
        if not said["Success"]:
            raise Refused(command, said["ErrorCode"])
        return said
