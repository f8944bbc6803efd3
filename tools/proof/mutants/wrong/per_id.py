"""Commands that find a campaign by text that is not its id, each in the ways in which languages read numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import partial

from campaign_contract.spec import Command, Kind, Spec
from campaign_contract.tools.proof.mutants.mutant import Mutant
from campaign_contract.tools.proof.trial.blueprint import layer_added
from campaign_contract.tools.proof.trial.wire import Answer, Incoming, Next, on

_ID_DIGITS = 9
_PARTED = ("blank-before", "blank-behind")
"""Blanks in a list may part its items."""


def _leading(text: str) -> str:
    match = re.match(r"\s*(\d+)", text)
    return match[1] if match else text


def _without_letters(text: str) -> str:
    return "".join(character for character in text if character in "0123456789") if text.isalnum() else text


def _modulo(bits: int, text: str) -> str:
    return str(int(text) % 2**bits) if text.isdecimal() and len(text) > _ID_DIGITS else text


READERS: Mapping[str, Callable[[str], str]] = {
    "letters-behind": _leading,
    "letters-before": _without_letters,
    "number-sign-before": lambda text: text.removeprefix("#"),
    "another-id-behind": lambda text: text.partition(";")[0],
    "nul-behind": lambda text: text.partition("\0")[0],
    "fraction": lambda text: text.partition(".")[0],
    "negative": lambda text: text.removeprefix("-"),
    "hexadecimal": lambda text: str(int(text, 0)),
    "hexadecimal-digits": lambda text: text if text.isdecimal() else str(int(text, 16)),
    "plus-2-to-the-32": partial(_modulo, 32),
    "plus-2-to-the-64": partial(_modulo, 64),
    "fraction-of-zero": lambda text: str(int(float(text))),
    "exponent": lambda text: str(int(float(text))),
    "blank-before": str.lstrip,
    "blank-behind": str.rstrip,
    "full-width-digits": lambda text: str(int(text)),
}
"""By the variant of the checks that send such an id: what the reader makes of it."""


def per_id_mutants(spec: Spec) -> Iterator[Mutant]:
    """Every command that takes an id, with each reader."""
    for command in spec.commands:
        named = next((item for item in command.parameters if item.kind in (Kind.CAMPAIGN, Kind.CAMPAIGNS)), None)
        if named:
            for name, read in READERS.items():
                if named.kind is Kind.CAMPAIGN or name not in _PARTED:
                    yield _mutant(command, named.name, name, read)


def _mutant(command: Command, parameter: str, name: str, read: Callable[[str], str]) -> Mutant:
    def reading(request: Incoming, pass_on: Next) -> Answer:
        sent = request.value(parameter)
        with suppress(ValueError, OverflowError):
            if sent and read(sent) != sent:
                return pass_on(request.having(**{parameter: read(sent)}))
        return pass_on(request)

    what = f"{command.name} finds a campaign by an id with {name.replace('-', ' ')}."
    alteration = layer_added(on(command.name, reading))
    return Mutant(f"handler/{command.name}/reads-id-{name}", what, (f"Api/refuses-malformed-id/{name}",), alteration)
