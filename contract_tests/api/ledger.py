"""What a run made on a target: noted at once, so that it can be deleted, also after an interruption."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from campaign_contract.contract_tests.api.bystanders import Bystanders
from campaign_contract.contract_tests.api.outcomes import Broken
from campaign_contract.contract_tests.api.shown import id_number
from campaign_contract.contract_tests.api.wording import cut
from campaign_contract.spec import Thing

if TYPE_CHECKING:
    from campaign_contract.contract_tests.api.actor import Actor


@dataclass(frozen=True)
class Entry:
    """Something that the run made: whose it is, its id and of which kind."""

    user: str
    number: int
    thing: Thing = Thing.CAMPAIGN

    def to_json(self) -> str:
        """A line of the ledger's file; `kind` is left out for a campaign."""
        kind = {} if self.thing is Thing.CAMPAIGN else {"kind": self.thing}
        return json.dumps({"user": self.user, "id": self.number, **kind})

    @classmethod
    def from_json(cls, line: str) -> Entry:
        """What a line of the ledger's file says. Raises ValueError, KeyError or TypeError for another text."""
        data = json.loads(line)
        return cls(str(data["user"]), int(data["id"]), Thing(data.get("kind", Thing.CAMPAIGN)))


@dataclass
class Ledger:
    """What this run created, and the ids of the campaigns that stood there before.

    Each new id is written to `file` (one JSON object a line) at once, so that an interrupted run can be cleaned up.
    """

    file: Path | None = None
    created: list[Entry] = field(default_factory=list)
    before: set[int] = field(default_factory=set)
    is_unsure: bool = False
    """Whether the list did not tell all that was there, so that a new id has to be looked at."""
    prefix: str = ""
    bystanders: Bystanders = field(default_factory=Bystanders)
    reused: set[int] = field(default_factory=set)
    """Ids of campaigns from before that the target gave to new ones."""
    standing: set[int] = field(default_factory=set)
    """Those of them that no run has made: they have to be there at the end, too."""
    vanished: set[int] = field(default_factory=set)
    """Those of these that are not listed any more at the end."""
    restless: dict[int, tuple[Actor, str]] = field(default_factory=dict)
    """By id of a campaign that the target may send by itself: its user, and Ready or Sending, as it was last given."""
    _deleted: set[tuple[Thing, int]] = field(default_factory=set)

    def add(self, actor: Actor, number: int, thing: Thing = Thing.CAMPAIGN) -> None:
        """Note something new. Raises Broken for a campaign that existed before the run: it is not ours to touch."""
        if thing is Thing.CAMPAIGN and number in self.before:
            self.reused.add(number)
            raise Broken(
                [f"new id: expected one that no campaign had before, got {number}, which existed before the run"]
            )
        entry = Entry(actor.identity.name, number, thing)
        self.created.append(entry)
        if self.file:
            with contextlib.suppress(OSError):  # a full disk ends no run: the names of campaigns tell whose they are
                self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                with self.file.open("a", encoding="utf-8") as lines:
                    lines.write(entry.to_json() + "\n")

    def remarks(self) -> list[str]:
        """What the target did, or would have done, to campaigns that were there before the run."""
        return [*self._told_of_reused(), *filter(None, [self.bystanders.harm]), *self._told_of_vanished()]

    def _told_of_reused(self) -> Iterator[str]:
        if self.reused:
            ids = _told(self.reused)
            yield f"new campaigns got ids that existed before the run ({ids}); those campaigns were left as they are"

    def _told_of_vanished(self) -> Iterator[str]:
        if self.vanished:
            yield (
                f"campaigns from before the run are not listed any more ({_told(self.vanished)}): the target took "
                "them away, or somebody else did meanwhile; this run named none of them to be deleted"
            )

    def forget(self) -> None:
        """Remove the file: nothing is left to clean up."""
        if self.file:
            with contextlib.suppress(OSError):
                self.file.unlink(missing_ok=True)

    def holds(self, value: Any, thing: Thing = Thing.CAMPAIGN) -> bool:
        """Whether a value is the id of something of the kind that this run made."""
        number = id_number(value)
        newest_first = reversed(self.created)  # which is asked for most, among hundreds
        return any(entry.number == number and entry.thing is thing for entry in newest_first)

    def is_gone(self, numbers: Iterable[int], thing: Thing = Thing.CAMPAIGN) -> None:
        """Note that these were deleted."""
        self._deleted.update((thing, number) for number in numbers)

    def left(self, actor: Actor, thing: Thing = Thing.CAMPAIGN) -> list[int]:
        """The ids of the user's things of the kind that have not been deleted yet."""
        return [
            entry.number
            for entry in self.created
            if (entry.user, entry.thing) == (actor.identity.name, thing) and (thing, entry.number) not in self._deleted
        ]


def _told(ids: Iterable[int]) -> str:
    return cut(", ".join(map(str, sorted(ids))))
