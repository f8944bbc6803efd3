"""A reported request made fit for another time and place: other credentials, other names, other ids."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, quote_plus, urlencode

from campaign_contract.contract_tests.api.client import Reply
from campaign_contract.contract_tests.api.shown import id_number
from campaign_contract.contract_tests.api.world import NEVER_ISSUED
from campaign_contract.contract_tests.report.verdict import Step
from campaign_contract.contract_tests.settings import Settings, flag_of, setting_fields
from campaign_contract.contract_tests.wiring import RUN_PREFIX
from campaign_contract.spec import Command, Kind, Spec
from campaign_contract.tools.runs.report_reader import reply

_READING = ("Campaign.Get", "Campaigns.Get")
_PREFIX = re.compile(RUN_PREFIX.strip("^ "))
_ID = re.compile(r"(?<![^,;|\s])[-+]?\d+")
"""A number where an id can stand: at the start of a value, or behind what parts ids."""
_NAMES = "|".join(item.name.upper() for item in setting_fields() if item.metadata["secret"])
_VARIABLE = re.compile(
    rf"\$(?:\{{(?P<changed>{_NAMES})(?:(?P<cut>%\?)|(?P<case>~~)|(?P<start>:0:)?:?(?P<half>\d+))\}}|(?P<whole>{_NAMES}))"
)
_BYTES = "latin-1"


def _changed(secret: str, match: re.Match[str]) -> str:
    """A credential as a variable's expansion changes it, see `contract_tests.report.redaction`."""
    if match["cut"]:
        return secret[:-1]
    if match["case"]:
        return secret.swapcase()
    if match["half"]:
        half = int(match["half"])
        return secret[:half] if match["start"] else secret[half:]
    return secret


class NotReplayable(Exception):
    """A reported request cannot be sent again, or must not be; the message says which and why."""


@dataclass(frozen=True)
class Request:
    """A request as it is to be sent. `parameters` is None where the body cannot be read."""

    method: str
    headers: Mapping[str, str]
    body: bytes
    command: Command | None
    parameters: Mapping[str, Any] | None
    by_stranger: bool


