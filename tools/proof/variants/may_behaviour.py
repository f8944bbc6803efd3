"""MAY: other outcomes where the page leaves the outcome open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from campaign_contract.mockserver.actions import Action, Refused
from campaign_contract.mockserver.situation import Situation
from campaign_contract.mockserver.store import Selection, Store
from campaign_contract.mockserver.values import numbers
from campaign_contract.spec import Command, Group, Spec
from campaign_contract.tools.proof.trial.blueprint import (
    Alteration,
    layer_added,
    reference,
    spec_altered,
    store_altered,
    together,
)
from campaign_contract.tools.proof.trial.wire import Answer, Incoming, Next, on
from campaign_contract.tools.proof.variants.variant import (
    Variant,
    carried_out,
    effect_altered,
    failed,
    failures,
    open_causes_dropped,
    parameter_altered,
    refused,
)

CREATE, COPY, GET, UPDATE = "Campaign.Create", "Campaign.Copy", "Campaign.Get", "Campaign.Update"
CANCEL, PAUSE, RESUME = "Campaign.Cancel", "Campaign.Pause", "Campaign.Resume"
DELETE, LIST = "Campaigns.Delete", "Campaigns.Get"
_MIRROR = 1000
_DATES = ("SendDate", "SendTime", "SendTimeZone")


class _WideIds(Store):
    """Ids are large and not consecutive."""

    def next_id(self) -> int:
        return 500_000_000_000_000_000 + 7 * (super().next_id() % 1_000_000)


def _unique_name(situation: Situation, usual: Action) -> Mapping[str, Any]:
    rows = situation.store.campaigns(situation.owner, Selection(keyword=situation.value("CampaignName")))
    if any(row["CampaignName"] == situation.value("CampaignName") for row in rows):
        raise Refused("missing-name")
    return usual(situation)


def _copy_with_a_name(situation: Situation, usual: Action) -> Mapping[str, Any]:
    made = usual(situation)
    name = (situation.campaign or {})["CampaignName"]
    situation.store.change(made["NewCampaignID"], {"CampaignName": f"Copy of {name}"})
    return made


def _sending_at_once(situation: Situation, usual: Action) -> Mapping[str, Any]:
    result, row = usual(situation), situation.campaign or {}
    if (row["CampaignStatus"], row["ScheduleType"]) == ("Ready", "Immediate"):
        situation.store.change(row["CampaignID"], {"CampaignStatus": "Sending"})
    return result


def _all_or_nothing(situation: Situation, usual: Action) -> Mapping[str, Any]:
    if numbers(situation.value("Campaigns")) - situation.store.campaign_ids(situation.owner):
        raise Refused("invalid-campaigns")
    return usual(situation)


def _looking_at_stored_values(request: Incoming, pass_on: Next) -> Answer:
    """Where the schedule is sent, its parts that are not sent are taken from the campaign."""
    if not request.value("ScheduleType"):
        return pass_on(request)
    stored = pass_on(request.having(Command=GET)).body.get("Campaign") or {}
    parts = [field.name for field in reference().spec.fields if field.group is Group.SCHEDULE]
    missing = {name: stored[name] for name in parts if stored.get(name) and not request.value(name)}
    return pass_on(request.having(**missing))


def _by_schedule_type(situation: Situation, usual: Action) -> Mapping[str, Any]:
    result, kind, row = usual(situation), situation.value("ScheduleType"), situation.campaign or {}
    parts = [
        field for field in reference().spec.fields if field.name in _DATES or field.name.startswith("ScheduleRec")
    ]
    kept = {"Future": _DATES, "Recursive": {field.name for field in parts} - {"SendDate", "SendTime"}}.get(kind, ())
    if kind:
        situation.store.change(row["CampaignID"], {part.name: part.default for part in parts if part.name not in kept})
    return result


def _errors_reversed() -> Alteration:
    """The server reports the lowest number, so numbers are mirrored inside and mirrored back on the way out."""

    def mirrored(command: Command) -> Command:
        return replace(command, errors=tuple(replace(item, code=_MIRROR - item.code) for item in command.errors))

    def back(value: Any) -> Any:
        match value:
            case int() if _MIRROR // 2 < value < _MIRROR:
                return _MIRROR - value
            case list():
                return [back(item) for item in value]
            case dict():
                return {name: back(item) for name, item in value.items()}
            case _:
                return value

    def inside(spec: Spec) -> Spec:
        return replace(spec, commands=tuple(map(mirrored, spec.commands)))

    return together(spec_altered(inside), failures(lambda body: {**body, "ErrorCode": back(body["ErrorCode"])}))


def _not_once_sending(request: Incoming, pass_on: Next) -> Answer:
    """Once sending has begun, whatever Update asks for is refused, also the status that the campaign has."""
    shown = pass_on(request.having(Command=GET)).body.get("Campaign") or {}
    return failed(96, 409) if shown.get("CampaignStatus") in ("Sending", "Sent", "Failed") else pass_on(request)


def _is_malformed(request: Incoming) -> bool:
    return not (request.value("CampaignID") or "0").isdecimal()


BEHAVIOUR = (
    *(
        Variant(f"cancel-{status.lower()}", f"A cancelled campaign is {status}.", effect_altered(CANCEL, status))
        for status in ("Draft", "Cancelled", "Failed", "Sent", "Paused")
    ),
    Variant("resume-sending", "A resumed campaign is Sending.", effect_altered(RESUME, "Sending")),
    Variant("pause-from-ready", "What is Ready can be paused.", open_causes_dropped(PAUSE, "not-sending")),
    Variant(
        "recursive-without-zone",
        "Recurring campaigns need no time zone.",
        open_causes_dropped(UPDATE, "missing-time-zone"),
    ),
    Variant(
        "update-few-statuses",
        "Only Draft, Ready and Sending can be set.",
        parameter_altered(UPDATE, "CampaignStatus", also=()),
    ),
    Variant(
        "update-few-schedules", "Not Scheduled cannot be set.", parameter_altered(UPDATE, "ScheduleType", also=())
    ),
    Variant(
        "update-looks-at-stored",
        "What is stored counts for a schedule.",
        layer_added(on(UPDATE, _looking_at_stored_values)),
    ),
    Variant(
        "update-by-schedule-type",
        "A schedule type lets go of the date or the recurrence that belongs to another one.",
        carried_out(UPDATE, _by_schedule_type),
    ),
    Variant(
        "update-not-once-sending",
        "What is being sent or was sent cannot be changed, also what was resumed.",
        together(effect_altered(RESUME, "Sending"), layer_added(on(UPDATE, _not_once_sending))),
    ),
    Variant(
        "sends-by-itself",
        "What is Ready and Immediate is Sending at once.",
        together(carried_out(UPDATE, _sending_at_once), carried_out("Campaign.Approve", _sending_at_once)),
    ),
    Variant("unique-names", "A name that is taken is refused.", carried_out(CREATE, _unique_name)),
    Variant("copy-of", "A copy has a name of its own.", carried_out(COPY, _copy_with_a_name)),
    Variant(
        "delete-all-or-nothing",
        "A list with an unknown or foreign id is refused.",
        carried_out(DELETE, _all_or_nothing),
    ),
    Variant("errors-reversed", "Of several errors the one with the highest number is reported.", _errors_reversed()),
    Variant(
        "malformed-id-code",
        "An id that is no number gets a number of its own.",
        together(
            *(refused(name, _is_malformed, 95) for name in (CANCEL, COPY, PAUSE, RESUME, UPDATE, "Campaign.Approve"))
        ),
    ),
    Variant("wide-ids", "Ids are large and not consecutive.", store_altered(_WideIds)),
)
"""The variants that carry commands out in another way."""
