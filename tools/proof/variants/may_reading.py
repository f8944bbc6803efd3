"""MAY: the page read in another honest way: values that it does not promise, preconditions that it does not name."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from campaign_contract.contract_tests.api.client import Reply
from campaign_contract.contract_tests.api.firewall import is_page_of_a_firewall
from campaign_contract.tools.proof.trial.blueprint import Alteration, layer_added
from campaign_contract.tools.proof.trial.wire import Answer, Incoming, Next, on
from campaign_contract.tools.proof.variants.variant import Variant, failed, refused

CANCEL, GET, UPDATE = "Campaign.Cancel", "Campaign.Get", "Campaign.Update"
_PAGE = "<!DOCTYPE html><title>403 Forbidden</title>"


def _refused_in(command: str, statuses: Collection[str], code: int) -> Alteration:
    """A command is refused for a campaign in one of these statuses, with a number of the server's own."""

    def layer(request: Incoming, pass_on: Next) -> Answer:
        shown = pass_on(request.having(Command=GET)).body.get("Campaign") or {}
        return failed(code) if shown.get("CampaignStatus") in statuses else pass_on(request)

    return layer_added(on(command, layer))


def _sends_zero(request: Incoming) -> bool:
    """Whether a part of a recurrence holds a 0, which the real product alone reads as "every"."""
    values = [value for name, value in request.parameters.items() if name.startswith("schedulerec")]
    return any("0" in str(value).split(",") for value in values)


def _sends_pairs(request: Incoming) -> bool:
    names = ("RecipientListsAndSegments", "Exclude_RecipientListsAndSegments")
    return any(":" in request.value(name) for name in names)


def _labelled(request: Incoming, pass_on: Next) -> Answer:
    return replace(pass_on(request), content_type="Application/JSON; Charset=UTF-8")


def _behind_a_firewall(request: Incoming, pass_on: Next) -> Answer:
    blocked = is_page_of_a_firewall(Reply(403, {}, _PAGE, None), request.parameters)
    return Answer(403, _PAGE.encode(), "text/html") if blocked else pass_on(request)


READING = (
    Variant(
        "cancel-needs-a-reason",
        "Only what is Sending or Ready can be cancelled.",
        _refused_in(CANCEL, ("Draft", "Paused", "Sent", "Failed", "Pending Approval"), 94),
    ),
    Variant("update-before-sending", "What is sent is fixed.", _refused_in(UPDATE, ("Sending", "Sent"), 93)),
    Variant("update-unless-paused", "What is Paused is fixed.", _refused_in(UPDATE, ("Paused",), 93)),
    Variant("no-zero-for-every", "A recurrence has no 0 in it.", refused(UPDATE, _sends_zero, 97)),
    Variant("recipients-are-ids", "Recipient lists are ids without segments.", refused(UPDATE, _sends_pairs, 97)),
    Variant("label-in-capitals", "The media type is written in capitals.", layer_added(_labelled)),
    Variant("firewall", "A firewall answers what looks like HTML or SQL.", layer_added(_behind_a_firewall)),
)
"""The variants that read the page otherwise."""
