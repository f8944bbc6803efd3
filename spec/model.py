"""What the API is, as frozen values. No I/O: `spec.load` fills these from the YAML files."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeVar

Json = Mapping[str, Any]
"""A JSON object as plain data: a JSON Schema, an example body."""
Item = TypeVar("Item")


class NotInSpec(KeyError):
    """The spec does not describe what was asked for; the message says what, such as "the command Campaign.Pause"."""

    def __str__(self) -> str:
        return f"the spec does not have {self.args[0]}"


class Level(StrEnum):
    """How well the page supports a statement (see the levels of evidence in ARCHITECTURE.md)."""

    MUST = "MUST"
    SHOULD = "SHOULD"
    MAY = "MAY"


class Word(StrEnum):
    """The vocabulary of causes; each word is read by the server, the suite and the docs."""

    MISSING = "missing"
    MALFORMED = "malformed"
    UNLISTED = "unlisted"
    UNKNOWN = "unknown"
    FOREIGN = "foreign"
    STATUS_NOT = "status_not"


class Thing(StrEnum):
    """What a command can make or do away with."""

    CAMPAIGN = "campaign"
    EMAIL = "email"
    TAG = "tag"
    LIST = "list"


class Kind(StrEnum):
    """What a parameter or a campaign field holds."""

    CAMPAIGN = "campaign"
    CAMPAIGNS = "campaigns"
    EMAIL = "email"
    TAG = "tag"
    TAGS = "tags"
    RECIPIENT_LIST = "recipient_list"
    ADDRESS = "address"
    TEXT = "text"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    DATE = "date"
    TIME = "time"
    NUMBERS = "numbers"
    RECIPIENTS = "recipients"
    RULES = "rules"
    RATIO = "ratio"
    OBJECT = "object"
    LIST = "list"

    @property
    def is_id(self) -> bool:
        """Whether one value of this kind is the id of something stored."""
        return self in (Kind.CAMPAIGN, Kind.EMAIL, Kind.TAG, Kind.RECIPIENT_LIST)

    @property
    def thing(self) -> Thing | None:
        """What values of this kind name by its id, if they name anything."""
        return _THINGS.get(self)


_THINGS = {
    Kind.CAMPAIGN: Thing.CAMPAIGN,
    Kind.CAMPAIGNS: Thing.CAMPAIGN,
    Kind.EMAIL: Thing.EMAIL,
    Kind.TAG: Thing.TAG,
    Kind.TAGS: Thing.TAG,
    Kind.RECIPIENTS: Thing.LIST,
    Kind.RECIPIENT_LIST: Thing.LIST,
}


class FailureShape(StrEnum):
    """How a command wraps its error code, as the failure example of its section shows."""

    BARE = "bare"
    LISTED = "listed"
    WORDED = "worded"
    KEYED = "keyed"


class Group(StrEnum):
    """What becomes of a campaign field when the campaign is copied: only settings are carried over."""

    IDENTITY = "identity"
    SETTING = "setting"
    SCHEDULE = "schedule"
    TOTAL = "total"
    STATISTICS = "statistics"
    TAGS = "tags"


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


@dataclass(frozen=True)
class Command:
    """One command of the API, as its section of the page describes it.

    `anonymous` ones need no credential. One that `collects` answers all errors that a request earns, not the first.
    `later` is what later versions of the product changed in all of it.
    `creates` names the key of the answer that holds the id of the new thing, `destroys` the parameter that names
    what is done away with; one that `reads` changes nothing.
    """

    name: str
    section: str
    summary: str
    parameters: tuple[Parameter, ...]
    errors: tuple[Error, ...]
    failure: FailureShape
    success: Success
    rules: tuple[Rule, ...]
    examples: Examples
    creates: Named | None = None
    destroys: Named | None = None
    reads: bool = False
    anonymous: bool = False
    later: str | None = None
    collects: bool = False

    def parameter(self, name: str) -> Parameter:
        """The parameter called `name`. Raises NotInSpec."""
        found = (parameter for parameter in self.parameters if parameter.name == name)
        return _found(found, f"the parameter {name} of {self.name}")

    def error(self, id: str) -> Error:
        """The error with this id. Raises NotInSpec."""
        return _found((error for error in self.errors if error.id == id), f"the error {self.name}/{id}")

    @property
    def subject(self) -> Parameter | None:
        """The parameter that names the one campaign the command works on, if it has one."""
        return next((p for p in self.parameters if p.kind is Kind.CAMPAIGN), None)

    def thing_of(self, parameter: Parameter) -> Thing | None:
        """What a parameter of the command names by its id, if it names anything."""
        is_destroyed = self.destroys and self.destroys.name == parameter.name
        return self.destroys.thing if self.destroys and is_destroyed else parameter.kind.thing

    @property
    def touches(self) -> tuple[Parameter, ...]:
        """The parameters that name what the command may change or destroy.

        A command that names no campaign and says nothing of itself may change whatever it is given.
        """
        if self.reads:
            return ()
        known = tuple(
            parameter
            for parameter in self.parameters
            if parameter.kind.thing is Thing.CAMPAIGN or (self.destroys and self.destroys.name == parameter.name)
        )
        return known if known or self.creates else self.parameters

    @property
    def new_campaign(self) -> str | None:
        """The key of the answer that holds the id of a campaign that the command made, if it makes one."""
        return self.creates.name if self.creates and self.creates.thing is Thing.CAMPAIGN else None

    @property
    def served_from(self) -> tuple[str, ...]:
        """The statuses from which no error of any level holds the command up; empty where none looks at the status."""
        return self._named_by_all(tuple(Level))

    @property
    def allowed_from(self) -> tuple[str, ...]:
        """Likewise, with regard to errors at MUST alone: those from which any implementation may take the command."""
        return self._named_by_all((Level.MUST,))

    @property
    def asserted_from(self) -> tuple[str, ...]:
        """The statuses from which a success may be demanded of anybody; empty where any status will do."""
        stated, served = self.success.asserted_from, self.served_from
        return tuple(status for status in stated if status in served) if stated and served else stated or served

    @property
    def starts_from(self) -> str | None:
        """The status that a campaign needs for the command to succeed; None where any will do."""
        return next(iter(self.asserted_from), None)

    def _named_by_all(self, levels: Collection[Level]) -> tuple[str, ...]:
        causes = [
            cause
            for error in self.errors
            for cause in error.when
            if cause.word is Word.STATUS_NOT and cause.given is None and cause.level in levels
        ]
        narrowest = min((cause.statuses for cause in causes), key=len, default=())
        return tuple(status for status in narrowest if all(status in cause.statuses for cause in causes))


@dataclass(frozen=True)
class Field:
    """A key of a campaign as the reference server shows it. `stored` fields are columns, others are derived."""

    name: str
    kind: Kind
    group: Group
    description: str
    stored: bool = True
    default: str | int = ""
    level: Level = Level.MUST
    note: str | None = None


@dataclass(frozen=True)
class Status:
    """A status that a campaign can be stored in; `goes_on` are those to which delivery takes it by itself."""

    name: str
    description: str
    goes_on: tuple[str, ...] = ()


@dataclass(frozen=True)
class Fault:
    """A failure outside any command, as the reference server answers it (the page gives no code: MAY)."""

    id: str
    code: int
    http_status: int
    description: str


@dataclass(frozen=True)
class Shape:
    """A way of wrapping an error code: words for the docs and the JSON Schema (SHOULD) it satisfies."""

    name: FailureShape
    description: str
    schema: Json


@dataclass(frozen=True)
class OpenQuestion:
    """Something the page leaves open or contradicts, and the reading that the reference server takes."""

    id: str
    question: str
    reading: str
    commands: tuple[str, ...] = ()


@dataclass(frozen=True)
class Transport:
    """Where and how commands are sent. `encodings` maps a name to its media type; `max_body` is in bytes."""

    path: str
    method: str
    encodings: Mapping[str, str]
    content_type: str
    max_body: int
    also: tuple[str, ...]
    note: str


@dataclass(frozen=True)
class Spec:
    """The whole API. `parameters` are those that every command takes; `credentials` names the interchangeable ones.

    `supporting` commands are not on the page: the reference server offers them, and nobody else has to.
    """

    title: str
    source: str
    transport: Transport
    credentials: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    envelope: Json
    failure_shapes: tuple[Shape, ...]
    faults: tuple[Fault, ...]
    statuses: tuple[Status, ...]
    fields: tuple[Field, ...]
    rules: tuple[Rule, ...]
    open_questions: tuple[OpenQuestion, ...]
    rules_bundle: Json
    commands: tuple[Command, ...]
    supporting: tuple[Command, ...] = ()

    def command(self, name: str) -> Command:
        """The command called `name`, in any case. Raises NotInSpec."""
        found = (command for command in self.commands if command.name.lower() == name.lower())
        return _found(found, f"the command {name}")

    def fault(self, id: str) -> Fault:
        """The fault with this id. Raises NotInSpec."""
        return _found((fault for fault in self.faults if fault.id == id), f"the fault {id}")

    def field(self, name: str) -> Field:
        """The campaign field called `name`. Raises NotInSpec."""
        return _found((field for field in self.fields if field.name == name), f"the campaign field {name}")

    def shape(self, name: FailureShape) -> Shape:
        """The failure shape called `name`."""
        return _found((shape for shape in self.failure_shapes if shape.name == name), f"the failure shape {name}")


def _found(matches: Iterator[Item], what: str) -> Item:
    for match in matches:
        return match
    raise NotInSpec(what)
