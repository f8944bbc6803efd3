"""Before the first check: see that the API is there and that the credentials are what they are said to be.

Each problem is told in a line or two with what to do. A target that answers one command wrongly is no such problem:
only what every probe meets alike ends the run here. What may be a wrong setting or a fault of the target is a remark.
"""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus

from campaign_contract.contract_tests import wiring
from campaign_contract.contract_tests.api.client import Client, Identity, Recorder, Reply
from campaign_contract.contract_tests.api.connection import trust
from campaign_contract.contract_tests.api.outcomes import Broken, Disturbed, TargetGone, Unheard
from campaign_contract.contract_tests.api.wording import told
from campaign_contract.contract_tests.report.printable import printable
from campaign_contract.contract_tests.settings import Settings, SettingsError, flag_of
from campaign_contract.spec import Spec

UNREACHABLE, USAGE = 4, 2
_PROBE, _REFUSING_PROBE = "Campaigns.Get", "Campaign.Get"
_MADE_UP = "campaign-contract-made-up-credential"
_LOOKED_AT, _SHOWN = 10_000, 80


class NotReady(Exception):
    """The run cannot start; the message says why and what to do, `status` is the exit status."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


def examine(settings: Settings, spec: Spec, recorder: Recorder) -> list[str]:
    """See that the target can be tested with these settings; answers remarks, a line each. Raises NotReady."""
    try:
        trust(settings)
    except SettingsError as error:
        raise NotReady(str(error), USAGE) from error
    owner, stranger = wiring.owner(settings), wiring.stranger(settings)
    for parameter, secret in owner.credentials.items():
        if stranger.credentials.get(parameter) == secret:
            flag = _flag(stranger, parameter)
            raise NotReady(f"{flag} is the owner's own; the stranger has to be a second user", USAGE)
    client = wiring.client(settings, spec, recorder)
    hidden = wiring.redactor(settings)
    try:
        _meet_the_api(client, owner)
        remarks = [remark for identity in (owner, stranger) for remark in _try_credentials(client, identity)]
        return [*remarks, *_tell_users_apart(client, owner, stranger)]
    except (Broken, Disturbed, TargetGone, Unheard) as problem:
        raise NotReady(f"{settings.target} cannot be reached: {hidden.text(str(problem))}", UNREACHABLE) from problem
    except NotReady as problem:
        raise NotReady(printable(hidden.text(f"{settings.target}: {problem}")), problem.status) from problem
    finally:
        client.release()


def _ask(client: Client, command: str, credentials: dict[str, str]) -> Reply:
    return client.ask(*client.request(command, {}, credentials))


def _meet_the_api(client: Client, owner: Identity) -> None:
    first = _ask(client, _PROBE, owner.one())
    if _is_of_the_api(first):
        return
    if _is_of_the_api(_ask(client, _REFUSING_PROBE, owner.one())) or _is_of_the_api(_ask(client, "", {})):
        return
    raise NotReady(_what_answers(first), UNREACHABLE)


def _is_of_the_api(reply: Reply) -> bool:
    """Whether an answer comes from the API, though perhaps with other text around it."""
    return isinstance(reply.body, dict) or '"Success"' in reply.text


def _what_answers(reply: Reply) -> str:
    where, login = reply.headers.get("Location"), reply.headers.get("WWW-Authenticate")
    if where and HTTPStatus.MULTIPLE_CHOICES <= reply.status < HTTPStatus.BAD_REQUEST:
        return f"HTTP {reply.status} redirects to {where}, which is not followed with credentials; give that URL"
    if login:
        return f"HTTP {reply.status} asks for a login ({login}); put it in the URL: https://user:password@host/…"
    if reply.status in (HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED):
        return f"no API at this path (HTTP {reply.status}); give the whole URL, such as https://host/api.php"
    if reply.status in (HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.GATEWAY_TIMEOUT):
        return f"HTTP {reply.status}: a server in front answers, the API behind it does not; is it running?"
    begins = " ".join(reply.text[:_LOOKED_AT].split())[:_SHOWN]
    kind = reply.headers.get("Content-Type", "no media type")
    said = next(iter(reply.faults), f"which begins {told(begins)}" if begins else "without a body")
    return f"this is not the API: every answer is HTTP {reply.status}, {kind}, {said}; check host and path"


def _try_credentials(client: Client, identity: Identity) -> Iterator[str]:
    """Try each credential alone. Where one of two is refused, it may be wrong, or the target at fault."""
    refused = [item for item in identity.credentials.items() if _is_refused(client, dict([item]))]
    if not refused:
        return
    flags = " and ".join(_flag(identity, parameter) for parameter, _ in refused)
    together = dict(identity.credentials)
    if len(refused) == len(together) and (len(together) == 1 or _is_refused(client, together)):
        raise NotReady(f"the credential of the {identity.name} is refused; give a valid {flags}", USAGE)
    yield f"{flags} of the {identity.name} is refused where it is sent alone: a wrong value, or a fault of the target"


def _is_refused(client: Client, credentials: dict[str, str]) -> bool:
    """Whether the target treats this as it treats a credential that nobody has, whatever the command."""
    if _ask(client, _PROBE, credentials).get("Success") is not False:
        return False
    made_up = dict.fromkeys(credentials, _MADE_UP)
    return all(
        _gist(_ask(client, command, credentials)) == _gist(_ask(client, command, made_up))
        for command in (_PROBE, _REFUSING_PROBE)
    )


def _gist(reply: Reply) -> tuple[int, bool, tuple[int, ...]]:
    return reply.status, reply.succeeded, reply.codes


def _tell_users_apart(client: Client, owner: Identity, stranger: Identity) -> Iterator[str]:
    """Whether the two users list the same campaigns and each reads one of them: one account, or no isolation."""
    if not stranger.known:
        return
    listed = [list(_ids(_ask(client, _PROBE, user.one()))) for user in (owner, stranger)]
    if not listed[0] or listed[0] != listed[1]:
        return
    shown = [
        client.ask(*client.request(_REFUSING_PROBE, {"campaignid": listed[0][0]}, user.one())).get("Campaign")
        for user in (owner, stranger)
    ]
    if shown[0] and shown[0] == shown[1]:
        yield (
            "owner and stranger list and read the same campaigns: the target keeps no user's campaigns from another, "
            "or both credentials are of one account; the stranger has to be a second user"
        )


def _ids(reply: Reply) -> Iterator[str]:
    rows = reply.get("Campaigns")
    for row in rows if isinstance(rows, list) else ():
        if isinstance(row, dict) and "CampaignID" in row:
            yield str(row["CampaignID"])


def _flag(identity: Identity, parameter: str) -> str:
    return flag_of(identity.variables[parameter].lower())
