"""What the operator did not give, made by commands that are not on the page, where the target has them.

Nothing is demanded of these commands: what they do not make is not given, as before. What they made is in the ledger
and deleted at the end. A list cannot be deleted again; it is empty, made once and found again in the next run.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from campaign_contract.contract_tests.api import expect
from campaign_contract.contract_tests.api.actor import Actor
from campaign_contract.contract_tests.api.outcomes import Broken, Disturbed, NotArranged, NotObservable, require
from campaign_contract.contract_tests.api.shown import id_number
from campaign_contract.contract_tests.api.wording import told
from campaign_contract.contract_tests.api.world import World
from campaign_contract.spec import NotInSpec, Thing

LIST_NAME = "campaign-contract"
_REFUSED = (Broken, Disturbed, NotArranged, NotInSpec, NotObservable)
_EMAILS = 2


def arrange(world: World) -> Iterator[str]:
    """Make what the settings lack, and tell the checks of it; yields a line for what cannot be made or has to stay."""
    makers = {"email_id": _emails, "foreign_email_id": _foreign_email, "tag_id": _tag, "list_id": _list}
    for setting, make in makers.items():
        if setting != "email_id" and getattr(world.settings, setting) is not None:
            continue
        try:
            made = make(world)
        except _REFUSED as problem:
            yield f"--arrange: {problem}"
            continue
        change: dict[str, Any] = {setting: made}
        world.settings = replace(world.settings, **change)
        if setting == "list_id":
            yield f"--arrange: the empty list {made} ({LIST_NAME}) stays on the target, where no command deletes lists"


def _emails(world: World) -> str:
    given = world.settings.emails
    return ",".join([*given, *(_email(world.owner) for _ in range(_EMAILS - len(given)))])


def _foreign_email(world: World) -> str:
    return _email(world.stranger)


def _email(user: Actor) -> str:
    return _made(user, "Email.Create", "EmailID")


def _tag(world: World) -> str:
    tag = _made(world.owner, "Tag.Create", "TagID", Tag=f"{world.prefix} tag")
    campaign = world.create(world.name("tagged"))
    _done(world.owner, "Tag.AssignToCampaigns", TagID=tag, CampaignIDs=campaign.id)
    return tag


def _list(world: World) -> str:
    rows = _done(world.owner, "Lists.Get").get("Lists")
    for row in rows if isinstance(rows, list) else ():
        if isinstance(row, dict) and LIST_NAME in (row.get("ListName"), row.get("Name")):
            return str(row["ListID"])
    made = _made(world.owner, "List.Create", "ListID", SubscriberListName=LIST_NAME)
    world.ledger.is_gone([int(made)], Thing.LIST)
    return made


def _made(user: Actor, command: str, key: str, **parameters: Any) -> str:
    issued = _done(user, command, **parameters).get(key)
    if id_number(issued) is None:
        raise Broken([f"{command}: {key}: expected an id, got {told(issued)}"])
    return str(issued)


def _done(user: Actor, command: str, **parameters: Any) -> Any:
    reply = user.call(command, parameters)
    require(f"{command}: {line}" for line in expect.success(reply))
    return reply
