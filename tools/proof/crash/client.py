"""One connection to the reference server, as a client that writes."""

from __future__ import annotations

import json
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import urlencode, urlsplit

_PATIENCE = 30
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
LOST = (OSError, HTTPException, ValueError)
"""What is raised where the server went away before its answer was there."""


class Client:
    """Sends commands in the name of the account with this key, on one connection that is kept."""

    def __init__(self, url: str, key: str) -> None:
        self._path = urlsplit(url).path
        self._key = key
        self._connection = HTTPConnection(urlsplit(url).netloc, timeout=_PATIENCE)

    def call(self, command: str, **parameters: object) -> tuple[int, dict[str, Any]]:
        """The HTTP status and the envelope of the answer. Raises one of `LOST`."""
        return self.post(self._path, urlencode({"Command": command, "APIKey": self._key, **parameters}), _FORM)

    def post(self, path: str, body: str, headers: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """The same for any body."""
        self._connection.request("POST", path, body, headers)
        answer = self._connection.getresponse()
        content: dict[str, Any] = json.loads(answer.read())
        return answer.status, content

    def campaigns(self) -> dict[int, tuple[str, str]]:
        """Name and explanation of all campaigns, by id."""
        found: dict[int, tuple[str, str]] = {}
        while True:
            _, page = self.call("Campaigns.Get", RecordsPerRequest=1_000, RecordsFrom=len(found))
            rows = page["Campaigns"]
            found |= {int(row["CampaignID"]): (row["CampaignName"], row["ApprovalUserExplanation"]) for row in rows}
            if not rows:
                return found

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()
