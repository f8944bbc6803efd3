"""A bare and a lean application, which the reference server is compared with on its own HTTP server."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import orjson
from werkzeug import Request, Response

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

_CAMPAIGNS = {str(id): {"CampaignID": id, "Name": f"Campaign {id}", "Status": "Draft"} for id in range(1, 9)}
_JSON = ("Content-Type", "application/json")


def bare(_environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Answers the same two letters whatever is asked."""
    start_response("200 OK", [_JSON])
    return [b"{}"]


def lean(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Answers a campaign out of a dict, for the form that Werkzeug reads."""
    form = Request(environ).form
    campaign = _CAMPAIGNS.get(form.get("campaignid", ""))
    answer = {"Success": True, "ErrorCode": 0, "Campaign": campaign}
    return Response(orjson.dumps(answer), content_type=_JSON[1])(environ, start_response)
