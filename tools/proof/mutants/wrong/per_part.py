"""Parts of a campaign that somebody is shown unasked: one of the users, or whoever looks at some campaigns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from campaign_contract.contract_tests.api.unasked import GET, PARTS, Part
from campaign_contract.spec import Spec
from campaign_contract.tools.proof.mutants.mutant import Mutant
from campaign_contract.tools.proof.trial.blueprint import Blueprint, layer_added
from campaign_contract.tools.proof.trial.wire import Answer, Incoming, Next, on

Seconds = Mapping[str, str]
"""The credentials of the second user."""


def _to_the_second_user(request: Incoming, _: Answer, seconds: Seconds) -> bool:
    return any(request.value(name) == value for name, value in seconds.items())


def _of_what_was_sent(_request: Incoming, answer: Answer, _: Seconds) -> bool:
    shown = answer.body.get("Campaign") if isinstance(answer.body, dict) else None
    return isinstance(shown, dict) and "Sent" in (shown.get("CampaignStatus"), shown.get("Status"))


To = Callable[[Incoming, Answer, Seconds], bool]
"""Whether an answer to a request that does without the part shows it all the same."""
CASES: Mapping[str, To] = {"to-the-second-user": _to_the_second_user, "of-what-was-sent": _of_what_was_sent}


def per_part_mutants(_: Spec) -> Iterator[Mutant]:
    """Each part that has to be asked for, shown unasked."""
    for address, part in PARTS.items():
        for name, to in CASES.items() if part.has_to_be_away else ():
            if to is not _of_what_was_sent or part.command == GET:
                yield _mutant(address, part, name, to)


def _mutant(address: str, part: Part, name: str, to: To) -> Mutant:
    def alteration(blueprint: Blueprint) -> Blueprint:
        seconds = blueprint.seed.accounts[1].credentials
        return layer_added(on(part.command, partial(_showing, part=part, to=to, seconds=seconds)))(blueprint)

    what = f"{part.command} shows {part.name} {name.replace('-', ' ')} whether they are asked for or not."
    return Mutant(f"handler/{part.command}/{part.flag}-{name}", what, (f"{address}/whoever-asks",), alteration)


def _showing(request: Incoming, pass_on: Next, part: Part, to: To, seconds: Seconds) -> Answer:
    answer = pass_on(request)
    return pass_on(request.having(**{part.flag: "true"})) if to(request, answer, seconds) else answer
