"""Which checks a profile runs: quick is a smoke test of every command, full is everything, soak walks for a while."""

from __future__ import annotations

from campaign_contract.contract_tests.checks import Check

_QUICK = (
    "/success",
    "/shown-format",
    "/isolation",
    "/credentials-required/none",
    "/left-out",
    "/unlisted",
    "/not-a-number",
    "/foreign",
    "/from-Draft",
)
_SOAK = "Api/model/walks"


def is_selected(check: Check, profile: str) -> bool:
    """Whether the profile runs the check."""
    match profile:
        case "quick":
            return check.id.endswith(_QUICK)
        case "soak":
            return check.id == _SOAK
        case _:
            return True
