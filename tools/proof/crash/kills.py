"""kill -9 in the middle of a write load: what was acknowledged is there afterwards, and nothing half of it."""

from __future__ import annotations

import random
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from campaign_contract.contract_tests.stand_in.process import Started, server_process
from campaign_contract.tools.proof.crash.client import LOST, Client

State = tuple[str, str]
"""Name and explanation of a campaign. One Update sets both, to the same text."""
WRITERS = 4


@dataclass
class Writer:
    """Creates and updates campaigns of its own until the server is gone, and keeps what it was told."""

    client: Client
    name: str
    acknowledged: dict[int, State] = field(default_factory=dict)
    begun: dict[int, State] = field(default_factory=dict)
    count: int = 0
    refused: list[str] = field(default_factory=list)

    def run(self, told: threading.Semaphore) -> None:
        """Write; `told` is released with each acknowledgement."""
        chance = random.Random(self.name)  # noqa: S311 - the same each time
        with suppress(*LOST):
            while True:
                text = f"{self.name} {self.count}"
                if self.acknowledged and chance.random() < 0.5:  # noqa: PLR2004 - every other one
                    self._update(chance.choice(list(self.acknowledged)), text)
                else:
                    self._create(text)
                self.count += 1
                told.release()

    def _create(self, text: str) -> None:
        answer = self._carried_out("Campaign.Create", CampaignName=text)
        self.acknowledged[int(answer["CampaignID"])] = text, ""

    def _update(self, campaign: int, text: str) -> None:
        self.begun[campaign] = text, text
        self._carried_out("Campaign.Update", CampaignID=campaign, CampaignName=text, ApprovalUserExplanation=text)
        self.acknowledged[campaign] = self.begun.pop(campaign)

    def _carried_out(self, command: str, **parameters: object) -> dict[str, Any]:
        status, answer = self.client.call(command, **parameters)
        if not answer["Success"]:
            self.refused.append(f"{command} was answered by {status} {answer}")
            raise ValueError(command)
        return answer

    def problems(self, found: dict[int, State]) -> list[str]:
        """What is lost or half there."""
        wrong = [
            f"campaign {id} is {found.get(id, 'gone')}; acknowledged: {state}"
            for id, state in self.acknowledged.items()
            if found.get(id) not in (state, self.begun.get(id, state))
        ]
        return wrong + self.refused


@dataclass(frozen=True)
class Kill:
    """One kill: how many writes were acknowledged before, how many campaigns there are after, what is wrong."""

    acknowledged: int
    campaigns: int
    problems: Sequence[str]


def kill(database: str, key: str, round_: int, writes: int) -> Kill:
    """Kill a server on `database` after so many acknowledged writes, and look what a new one finds."""
    told = threading.Semaphore(0)
    with server_process("--database", database) as server:
        writers = _under_load(server, key, round_, writes, told)
    with server_process("--database", database) as server:
        client = Client(server.url, key)
        found = client.campaigns()
        client.close()
    problems = [problem for writer in writers for problem in writer.problems(found)]
    return Kill(sum(writer.count for writer in writers), len(found), problems)


def _under_load(server: Started, key: str, round_: int, writes: int, told: threading.Semaphore) -> list[Writer]:
    writers = [Writer(Client(server.url, key), f"round {round_} writer {number}") for number in range(WRITERS)]
    threads = [threading.Thread(target=writer.run, args=(told,), daemon=True) for writer in writers]
    for thread in threads:
        thread.start()
    for _ in range(writes):
        if not told.acquire(timeout=60):
            break
    server.kill()
    for thread in threads:
        thread.join()
    for writer in writers:
        writer.client.close()
    return writers
