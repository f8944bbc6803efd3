"""A target of the tests' own: a few campaigns in a dictionary, and a note of every request that arrives."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from werkzeug import Request, Response

KEYS = {"owner-key-0123456789": "owner", "stranger-key-0123456789": "stranger"}
OWNER_KEY, STRANGER_KEY = KEYS
Answer = dict[str, Any]
_STATUS_AFTER = {"Campaign.Approve": "Ready", "Campaign.Pause": "Paused", "Campaign.Resume": "Sending"}


@dataclass
class Miniature:
    """Answers as the page says where a test needs it, and with a success everywhere else.

    `next_id` is the id of the next new campaign; `answers` replaces the answer to a command.
    """

    campaigns: dict[int, Answer] = field(default_factory=dict)
    next_id: int = 1001
    answers: dict[str, Answer] = field(default_factory=dict)
    received: list[Mapping[str, Any]] = field(default_factory=list)

    def __call__(self, request: Request) -> Response:
        sent = json.loads(request.data) if request.is_json else request.form.to_dict()
        self.received.append(sent)
        answer = self.answers.get(sent.get("Command", "")) or self._answer(sent)
        return Response(json.dumps({"Success": True, "ErrorCode": 0, **answer}), content_type="application/json")

    def plant(self, id: int, owner: str = "owner", name: str = "There before") -> None:
        self.campaigns[id] = {"owner": owner, "CampaignName": name, "CampaignStatus": "Draft"}

    def commands(self) -> list[str]:
        return [sent.get("Command", "") for sent in self.received]

    def of(self, user: str) -> dict[int, Answer]:
        return {id: campaign for id, campaign in self.campaigns.items() if campaign["owner"] == user}

    def _answer(self, sent: Mapping[str, Any]) -> Answer:
        user = KEYS.get(sent.get("APIKey", ""))
        if user is None:
            return _failed(99998)
        match sent["Command"]:
            case "Campaign.Create":
                self.plant(self.next_id, user, sent["CampaignName"])
                self.next_id += 1
                return {"CampaignID": self.next_id - 1}
            case "Campaign.Get":
                return {"Campaign": self._shown(user, _number(sent["campaignid"]))}
            case "Campaigns.Get":
                return self._list(user, sent)
            case "Campaigns.Delete":
                return self._delete(user, [_number(part) for part in sent["Campaigns"].split(",")])
            case command:
                return self._change(user, sent, _STATUS_AFTER.get(command))

    def _shown(self, user: str, id: int) -> Answer | list[Any]:
        campaign = self.of(user).get(id)
        return {"CampaignID": id, **campaign} if campaign else []

    def _list(self, user: str, sent: Mapping[str, Any]) -> Answer:
        word = sent.get("SearchKeyword", "")
        found = [self._shown(user, id) for id, item in self.of(user).items() if word in item["CampaignName"]]
        start = int(sent.get("RecordsFrom", 0))
        size = int(sent.get("RecordsPerRequest", 0)) or len(found)
        return {"Campaigns": found[start : start + size], "TotalCampaigns": len(found)}

    def _delete(self, user: str, ids: list[int]) -> Answer:
        if not all(id in self.of(user) for id in ids):
            return _failed(1)
        for id in ids:
            del self.campaigns[id]
        return {}

    def _change(self, user: str, sent: Mapping[str, Any], status: str | None) -> Answer:
        campaign = self.of(user).get(_number(sent["CampaignID"]))
        if campaign is None:
            return _failed(2)
        known = {name: value for name, value in sent.items() if name in campaign}
        campaign.update(known, **({"CampaignStatus": status} if status else {}))
        return {}


def _number(text: Any) -> int:
    return int(text) if str(text).isdecimal() else 0


def _failed(code: int) -> Answer:
    return {"Success": False, "ErrorCode": code}
