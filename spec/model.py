"""What the API is, as frozen values. No I/O: `spec.load` fills these from the YAML files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from campaign_contract.spec.command import Command
from campaign_contract.spec.command_parts import Parameter, Rule
from campaign_contract.spec.vocabulary import FailureShape, Group, Json, Kind, Level, found


@dataclass(frozen=True)
class Field:
    """A key of a campaign as the reference server shows it. `stored` fields are columns, others are derived.

    `made_of` names the fields that a derived one follows from: of a ratio the part, then the whole.
    """

    name: str
    kind: Kind
    group: Group
    description: str
    stored: bool = True
    made_of: tuple[str, ...] = ()
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
    """Something the page leaves open or contradicts, and the reading that the reference server takes.

    `beside` says what in the commands it is about, where a reader has to mind it: a parameter, or the part of the
    docs ("success", "errors", "status").
    """

    id: str
    question: str
    reading: str
    commands: tuple[str, ...] = ()
    beside: str | None = None


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
        matches = (command for command in self.commands if command.name.lower() == name.lower())
        return found(matches, f"the command {name}")

    def offered(self, name: str) -> Command:
        """Likewise, among the supporting ones, too. Raises NotInSpec."""
        every = (*self.commands, *self.supporting)
        return found((command for command in every if command.name.lower() == name.lower()), f"the command {name}")

    @property
    def sending_statuses(self) -> frozenset[str]:
        """The statuses from which delivery takes a campaign further by itself: what is in one may be sent."""
        return frozenset(status.name for status in self.statuses if status.goes_on)

    def goes_on_to(self, status: str) -> tuple[str, ...]:
        """All statuses to which delivery may take a campaign from this one, in alphabetical order."""
        steps, reached = {one.name: one.goes_on for one in self.statuses}, set[str]()
        ahead = list(steps.get(status, ()))
        while ahead:
            further = ahead.pop()
            ahead += [one for one in steps.get(further, ()) if one not in reached]
            reached.add(further)
        return tuple(sorted(reached))

    def may_start_sending(self, command: Command) -> bool:
        """Whether a success of the command alone may leave its campaign in one of `sending_statuses`."""
        effect = command.success.sets
        if effect is None or effect.none_of or command.subject is None:
            return False
        return not self.sending_statuses.isdisjoint({effect.status, *effect.one_of})

    def way_to(self, status: str) -> tuple[str | None, tuple[Command, ...]]:
        """How a campaign gets into a status: one to set first, None where any will do, and commands that go on."""
        first, commands = status, tuple[Command, ...]()
        while command := self._leading_to(first, commands):
            commands = (command, *commands)
            if command.starts_from is None:
                return None, commands
            first = command.starts_from
        return first, commands

    def _leading_to(self, status: str, besides: tuple[Command, ...]) -> Command | None:
        """A command that has no other use than to give its campaign this status."""
        return next((one for one in self.commands if one.always_sets == status and one not in besides), None)

    def fault(self, id: str) -> Fault:
        """The fault with this id. Raises NotInSpec."""
        return found((fault for fault in self.faults if fault.id == id), f"the fault {id}")

    def field(self, name: str) -> Field:
        """The campaign field called `name`. Raises NotInSpec."""
        return found((field for field in self.fields if field.name == name), f"the campaign field {name}")

    def shape(self, name: FailureShape) -> Shape:
        """The failure shape called `name`."""
        return found((shape for shape in self.failure_shapes if shape.name == name), f"the failure shape {name}")
