"""`campaign-contract cleanup`: list and delete the campaigns that an interrupted run left on a target."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from campaign_contract import spec
from campaign_contract.contract_tests import wiring
from campaign_contract.contract_tests.api.actor import Actor
from campaign_contract.contract_tests.api.client import Recorder
from campaign_contract.contract_tests.api.outcomes import Broken, Disturbed, TargetGone, Unheard
from campaign_contract.contract_tests.api.shown import View
from campaign_contract.contract_tests.api.world import World
from campaign_contract.contract_tests.report.printable import printable
from campaign_contract.contract_tests.settings import SettingsError, api_url, resolve
from campaign_contract.contract_tests.suite_plugin import UNREACHABLE
from campaign_contract.tools.runs.verify import USAGE

_LEFT = 1


def cleanup(flags: Mapping[str, Any], target_file: Path | None, ledger: Path | None, *, dry_run: bool = False) -> int:
    """Delete what interrupted runs left; answers 0, 1 where something stays, 2 for wrong usage, 4 without an answer.

    A campaign goes if its name starts with a run's prefix, or, with a ledger, if its id stands there.
    """
    try:
        wanted = _ids_in(ledger) if ledger else None
        api = spec.load()
        settings = resolve(flags, os.environ, target_file)
        settings = replace(settings, base_url=api_url(settings.base_url or "", api.transport.path))
        world = wiring.world(settings, api, Recorder())
        return sum(_clean(world, actor, wanted, dry_run=dry_run) for actor in _users(world)) and _LEFT
    except (SettingsError, spec.DocumentError) as problem:
        print(problem, file=sys.stderr)
        return USAGE
    except (Broken, Disturbed, TargetGone, Unheard) as problem:
        print(f"{settings.target}: {problem}", file=sys.stderr)
        return UNREACHABLE


def _users(world: World) -> list[Actor]:
    if not world.owner.identity.known:
        raise SettingsError("no credentials of the owner; give --api-key or --session-id")
    return world.users()


def _clean(world: World, actor: Actor, wanted: set[int] | None, *, dry_run: bool) -> int:
    """List and delete one user's leftovers; how many stay."""
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


def _leftovers(world: World, actor: Actor, wanted: set[int] | None) -> list[View]:
    rows = world.all_rows(actor)
    if wanted is not None:
        return [row for row in rows if row.id in wanted]
    return [row for row in rows if re.match(wiring.RUN_PREFIX, row.name)]


def _ids_in(ledger: Path) -> set[int]:
    try:
        return {int(json.loads(line)["id"]) for line in ledger.read_text(encoding="utf-8").splitlines()}
    except OSError as error:
        raise SettingsError(f"{ledger}: cannot be read: {error.strerror}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise SettingsError(f'{ledger}: is no ledger; each line looks like {{"user": "owner", "id": 12}}') from error
