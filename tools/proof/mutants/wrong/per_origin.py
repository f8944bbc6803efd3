"""Commands that do not work on campaigns that came about in one way, or work on them for anybody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

from campaign_contract.spec import Command, Kind, Spec, Word
from campaign_contract.tools.proof.mutants.mutant import Mutant
from campaign_contract.tools.proof.trial.blueprint import Blueprint, layer_added
from campaign_contract.tools.proof.trial.wire import Answer, Incoming, Layer, Next

_CREATE, _COPY, _GET = "Campaign.Create", "Campaign.Copy", "Campaign.Get"
_ALREADY = 2
"""How often a command has worked on a campaign before the third time."""


@dataclass
class History:
    """What a server has done so far. `makers` are the credentials by which each campaign was made, by its id."""

    seconds: Mapping[str, str]
    makers: dict[str, Mapping[str, str]] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)
    done: Counter[tuple[str, str]] = field(default_factory=Counter)

    def note(self, command: str, id: str, request: Incoming, answer: Answer) -> None:
        """Remember a success."""
        self.done[command, id] += 1
        if command in (_CREATE, _COPY):
            made = str(answer.body.get("CampaignID") or answer.body.get("NewCampaignID"))
            self.makers[made] = {name: request.value(name) for name in ("SessionID", "APIKey") if request.value(name)}
            self.sources |= {made: id} if command == _COPY else {}


Origin = Callable[[History, str, str], bool]
"""Whether the campaign with an id has an origin, as a command sees it."""


def _did(name: str, history: History, _: str, id: str) -> bool:
    return history.done[name, id] > 0


def _of_the_second_user(history: History, _: str, id: str) -> bool:
    return any(value in history.seconds.values() for value in history.makers.get(id, {}).values())


def _copied(history: History, _: str, id: str) -> bool:
    return id in history.sources


def _copied_from_a_copy(history: History, _: str, id: str) -> bool:
    return history.sources.get(id) in history.sources


def _copied_by_the_second_user(history: History, command: str, id: str) -> bool:
    return _copied(history, command, id) and _of_the_second_user(history, command, id)


def _third_time(history: History, command: str, id: str) -> bool:
    return history.done[command, id] >= _ALREADY


ORIGINS: Mapping[str, Origin] = {
    "created": _third_time,
    "copied": _copied,
    "copied-from-a-copy": _copied_from_a_copy,
    "updated": partial(_did, "Campaign.Update"),
    "approved": partial(_did, "Campaign.Approve"),
    "cancelled": partial(_did, "Campaign.Cancel"),
    "resumed": partial(_did, "Campaign.Resume"),
    "of-the-second-user": _of_the_second_user,
    "copied-by-the-second-user": _copied_by_the_second_user,
}
"""By the variant of the checks that look at campaigns of that origin."""
_NEVER_AGAIN = ("Campaigns.Delete", "created")
"""What is deleted cannot be deleted a third time."""
_OPENED = ("copied", "updated", "of-the-second-user", "copied-by-the-second-user")


def per_origin_mutants(spec: Spec) -> Iterator[Mutant]:
    """Each command that takes a campaign, refusing, forgetting or giving away those of each origin."""
    for command in spec.commands:
        if any(item.kind in (Kind.CAMPAIGN, Kind.CAMPAIGNS) for item in command.parameters):
            for name in ORIGINS:
                yield from _mutants(command, name)


def _mutants(command: Command, name: str) -> Iterator[Mutant]:
    which = "the third time" if name == "created" else f"a campaign that is {name.replace('-', ' ')}"
    if (command.name, name) == _NEVER_AGAIN:
        return
    yield _mutant(command, name, "refuses", f"{command.name} refuses {which}.", "provenance")
    if command.starts_from:
        what = f"{command.name} says of {which} that its status is another than it is."
        yield _mutant(command, name, "misjudges", what, "provenance")
    if command.name != _GET and not command.new_campaign:
        what = f"{command.name} does nothing to {which}, and answers a success."
        yield _mutant(command, name, "forgets", what, "provenance")
    if name in _OPENED and command.subject:
        yield _mutant(command, name, "opens", f"{command.name} works for anybody on {which}.", "isolation")


def _mutant(command: Command, name: str, how: str, what: str, statement: str) -> Mutant:
    def alteration(blueprint: Blueprint) -> Blueprint:
        history = History(blueprint.seed.accounts[1].credentials)
        return layer_added(_layer(command, ORIGINS[name], WRONG[how], history))(blueprint)

    return Mutant(f"handler/{command.name}/{how}-{name}", what, (f"Api/{statement}/{name}",), alteration)


def _layer(command: Command, origin: Origin, wrong: Callable[..., Answer], history: History) -> Layer:
    def layer(request: Incoming, pass_on: Next) -> Answer:
        id = request.value("CampaignID") or request.value("Campaigns")
        if request.command == command.name and origin(history, command.name, id):
            answer = wrong(command, request, pass_on, history.makers.get(id, {}))
        else:
            answer = pass_on(request)
        if answer.succeeded:
            history.note(request.command, id, request, answer)
        return answer

    return layer


def _refusing(command: Command, *_: object) -> Answer:
    words = (Word.FOREIGN, Word.UNKNOWN, Word.MISSING)
    codes = [error.code for error in command.errors if any(cause.word in words for cause in error.when)]
    return Answer(200, {"Success": False, "ErrorCode": codes[-1]})


def _forgetting(*_: object) -> Answer:
    return Answer(200, {"Success": True, "ErrorCode": 0})


def _opening(_: Command, request: Incoming, pass_on: Next, makers: Mapping[str, str]) -> Answer:
    return pass_on(request.having(SessionID=None, APIKey=None).having(**makers))


def _misjudging(command: Command, *_: object) -> Answer:
    errors = (error for error in command.errors if any(cause.word is Word.STATUS_NOT for cause in error.when))
    return Answer(200, {"Success": False, "ErrorCode": next(errors).code})


WRONG: Mapping[str, Callable[..., Answer]] = {
    "refuses": _refusing,
    "misjudges": _misjudging,
    "forgets": _forgetting,
    "opens": _opening,
}
"""What a mutant does with a campaign of its origin."""
