"""A command of the API and what follows from its file: what it needs, makes, changes and does away with."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property

from campaign_contract.spec.command_parts import Cause, Error, Examples, Named, Parameter, Rule, Success
from campaign_contract.spec.vocabulary import FailureShape, Kind, Level, Thing, Word, found


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
        matches = (parameter for parameter in self.parameters if parameter.name == name)
        return found(matches, f"the parameter {name} of {self.name}")

    def error(self, id: str) -> Error:
        """The error with this id. Raises NotInSpec."""
        return found((error for error in self.errors if error.id == id), f"the error {self.name}/{id}")

    @property
    def causes(self) -> tuple[tuple[Error, Cause], ...]:
        """Every way to earn an error: each error with each of its causes, in the order of the file."""
        return tuple((error, cause) for error in self.errors for cause in error.when)

    @cached_property
    def ranked_errors(self) -> tuple[Error, ...]:
        """The errors by code, in which order the reference server asks them."""
        return tuple(sorted(self.errors, key=lambda error: error.code))

    @cached_property
    def by_lower_name(self) -> Mapping[str, Parameter]:
        """The parameters by their names in lower case."""
        return {parameter.name.lower(): parameter for parameter in self.parameters}

    @cached_property
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
    def always_sets(self) -> str | None:
        """The status in which a success leaves the campaign that it takes, on any implementation, by its id alone."""
        effect, needed = self.success.sets, [parameter for parameter in self.parameters if parameter.required]
        is_certain = effect is not None and effect.level is Level.MUST and not effect.one_of
        is_its_own = needed == [self.subject] and self.new_campaign is None
        return effect.status if effect and is_certain and is_its_own else None

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
            for _, cause in self.causes
            if cause.word is Word.STATUS_NOT and cause.given is None and cause.level in levels
        ]
        narrowest = min((cause.statuses for cause in causes), key=len, default=())
        return tuple(status for status in narrowest if all(status in cause.statuses for cause in causes))
