"""Requests that Schemathesis generates from the OpenAPI document, tamed to touch nothing but the suite's own."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import schemathesis
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from schemathesis import GenerationMode
from schemathesis.generation.feedback import NO_FEEDBACK

from campaign_contract.contract_tests.api.client import JSON
from campaign_contract.contract_tests.api.outcomes import NotArranged
from campaign_contract.contract_tests.api.provoke import good_value
from campaign_contract.contract_tests.api.sending import SENDING_PARAMETERS
from campaign_contract.contract_tests.api.world import NEVER_ISSUED, Campaign, World
from campaign_contract.contract_tests.explore import openapi_document
from campaign_contract.spec import Command, Kind, Parameter, Spec, Thing, Word

LONGEST_NAME = 100
"""Names up to so many characters are kept; longer ones may be refused with any number."""
_IDS = (Kind.CAMPAIGN, Kind.CAMPAIGNS, Kind.EMAIL)
_NAMES = ("CampaignName", "SearchKeyword")
_PAGE_SIZE, _LARGEST_PAGE = "RecordsPerRequest", 1000
"""A page may be as large as is asked for, and the account be that of a large sender: no more is asked for."""
_FLAGS = ("true", "false")


@dataclass(frozen=True)
class Request:
    """A request that is safe to send. `numbered` says that whatever is wrong with it has a documented number."""

    parameters: Mapping[str, Any]
    numbered: bool


def bodies(spec: Spec, command: Command, encoding: str) -> SearchStrategy[dict[str, Any]]:
    """Parameters for a command of the spec as its schema says and as it does not, half and half."""
    described = openapi_document.document(spec, command, encoding)
    operation = schemathesis.openapi.from_dict(described)[openapi_document.path_of(command)]["POST"]

    def sendable(body: Any) -> bool:
        """Whether the body has parameters, and in a form all as text."""
        return isinstance(body, dict) and (encoding == JSON or all(isinstance(item, str) for item in body.values()))

    def made(mode: GenerationMode) -> SearchStrategy[Any]:
        cases = operation.as_strategy(generation_mode=mode, feedback=NO_FEEDBACK)
        found: SearchStrategy[Any] = cases.map(lambda case: case.body)
        return found.filter(sendable)

    strategies = {mode: made(mode) for mode in GenerationMode}
    return st.sampled_from([*strategies]).flatmap(lambda mode: strategies[mode])


class Tamer:
    """Makes generated bodies of one command safe.

    Ids are replaced by that of an own campaign or by one that was never issued; credentials and command are left to
    the caller; names start with the run's prefix; unknown parameters cannot be taken for known ones; and nothing is
    left that could send unless that is allowed.
    """

    def __init__(self, world: World, command: Command) -> None:
        self._world = world
        self._command = command
        self._parameters = {parameter.name: parameter for parameter in command.parameters}
        self._ids = {parameter.name for parameter in command.parameters if parameter.kind.is_id}
        self._good = {parameter.name: _good_value(world, parameter) for parameter in command.parameters}
        self._words = {
            name: {cause.word for _, cause in command.causes if name in cause.parameters} for name in self._parameters
        }

    def tame(self, body: Mapping[str, Any], campaign: Campaign, *, typed: bool = False) -> Request:
        """What is sent in the place of a generated body. `campaign` is the own one to name.

        Where the encoding is `typed`, ids are numbers if the target's own are: it need not take others.
        """
        sent: dict[str, Any] = {}
        numbered = True
        for name, value in self._kept(body):
            parameter = self._parameters.get(name)
            if parameter is None:
                sent[f"Fuzz{name}"], numbered = value, False
            else:
                sent[name] = self._tamed(parameter, value, campaign)
                numbered = numbered and self._has_number(parameter, sent[name])
        made = Request(sent, numbered)
        return self._with_numbers(made) if typed and isinstance(campaign.id, int) else made

    def _with_numbers(self, request: Request) -> Request:
        ids = {name: value for name, value in request.parameters.items() if name in self._ids and value}
        numbers = {name: int(value) for name, value in ids.items() if value.isdecimal()}
        return Request({**request.parameters, **numbers}, request.numbered and len(numbers) == len(ids))

    def _kept(self, body: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
        general = {parameter.name for parameter in self._world.spec.parameters}
        barred = () if self._world.settings.may_send else SENDING_PARAMETERS
        return ((name, value) for name, value in body.items() if name not in general and name not in barred)

    def _tamed(self, parameter: Parameter, value: Any, campaign: Campaign) -> Any:
        if value == "":
            return value
        if parameter.kind.thing is Thing.CAMPAIGN:
            return self._campaign(parameter, value, campaign)
        if parameter.kind is Kind.EMAIL:
            nobodys = _is_odd(value) or parameter in self._command.touches
            return NEVER_ISSUED if nobodys else self._good[parameter.name] or NEVER_ISSUED
        if parameter.name == "CampaignName" and isinstance(value, str):
            return f"{self._world.name()} {value}"
        if parameter.name == _PAGE_SIZE:
            return _at_most(value, _LARGEST_PAGE)
        return (self._good[parameter.name] or value) if value == parameter.example else value

    def _campaign(self, parameter: Parameter, value: Any, campaign: Campaign) -> Any:
        if Word.MALFORMED in self._words[parameter.name] and _is_word(value):
            return value
        barred = self._world.spec.may_start_sending(self._command) and not self._world.settings.may_send
        return NEVER_ISSUED if barred or _is_odd(value) else str(campaign.id)

    def _has_number(self, parameter: Parameter, value: Any) -> bool:
        """Whether a value is good, or faulty in a way that the page gives the command a number for."""
        words = self._words[parameter.name]
        if not isinstance(value, str):
            return False
        if value == "":
            return bool(words & {Word.MISSING, Word.UNLISTED})
        if value == NEVER_ISSUED:
            return Word.UNKNOWN in words
        return parameter.kind in _IDS or value == self._good[parameter.name] or self._is_other_value(parameter, value)

    def _is_other_value(self, parameter: Parameter, value: str) -> bool:
        if parameter.kind is Kind.CHOICE:
            listed = value in parameter.values
            return listed or (Word.UNLISTED in self._words[parameter.name] and _is_plain(value))
        return (parameter.name in _NAMES and _is_plain(value)) or (parameter.kind is Kind.BOOLEAN and value in _FLAGS)


def _good_value(world: World, parameter: Parameter) -> Any:
    """A value that the target takes, None where only the operator could say one."""
    try:
        return good_value(world, parameter)
    except NotArranged:
        return None


def _is_word(value: Any) -> bool:
    """Whether no target can take a value for the id of something: it holds no digit and means nothing to JSON."""
    return isinstance(value, str) and value.isascii() and value.isalpha()


def _is_odd(value: Any) -> bool:
    return bool(zlib.crc32(repr(value).encode()) % 2)


def _at_most(value: Any, most: int) -> Any:
    """The value, where it is a number no more than `most`, as text or a number as before."""
    text = str(value)
    return type(value)(most) if text.isdecimal() and len(text) >= len(str(most)) and int(text) > most else value


def _is_plain(text: str) -> bool:
    """Whether a text is one that every target has to take as it is."""
    return len(text) <= LONGEST_NAME and text.isprintable() and text == text.strip() and max(text) <= "\uffff"
