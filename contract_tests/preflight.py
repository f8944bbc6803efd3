"""Before the first check: see that the API is there and that the credentials are what they are said to be.

Each problem is told in a line or two with what to do. A target that answers one command wrongly is no such problem:
only what every probe meets alike ends the run here. What may be a wrong setting or a fault of the target is a remark.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from http import HTTPStatus
from urllib.parse import urljoin

from campaign_contract.contract_tests import wiring
from campaign_contract.contract_tests.api.client import JSON, Client, Identity, Reply, Transcript
from campaign_contract.contract_tests.api.connection import trust
from campaign_contract.contract_tests.api.outcomes import Broken, Disturbed, TargetGone, Unheard
from campaign_contract.contract_tests.api.transport import Lost, Transport
from campaign_contract.contract_tests.api.wording import told
from campaign_contract.contract_tests.clocks import clock_remarks
from campaign_contract.contract_tests.report.envelopes import is_page, page_title
from campaign_contract.contract_tests.report.printable import printable
from campaign_contract.contract_tests.report.redaction import Redactor
from campaign_contract.contract_tests.settings import Settings, SettingsError, flag_of
from campaign_contract.spec import Spec

UNREACHABLE, USAGE = 4, 2
_PROBE, _REFUSING_PROBE = "Campaigns.Get", "Campaign.Get"
_MADE_UP = "campaign-contract-made-up-credential"
_LOOKED_AT, _SHOWN = 10_000, 80
_PATIENCE = 2.5
"""Seconds until the operator is told that nothing answers."""
_ENVELOPE = re.compile(r"""["'<](?:Success|ErrorCode)["'>]""", re.IGNORECASE)
_LOGIN = re.compile(r"log[ -]?in|sign[ -]?in|\bsso\b|oauth", re.IGNORECASE)


class NotReady(Exception):
    """The run cannot start; the message says why and what to do, `status` is the exit status."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


def examine(settings: Settings, spec: Spec, transcript: Transcript) -> list[str]:
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
    client = wiring.client(settings, spec, transcript)
    hidden = wiring.redactor(settings)
    try:
        _say_that_it_is_slow(client, settings, transcript)
        remarks = [*clock_remarks(_meet_the_api(client, owner, hidden), settings)]
        remarks += [remark for identity in (owner, stranger) for remark in _try_credentials(client, identity)]
        return [*remarks, *_tell_users_apart(client, owner, stranger)]
    except SettingsError as problem:
        raise NotReady(f"{settings.target}: {problem}", USAGE) from problem
    except (Broken, Disturbed, TargetGone, Unheard) as problem:
        raise NotReady(f"{settings.target} cannot be reached: {hidden.text(str(problem))}", UNREACHABLE) from problem
    except NotReady as problem:
        raise NotReady(printable(hidden.text(f"{settings.target}: {problem}")), problem.status) from problem
    finally:
        client.release()


def _say_that_it_is_slow(client: Client, settings: Settings, transcript: Transcript) -> None:
    """Tell the operator within seconds where nothing answers, before all the time is waited for. Raises TargetGone."""
    if settings.timeout <= _PATIENCE:
        return
    transport = Transport(client.url, replace(settings, timeout=_PATIENCE))
    method, headers, body, command = client.request(_REFUSING_PROBE, {}, {})
    transcript.by_command[command] += 1
    try:
        transport.send(method, headers, body.encode())
    except Lost as lost:
        if not lost.arrived:
            raise TargetGone(str(lost), None) from lost
        if lost.silent:
            waiting = f"waiting {settings.timeout:g} s more (--timeout)"
            transcript.say(f"{settings.target}: nothing within {_PATIENCE:g} s; {waiting}")
    finally:
        transport.close()


def _ask(client: Client, command: str, credentials: dict[str, str]) -> Reply:
    return client.ask(*client.request(command, {}, credentials))


def _meet_the_api(client: Client, owner: Identity, hidden: Redactor) -> Reply:
    """The first answer. Raises NotReady where it is not the API that answers."""
    first = _ask(client, _PROBE, owner.one())
    if _is_of_the_api(first):
        return first
    if _is_of_the_api(_ask(client, _REFUSING_PROBE, owner.one())) or _is_of_the_api(_ask(client, "", {})):
        return first
    shown = replace(first, text=hidden.text(first.text[:_LOOKED_AT]))  # before it is cut within a credential
    raise NotReady(_what_answers(shown, client.url), UNREACHABLE)


def _is_of_the_api(reply: Reply) -> bool:
    """Whether an answer comes from the API, though perhaps with other text around it, or in a shape of its own."""
    if isinstance(reply.body, dict) and reply.status < HTTPStatus.BAD_REQUEST:
        return True
    return bool(_ENVELOPE.search(reply.text)) and not is_page(reply.text)


def _what_answers(reply: Reply, url: str) -> str:
    if reply.status in (HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED):
        return f"no API at this path (HTTP {reply.status}); give the whole URL, such as https://host/api.php"
    if reply.status in (HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.GATEWAY_TIMEOUT):
        return f"HTTP {reply.status}: a server in front answers, the API behind it does not; is it running?"
    what = f"HTTP {reply.status}, {reply.headers.get('Content-Type', 'no media type')}, {_shown(reply)}"
    return _what_is_in_between(reply, url, what) or (
        f"this is not the API: every answer is {what}; check host and path"
    )


def _what_is_in_between(reply: Reply, url: str, what: str) -> str:
    """What lets nobody through to the API; "" for nothing."""
    where, login = reply.headers.get("Location"), reply.headers.get("WWW-Authenticate")
    if where and HTTPStatus.MULTIPLE_CHOICES <= reply.status < HTTPStatus.BAD_REQUEST:
        return f"HTTP {reply.status} redirects to {where}{_why_redirected(urljoin(url, where), url)}"
    if login:
        return f"HTTP {reply.status} asks for a login ({login}); put it in the URL: https://user:password@host/…"
    if reply.status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        return f"something in front of the API lets nothing through: {what}; may this machine ask it?"
    if _LOGIN.search(page_title(reply.text)):
        return f"something in front of the API asks for a login: every answer is {what}; give a URL behind it"
    return ""


def _why_redirected(where: str, url: str) -> str:
    if where == url:
        return " itself, perhaps until a cookie comes back; the suite sends none: give a URL behind what asks for it"
    if _LOGIN.search(where):
        return ", a login; give a URL behind it"
    return ", which is not followed with credentials; give that URL"


def _shown(reply: Reply) -> str:
    """What a body is, in a few words."""
    fault, title = next(iter(reply.faults), ""), page_title(reply.text[:_LOOKED_AT])
    begins = " ".join(reply.text[:_LOOKED_AT].split())[:_SHOWN]
    if fault:
        return fault
    if title:
        return f"the page {told(title)}"
    return f"which begins {told(begins)}" if begins else "without a body"


def _try_credentials(client: Client, identity: Identity) -> Iterator[str]:
    """Try each credential alone. Where one of two is refused, it may be wrong, or the target at fault."""
    refused = [item for item in identity.credentials.items() if _is_refused(client, dict([item]))]
    if not refused:
        return
    flags = " and ".join(_flag(identity, parameter) for parameter, _ in refused)
    together = dict(identity.credentials)
    if len(refused) == len(together) and (len(together) == 1 or _is_refused(client, together)):
        if client.call(_PROBE, {}, together, JSON).succeeded:
            whose = f"the credential of the {identity.name}"
            yield f"{whose} is taken in JSON and not in a form: the target reads no forms"
            return
        why = _in_its_words(_ask(client, _PROBE, together))
        raise NotReady(f"the credential of the {identity.name} is refused{why}; give a valid {flags}", USAGE)
    yield f"{flags} of the {identity.name} is refused where it is sent alone: a wrong value, or a fault of the target"


def _in_its_words(reply: Reply) -> str:
    """What the target says of a refusal: it may be about the path."""
    text = reply.get("ErrorText")
    return f" ({told(text)})" if isinstance(text, str) and 0 < len(text) <= _SHOWN else ""


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
