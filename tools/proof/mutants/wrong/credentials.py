"""Wrong ways to tell whose a credential is, and refusals that tell what they should keep."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from campaign_contract.mockserver.store import Store
from campaign_contract.tools.proof.mutants.mutant import Mutant
from campaign_contract.tools.proof.mutants.wrong.define import store
from campaign_contract.tools.proof.trial.blueprint import Blueprint, fault_code, layer_added
from campaign_contract.tools.proof.trial.wire import JSON, Answer, Incoming, Next
from campaign_contract.tools.runs.local_target import EXPIRED_SESSION

_REQUIRED, _EITHER = "Api/credentials-required", "Api/either-credential"
_BAD_CREDENTIALS = fault_code("bad-credentials")


class Matching(Store):
    """Credentials are compared by a rule of one's own."""

    def whose(self, name: str, matches: Callable[[str], bool]) -> int | None:
        """The account of the first credential that matches."""
        rows = self._run("SELECT account, value FROM credential WHERE name = :name ORDER BY account", name=name)
        return next((account for account, stored in rows if matches(stored)), None)


@store(f"{_REQUIRED}/other-case")
class CredentialsInAnyCase(Matching):
    """The case of a credential does not count."""

    def account(self, parameter: str, value: str) -> int | None:
        """Whose credential it is."""
        return self.whose(parameter, lambda stored: stored.lower() == value.lower())


@store(f"{_REQUIRED}/one-longer", f"{_REQUIRED}/twice")
class CredentialsFollowedByAnything(Matching):
    """What stands behind a credential does not count."""

    def account(self, parameter: str, value: str) -> int | None:
        """Whose credential it is."""
        return self.whose(parameter, value.startswith)


@store(f"{_REQUIRED}/second-half", f"{_REQUIRED}/first-half")
class CredentialsThatContain(Matching):
    """Any part of a credential is enough."""

    def account(self, parameter: str, value: str) -> int | None:
        """Whose credential it is."""
        return self.whose(parameter, lambda stored: value in stored)


@store(f"{_REQUIRED}/first-half", f"{_REQUIRED}/spliced")
class CredentialsByTheirFirstHalf(Matching):
    """Only the first half of a credential counts."""

    def account(self, parameter: str, value: str) -> int | None:
        """Whose credential it is."""
        return self.whose(parameter, lambda stored: value.startswith(stored[: len(stored) // 2]))


@store(f"{_REQUIRED}/blank-inside")
class CredentialsWithoutBlanks(Store):
    """Blanks in a credential do not count."""

    def account(self, parameter: str, value: str) -> int | None:
        """Whose credential it is."""
        return super().account(parameter, value.replace(" ", ""))


@store(f"{_REQUIRED}/pattern", f"{_REQUIRED}/one-unknown-character")
class CredentialsAsPatterns(Store):
    """A credential is looked up as a pattern of SQL."""

    def account(self, parameter: str, value: str) -> int | None:
        """Whose credential it is."""
        query = "SELECT account FROM credential WHERE name = :name AND value LIKE :value"
        return self._one(query, name=parameter, value=value)


@store(f"{_EITHER}/SessionID-of-the-stranger")
class SessionsOfTheFirstUser(Store):
    """Every valid session is the first user's."""

    def account(self, parameter: str, value: str) -> int | None:
        """Whose credential it is."""
        found = super().account(parameter, value)
        return 1 if found and parameter == "SessionID" else found


@store(f"{_REQUIRED}/expired")
class SessionsLastForEver(Store):
    """A session that has expired is as good as any."""

    def account(self, parameter: str, value: str) -> int | None:
        """Whose credential it is."""
        return 1 if value == EXPIRED_SESSION else super().account(parameter, value)


def _read_loosely(kind: type, request: Incoming, pass_on: Next, credentials: dict[str, str]) -> Answer:
    loose = any(isinstance(request.parameters.get(name.lower()), kind) for name in credentials)
    return pass_on(request.having(**credentials) if request.media_type == JSON and loose else request)


def _loosely_read(name: str, kind: type, variant: str) -> Mutant:
    def alteration(blueprint: Blueprint) -> Blueprint:
        credentials = dict(blueprint.seed.accounts[0].credentials)
        return layer_added(partial(_read_loosely, kind, credentials=credentials))(blueprint)

    what = f"A credential in JSON that is {name} opens everything."
    return Mutant(f"handler/credentials-as-{variant}", what, (f"{_REQUIRED}/{variant}",), alteration)


TRUE = _loosely_read("a boolean or a number", int, "json-true")
OPERATOR = _loosely_read("an object", dict, "json-operator")


def _telling(name: str, what: str, statement: str, tell: Callable[[Answer, dict[str, Any]], Answer]) -> Mutant:
    def alteration(blueprint: Blueprint) -> Blueprint:
        owner = blueprint.seed.accounts[0].credentials

        def telling(request: Incoming, pass_on: Next) -> Answer:
            answer = pass_on(request)
            refused = not answer.succeeded and bool(request.value("CampaignID"))
            if not refused or (answer.body["ErrorCode"] == _BAD_CREDENTIALS) is not (statement == _REQUIRED):
                return answer
            known = pass_on(request.having(Command="Campaign.Get", campaignid=request.value("CampaignID"), **owner))
            return tell(answer, known.body.get("Campaign") or {})

        return layer_added(telling)(blueprint)

    return Mutant(f"handler/{name}", what, (statement,), alteration)


def _under(key: str) -> Callable[[Answer, dict[str, Any]], Answer]:
    return lambda answer, campaign: Answer(200, {**answer.body, key: campaign})


def _in_the_text(answer: Answer, campaign: dict[str, Any]) -> Answer:
    return Answer(200, {**answer.body, "ErrorText": f"{campaign.get('CampaignName')} is not yours"})


TELLS_UNDER_ANOTHER_KEY = _telling(
    "refusal-shows-the-campaign", "A refused caller is shown the campaign under Data.", _REQUIRED, _under("Data")
)
TELLS_THE_OTHER_USER = _telling(
    "refusal-shows-the-other-user", "Another user is shown the campaign under Debug.", "Api/isolation", _under("Debug")
)
TELLS_THE_NAME = _telling(
    "refusal-names-the-campaign", "The text of a refusal names the campaign.", "Api/isolation", _in_the_text
)
