"""Where the reference server does what a statement says: a module of `mockserver`, with the function or words.

What the spec's tables say is read there. Of the general rules a test sees that these functions run when a request
meets the rule.
"""

from __future__ import annotations

from collections.abc import Mapping

from campaign_contract.mockserver.actions import ACTIONS, apply_effect
from campaign_contract.spec import Cause, Command, Error, Spec
from campaign_contract.spec.wording import FAMILIES, SHOWN_FORMAT, STATUS_AFTER

_TEXT = "call: Reader._text"
_BODY = "call: Reader._body_pairs"
_FRONT = "front: Front"
GENERAL_RULES: Mapping[str, str] = {
    "envelope": "answers: success_of, failure, fault",
    "no-byte-order-mark": "formats: Format.written",
    "success-number": "answers: success_of",
    "form": "body: form_pairs",
    "json": "body: json_pairs",
    "json-charset": _BODY,
    "json-number": _TEXT,
    "json-text": _TEXT,
    "either-credential": "app: _Commands._identify",
    "credentials-required": "app: _Commands._identify",
    "isolation": "causes: _foreign; situation: Situation.campaign; store: Store.campaigns",
    "provenance": "causes: _owners",
    "refuses-malformed-id": "causes: _owners",
    "two-faults": "causes: earned_errors",
    "page-example": "call: Reader.call",
    "shown-failure": "answers: failure",
    "survives": "app: _Commands.answered",
    "content-type": "formats: Format.written",
    "documented-codes": "causes: earned_errors",
    "model": "actions: apply_effect",
    "no-more-than-asked": "actions: apply_effect",
    "independence": "store: Store.change",
    "framing": _FRONT,
    "headers": _FRONT,
    "methods": "app: _refuse_transport",
    "versions": _FRONT,
    "bodies": _BODY,
    "connection": _FRONT,
}
"""The functions of the reference server that keep a general rule."""


def server_rule(spec: Spec, address: str) -> str:
    """Where the reference server does what the statement at an address says."""
    name, _, rule = address.partition("/")
    if name in FAMILIES:
        return GENERAL_RULES.get(rule, "nowhere in particular")
    command = spec.command(name)
    error = next((error for error in command.errors if error.id == rule and error.when), None)
    return _causes(error) if error else _action(command, rule)


def _causes(error: Error) -> str:
    return "causes: " + "; ".join(map(_words, error.when))


def _words(cause: Cause) -> str:
    guard = f" given {cause.given.parameter} {cause.given.value}" if cause.given else ""
    return f"{cause.word} {', '.join(cause.parameters + cause.statuses)}{guard}"


def _action(command: Command, id: str) -> str:
    if id == SHOWN_FORMAT:
        return "answers: success_of"
    action = f"actions: {ACTIONS.get(command.name, apply_effect).__name__}"
    effect = command.success.sets
    return f"{action}, sets {effect.status}" if id == STATUS_AFTER and effect else action