@dataclass
class Rewriter:
    """Rewrites the requests of one check, one after the other, for a target.

    Names get `prefix` in the place of the reported run's. Ids that a reported answer issued are replaced by the ones
    that were issued now, in the parameters that name campaigns.
    """

    spec: Spec
    settings: Settings
    prefix: str
    _ids: dict[int, int | str] = field(default_factory=dict)

    def request(self, step: Step) -> Request:
        """The request of a step, rewritten. Raises NotReplayable."""
        if step.body is None:
            raise NotReplayable("is too long or too raw to be kept as data; run its line in the report by hand")
        media_type = next((value for name, value in step.headers.items() if name.lower() == "content-type"), "")
        text = base64.b64decode(step.body).decode(_BYTES) if step.base64 else step.body
        body = _PREFIX.sub(self.prefix, _VARIABLE.sub(self._secrets(_quoting(media_type)), text))
        parameters = _parameters(body, media_type)
        command = self._command(parameters)
        if command and parameters is not None:
            changed = {name: self._renewed(command, name, value) for name, value in parameters.items()}
            body = body if changed == parameters else _written(changed, media_type)
            parameters = changed
        headers = {name: _VARIABLE.sub(self._secrets(str), value) for name, value in step.headers.items()}
        sent = body.encode(_BYTES if step.base64 else "utf-8", "surrogatepass")
        return Request(step.method, headers, sent, command, parameters, "$STRANGER" in text or "${STRANGER" in text)

    def learn(self, command: Command | None, reported: Reply, now: Reply) -> None:
        """Note which id was issued in the place of which."""
        before, after = issued(command, reported), issued(command, now)
        if command and command.new_campaign and before is not None and after is not None:
            self._ids[before] = now.get(command.new_campaign)

    def refuse_what_is_not_ours(self, steps: tuple[Step, ...]) -> None:
        """Raise NotReplayable if a request could change a campaign that the check itself has not made."""
        made: set[int] = set()
        for number, step in enumerate(steps, 1):
            try:
                request = self.request(step)
            except NotReplayable as problem:
                raise NotReplayable(f"request {number} {problem}") from problem
            if request.parameters is None and _VARIABLE.search(step.body or ""):
                raise NotReplayable(
                    f"request {number} has credentials but cannot be read, so it could change anything"
                )
            for id in _named(request):
                if id not in made and 0 < id < int(NEVER_ISSUED):
                    raise NotReplayable(f"request {number} names campaign {id}, which no request of this check made")
            new = issued(request.command, reply(step))
            if new is not None:
                made.add(new)

    def _secrets(self, quoted: Callable[[str], str]) -> Callable[[re.Match[str]], str]:
        def secret(match: re.Match[str]) -> str:
            name = match["whole"] or match["changed"]
            value = getattr(self.settings, name.lower())
            if value is None:
                raise NotReplayable(f"was sent with ${name}; give {flag_of(name.lower())}")
            return quoted(_changed(value, match))

        return secret

    def _command(self, parameters: Mapping[str, Any] | None) -> Command | None:
        name = next((value for name, value in (parameters or {}).items() if name.lower() == "command"), None)
        try:
            return self.spec.command(name) if isinstance(name, str) else None
        except KeyError:
            return None

    def _renewed(self, command: Command, name: str, value: Any) -> Any:
        return self._with_new_ids(value) if _names_campaigns(command, name) else value

    def _with_new_ids(self, value: Any) -> Any:
        match value:
            case bool():
                return value
            case int():
                return self._ids.get(value, value)
            case str():
                return _ID.sub(lambda match: str(self._ids.get(int(match[0]), match[0])), value)
            case list():
                return [self._with_new_ids(item) for item in value]
            case _:
                return value


def issued(command: Command | None, answer: Reply) -> int | None:
    """The id of the campaign that an answer says was made; None where it says no such thing."""
    if command is None or command.new_campaign is None or not answer.succeeded:
        return None
    return id_number(answer.get(command.new_campaign))


def _named(request: Request) -> Iterator[int]:
    """The ids of the campaigns that a request could change."""
    if request.command and request.command.name not in _READING:
        for name, value in (request.parameters or {}).items():
            if _names_campaigns(request.command, name):
                yield from (int(id) for text in _texts(value) for id in _ID.findall(text))


def _texts(value: Any) -> Iterator[str]:
    """Every single value inside a JSON value, as text; what is true may count as 1."""
    match value:
        case dict():
            yield from (text for item in value.values() for text in _texts(item))
        case list():
            yield from (text for item in value for text in _texts(item))
        case bool():
            yield str(int(value))
        case _:
            yield str(value)


def _names_campaigns(command: Command, name: str) -> bool:
    kinds = {parameter.name.lower(): parameter.kind for parameter in command.parameters}
    return kinds.get(name.lower()) in (Kind.CAMPAIGN, Kind.CAMPAIGNS)


def _is_json(media_type: str) -> bool:
    return "json" in media_type.lower()


def _quoting(media_type: str) -> Callable[[str], str]:
    if _is_json(media_type):
        return lambda secret: json.dumps(secret, ensure_ascii=False)[1:-1]
    return quote_plus


def _parameters(body: str, media_type: str) -> dict[str, Any] | None:
    """What a body says, None where it cannot be read for certain: broken, or a name is there twice."""
    try:
        value = json.loads(body) if _is_json(media_type) else _pairs(body)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _pairs(body: str) -> dict[str, str] | None:
    pairs = parse_qsl(body, keep_blank_values=True)
    return dict(pairs) if len(dict(pairs)) == len(pairs) else None


def _written(parameters: Mapping[str, Any], media_type: str) -> str:
    return json.dumps(parameters, ensure_ascii=False) if _is_json(media_type) else urlencode(parameters)
