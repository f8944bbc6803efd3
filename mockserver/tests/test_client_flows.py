"""A day of a client, in each way in which public clients of the product send their requests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import pytest
from werkzeug.test import Client

UNSUBSCRIBE = "<p>Leave: %Link:Unsubscribe%</p>"


@dataclass
class Sender:
    """Sends a command as one of the clients does; after the login with its session."""

    client: Client
    path: str
    way: str
    session: str = ""

    def __call__(self, command: str, **sent: Any) -> dict[str, Any]:
        answer = getattr(self, self.way)({"Command": command, "ResponseFormat": "JSON", **sent})
        assert answer.status_code == 200, answer.text
        body = dict(answer.get_json())
        assert (body["Success"], body["ErrorCode"]) == (True, 0), (command, body)
        return body

    def _with_session(self, sent):
        return {**sent, **({"SessionID": self.session} if self.session else {})}

    def get_with_everything_in_the_query(self, sent):
        return self.client.get(self.path, query_string=self._with_session(sent))

    def post_with_an_empty_session_at_first(self, sent):
        return self.client.post(self.path, data={**sent, "SessionID": self.session})

    def post_with_names_in_lower_case(self, sent):
        return self.client.post(
            self.path, data={name.lower(): value for name, value in self._with_session(sent).items()}
        )

    def post_with_the_command_in_the_query(self, sent):
        kept = self._with_session(sent)
        query = {"Command": kept.pop("Command")}
        return self.client.post(self.path, query_string=query, data=kept)

    def post_with_the_session_as_a_cookie_too(self, sent):
        self.client.set_cookie("PHPSESSID", self.session)
        content_type = "application/x-www-form-urlencoded; charset=UTF-8"
        return self.client.post(self.path, data=self._with_session(sent), content_type=content_type)

    def post_with_the_session_as_a_cookie_only(self, sent):
        self.client.set_cookie("PHPSESSID", self.session)
        return self.client.post(self.path, data=sent)

    def post_multipart(self, sent):
        text = {name: str(value) for name, value in self._with_session(sent).items()}
        return self.client.post(self.path, data=text, content_type="multipart/form-data")

    def post_without_a_content_type(self, sent):
        return self.client.post(self.path, data=urlencode(self._with_session(sent)), content_type="")

    def post_as_plain_text(self, sent):
        return self.client.post(self.path, data=urlencode(self._with_session(sent)), content_type="text/plain")

    def post_json(self, sent):
        return self.client.post(self.path, json=self._with_session(sent))


WAYS = [name for name in vars(Sender) if name.startswith(("get_", "post_"))]


@pytest.mark.parametrize("way", WAYS)
def test_a_client_logs_in_prepares_a_campaign_reads_it_and_deletes_it(client, spec, seeded, way):
    send = Sender(client, spec.transport.path, way)
    user = seeded.accounts[0]
    login = send("User.Login", Username=user.name, Password=user.password, RememberMe="yes", DisableCaptcha="true")
    send.session = login["SessionID"]

    email = send("Email.Create")["EmailID"]
    send(
        "Email.Update",
        EmailID=email,
        ValidateScope="Campaign",
        Mode="Editor",
        Subject="Hello",
        HTMLContent=UNSUBSCRIBE,
    )
    assert send("Email.Get", EmailID=email)["EmailInformation"]["HTMLContent"] == UNSUBSCRIBE

    campaign = send("Campaign.Create", CampaignName="By a client")["CampaignID"]
    empty = {item.name: "" for item in spec.command("Campaign.Update").parameters}
    settings = {
        "CampaignID": campaign,
        "RelEmailID": email,
        "CampaignStatus": "Draft",
        "ScheduleType": "Not Scheduled",
        "ScheduleRecSendMaxInstance": 0,
        "PublishOnRSS": "Disabled",
        "SendTimeZone": "(GMT-03:00) Brasilia",
        "RecipientListsAndSegments": "5::0",
        "Recipients": "5:0",
    }
    send("Campaign.Update", **(empty | settings))

    page = send(
        "Campaigns.Get", RecordsPerRequest=10, OrderField="CampaignName", Status="All", RetrieveStatistics="True"
    )
    assert str(campaign) in [row["CampaignID"] for row in page["Campaigns"]]
    read = send("Campaign.Get", CampaignID=campaign, RetrieveStatistics=1)["Campaign"]
    assert (read["RelEmailID"], read["RecipientLists"], read["SendTimeZone"]) == (
        email, ["5"], "(GMT-03:00) Brasilia",
    )  # fmt: skip
    assert "OpenStatistics" in read

    send("Campaigns.Delete", Campaigns=campaign)
    assert send("Campaigns.Get", SearchKeyword="By a client")["TotalCampaigns"] == 0


def test_every_way_fails_alike_with_a_session_that_is_over(client, spec):
    for way in WAYS:
        answer = getattr(Sender(client, spec.transport.path, way, "over"), way)({"Command": "Campaigns.Get"})
        assert (answer.status_code, answer.get_json()["ErrorCode"]) == (200, 99998)
