"""`campaign-contract cleanup`: list and delete what an interrupted run left on a target."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from campaign_contract import spec
from campaign_contract.contract_tests import wiring
from campaign_contract.contract_tests.api.actor import Actor
from campaign_contract.contract_tests.api.client import Transcript
from campaign_contract.contract_tests.api.ledger import Entry
from campaign_contract.contract_tests.api.outcomes import Broken, Disturbed, TargetGone, Unheard
from campaign_contract.contract_tests.api.shown import View
from campaign_contract.contract_tests.api.world import World
from campaign_contract.contract_tests.report.printable import printable
from campaign_contract.contract_tests.settings import SettingsError, api_url
from campaign_contract.contract_tests.settings_sources import resolve
from campaign_contract.contract_tests.suite_plugin import UNREACHABLE
from campaign_contract.spec import Thing
from campaign_contract.tools.runs.verify import USAGE

_LEFT = 1


def cleanup(flags: Mapping[str, Any], target_file: Path | None, ledger: Path | None, *, dry_run: bool = False) -> int:
    """Delete what interrupted runs left; answers 0, 1 where something stays, 2 for wrong usage, 4 without an answer.

    A campaign goes if its name starts with a run's prefix, or, with a ledger, if it stands there; e-mails, tags and
    lists go if they stand in the ledger.
    """
    try:
        noted = _noted_in(ledger) if ledger else None
        settings = resolve(flags, os.environ, target_file)
        api = spec.load(settings.spec or spec.DEFAULT_DIRECTORY)
        settings = replace(settings, base_url=api_url(settings.base_url or "", api.transport.path))
        world = wiring.world(settings, api, Transcript())
        stay = [
            _clean(world, actor, noted, dry_run=dry_run) + _clean_others(actor, noted or [], dry_run=dry_run)
            for actor in _users(world)
        ]
    except (SettingsError, spec.DocumentError) as problem:
        print(problem, file=sys.stderr)
        return USAGE
    except (Broken, Disturbed, TargetGone, Unheard) as problem:
        print(f"{settings.target}: {problem}", file=sys.stderr)
        return UNREACHABLE
    return _LEFT if any(stay) else 0


def _users(world: World) -> list[Actor]:
    if not world.owner.identity.known:
        raise SettingsError("no credentials of the owner; give --api-key or --session-id")
    return world.users()


def _clean(world: World, actor: Actor, noted: Sequence[Entry] | None, *, dry_run: bool) -> int:
    """List and delete one user's campaigns; how many stay."""
    wanted = None if noted is None else {entry.number for entry in noted if entry.thing is Thing.CAMPAIGN}
    left = _leftovers(world, actor, wanted)
    print(f"{actor.identity.name}: {len(left)} campaigns of interrupted runs")
    for row in left:
        print(f"  {row.id}  {printable(row.name)}")
    if dry_run or not left:
        return 0
    actor.delete([row.id for row in left if row.id is not None])
    stay = len(_leftovers(world, actor, wanted))
    print(f"  deleted {len(left) - stay}{f', {stay} stay' if stay else ''}")
    return stay


def _clean_others(actor: Actor, noted: Sequence[Entry], *, dry_run: bool) -> int:
    """List and delete what else of one user's stands in a ledger; how many stay."""
    mine = [entry for entry in noted if entry.user == actor.identity.name and entry.thing is not Thing.CAMPAIGN]
    for entry in mine:
        print(f"  {entry.thing} {entry.number} of the {entry.user}")
    if dry_run or not mine:
        return 0
    stay = sum(not actor.delete_noted(entry) for entry in mine)
    print(f"  deleted {len(mine) - stay}{f', {stay} stay' if stay else ''}")
    return stay


def _leftovers(world: World, actor: Actor, wanted: set[int] | None) -> list[View]:
    rows = world.all_rows(actor)
    if wanted is not None:
        return [row for row in rows if row.id in wanted]
    return [row for row in rows if re.match(wiring.RUN_PREFIX, row.name)]


def _noted_in(ledger: Path) -> list[Entry]:
    try:
        return [Entry.from_json(line) for line in ledger.read_text(encoding="utf-8").splitlines()]
    except OSError as error:
        raise SettingsError(f"{ledger}: cannot be read: {error.strerror}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise SettingsError(f'{ledger}: is no ledger; each line looks like {{"user": "owner", "id": 12}}') from error
