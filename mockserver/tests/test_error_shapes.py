"""The ways of wrapping an error's number, and the health of the server."""

from __future__ import annotations

import pytest
from werkzeug.test import Client

from campaign_contract.mockserver.answers import ErrorShape
from campaign_contract.mockserver.app import create_app
from campaign_contract.mockserver.database import Unavailable
from campaign_contract.mockserver.health import HEALTH
from campaign_contract.mockserver.options import AppOptions
from campaign_contract.mockserver.pages import with_pages

COPY_TEXT = "Invalid source campaign"
GET_TEXT = "Required parameter 'campaignid' is missing."
KEYED = {"ErrorCode": {"campaigns": 1}}


@pytest.mark.parametrize(
    ("shape", "command", "wrapped"),
    [
        (ErrorShape.DOCUMENTED, "Campaign.Copy", {"ErrorCode": [1], "ErrorText": [COPY_TEXT]}),
        (ErrorShape.SCALAR, "Campaign.Copy", {"ErrorCode": 1}),
        (ErrorShape.LIST, "Campaign.Copy", {"ErrorCode": [1], "ErrorText": [COPY_TEXT]}),
        (ErrorShape.DOCUMENTED, "Campaign.Get", {"ErrorCode": 1, "ErrorMessage": GET_TEXT}),
        (ErrorShape.SCALAR, "Campaign.Get", {"ErrorCode": 1}),
        (ErrorShape.LIST, "Campaign.Get", {"ErrorCode": [1], "ErrorText": [GET_TEXT]}),
        *((shape, "Campaigns.Delete", KEYED) for shape in ErrorShape),
    ],
)
def test_failures_wrap_their_number_as_told_and_an_object_stays_one(spec, store, owner, shape, command, wrapped):
    owner.client = Client(create_app(spec, store, AppOptions(error_shape=shape)))
    assert owner(command) == {"Success": False, **wrapped}


@pytest.mark.parametrize("shape", ErrorShape)
def test_a_number_that_is_no_id_is_named_or_the_shape_has_words(spec, store, owner, shape):
    owner.client = Client(create_app(spec, store, AppOptions(error_shape=shape)))
    assert owner("Campaign.Pause", CampaignID="-2")["ErrorText"]


def test_the_health_needs_no_credential_and_makes_no_pages(spec, store):
    def fail():
        raise AssertionError("pages were made")

    answer = Client(with_pages(create_app(spec, store), spec.transport.path, fail)).get(HEALTH)
    assert (answer.status_code, answer.get_json()) == (200, {"status": "ok"})


def test_a_store_that_cannot_be_reached_is_not_healthy(store, client, monkeypatch):
    def locked(**_):
        raise Unavailable("the file is locked")

    monkeypatch.setattr(store, "transaction", locked)
    answer = client.get(HEALTH)
    assert answer.status_code == 503
    assert answer.get_json() == {"status": "unavailable", "reason": "the file is locked"}


def test_the_health_is_only_read(client):
    assert client.post(HEALTH).status_code == 404
