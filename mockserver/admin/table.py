"""Every operation of the control API, once; routes, checks, the OpenAPI document and the docs page are made of it."""

from __future__ import annotations

from campaign_contract.mockserver.admin import (
    accounts,
    campaigns,
    covering,
    faulting,
    journals,
    metrics,
    sending,
    states,
    times,
)
from campaign_contract.mockserver.admin.operation import OF_ACCOUNT as _OF
from campaign_contract.mockserver.admin.operation import Operation, Schema, listed, ref
from campaign_contract.mockserver.admin.world import World
from campaign_contract.mockserver.health import health

_ACCOUNT: dict[str, Schema] = {"account": {"type": "integer", "minimum": 1, "description": "only this account"}}
_LIMIT: dict[str, Schema] = {"limit": {"type": "integer", "minimum": 0, "description": "only the last so many"}}
_FILTER: dict[str, Schema] = _ACCOUNT | {
    "command": {"type": "string", "description": "only this command, in any case"},
    "outcome": {"enum": ["success", "failure", "fault"]},
    "text": {
        "type": "string",
        "description": "only what holds this text in the request, the answer, the rule or a warning",
    },
    "after": {"type": "integer", "minimum": 0, "description": "only what came after the entry of this id"},
}
_NOTHING = ref("Nothing")


def _is_alive(_: World) -> dict[str, str]:
    return {"status": "ok"}


OPERATIONS: tuple[Operation, ...] = (
    Operation("GET", "/health", "getHealth", "Whether the process answers.", _is_alive, ref("Health")),
    Operation("GET", "/ready", "getReadiness", "Whether the data can be reached; 503 where not.",
              lambda world: health(world.store), ref("Health")),
    Operation("POST", "/reset", "reset", "Begin anew: the seed's accounts, the real time.", states.reset, _NOTHING),
    Operation("GET", "/state", "exportState", "All data, or an account's, to put back later.",
              states.exported, ref("State"), query=_ACCOUNT),
    Operation("PUT", "/state", "importState", "Put exported accounts back; other accounts stay.",
              states.imported, ref("Accounts"), body=ref("State")),
    Operation("GET", "/snapshots", "listSnapshots", "The snapshots that are kept.",
              states.snapshots, listed("Snapshot", "snapshots")),
    Operation("PUT", "/snapshots/<name>", "takeSnapshot", "Keep all data, or an account's, under a name.",
              states.take, ref("Snapshot"), query=_ACCOUNT),
    Operation("POST", "/snapshots/<name>/restore", "restoreSnapshot", "Bring back what a snapshot holds.",
              states.restore, ref("Snapshot")),
    Operation("DELETE", "/snapshots/<name>", "dropSnapshot", "Forget a snapshot.", states.drop, _NOTHING),
    Operation("GET", "/accounts", "listAccounts", "All accounts.", accounts.list_all, listed("Account", "accounts")),
    Operation("POST", "/accounts", "createAccount", "A fresh account and what it needs, in one call.",
              accounts.create, ref("Account"), body=ref("NewAccount"), status=201),
    Operation("GET", _OF, "getAccount", "One account.", accounts.get, ref("Account")),
    Operation("DELETE", _OF, "deleteAccount", "Forget an account and all that is theirs.", accounts.delete, _NOTHING),
    Operation("POST", f"{_OF}/sessions/expire", "expireSessions", "End all sessions of an account.",
              accounts.expire_sessions, ref("Ended")),
    Operation("GET", f"{_OF}/campaigns", "listCampaigns", "An account's campaigns.",
              campaigns.list_all, listed("Campaign", "campaigns"), query=_LIMIT),
    Operation("POST", f"{_OF}/campaigns", "createCampaign", "A campaign with any status, counters and tags.",
              campaigns.create, ref("Campaign"), body=ref("CampaignValues"), status=201),
    Operation("GET", f"{_OF}/campaigns/<int:campaign>", "getCampaign", "One campaign.",
              campaigns.get, ref("Campaign")),
    Operation("PATCH", f"{_OF}/campaigns/<int:campaign>", "changeCampaign", "Change any of a campaign's fields.",
              campaigns.change, ref("Campaign"), body=ref("CampaignValues")),
    Operation("GET", "/clock", "getClock", "Everybody's time.", times.get, ref("Time")),
    Operation("POST", "/clock", "moveClock", "Set (which freezes), advance, freeze, run or reset the time.",
              times.move, ref("Time"), body=ref("TimeChange")),
    Operation("GET", f"{_OF}/clock", "getAccountClock", "The time of an account.", times.get, ref("Time")),
    Operation("POST", f"{_OF}/clock", "moveAccountClock", "Give an account a time of its own, or take it away.",
              times.move, ref("Time"), body=ref("TimeChange")),
    Operation("GET", "/delivery", "getDelivery", "Whether campaigns are delivered by themselves, and how fast.",
              sending.get, ref("Delivery")),
    Operation("PUT", "/delivery", "changeDelivery", "Deliver from now on, otherwise, or no longer.",
              sending.change, ref("Delivery"), body=ref("Delivery")),
    Operation("GET", "/journal", "readJournal", "What was sent and answered, which rule decided, what changed.",
              journals.read, listed("Entry", "entries"),
              query=_FILTER | _LIMIT),
    Operation("DELETE", "/journal", "clearJournal", "Forget what was sent.", journals.clear, _NOTHING, query=_ACCOUNT),
    Operation("GET", "/journal/stream", "followJournal", "Server-sent events: each further entry as its data.",
              journals.stream, ref("Entry"), query=_FILTER, media_type="text/event-stream"),
    Operation("GET", "/journal/export", "exportJournal", "The journal as a file, with variables for credentials.",
              journals.export, {}, query=_FILTER | {"format": {"enum": list(journals.FORMATS)}}, media_type="*/*"),
    Operation("GET", "/coverage", "getCoverage", "What of the contract clients have met, and what never.",
              covering.read, ref("Coverage"), query=_ACCOUNT),
    Operation("DELETE", "/coverage", "clearCoverage", "Begin to count anew.", covering.clear, _NOTHING),
    Operation("GET", "/faults", "listFaults", "The faults that are asked for, with the count that is left.",
              faulting.list_all, listed("Fault", "faults")),
    Operation("POST", "/faults", "addFault", "Slow, refused, garbled or broken answers, for some requests or all.",
              faulting.add, ref("FaultId"), body=ref("NewFault"), status=201),
    Operation("DELETE", "/faults", "clearFaults", "Ask for no fault any longer.", faulting.clear, _NOTHING,
              query=_ACCOUNT),
    Operation("DELETE", "/faults/<int:fault>", "removeFault", "Ask for it no longer.", faulting.remove, _NOTHING),
    Operation("GET", "/metrics", "getMetrics", "Counts and times for Prometheus, of the process that is asked.",
              metrics.exposed, {"type": "string"}, media_type="text/plain"),
)  # fmt: skip

WATCHING = tuple(item for item in OPERATIONS if item.topic in ("health", "journal", "coverage"))
"""Those that only look at what passes, which a proxy can do, too."""
