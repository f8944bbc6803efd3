"""What a command is made of: parameters, errors with their causes, the answer of a success, rules and examples."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from campaign_contract.spec.vocabulary import Json, Kind, Level, Thing, Word


@dataclass(frozen=True)
class Named:
    """A thing of a kind, and the key or parameter that holds its id."""

    thing: Thing
    name: str


@dataclass(frozen=True)
class Guard:
    """The one condition a cause may carry: the request sends `parameter` with exactly `value`."""

    parameter: str
    value: str


@dataclass(frozen=True)
class Cause:
    """One way to earn an error: a word applied to parameters, or to the campaign's status.

    `level` is that of the error's number; `empty` is the level at which a parameter that is sent
    empty counts as missing (only meaningful for `Word.MISSING`).
    """

    word: Word
    parameters: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    given: Guard | None = None
    level: Level = Level.MUST
    empty: Level = Level.SHOULD
    note: str | None = None


@dataclass(frozen=True)
class Error:
    """A documented failure of a command; its address is `Command/id`.

    `unprovoked` is why no check provokes it, where no cause is above MAY: the server's action alone may raise it.
    `later`, here and below, says where later versions of the product contradict the page; it decides nothing.
    """

    id: str
    code: int
    message: str
    when: tuple[Cause, ...]
    unprovoked: str | None = None
    later: str | None = None


@dataclass(frozen=True)
class Parameter:
    """A request parameter. `values` are the page's; `also` are further ones that the reference server takes.

    `open` says that the page gives its values as examples ("e.g."). `selects` maps a filter value to the
    campaign fields and the values that it stands for.
    """

    name: str
    kind: Kind
    required: bool
    description: str
    example: Any
    values: tuple[str, ...] = ()
    open: bool = False
    also: tuple[str, ...] = ()
    default: str | None = None
    blank: tuple[str, ...] = ()
    selects: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    note: str | None = None

    @property
    def accepted(self) -> tuple[str, ...]:
        """Every value that the reference server takes for a choice."""
        return self.values + self.also


@dataclass(frozen=True)
class Effect:
    """The status that a success leaves behind.

    The reference server sets `status` and the further `fields`; any implementation must end in one of
    `one_of` (unless empty) and in none of `none_of`.
    """

    status: str
    level: Level = Level.MUST
    note: str | None = None
    one_of: tuple[str, ...] = ()
    none_of: tuple[str, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)

    @property
    def checked_level(self) -> Level:
        """The level of what any implementation must show: a stated choice of statuses is a MUST of its own."""
        return Level.MUST if self.one_of or self.none_of else self.level


@dataclass(frozen=True)
class Success:
    """The answer of a success beyond the envelope.

    `schema` (JSON Schema) holds at MUST, `shown` (JSON Schema) at SHOULD: it pins what only the page's example shows.
    `asserted_from` are the statuses from which a success may be demanded where the page has no error for the others.
    """

    schema: Json
    shown: Json
    note: str | None = None
    sets: Effect | None = None
    asserted_from: tuple[str, ...] = ()
    later: str | None = None


@dataclass(frozen=True)
class Rule:
    """A statement that no table can say; a hand-written story in the suite holds it.

    `family` is what stands for the command in the address of a rule that no single command makes.
    """

    id: str
    rule: str
    level: Level = Level.MUST
    note: str | None = None
    family: str = "Api"
    later: str | None = None


@dataclass(frozen=True)
class Examples:
    """The page's example request (`encoding` is "form" or "json") and its answers (None where it shows none)."""

    encoding: str
    request: Json
    success: Json
    failure: Json | None


@dataclass(frozen=True)
class Statement:
    """One thing that the spec claims, under its address `Command/id`."""

    address: str
    rule: str
    level: Level
    section: str
    note: str | None = None
    later: str | None = None
